"""Is a dossier kept right? Values with their origin, their binôme, no person twice, nobody else inside."""

from datetime import date

import pytest

from liaison.errors import Conflict, Invalid, LiaisonError
from liaison.records import Case
from liaison.store.cases import get_case
from liaison.usecases import agreeing, ending_support, keeping_cases
from liaison.usecases.context import Context
from liaison.vocabulary import AgreementKind, Origin
from tests.factories import PERSON, House

NAME, FIRST, PHONE = "beneficiary.last_name", "beneficiary.first_name", "beneficiary.telephone"


@pytest.mark.requirement("T-5")
class TestOrigin:
    """Does each value know where it came from?"""

    def test_every_value_has_its_origin(self, house: House) -> None:
        """What the OFII sent is the OFII's, each value of it, with its moment."""
        case_id = house.do(
            keeping_cases.create_case, house["referent"], departement="69", raw=PERSON, origin=Origin.OFII
        )

        page = house.do(keeping_cases.open_case, house["referent"], case_id)

        assert set(PERSON) == set(page.values)
        assert {(Origin.OFII, house.clock.now())} == {(v.origin, v.at) for v in page.values.values()}

    def test_what_changed_changes_origin_the_rest_keeps_its_own(self, house: House) -> None:
        """A correction by a partner is theirs; untouched values stay the person's; what was cleared is gone."""
        case_id = house.case()
        before = house.do(keeping_cases.open_case, house["referent"], case_id)
        house.clock.advance(days=3)
        raw = {**before.raw, FIRST: "Zéphirine", "beneficiary.birth_date": ""}

        house.do(
            keeping_cases.save_case,
            house["referent"],
            case_id,
            raw=raw,
            origin=Origin.PARTNER,
            revision=before.revision,
        )

        after = house.do(keeping_cases.open_case, house["referent"], case_id)
        assert (Origin.PARTNER, house.clock.now()) == (after.values[FIRST].origin, after.values[FIRST].at)
        assert before.values[NAME] == after.values[NAME]
        assert "beneficiary.birth_date" not in after.values
        assert before.revision + 1 == after.revision


def test_conflict_loses_nothing(house: House) -> None:
    """Two windows: the second save is told so, and what the first one saved stands."""
    case_id = house.case()
    page = house.do(keeping_cases.open_case, house["referent"], case_id)
    first, second = {**page.raw, FIRST: "Première"}, {**page.raw, FIRST: "Seconde"}
    house.do(
        keeping_cases.save_case, house["referent"], case_id, raw=first, origin=Origin.PERSON, revision=page.revision
    )

    with pytest.raises(Conflict) as refusal:
        house.do(
            keeping_cases.save_case,
            house["referent"],
            case_id,
            raw=second,
            origin=Origin.PERSON,
            revision=page.revision,
        )

    assert "Ce dossier a été modifié entre-temps." == refusal.value.message
    assert "Rien n’est perdu" in refusal.value.hint
    assert "Première" == house.do(keeping_cases.open_case, house["referent"], case_id).raw[FIRST]


class TestNumber:
    """Is a person found by their AGDREF number, and by nothing that can be reversed?"""

    def test_same_number_twice_is_a_conflict(self, house: House) -> None:
        """However it is written, one number is one dossier of the département; another département is apart."""
        house.case()
        written = {**PERSON, "beneficiary.agdref": "99 0000 0017"}

        with pytest.raises(Conflict) as refusal:
            house.case(raw=written, by="other referent")
        house.case(raw=written, by="referent of the Loire")

        assert "Un dossier porte déjà ce N° AGDREF dans le département." == refusal.value.message
        assert "coordination" in refusal.value.hint

    def test_saving_into_another_persons_number_is_a_conflict(self, sqlite_house: House) -> None:
        """A correction cannot make two dossiers of one number; saving one's own number is fine."""
        house = sqlite_house
        house.case()
        other = house.case(raw={NAME: "AUTRE"})
        page = house.do(keeping_cases.open_case, house["referent"], other)

        with pytest.raises(Conflict):
            self._save(house, other, {**page.raw, "beneficiary.agdref": PERSON["beneficiary.agdref"]})
        self._save(house, other, {**page.raw, "beneficiary.agdref": "9900000025"})
        self._save(house, other, {**page.raw, "beneficiary.agdref": "9900000025", FIRST: "Même"})

    def test_index_is_keyed(self, sqlite_house: House) -> None:
        """The database holds a keyed hash, which dies out of reach without the key store; no number no hash."""
        house = sqlite_house
        with_number = house.do(_row, house.case())
        without = house.do(_row, house.case(raw={NAME: "SANSNUMÉRO"}))

        assert house.service.vault.index("agdref", "9900000017") == with_number.agdref_index
        assert without.agdref_index is None

    def test_number_is_masked_until_asked(self, sqlite_house: House) -> None:
        """A page shows three digits; the whole number is given on demand."""
        house = sqlite_house
        case_id = house.case()

        page = house.do(keeping_cases.open_case, house["referent"], case_id)
        (line,) = house.do(keeping_cases.list_cases, house["referent"])

        assert ["•••••••017"] * 2 == [page.agdref_masked, line.agdref_masked]
        assert "9900000017" in house.do(keeping_cases.reveal_agdref, house["referent"], case_id).replace(" ", "")

    @staticmethod
    def _save(house: House, case_id: str, raw: dict[str, str]) -> None:
        revision = house.do(keeping_cases.open_case, house["referent"], case_id).revision
        house.do(keeping_cases.save_case, house["referent"], case_id, raw=raw, origin=Origin.PERSON, revision=revision)


