"""How is a contact noted in a dossier, and what does it leave behind (E-7)?"""

from datetime import date

import pytest

from crypto.hashchain import Detail
from liaison.errors import Denied, Invalid, NotFound, Refused
from liaison.events import EventKind
from liaison.store import cases as case_store
from liaison.store import destroying as destroying_store
from liaison.store import follow_ups as store
from liaison.store import trails
from liaison.usecases import keeping_contact, leaving, person_history
from liaison.usecases.keeping_contact import ContactForm, ContactsOfCase
from liaison.usecases.leaving import ExitForm
from liaison.vocabulary import Chain, ExitKind, ExitUndone
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import ContactPurpose, ContactWay
from tests.factories import House
from tests.rights import received

pytestmark = pytest.mark.requirement("E-7")

TODAY = date(2026, 11, 21)
BY_TELEPHONE = ContactForm(TODAY, ContactWay.TELEPHONE)


def noted(house: House, case_id: str, form: ContactForm = BY_TELEPHONE, *, by: str = "referent") -> ContactsOfCase:
    """Note a contact; return those of the dossier."""
    house.do(keeping_contact.record_contact, house[by], case_id, form)
    return contacts(house, case_id, by=by)


def contacts(house: House, case_id: str, *, by: str = "referent") -> ContactsOfCase:
    """Read the contacts of a dossier."""
    return house.do(keeping_contact.contacts_of, house[by], case_id)


def entries(house: House, case_id: str) -> list[tuple[str, dict[str, Detail]]]:
    """Read what the journal holds of the contacts of a dossier."""
    page = house.do(lambda ctx: trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=50, subject=case_id))
    return [(entry.kind, dict(entry.detail)) for entry in page if entry.kind.startswith("follow-up")][::-1]


def test_a_contact_is_a_day_a_way_and_a_purpose(house: House) -> None:
    """The last first, each with who noted it; the journal has the same three words, and no other."""
    case_id = house.case()
    noted(house, case_id, ContactForm(date(2026, 9, 30), ContactWay.VISIT))

    found = noted(house, case_id)

    assert [("Téléphone", TODAY), ("Visite", date(2026, 9, 30))] == [
        (one.way_label, one.happened_on) for one in found.contacts
    ]
    assert {"Anselme Fabuline"} == {one.recorded_by for one in found.contacts}
    assert [
        ("follow-up:recorded", {"on": "2026-09-30", "contact-way": "visit", "purpose": "regular"}),
        ("follow-up:recorded", {"on": "2026-11-21", "contact-way": "telephone", "purpose": "regular"}),
    ] == entries(house, case_id)


def test_pressed_twice_is_one(house: House) -> None:
    """The same day, way and purpose once; another way on that day is another contact."""
    case_id = house.case()
    noted(house, case_id)
    assert 1 == len(noted(house, case_id).contacts)
    assert 2 == len(noted(house, case_id, ContactForm(TODAY, ContactWay.VIDEO)).contacts)


def test_a_mistake_is_taken_out(house: House) -> None:
    """Nothing of it stays but the two lines of the journal; twice, it says that it is gone."""
    case_id = house.case()
    (one,) = noted(house, case_id).contacts

    house.do(keeping_contact.remove_contact, house["referent"], case_id, one.id)

    assert () == contacts(house, case_id).contacts
    assert EventKind.FOLLOW_UP_REMOVED == entries(house, case_id)[-1][0]
    with pytest.raises(NotFound):
        house.do(keeping_contact.remove_contact, house["referent"], case_id, one.id)


def test_a_contact_belongs_to_its_dossier(sqlite_house: House) -> None:
    """Nobody removes it through another one."""
    house = sqlite_house
    (one,) = noted(house, house.case()).contacts
    other = house.case(raw={"beneficiary.last_name": "AUTRESSAI"})
    with pytest.raises(NotFound):
        house.do(keeping_contact.remove_contact, house["referent"], other, one.id)


