"""How long must somebody wait after so many wrong tries? A delay that grows, never a lock (ASVS 6.3.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from liaison.errors import TooMany

WINDOW: Final = timedelta(minutes=15)
FREE_TRIES: Final = 5
LONGEST: Final = timedelta(minutes=5)
"""A third party who fails on purpose delays the right person by five minutes at most: accepted loss."""


def wait_after(tries: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long to wait still: nothing for five tries, then 2, 4, 8 … seconds up to five minutes."""
    # What was counted under a clock that has gone back since keeps nobody out until it catches up.
    recent = sorted(at for at in tries if timedelta() <= now - at < WINDOW)
    excess = len(recent) - FREE_TRIES
    if excess < 0:
        return timedelta()
    delay = min(timedelta(seconds=2 ** min(excess + 1, 10)), LONGEST)
    return max(recent[-1] + delay - now, timedelta())


def check_not_too_many(tries: Sequence[datetime], now: datetime) -> None:
    """Let a try through.

    Raises:
        TooMany: too many wrong ones in the last quarter of an hour.
    """
    seconds = int(wait_after(tries, now).total_seconds() + 0.999)
    if seconds > 0:
        wait = "1 seconde" if seconds == 1 else f"{seconds} secondes"
        raise TooMany("Trop d’essais.", seconds=seconds, hint=f"Attendez {wait}, puis essayez à nouveau.")
