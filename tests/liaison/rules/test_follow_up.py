"""What is due to somebody in the programme, and by which day (E-7)? The day before, the day, the day after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.calendar import add_months
from liaison.rules.follow_up import PLACES, Support, Urgency, contact_due, dues, support_ends, to_show
from liaison.vocabulary.orientations import FollowUp

pytestmark = pytest.mark.requirement("E-7")

TODAY = date(2026, 11, 27)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        (Support(), None),
        (Support(last_contact_on=date(2026, 11, 1)), None),
        (Support(date(2026, 9, 27)), TODAY),
        (Support(date(2026, 1, 5), date(2026, 10, 31)), date(2026, 12, 31)),
        (Support(date(2026, 1, 5), date(2026, 12, 31)), date(2026, 3, 5)),
        (Support(date(2026, 10, 5), date(2026, 9, 1)), date(2026, 12, 5)),
        (Support(date(2023, 1, 5), date(2024, 9, 1), date(2026, 11, 2)), date(2027, 1, 2)),
    ],
)
def test_by_which_day_to_be_in_contact(support: Support, expected: date | None) -> None:
    """Two months after the last contact, the engagement or the re-entry; one to come is none yet."""
    assert expected == contact_due(support, TODAY)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 4, 29)),
    ],
)
def test_short_months(last: date, expected: date) -> None:
    """The last day of a shorter month, leap years included."""
    assert expected == contact_due(Support(date(2026, 1, 1), last), last)


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        (Support(), None),
        (Support(date(2024, 11, 27)), TODAY),
        (Support(date(2024, 2, 29)), date(2026, 2, 28)),
        (Support(date(2023, 1, 5), reentered_on=date(2026, 2, 28)), date(2027, 2, 28)),
    ],
)
def test_when_a_support_ends(support: Support, expected: date | None) -> None:
    """After 24 months, or twelve after the re-entry."""
    assert expected == support_ends(support)


@pytest.mark.parametrize(
    ("kind", "on", "before"),
    [(FollowUp.CONTACT, date(2026, 12, 11), 14), (FollowUp.END, date(2027, 1, 26), 60)],
)
def test_shown_beforehand_then_late(kind: FollowUp, on: date, before: int) -> None:
    """Not a day too early; on its day it is not late, on the next it is."""
    engaged = {FollowUp.CONTACT: add_months(on, -2), FollowUp.END: add_months(on, -24)}[kind]
    first = on - timedelta(days=before)

    def urgency(today: date) -> Urgency:
        return next(due.urgency for due in dues(Support(engaged), today) if due.kind is kind)

    assert Urgency.AHEAD is urgency(first - timedelta(days=1))
    assert Urgency.SOON is urgency(first)
    assert Urgency.SOON is urgency(on)
    assert Urgency.LATE is urgency(on + timedelta(days=1))


def test_no_contact_is_asked_beyond_the_end() -> None:
    """The next contact would fall after the support: only its end is due."""
    support = Support(date(2024, 12, 15), date(2026, 11, 20))

    assert [FollowUp.END] == [due.kind for due in dues(support, TODAY)]


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [
        (date(2026, 8, 31), {FollowUp.INTERVIEW_3: date(2026, 11, 30), FollowUp.INTERVIEW_6: date(2027, 2, 28)}),
        (TODAY, {FollowUp.INTERVIEW_3: date(2027, 2, 27), FollowUp.INTERVIEW_6: date(2027, 5, 27)}),
    ],
)
def test_interviews_after_a_positive_exit(left_on: date, expected: dict[FollowUp, date]) -> None:
    """Three and six months later, and nothing else any more."""
    support = Support(date(2025, 1, 1), date(2026, 6, 1), left_on=left_on, left_well=True)

    assert expected == {due.kind: due.on for due in dues(support, TODAY)}


def test_after_other_exits_nothing_is_due() -> None:
    """Nor is an interview that was held; an exit to come leaves the rhythm as it is."""
    left = Support(date(2025, 1, 1), left_on=TODAY)
    held = Support(date(2025, 1, 1), left_on=date(2026, 8, 31), left_well=True, held=frozenset({FollowUp.INTERVIEW_3}))
    leaving = Support(date(2025, 1, 1), left_on=TODAY + timedelta(days=1), left_well=True)

    assert () == dues(left, TODAY)
    assert [FollowUp.INTERVIEW_6] == [due.kind for due in dues(held, TODAY)]
    assert {FollowUp.CONTACT, FollowUp.END} == {due.kind for due in dues(leaving, TODAY)}


@given(DAYS, st.none() | DAYS, DAYS)
def test_what_is_shown_is_near_or_late_and_cites_its_place(engaged: date, last: date | None, today: date) -> None:
    """The earliest first; what lies far ahead stays away."""
    support = Support(engaged, last)
    shown = to_show(support, today)

    assert [due.on for due in shown] == sorted(due.on for due in shown)
    assert all(due.place == PLACES[due.kind] for due in shown)
    assert {due for due in dues(support, today) if due.urgency is not Urgency.AHEAD} == set(shown)
