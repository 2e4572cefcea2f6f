"""What is due to the people whom a référent follows, and from which day is it on « Ma journée » (E-7)?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from liaison.usecases import coming_contacts, keeping_contact, leaving, my_day, standing_in
from liaison.usecases.coming_contacts import ComingContact, ComingContacts
from liaison.usecases.keeping_contact import ContactForm
from liaison.usecases.leaving import ExitForm
from liaison.usecases.standing_in import AbsenceForm
from liaison.vocabulary import ExitKind, ExitUndone, Sealed
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import ContactPurpose, ContactWay
from tests.factories import RHONE, House
from tests.rights import received

pytestmark = pytest.mark.requirement("E-7")

TODAY = date(2026, 11, 21)


def engaged(house: House, name: str, on: str, *, agreed: bool = False) -> str:
    """Open a dossier of somebody whose contract was signed on a day."""
    raw = {"beneficiary.last_name": name, "beneficiary.engagement_date": on}
    return house.case(raw=raw, agreed=agreed)


def due(house: House, who: str = "referent") -> ComingContacts:
    """Read what is due."""
    return house.do(coming_contacts.coming_contacts, house[who])


def told(lines: tuple[ComingContact, ...]) -> list[tuple[str, date, bool]]:
    """Say who, by which day, and whether it is late."""
    return [(line.person, line.on, line.late) for line in lines]


def at(house: House, day: date) -> None:
    """Move to the morning of a day."""
    house.clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def left(house: House, case_id: str, kind: ExitKind, on: date) -> None:
    """Record an exit."""
    house.do(leaving.record_exit, house["referent"], case_id, ExitForm(kind, on))


def noted(house: House, case_id: str, on: date, purpose: ContactPurpose = ContactPurpose.REGULAR) -> None:
    """Note a contact by telephone."""
    form = ContactForm(on, ContactWay.TELEPHONE, purpose)
    house.do(keeping_contact.record_contact, house["referent"], case_id, form)


def test_contacts_are_due_two_months_after_the_last(house: House) -> None:
    """Late ones first, then those of the next fortnight; a contact noted today takes its line away."""
    late = engaged(house, "TARDIVE", "20/09/2026")
    engaged(house, "PROCHAINE", "05/10/2026")
    engaged(house, "LOINTAINE", "06/10/2026")
    engaged(house, "SANS-DATE", "")

    assert [("TARDIVE", date(2026, 11, 20), True), ("PROCHAINE", date(2026, 12, 5), False)] == told(due(house).contacts)
    noted(house, late, TODAY)
    assert [("PROCHAINE", date(2026, 12, 5), False)] == told(due(house).contacts)
    at(house, date(2027, 1, 10))
    by_person = {line.person: line for line in due(house).contacts}
    assert (date(2027, 1, 21), TODAY) == (by_person["TARDIVE"].on, by_person["TARDIVE"].last_on)


def test_without_the_day_of_the_contract_the_agreement_tells_it(house: House) -> None:
    """It is given when the contract is signed: nobody is forgotten because one field is empty."""
    house.case(raw={"beneficiary.last_name": "ACCORDÉE"})  # agreed on 22 October
    at(house, date(2026, 12, 8))
    assert [("ACCORDÉE", date(2026, 12, 22), False)] == told(due(house).contacts)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 2), []),
        (date(2027, 1, 3), [("FINISSANTE", date(2027, 3, 4), False)]),
        (date(2027, 3, 4), [("FINISSANTE", date(2027, 3, 4), False)]),
        (date(2027, 3, 5), [("FINISSANTE", date(2027, 3, 4), True)]),
    ],
)
def test_the_end_is_told_two_months_before(sqlite_house: House, today: date, expected: list[object]) -> None:
    """Then until an exit is recorded, once it is over."""
    engaged(sqlite_house, "FINISSANTE", "04/03/2025")
    at(sqlite_house, today)
    assert expected == told(due(sqlite_house).ends)


def test_an_end_goes_with_the_exit(house: House) -> None:
    """So do the contacts: what remains after a positive exit is its two interviews."""
    case_id = engaged(house, "FINISSANTE", "01/11/2024")
    assert told(due(house).ends)
    left(house, case_id, ExitKind.TERM, date(2026, 11, 1))
    assert not due(house)


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2027, 2, 15), False), (date(2027, 3, 8), False), (date(2027, 3, 9), True)],
    ids=["a few days before", "a fortnight after", "a day more"],
)
def test_an_interview_is_late_after_a_fortnight(sqlite_house: House, today: date, *, late: bool) -> None:
    """« Three months after » is held around its day."""
    house = sqlite_house
    left(house, engaged(house, "SORTIE", "04/03/2025"), ExitKind.POSITIVE_BOTH, TODAY)
    at(house, today)
    assert [("SORTIE", date(2027, 2, 21), late)] == told(due(house).interviews)


def test_each_interview_is_done_by_its_own(house: House) -> None:
    """Noted for three months, the six months' one stays; a regular contact counts for none."""
    case_id = engaged(house, "SORTIE", "04/03/2025")
    left(house, case_id, ExitKind.POSITIVE_EMPLOYMENT, TODAY)
    at(house, date(2027, 2, 22))
    noted(house, case_id, date(2027, 2, 22))
    assert [("SORTIE", date(2027, 2, 21), False)] == told(due(house).interviews)
    noted(house, case_id, date(2027, 2, 22), ContactPurpose.AFTER_THREE_MONTHS)
    assert not due(house)
    at(house, date(2027, 5, 21))
    assert [("SORTIE", date(2027, 5, 21), False)] == told(due(house).interviews)
    at(house, date(2027, 8, 20))
    assert not due(house), "an interview that nobody held is not shown for ever"


