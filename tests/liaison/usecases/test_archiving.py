"""Does a dossier of long ago leave daily work, and come back only to who may and says why? (CNIL, security 49)."""

from datetime import date

import pytest
from sqlmodel import col, select

from liaison.errors import Archived, Denied, NotFound, WrongState
from liaison.events import EventKind
from liaison.records import Case, JournalEntry
from liaison.store import cases as case_store
from liaison.store import exchanges as exchange_store
from liaison.usecases import (
    archiving,
    deposited,
    ending_support,
    following,
    forewarning,
    keeping_cases,
    my_day,
    nightly,
)
from liaison.vocabulary.archives import WayBack
from tests.deposits import By, Sent
from tests.factories import PERSON, House

NAME = f"{PERSON['beneficiary.last_name']} {PERSON['beneficiary.first_name']}"


def ended(house: House) -> str:
    """Open a dossier whose support ends today."""
    case_id = house.case()
    house.do(ending_support.set_support_end, house["referent"], case_id, house.clock.now().date())
    return case_id


def test_neither_does_what_was_sent_about_them(house: House) -> None:
    """A pli of long ago names the person no more, to nobody."""
    sent = house.sent()
    case_id = house.row(sent).case_id
    assert case_id is not None
    for who in ("referent", "coordinator"):
        assert [sent] == [line.id for line in house.do(my_day.list_transmissions, house[who])], who
    house.do(ending_support.set_support_end, house["referent"], case_id, house.clock.now().date())
    house.clock.advance(days=731)
    house.do(archiving.archive_due)
    for who in ("referent", "coordinator"):
        assert [] == house.do(my_day.list_transmissions, house[who]), who
        with pytest.raises(Archived):
            house.do(following.open_transmission, house[who], sent)


def archived(house: House) -> str:
    """Let the nights of two years pass."""
    case_id = ended(house)
    house.clock.advance(days=731)
    assert 1 == house.do(archiving.archive_due)
    return case_id


def journal(house: House, kind: EventKind) -> list[JournalEntry]:
    """Read what the journal says of one kind."""
    query = select(JournalEntry).where(JournalEntry.kind == kind.value).order_by(col(JournalEntry.index))
    return house.do(lambda ctx: list(ctx.session.exec(query).all()))


def test_the_night_archives_once(house: House) -> None:
    """Not before its two years, once after, and a support that goes on never."""
    case_id, other = ended(house), house.case(raw={"beneficiary.last_name": "AUTREMENT"})
    house.clock.advance(days=700)
    assert 0 == house.do(archiving.archive_due)
    house.clock.advance(days=31)
    nightly.run(house.service)
    assert 0 == house.do(archiving.archive_due)
    (entry,) = journal(house, EventKind.CASE_ARCHIVED)
    assert case_id == entry.subject
    assert other == house.do(keeping_cases.open_case, house["referent"], other).id


def test_it_stands_in_nobodys_list(house: House) -> None:
    """Neither of its référent nor of the coordination; it is still counted where people must not be forgotten."""
    case_id = archived(house)
    for who in ("referent", "coordinator"):
        assert [] == house.do(keeping_cases.list_cases, house[who]), who
        assert [] == house.do(keeping_cases.list_cases, house[who], search=PERSON["beneficiary.last_name"]), who
        assert not house.do(my_day.my_day, house[who]).has_cases
    assert [case_id] == [row.id for row in house.do(lambda ctx: case_store.list_all_cases_in(ctx.session, ["69"]))]
    account = house["referent"].account_id
    assert [case_id] == [
        row.id for row in house.do(lambda ctx: case_store.list_all_cases_of_referent(ctx.session, account))
    ]


def test_what_was_exchanged_about_it_stands_in_nobodys_list(house: House) -> None:
    """Neither its pli nor what its partner deposited, for the référent or the coordination; the register keeps both."""
    transmission_id = house.sent()
    row = house.row(transmission_id)
    case_id, by = row.case_id or "", By(row.contact_id or "", transmission_id)
    deposit_id, _ = house.deposited(by, Sent(house.printed(transmission_id)))
    for who in ("referent", "coordinator"):
        assert [deposit_id] == [line.id for line in house.do(deposited.list_deposits, house[who])], who
        assert [transmission_id] == [line.id for line in house.do(my_day.list_transmissions, house[who])], who
    house.do(ending_support.set_support_end, house["referent"], case_id, house.clock.now().date())
    house.clock.advance(days=731)
    assert 1 == house.do(archiving.archive_due)
    for who in ("referent", "coordinator"):
        day = house.do(my_day.my_day, house[who])
        assert [] == house.do(my_day.list_transmissions, house[who]), who
        assert ((), []) == (day.recent, [line for lines in day.waiting.values() for line in lines]), who
        assert deposit_id not in {line.id for line in house.do(deposited.list_deposits, house[who])}, who
    kept = house.do(lambda ctx: exchange_store.list_transmissions(ctx.session, departements=["69"]))
    assert [transmission_id] == [row.id for row in kept]


