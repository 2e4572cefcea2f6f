"""How long must somebody wait after so many wrong tries? A delay that grows, never a lock (ASVS 6.3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liaison.errors import TooMany

WINDOW: Final = timedelta(minutes=15)
FREE_TRIES: Final = 5
LONGEST: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How wrong tries slow the next one: over how long they are counted, and the longest wait."""

    window: timedelta = WINDOW
    longest: timedelta = LONGEST


ORDINARY: Final = Pace()
STRANGER: Final = Pace(timedelta(days=1), timedelta(minutes=15))
"""For an account that is tried from a browser where nobody of it was in: about a hundred tries a day, for as long as it
lasts. Whoever the account belongs to has another way (docs/decisions/0117)."""


def wait_after(tries: Sequence[datetime], now: datetime, pace: Pace = ORDINARY) -> timedelta:
    """Return how long to wait still: nothing for five tries, then 2, 4, 8 … seconds up to the longest."""
    # What was counted under a clock that has gone back since keeps nobody out until it catches up.
    recent = sorted(at for at in tries if timedelta() <= now - at < pace.window)
    excess = len(recent) - FREE_TRIES
    if excess < 0:
        return timedelta()
    delay = min(timedelta(seconds=2 ** min(excess + 1, 10)), pace.longest)
    return max(recent[-1] + delay - now, timedelta())


def check_not_too_many(tries: Sequence[datetime], now: datetime, pace: Pace = ORDINARY) -> None:
    """Let a try through.

    Raises:
        TooMany: too many wrong ones lately.
    """
    seconds = int(wait_after(tries, now, pace).total_seconds() + 0.999)
    if seconds > 0:
        raise TooMany("Trop d’essais.", seconds=seconds, hint=f"Attendez {_spoken(seconds)}, puis essayez à nouveau.")


def _spoken(seconds: int) -> str:
    if seconds > 2 * 60:
        return f"{-(-seconds // 60)} minutes"
    return "1 seconde" if seconds == 1 else f"{seconds} secondes"