def test_no_interview_after_another_exit(sqlite_house: House) -> None:
    """The guide asks for them after a positive one."""
    house = sqlite_house
    left(house, engaged(house, "SORTIE", "04/03/2025"), ExitKind.ABANDON, TODAY)
    at(house, date(2027, 2, 22))
    assert not due(house)


def test_after_a_re_entry_it_goes_on_for_twelve_months(house: House) -> None:
    """Contacts again from that day; the second exit has interviews of its own (guide:400-403)."""
    case_id = engaged(house, "REVENUE", "04/03/2025")
    left(house, case_id, ExitKind.POSITIVE_HOUSING, date(2026, 8, 1))
    noted(house, case_id, date(2026, 11, 1), ContactPurpose.AFTER_THREE_MONTHS)
    house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.REENTRY)

    at(house, date(2027, 1, 10))
    assert [("REVENUE", date(2027, 1, 21), False)] == told(due(house).contacts)
    assert () == due(house).ends, "the 24 months of the first contract count no more"
    at(house, date(2027, 10, 1))
    assert [("REVENUE", date(2027, 11, 21), False)] == told(due(house).ends)

    left(house, case_id, ExitKind.POSITIVE_BOTH, date(2027, 9, 1))
    at(house, date(2027, 12, 1))
    assert [("REVENUE", date(2027, 12, 1), False)] == told(due(house).interviews)


def test_who_stands_in_sees_them_too(house: House) -> None:
    """« À la place de » comes with the day; nobody else sees them."""
    case_id = engaged(house, "TARDIVE", "20/09/2026")
    form = AbsenceForm(RHONE, house["referent"].account_id, house["other referent"].account_id, TODAY, TODAY)
    assert not due(house, "other referent")
    house.do(standing_in.declare, house["referent"], form)

    day = house.do(my_day.my_day, house["other referent"])

    assert [case_id] == [line.case_id for line in day.coming.contacts]
    assert {case_id: "Anselme Fabuline"} == day.in_place_of
    assert not due(house, "partner referent")


@pytest.mark.requirement("G-1")
def test_a_restricted_dossier_is_marked(sqlite_house: House) -> None:
    """The duty stands; nothing can be noted there meanwhile."""
    house = sqlite_house
    case_id = engaged(house, "TARDIVE", "20/09/2026")
    assert [False] == [line.restricted for line in due(house).contacts]
    received(house, case_id, Right.RESTRICTION)
    assert [True] == [line.restricted for line in due(house).contacts]


def test_one_query_for_each_kind_of_row(sqlite_house: House) -> None:
    """Twelve dossiers ask the database as often as two."""
    house = sqlite_house

    def asked() -> int:
        count = 0

        def seen(*_: object) -> None:
            nonlocal count
            count += 1

        engine = house.service.engine
        event.listen(engine, "before_cursor_execute", seen)
        try:
            assert due(house).contacts
        finally:
            event.remove(engine, "before_cursor_execute", seen)
        return count

    for number in range(2):
        engaged(house, f"PREMIERE-{number}", "20/09/2026")
    few = asked()
    for number in range(10):
        engaged(house, f"SECONDE-{number}", "20/09/2026")
    assert few == asked()


def test_what_cannot_be_due_is_not_unsealed(sqlite_house: House) -> None:
    """A dossier that left long ago opens no seal: its key may be gone, and the day still comes."""
    house = sqlite_house
    case_id = engaged(house, "PARTIE", "04/03/2024")
    left(house, case_id, ExitKind.TERM, TODAY - timedelta(days=200))
    house.service.vault.destroy(Sealed.CASE.object(case_id))
    assert not due(house)
