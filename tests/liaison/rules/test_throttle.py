"""How long does somebody wait after wrong tries? Five are free, then the delay grows, never a lock."""

from datetime import UTC, datetime, timedelta

import pytest

from liaison.errors import TooMany
from liaison.rules.throttle import check_not_too_many, wait_after

pytestmark = pytest.mark.requirement("A-1")

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (11, 128), (12, 256), (13, 300), (500, 300)]
)
def test_delay_grows_up_to_five_minutes(count: int, seconds: int) -> None:
    """Five tries cost nothing; each further one doubles the wait, up to five minutes."""
    assert timedelta(seconds=seconds) == wait_after([NOW] * count, NOW)


def test_old_tries_are_forgotten() -> None:
    """Tries of a quarter of an hour ago count no more."""
    tries = [NOW - timedelta(minutes=15)] * 20

    assert timedelta() == wait_after(tries, NOW)
    assert timedelta() < wait_after([NOW - timedelta(minutes=14, seconds=59)] * 20, NOW) + timedelta(minutes=10)


def test_wait_runs_from_the_last_try() -> None:
    """After the wait the next try is let through, a second before it is not."""
    tries = [NOW] * 5

    with pytest.raises(TooMany) as refusal:
        check_not_too_many(tries, NOW + timedelta(seconds=1))
    check_not_too_many(tries, NOW + timedelta(seconds=2))

    assert 1 == refusal.value.seconds
    assert "Attendez 1 seconde, puis essayez à nouveau." == refusal.value.hint


def test_tries_of_a_clock_that_was_ahead_keep_nobody_out() -> None:
    """Ten wrong tries were counted, then the clock went back a day: the right person comes in now."""
    tries = [NOW + timedelta(days=1)] * 10
    assert wait_after(tries, NOW) == timedelta()