@pytest.mark.parametrize("who", ["partner referent", "coordinator of the Loire", "dpo", "controller", "administrator"])
def test_only_who_opens_the_dossier(sqlite_house: House, who: str) -> None:
    """Neither reads nor notes."""
    house = sqlite_house
    case_id = house.case()
    for act, more in ((keeping_contact.record_contact, (BY_TELEPHONE,)), (keeping_contact.contacts_of, ())):
        with pytest.raises(Denied):
            house.do(act, house[who], case_id, *more)


@pytest.mark.parametrize("day", [None, date(2026, 11, 22)])
def test_a_contact_has_happened(sqlite_house: House, day: date | None) -> None:
    """No day, or one to come, is refused beside its field."""
    with pytest.raises(Invalid) as refusal:
        noted(sqlite_house, sqlite_house.case(), ContactForm(day, ContactWay.MEETING))
    assert ["happened_on"] == [problem.field for problem in refusal.value.problems]


def test_interviews_come_after_a_positive_exit(house: House) -> None:
    """Offered and taken only then, and not for a day before it; taken back, they are refused again (guide:396-398)."""
    case_id = house.case()
    after = ContactForm(date(2026, 11, 20), ContactWay.MEETING, ContactPurpose.AFTER_THREE_MONTHS)
    assert (ContactPurpose.REGULAR,) == contacts(house, case_id).purposes
    with pytest.raises(Invalid) as refusal:
        noted(house, case_id, after)
    assert "suit une sortie positive (guide 1.5.2)" in refusal.value.problems[0].message
    house.do(leaving.record_exit, house["referent"], case_id, ExitForm(ExitKind.POSITIVE_HOUSING, date(2026, 11, 20)))
    early = ContactForm(date(2026, 11, 19), ContactWay.MEETING, ContactPurpose.AFTER_THREE_MONTHS)
    with pytest.raises(Invalid) as refusal:
        noted(house, case_id, early)
    assert "vient après la sortie, le 20/11/2026" in refusal.value.problems[0].message

    assert "Entretien trois mois après la sortie" == noted(house, case_id, after).contacts[0].purpose_label
    assert tuple(ContactPurpose) == contacts(house, case_id).purposes
    house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.MISTAKE)
    with pytest.raises(Invalid):
        noted(house, case_id, ContactForm(TODAY, ContactWay.MEETING, ContactPurpose.AFTER_SIX_MONTHS))


@pytest.mark.requirement("G-1")
def test_a_restricted_dossier_is_read_only(house: House) -> None:
    """Neither noted nor taken out while the restriction stands (RGPD art. 18)."""
    case_id = house.case()
    (one,) = noted(house, case_id).contacts
    received(house, case_id, Right.RESTRICTION)

    with pytest.raises(Refused, match="limitation"):
        noted(house, case_id, ContactForm(TODAY, ContactWay.VISIT))
    with pytest.raises(Refused, match="limitation"):
        house.do(keeping_contact.remove_contact, house["referent"], case_id, one.id)
    assert 1 == len(contacts(house, case_id).contacts)


@pytest.mark.requirement("R-1")
def test_contacts_die_with_their_dossier(house: House) -> None:
    """No row is left of it; another dossier keeps its own."""
    mine, other = house.case(), house.case(raw={"beneficiary.last_name": "AUTRESSAI"})
    noted(house, mine)
    noted(house, other)

    with house.service.transaction() as ctx:
        destroying_store.erase_case(ctx.session, mine)

    left = house.do(lambda ctx: [row.case_id for row in store.list_follow_ups(ctx.session, [mine, other])])
    assert [other] == left


@pytest.mark.requirement("G-1")
def test_the_person_reads_them_in_their_copy(house: House) -> None:
    """What we hold is told, contacts too, the oldest first (RGPD art. 15)."""
    case_id = house.case()
    noted(house, case_id)
    noted(house, case_id, ContactForm(date(2026, 9, 30), ContactWay.VISIT))

    parts = house.do(lambda ctx: person_history.of_case(ctx, case_store.get_case(ctx.session, case_id)))

    told = {part.title: [item.value for item in part.items] for part in parts}
    assert ["Visite, le 30/09/2026", "Téléphone, le 21/11/2026"] == told["Vos contacts avec nous"]
    assert any("vos contacts avec nous : noté, 2 fois" in line for line in told["Qui a ouvert vos données"])