@pytest.mark.parametrize("who", ["referent", "coordinator"])
def test_who_could_open_it_is_told_where_it_is(house: House, who: str) -> None:
    """With what to do; the journal notes no look."""
    case_id = archived(house)
    with pytest.raises(Archived, match="aux archives") as refusal:
        house.do(keeping_cases.open_case, house[who], case_id)
    assert "Dossiers archivés" in refusal.value.hint
    assert [] == journal(house, EventKind.CASE_READ)


@pytest.mark.parametrize("who", ["other referent", "referent of the Loire", "coordinator of the Loire", "dpo"])
def test_strangers_are_told_nothing(house: House, who: str) -> None:
    """Whose dossier it never was does not learn that it is archived."""
    case_id = archived(house)
    with pytest.raises(Denied) as refusal:
        house.do(keeping_cases.open_case, house[who], case_id)
    assert not isinstance(refusal.value, Archived)


@pytest.mark.parametrize("who", ["referent", "controller", "dpo", "coordinator of the Loire"])
def test_only_its_coordination_takes_it_out(house: House, who: str) -> None:
    """Nobody else finds it or takes it out."""
    case_id = archived(house)
    with pytest.raises(Denied):
        house.do(archiving.open_line, house[who], case_id)
    with pytest.raises(Denied):
        house.do(archiving.take_out, house[who], case_id, WayBack.FOR_A_CHECK)
    if who != "coordinator of the Loire":
        with pytest.raises(Denied):
            house.do(archiving.search, house[who], NAME)
    else:
        assert [] == house.do(archiving.search, house[who], NAME)


def test_it_is_found_by_name_or_number_and_never_listed(house: House) -> None:
    """Without words nothing is shown; what was typed stands in no journal."""
    case_id = archived(house)
    coordinator = house["coordinator"]
    assert [] == house.do(archiving.search, coordinator, "   ")
    assert [] == house.do(archiving.search, coordinator, "personne")
    for words in (NAME.lower(), PERSON["beneficiary.agdref"]):
        (line,) = house.do(archiving.search, coordinator, words)
        assert (case_id, NAME) == (line.id, line.name)
    assert 1 == house.do(archiving.count_archived, coordinator)
    assert all(NAME not in str(entry.detail) for entry in journal(house, EventKind.CASE_SEARCHED))


def test_taken_out_for_a_month_with_a_reason(house: House) -> None:
    """Its binôme works in it again; the journal says who, why; its deadline stays; then it goes back."""
    case_id = archived(house)
    coordinator = house["coordinator"]
    before = deadlines(house, case_id)
    last = house.do(archiving.take_out, coordinator, case_id, WayBack.FOR_THE_PERSON)
    assert NAME == house.do(keeping_cases.open_case, house["referent"], case_id).name
    (entry,) = journal(house, EventKind.CASE_TAKEN_OUT)
    assert (coordinator.account_id, case_id, {"back-for": "for-the-person"}) == (
        entry.actor, entry.subject, entry.detail,
    )  # fmt: skip
    assert before == deadlines(house, case_id)
    with pytest.raises(WrongState, match="pas aux archives"):
        house.do(archiving.take_out, coordinator, case_id, WayBack.FOR_THE_PERSON)
    house.clock.advance(days=30)
    assert 0 == house.do(archiving.archive_due)
    house.clock.advance(days=1)
    assert 1 == house.do(archiving.archive_due)
    assert last < house.do(lambda ctx: archived_on(case_store.get_case(ctx.session, case_id)))


def test_who_comes_back_stays(house: House) -> None:
    """A support that is resumed has no end to count from (R-1)."""
    case_id = archived(house)
    house.do(archiving.take_out, house["coordinator"], case_id, WayBack.COMES_BACK)
    house.do(ending_support.set_support_end, house["coordinator"], case_id, None)
    house.clock.advance(days=900)
    assert 0 == house.do(archiving.archive_due)
    assert house.do(keeping_cases.list_cases, house["referent"])


def test_its_end_is_announced_to_who_can_open_it(house: House) -> None:
    """The référent, who no longer opens it, is told no more: the coordination and the DPO are."""
    archived(house)
    house.clock.advance(days=330)
    house.do(forewarning.announce)
    told = {entry.subject for entry in journal(house, EventKind.END_ANNOUNCED)}
    assert {house["coordinator"].account_id, house["dpo"].account_id} == told


def test_what_never_was_is_not_found(house: House) -> None:
    """An id that nothing has."""
    with pytest.raises(NotFound):
        house.do(archiving.take_out, house["coordinator"], "0" * 16, WayBack.COMES_BACK)


def deadlines(house: House, case_id: str) -> list[object]:
    """Read by when what a dossier holds is destroyed."""
    return house.do(lambda ctx: [row.destroy_by for row in exchange_store.deadlines_about(ctx.session, case_id)])


def archived_on(case: Case) -> date:
    """Read since when a dossier is archived."""
    assert case.archived_on is not None
    return case.archived_on