@pytest.mark.requirement("F-4")
def test_email_needs_its_consent(house: House) -> None:
    """Without the recorded consent an e-mail address is not even kept; with it, it is."""
    case_id = house.case()
    raw = {**PERSON, "beneficiary.email": "zephyrine@exemple.example"}

    with pytest.raises(Invalid) as refusal:
        house.do(keeping_cases.save_case, house["referent"], case_id, raw=raw, origin=Origin.PERSON, revision=1)
    house.agree(case_id, AgreementKind.ELECTRONIC_EXCHANGE)
    house.do(keeping_cases.save_case, house["referent"], case_id, raw=raw, origin=Origin.PERSON, revision=1)

    (problem,) = refusal.value.problems
    assert "beneficiary.email" == problem.field
    assert "consentement aux échanges dématérialisés" in problem.message
    with pytest.raises(Invalid):
        house.case(raw={**raw, "beneficiary.agdref": ""})


def test_every_problem_of_a_person_at_once(sqlite_house: House) -> None:
    """A missing name, a date that is none, a number too short: all of them, by their labels."""
    wrong = {"beneficiary.birth_date": "31/02/1990", "beneficiary.agdref": "12", PHONE: "douze", "nope": "x"}

    with pytest.raises(Invalid) as refusal:
        sqlite_house.case(raw=wrong)

    assert {NAME, "beneficiary.birth_date", "beneficiary.agdref", PHONE, "nope"} == {
        problem.field for problem in refusal.value.problems
    }
    assert [] == sqlite_house.do(keeping_cases.list_cases, sqlite_house["referent"])


class TestSearch:
    """Is a person found by name or number among one's own dossiers?"""

    @pytest.mark.parametrize(
        ("typed", "found"), [("testou", 1), ("ZÉPHYRINE test", 1), ("0017", 1), ("inconnue", 0), ("", 2), ("  ", 2)]
    )
    def test_what_is_typed(self, sqlite_house: House, typed: str, found: int) -> None:
        """Parts of the name, in any case and order, or digits of the number."""
        house = sqlite_house
        house.case()
        house.case(raw={NAME: "AUTRE"})

        assert found == len(house.do(keeping_cases.list_cases, house["referent"], search=typed))


@pytest.mark.requirement("R-1")
class TestEndOfSupport:
    """Do the deadlines follow the end of the support?"""

    def test_deadline_follows(self, house: House) -> None:
        """Unknown at first; three years after the end once it is known; open again at a re-entry."""
        case_id = house.case()
        seen = []
        for ended_on in (None, date(2026, 11, 21), date(2026, 1, 31), None):
            house.do(ending_support.set_support_end, house["referent"], case_id, ended_on)
            (line,) = house.do(keeping_cases.open_case, house["referent"], case_id).deadlines
            seen.append((line.rule, line.anchor_on, line.due_at.date() if line.due_at else None))

        assert [
            ("R-1", None, None),
            ("R-1", date(2026, 11, 21), date(2029, 11, 21)),
            ("R-1", date(2026, 1, 31), date(2029, 1, 31)),
            ("R-1", None, None),
        ] == seen

    def test_future_end_is_refused(self, sqlite_house: House) -> None:
        """An end is written when it has come; today is fine."""
        house = sqlite_house
        case_id = house.case()
        house.do(ending_support.set_support_end, house["referent"], case_id, date(2026, 11, 21))

        with pytest.raises(Invalid):
            house.do(ending_support.set_support_end, house["referent"], case_id, date(2026, 11, 22))

    def test_day_is_that_of_paris(self, sqlite_house: House) -> None:
        """At half past midnight in Paris it is tomorrow already, whatever UTC says."""
        house = sqlite_house
        case_id = house.case()
        house.clock.advance(hours=14, minutes=30)

        house.do(ending_support.set_support_end, house["referent"], case_id, date(2026, 11, 22))


@pytest.mark.requirement("G-9")
def test_notice_is_given_and_dated(house: House) -> None:
    """The text names the operator and its version is kept with the day on which it was handed over."""
    case_id = house.case()

    text = house.do(agreeing.notice_text, house["referent"], case_id)
    house.do(agreeing.record_notice, house["referent"], case_id, date(2026, 11, 20))
    page = house.do(keeping_cases.open_case, house["referent"], case_id)

    assert any("Opérateur Imaginaire" in paragraph for paragraph in text.paragraphs)
    assert not any("{" in paragraph for paragraph in text.paragraphs)
    assert [(date(2026, 11, 20), text.version)] == [(n.given_on, n.text_version) for n in page.notices]
    with pytest.raises(LiaisonError):
        house.do(agreeing.record_notice, house["referent"], case_id, date(2026, 11, 22))


def _row(ctx: Context, case_id: str) -> Case:
    return get_case(ctx.session, case_id)
