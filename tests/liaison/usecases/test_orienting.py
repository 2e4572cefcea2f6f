"""Does the aid read the dossier, answer with the directory, and store nothing (E-5, E-6, F-7)?"""

from datetime import date

import pytest

from liaison.errors import Denied, Invalid
from liaison.events import EventKind
from liaison.records import Case
from liaison.rules.situation import Ages, Certainty, Situation, Standing, Towards
from liaison.store import trails
from liaison.usecases import keeping_departements, keeping_directory, orienting
from liaison.usecases.keeping_departements import DepartementForm
from liaison.vocabulary import AgreementKind, Chain, FrenchLevel, PartnerKind
from tests.factories import PERSON, RHONE, House

KNOWN = {
    **PERSON,
    "beneficiary.birth_date": "14/02/2003",
    "beneficiary.language_level": "A1",
    "beneficiary.protection_date": "03/03/2026",
    "beneficiary.engagement_date": "01/06/2026",
    "programme.standing": "relative",
}


def lower_level(house: House, level: FrenchLevel) -> None:
    """Settle the level of the local convention."""
    form = DepartementForm(RHONE, "Rhône", "Opérateur", "04 72 00 00 00", None, True, True, level)
    house.do(keeping_departements.save_departement, house["administrator"], form)


def test_what_the_dossier_knows_is_not_asked_again(house: House) -> None:
    """Age, level, status and entry are read from it; the reading is journalled, the health consent only looked up."""
    case_id = house.case(raw=KNOWN)

    known = house.do(orienting.known_of, house["referent"], case_id)

    assert (Ages(23, 23), FrenchLevel.A1, date(2026, 3, 3), date(2026, 6, 1)) == (
        known.ages,
        known.level,
        known.since,
        known.entered_on,
    )
    assert Standing.RELATIVE is known.standing
    assert not known.health_consent
    house.agree(case_id, AgreementKind.HEALTH)
    assert house.do(orienting.known_of, house["referent"], case_id).health_consent
    read = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CASE_READ))
    assert [case_id, case_id] == [entry.subject for entry in read]


def test_an_empty_dossier_leaves_everything_to_ask(sqlite_house: House) -> None:
    """A name alone; a year of birth gives two ages, and what cannot be read is asked."""
    house = sqlite_house
    bare = house.do(orienting.known_of, house["referent"], house.case(raw={"beneficiary.last_name": "SEUL"}))
    assert (None, None, None, None) == (bare.ages, bare.level, bare.since, bare.entered_on)
    assert bare.standing is None
    year = {"beneficiary.last_name": "ANNÉE", "beneficiary.birth_date": "2000"}
    assert Ages(25, 26) == house.do(orienting.known_of, house["referent"], house.case(raw=year)).ages


@pytest.mark.requirement("E-5")
def test_the_answer_names_the_contacts_there(house: House) -> None:
    """Who is in the directory for each service, with the fiche that it receives; disabled ones are left out."""
    contact_id = house.recipient("spe")
    gone = house.contact(house.partner(PartnerKind.CAP_EMPLOI))
    house.do(keeping_directory.disable_contact, house["coordinator"], gone)
    house.recipient("generic")
    case_id = house.case(raw=KNOWN)
    situation = Situation(Ages(23, 23), FrenchLevel.A2, disability=True)

    answer = house.do(orienting.answer, house["referent"], case_id, situation)

    found = {one.suggestion.towards: one for one in answer.possible}
    young = found[Towards.MISSION_LOCALE]
    assert [contact_id] == [contact.id for contact in young.contacts]
    assert ("spe", "Mission locale") == (young.model, young.label)
    assert () == found[Towards.CAP_EMPLOI].contacts


@pytest.mark.requirement("E-6")
def test_pic_ipr_is_named_where_it_is_on(sqlite_house: House) -> None:
    """The laureate of the département, with its own fiche."""
    house = sqlite_house
    contact_id = house.recipient("pic_ipr")
    situation = Situation(followed_by=frozenset({Towards.PIC_IPR}))

    answer = house.do(orienting.answer, house["referent"], house.case(raw=KNOWN), situation)

    first = answer.possible[0]
    assert (Towards.PIC_IPR, "pic_ipr") == (first.suggestion.towards, first.model)
    assert [contact_id] == [contact.id for contact in first.contacts]


@pytest.mark.requirement("E-5")
def test_the_level_of_the_local_convention_is_a_setting(house: House) -> None:
    """A département whose convention says A1 sends somebody at A1 to Pôle emploi; it can only lower the level."""
    case_id = house.case(raw=KNOWN)
    situation = Situation(Ages(40, 40), FrenchLevel.A1)

    def first() -> tuple[Towards, Certainty]:
        found = house.do(orienting.answer, house["referent"], case_id, situation).orientation.suggestions[0]
        return found.towards, found.certainty

    assert (Towards.AGIR, Certainty.POINTED) == first()

    lower_level(house, FrenchLevel.A1)

    assert (Towards.POLE_EMPLOI, Certainty.POINTED) == first()
    with pytest.raises(Invalid) as refusal:
        lower_level(house, FrenchLevel.B1)
    assert ["spe_level"] == [problem.field for problem in refusal.value.problems]


@pytest.mark.requirement("F-7")
def test_nothing_of_the_answers_is_stored(sqlite_house: House) -> None:
    """The dossier is the same row before and after, and the journal has nothing but the reading."""
    house = sqlite_house
    case_id = house.case(raw=KNOWN)

    def state() -> tuple[object, int]:
        with house.service.transaction() as ctx:
            row = ctx.session.get(Case, case_id)
            assert row is not None
            return row.model_dump(), trails.read_head(ctx.session, Chain.SECURITY).size

    before, size = state()

    house.do(orienting.answer, house["referent"], case_id, Situation(disability=True))

    assert (before, size) == state()


@pytest.mark.parametrize("who", ["other referent", "referent of the Loire", "dpo", "administrator"])
def test_only_who_may_open_the_dossier_asks(sqlite_house: House, who: str) -> None:
    """Each door refuses whoever the dossier is not for."""
    house = sqlite_house
    case_id = house.case(raw=KNOWN)
    fiche_id = house.draft(case_id)
    with pytest.raises(Denied):
        house.do(orienting.known_of, house[who], case_id)
    with pytest.raises(Denied):
        house.do(orienting.answer, house[who], case_id, Situation())
    with pytest.raises(Denied):
        house.do(orienting.asked_for, house[who], fiche_id)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("A1", FrenchLevel.A1), ("a1.1", FrenchLevel.A1_1), ("A1,1", FrenchLevel.A1_1),
        ("niveau A2 (oral)", FrenchLevel.A2), ("B1 validé", FrenchLevel.B1),
        ("A1/A2", None), ("infra A1", None), ("sous A1.1", None), ("bon", None), ("", None),
    ],
)  # fmt: skip
def test_a_level_is_read_only_when_it_is_clear(typed: str, level: FrenchLevel | None) -> None:
    """One level, named once; anything else is asked."""
    assert level is orienting.level_in(typed)
