"""May this colleague take over (A-2)? Days at their borders, overlaps, oneself; properties of periods."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.absences import LONGEST, Period, problems_of

pytestmark = pytest.mark.requirement("A-2")

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
ASKED = Period("69", "a", "b", TODAY + 10 * DAY, TODAY + 20 * DAY)

periods = st.builds(
    lambda start, length, people, where, ended: Period(
        where, people[0], people[1], TODAY + start * DAY, TODAY + (start + length) * DAY, ended
    ),
    st.integers(-30, 30),
    st.integers(0, 30),
    st.sampled_from([("a", "b"), ("b", "c"), ("c", "a")]),
    st.sampled_from(["69", "42"]),
    st.booleans(),
)


def fields(asked: Period, *declared: Period) -> list[str]:
    """Name the fields that something is wrong with."""
    return sorted(problem.field for problem in problems_of(asked, declared, TODAY))


def test_a_plain_absence_is_taken() -> None:
    """Today alone, a period to come, half a year: nothing stands in the way."""
    assert [] == fields(ASKED)
    assert [] == fields(replace(ASKED, starts_on=TODAY, ends_on=TODAY))
    assert [] == fields(replace(ASKED, starts_on=TODAY - DAY, ends_on=TODAY))
    assert [] == fields(replace(ASKED, ends_on=ASKED.starts_on + LONGEST))


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(TODAY + DAY, TODAY), (TODAY - 3 * DAY, TODAY - DAY), (TODAY, TODAY + LONGEST + DAY)],
)
def test_days_that_make_no_period(starts_on: date, ends_on: date) -> None:
    """Ending before it begins, over already, longer than half a year: refused beside the last day."""
    assert ["ends_on"] == fields(replace(ASKED, starts_on=starts_on, ends_on=ends_on))


def test_nobody_replaces_themselves() -> None:
    """The substitute is somebody else."""
    assert ["substitute"] == fields(replace(ASKED, substitute="a"))


@pytest.mark.parametrize("shift", [-10, 0, 10])
def test_overlaps_are_refused_to_the_day(shift: int) -> None:
    """Sharing one day suffices: one's own absence, the substitute's, or a replacement in charge."""
    other = replace(ASKED, starts_on=ASKED.starts_on + shift * DAY, ends_on=ASKED.ends_on + shift * DAY)

    assert ["starts_on"] == fields(ASKED, replace(other, substitute="z"))
    assert ["substitute"] == fields(ASKED, replace(other, absent="b", substitute="z"))
    assert ["absent"] == fields(ASKED, replace(other, absent="z", substitute="a"))
    assert [] == fields(ASKED, replace(other, absent="z", substitute="b"))


@pytest.mark.parametrize("shift", [-11, 11])
def test_the_day_before_and_the_day_after_are_free(shift: int) -> None:
    """Two absences may follow each other; one in another département, or called off, is no matter."""
    other = replace(ASKED, starts_on=ASKED.starts_on + shift * DAY, ends_on=ASKED.ends_on + shift * DAY)

    assert [] == fields(ASKED, other)
    assert [] == fields(ASKED, replace(ASKED, departement="42"), replace(ASKED, ended=True))


@given(periods, periods)
def test_meeting_is_mutual_and_means_a_shared_day(one: Period, other: Period) -> None:
    """Two periods meet when some day is covered by both in one département, whoever asks first."""
    days = [TODAY + n * DAY for n in range(-31, 62)]
    shared = any(one.covers(day) and other.covers(day) for day in days) and one.departement == other.departement

    assert one.meets(other) is other.meets(one) is shared
