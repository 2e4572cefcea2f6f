"""What time is it? The one place that reads the time of day."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, a `liaison.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)
