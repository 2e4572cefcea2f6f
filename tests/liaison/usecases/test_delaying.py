"""Does a delay of the controller move what was shown, never above the law, and the worker with it (R-1, R-2, R-6)?"""

from datetime import date, timedelta

import pytest

from liaison.errors import Conflict, Denied, Invalid, NotFound, Refused
from liaison.events import EventKind
from liaison.records import Deadline
from liaison.rules.calendar import end_of_day
from liaison.store import exchanges, trails
from liaison.usecases import delaying, ending_support, expiring, scheduling
from liaison.usecases.previewing import Foreseen
from liaison.vocabulary import Chain, KeyStatus
from liaison.vocabulary.retention import RuleId
from tests.factories import House


def shown(house: House, rule: RuleId, value: int) -> Foreseen:
    """Give what a value would move, as the page shows it."""
    page = house.do(delaying.open_delay, house["controller"], rule.value, str(value))
    assert page.foreseen is not None
    return page.foreseen


def change(house: House, rule: RuleId, value: int) -> int:
    """Set a delay as the controller does: looked at first, then confirmed."""
    seal = shown(house, rule, value).seal
    return house.do(delaying.change, house["controller"], rule.value, str(value), seal=seal)


def deadlines(house: House, rule: RuleId) -> list[Deadline]:
    """Give the open deadlines of a rule."""
    with house.service.transaction() as ctx:
        rows = list(exchanges.open_deadlines(ctx.session, rule, None))
        ctx.session.expunge_all()
        return rows


@pytest.mark.requirement("R-2", "R-6")
def test_preview_is_what_then_moves(house: House) -> None:
    """What is shown moves, to the day that was shown; nothing moved before, and the journal says it."""
    transmission_id = house.sent("spe")
    (before,) = deadlines(house, RuleId.ARCHIVE)
    seen = shown(house, RuleId.ARCHIVE, 10)
    assert [before.destroy_by] == [row.destroy_by for row in deadlines(house, RuleId.ARCHIVE)]
    assert [("Le pli", 1, 0)] == [(one.label, one.earlier, one.later) for one in seen.shifts]
    assert house.row(transmission_id).reference == seen.parts[0].reference

    assert 1 == change(house, RuleId.ARCHIVE, 10)

    (after,) = deadlines(house, RuleId.ARCHIVE)
    assert ("10 jours", seen.parts[0].after) == (after.delay, after.destroy_by)
    assert before.destroy_by is not None
    assert after.destroy_by == before.destroy_by - timedelta(days=20)
    entry = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.DELAY_CHANGED))[-1]
    assert {"rule": "archive", "before-value": 30, "value": 10, "unit": "days", "deadlines": 1} == entry.detail


@pytest.mark.requirement("R-2")
def test_new_parts_take_the_new_delay(house: House) -> None:
    """What is sent after the change counts from the controller's delay, as does what is moved later by its track."""
    change(house, RuleId.ARCHIVE, 10)
    house.sent("spe")

    assert ["10 jours"] == [row.delay for row in deadlines(house, RuleId.ARCHIVE)]


@pytest.mark.requirement("R-1", "R-6")
def test_what_would_be_late_is_shown_first(house: House) -> None:
    """A shorter delay may make a part late at once: its reference stands there before anything moves."""
    case_id = house.case()
    house.do(ending_support.set_support_end, house["referent"], case_id, date(2024, 6, 1))

    assert [] == list(shown(house, RuleId.SUPPORT_END, 36).parts)
    assert [case_id] == [part.reference for part in shown(house, RuleId.SUPPORT_END, 12).late]
    change(house, RuleId.SUPPORT_END, 12)
    assert [end_of_day(date(2025, 6, 1))] == [row.due_at for row in deadlines(house, RuleId.SUPPORT_END)]


@pytest.mark.requirement("R-1", "R-2")
@pytest.mark.parametrize(
    ("rule", "value"),
    [("support-end", "37"), ("convention-end", "3"), ("archive", "61"), ("released-key", "8"), ("archive", "0")],
)
def test_never_above_the_law(house: House, rule: str, value: str) -> None:
    """One more than the highest legal value is refused, and so is no delay where one is needed."""
    with pytest.raises(Invalid):
        house.do(delaying.open_delay, house["controller"], rule, value)
    with pytest.raises(Invalid):
        house.do(delaying.change, house["controller"], rule, value, seal="")


def test_what_is_no_number_is_refused(sqlite_house: House) -> None:
    """A delay is a whole number in the unit of its rule; an unknown rule does not exist."""
    for typed in ("dix", "-1", "3,5", "١", "99999999999"):
        with pytest.raises(Invalid):
            sqlite_house.do(delaying.open_delay, sqlite_house["controller"], "archive", typed)
    with pytest.raises(NotFound):
        sqlite_house.do(delaying.open_delay, sqlite_house["controller"], "for-ever")


@pytest.mark.requirement("R-3")
def test_rule_without_a_choice(sqlite_house: House) -> None:
    """The OFII's data end with the framework agreement: nobody sets another delay."""
    with pytest.raises(Refused):
        sqlite_house.do(delaying.change, sqlite_house["controller"], "framework-end", "0", seal="")


def test_only_the_controller_changes(sqlite_house: House) -> None:
    """The DPO reads the delays; nobody but the controller sets one."""
    assert len(RuleId) == len(sqlite_house.do(delaying.list_delays, sqlite_house["dpo"]))
    for who in ("dpo", "coordinator", "referent", "administrator"):
        with pytest.raises(Denied):
            sqlite_house.do(delaying.change, sqlite_house[who], "archive", "10", seal="")
    with pytest.raises(Denied):
        sqlite_house.do(delaying.list_delays, sqlite_house["coordinator"])


def test_plan_that_is_no_longer_the_one_seen(house: House) -> None:
    """Another pli left meanwhile: the confirmation changes nothing, and says so."""
    house.sent("spe")
    seen = shown(house, RuleId.ARCHIVE, 10)
    house.sent_to("TESTOVITCH")

    with pytest.raises(Conflict):
        house.do(delaying.change, house["controller"], RuleId.ARCHIVE.value, "10", seal=seen.seal)
    assert {"30 jours"} == {row.delay for row in deadlines(house, RuleId.ARCHIVE)}


@pytest.mark.requirement("R-2")
def test_worker_follows_the_delay(house: House) -> None:
    """A key that was given dies by the controller's delay, not by the setting's."""
    transmission_id = house.sent("spe")
    change(house, RuleId.WITHHELD_KEY, 3)
    house.clock.advance(days=3, seconds=1)

    assert 1 == house.do(expiring.expire_keys)
    assert KeyStatus.REVOKED == house.row(transmission_id).key_status


def test_history_stays(sqlite_house: House) -> None:
    """Every value that counted stands there, the newest first; the newest counts."""
    change(sqlite_house, RuleId.ARCHIVE, 10)
    sqlite_house.clock.advance(days=1)
    change(sqlite_house, RuleId.ARCHIVE, 20)
    page = sqlite_house.do(delaying.open_delay, sqlite_house["dpo"], "archive")

    assert [20, 10] == [line.value for line in page.history]
    assert 20 == sqlite_house.do(lambda ctx: scheduling.limits_of(ctx).of(RuleId.ARCHIVE))
    assert not page.may_change
