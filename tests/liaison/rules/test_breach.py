"""By when must whom be told, to the minute, whatever the week-end and the change of hour (R 54)?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.errors import Invalid
from liaison.rules.breach import check_declaration as check
from liaison.rules.breach import clocks
from liaison.rules.calendar import at_hour

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_elapsed_hours_across_the_change_of_hour() -> None:
    """Discovered on a Saturday night before the clocks go back: hours that pass, not hours of the clock."""
    discovered = at_hour(date(2026, 10, 24), time(23, 30))
    found = clocks(discovered, ofii_data=True)
    shown = [each.due_at.astimezone(PARIS).strftime("%d/%m %H:%M") for each in found]
    assert ["25/10 02:30", "26/10 10:30", "27/10 22:30"] == shown
    assert [4, 36, 72] == [each.hours for each in found]


@given(st.integers(0, 3 * 365 * 24 * 60))
def test_always_as_many_hours(minutes: int) -> None:
    """From any moment of the clock in Paris, exactly so many hours pass."""
    discovered = (NOW + timedelta(minutes=minutes)).astimezone(PARIS)
    for each in clocks(discovered, ofii_data=None):
        assert timedelta(hours=each.hours) == each.due_at - discovered.astimezone(UTC)


@pytest.mark.parametrize(
    ("ofii_data", "certain"), [(True, [True] * 3), (None, [False, True, True]), (False, [True] * 2)]
)
def test_ofii_only_where_its_data_are_concerned(*, ofii_data: bool | None, certain: list[bool]) -> None:
    """Unknown, the four hours are shown as possible; known not to apply, they are not shown."""
    assert certain == [each.is_certain for each in clocks(NOW, ofii_data=ofii_data)]


def test_hour_that_comes_twice() -> None:
    """Of an hour that the clock shows twice, the first is meant: the shorter delay."""
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == at_hour(date(2026, 10, 25), time(2, 30))


@pytest.mark.parametrize(
    ("ago", "people", "field"),
    [(timedelta(minutes=-1), 1, "discovered_on"), (timedelta(days=2000), 1, "discovered_on"),
     (timedelta(0), -1, "people"), (timedelta(0), 100_001, "people")],
)  # fmt: skip
def test_what_cannot_be(ago: timedelta, people: int, field: str) -> None:
    """A discovery ahead of us or years behind, and a number of people that cannot be, are slips of the hand."""
    with pytest.raises(Invalid) as refused:
        check(NOW - ago, people, now=NOW)
    assert [field] == [problem.field for problem in refused.value.problems]


def test_what_can_be() -> None:
    """Just now, and nobody known yet, can be declared."""
    check(NOW, 0, now=NOW)
