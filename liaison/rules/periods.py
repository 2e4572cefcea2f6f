"""Which days does an export or a report speak of? From one day to another, both within, in Paris."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self

from liaison.errors import Invalid, Problem
from liaison.rules.calendar import PARIS, end_of_day


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row."""

    since: date
    until: date

    @classmethod
    def of(cls, since: date, until: date) -> Self:
        """Return the period between two days.

        Raises:
            Invalid: it ends before it begins.
        """
        if until < since:
            raise Invalid([Problem("until", "Au", "« Au » : ce jour vient avant « Du ».")])
        return cls(since, until)

    @property
    def begins_at(self) -> datetime:
        """Its first moment, in UTC."""
        return datetime.combine(self.since, time.min, tzinfo=PARIS).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """Its last one."""
        return end_of_day(self.until)

    def holds(self, moment: datetime | None) -> bool:
        """Say whether a moment lies in it."""
        return moment is not None and self.begins_at <= moment <= self.ends_at

    def __str__(self) -> str:
        return f"du {self.since:%d/%m/%Y} au {self.until:%d/%m/%Y}"
