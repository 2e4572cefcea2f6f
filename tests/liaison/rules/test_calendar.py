"""Which day is it in Paris, and which day is months later? Boundary days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.calendar import add_days, add_months, end_of_day, local_day

pytestmark = pytest.mark.requirement("R-6")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_go_by_the_calendar(day: date, months: int, expected: date) -> None:
    """The same date some months later, or the last day of a shorter month, leap years included."""
    assert expected == add_months(day, months)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_never_overshoot(day: date, months: int) -> None:
    """The day is never a later one, and the month is always the right one."""
    later = add_months(day, months)

    assert later.day <= day.day
    assert day.year * 12 + day.month + months == later.year * 12 + later.month


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_day_is_that_of_paris(moment: datetime, expected: date) -> None:
    """Midnight is that of Paris, in winter and in summer."""
    assert expected == local_day(moment)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 31), datetime(2026, 12, 31, 22, 59, 59, 999999, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 21, 59, 59, 999999, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, 999999, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_day_ends_in_paris(day: date, expected: datetime) -> None:
    """A day ends at its last microsecond in Paris, also on the days when the clocks change."""
    assert expected == end_of_day(day)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_end_of_day_is_the_last_moment_of_that_day(day: date) -> None:
    """One microsecond later it is tomorrow."""
    last = end_of_day(day)

    assert day == local_day(last)
    assert day + timedelta(days=1) == local_day(last + timedelta(microseconds=1))


def test_week_end_moves_nothing() -> None:
    """A deadline that falls on a Sunday stays on that Sunday."""
    assert date(2026, 11, 22) == add_days(date(2026, 11, 20), 2)
