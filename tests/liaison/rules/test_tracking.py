"""Who was in the programme during a period, and where did they stand on its last day (V-6)?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.tracking import Left, Period, Reached, Source, SupportFacts, stand, usual_periods
from liaison.vocabulary import ExitKind
from liaison.vocabulary.orientations import EmploymentKind

pytestmark = pytest.mark.requirement("V-6")

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
ENGAGED = date(2025, 3, 3)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("engaged_on", "ended_on", "is_in"),
    [
        (date(2026, 9, 30), None, True),
        (date(2026, 10, 1), None, False),
        (None, None, False),
        (ENGAGED, date(2026, 7, 1), True),
        (ENGAGED, date(2026, 6, 30), False),
        (ENGAGED, date(2026, 10, 1), True),
    ],
    ids=["the last day", "a day after", "no contract", "ended the first day", "the day before", "ended after"],
)
def test_who_is_in_the_period(engaged_on: date | None, ended_on: date | None, *, is_in: bool) -> None:
    """Who signed at the latest on the last day, and whose support had not ended before the first."""
    assert is_in == (stand(SupportFacts(engaged_on, ended_on), QUARTER) is not None)


def test_what_came_after_the_period_is_not_in_it() -> None:
    """A table of the summer says the same in winter: neither the end, nor the lease, nor the employment of October."""
    later = date(2026, 10, 1)
    facts = SupportFacts(ENGAGED, later, (Left(ExitKind.POSITIVE_BOTH, later),), later, EmploymentKind.PERMANENT, later)

    found = stand(facts, QUARTER)

    assert found is not None
    assert (None, None, None, False) == (
        found.ended_on, found.employment, found.housing, found.employment_incomplete,
    )  # fmt: skip


def test_a_fact_comes_before_the_day_of_the_exit() -> None:
    """Annexe 8 asks for each; the exit has one day for both, and gives it where no fact is known."""
    left = (Left(ExitKind.POSITIVE_BOTH, date(2026, 9, 15)),)
    known = SupportFacts(ENGAGED, date(2026, 9, 15), left, date(2026, 8, 1), EmploymentKind.TRAINING, date(2026, 7, 20))
    unknown = SupportFacts(ENGAGED, date(2026, 9, 15), left)

    facts, exits = stand(known, QUARTER), stand(unknown, QUARTER)

    assert facts is not None
    assert exits is not None
    assert Reached(date(2026, 7, 20), Source.FACT) == facts.employment
    assert Reached(date(2026, 8, 1), Source.FACT) == facts.housing
    assert Reached(date(2026, 9, 15), Source.EXIT) == exits.employment == exits.housing


@pytest.mark.parametrize(
    ("kind", "employment", "housing"),
    [
        (ExitKind.POSITIVE_EMPLOYMENT, True, False),
        (ExitKind.POSITIVE_HOUSING, False, True),
        (ExitKind.POSITIVE_BOTH, True, True),
        *((kind, False, False) for kind in ExitKind if not kind.value.startswith("positive")),
    ],
)
def test_which_exit_counts_for_what(kind: ExitKind, *, employment: bool, housing: bool) -> None:
    """A positive one for its own column; no other for any."""
    found = stand(SupportFacts(ENGAGED, date(2026, 8, 2), (Left(kind, date(2026, 8, 2)),)), QUARTER)

    assert found is not None
    assert (employment, housing) == (found.employment is not None, found.housing is not None)


@pytest.mark.parametrize(
    ("kind", "on", "incomplete"),
    [
        (EmploymentKind.PERMANENT, None, True),
        (None, date(2026, 8, 1), True),
        (None, date(2026, 10, 1), False),
        (None, None, False),
        (EmploymentKind.PERMANENT, date(2026, 8, 1), False),
    ],
)
def test_half_an_employment_is_to_complete(kind: EmploymentKind | None, on: date | None, *, incomplete: bool) -> None:
    """Its kind without a day, or a day without its kind: never taken for a no."""
    found = stand(SupportFacts(ENGAGED, employment=kind, employment_on=on), QUARTER)

    assert found is not None
    assert incomplete == found.employment_incomplete


@pytest.mark.requirement("E-7")
@pytest.mark.parametrize(
    ("back_on", "ended_on", "reached"),
    [(date(2026, 9, 30), None, False), (date(2026, 10, 1), date(2026, 8, 2), True)],
    ids=["back in the period", "back after it"],
)
def test_an_exit_counts_until_the_support_is_taken_up_again(
    back_on: date, ended_on: date | None, *, reached: bool
) -> None:
    """Somebody who came back is accompanied; in a table of before, they had left."""
    facts = SupportFacts(ENGAGED, None, (Left(ExitKind.POSITIVE_HOUSING, date(2026, 8, 2), back_on),))

    found = stand(facts, QUARTER)

    assert found is not None
    assert (ended_on, reached) == (found.ended_on, found.housing is not None)


def test_who_had_left_and_came_back_after_is_not_in_between() -> None:
    """Neither accompanied nor leaving in that quarter."""
    left = Left(ExitKind.POSITIVE_HOUSING, date(2026, 5, 2), date(2026, 11, 2))
    assert stand(SupportFacts(ENGAGED, None, (left,)), QUARTER) is None


@given(DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, DAYS, DAYS)
def test_no_day_of_a_row_lies_after_the_period(
    engaged: date, ended: date | None, lease: date | None, work: date | None, one: date, other: date
) -> None:
    """Whatever a dossier holds."""
    period = Period(min(one, other), max(one, other))
    found = stand(SupportFacts(engaged, ended, (), lease, EmploymentKind.HOPE, work), period)
    if found is not None:
        reached = [each.on for each in (found.employment, found.housing) if each is not None]
        assert all(day <= period.until for day in (found.engaged_on, found.ended_on or period.until, *reached))
        assert found.ended_on is None or found.ended_on >= period.since


@pytest.mark.parametrize(
    ("today", "last", "running"),
    [
        (date(2026, 11, 21), (date(2026, 7, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2027, 1, 1), (date(2026, 10, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 3, 31))),
        (date(2028, 6, 30), (date(2028, 1, 1), date(2028, 3, 31)), (date(2028, 4, 1), date(2028, 6, 30))),
    ],
)
def test_quarters(today: date, last: tuple[date, date], running: tuple[date, date]) -> None:
    """The last full one, the one that runs, then the year."""
    year = Period(date(today.year, 1, 1), date(today.year, 12, 31))
    assert (Period(*last), Period(*running), year) == usual_periods(today)
