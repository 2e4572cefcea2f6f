"""What time is it in a test? The time that the test says; nothing else moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """A `liaison.ports.Clock` that stands still until it is told to move."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("A clock needs an aware moment, with its zone.")
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at, aware, in UTC."""
        return self._moment

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move forward by an elapsed time."""
        self._moment += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def move_to(self, moment: datetime) -> None:
        """Stand at another moment, earlier or later."""
        self._moment = moment.astimezone(UTC)
