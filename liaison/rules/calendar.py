"""When is a day over, and which day is three months later? Europe/Paris; months go by the calendar."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def local_day(moment: datetime) -> date:
    """Return the day that a moment belongs to in Paris."""
    return moment.astimezone(PARIS).date()


def spoken_day(day: date) -> str:
    """Say a day without its weekday: « 1er décembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {spoken_month(day)}"


def long_day(day: date) -> str:
    """Say a day with its weekday: « mardi 1er décembre 2026 »."""
    return f"{WEEKDAYS[day.weekday()]} {spoken_day(day)}"


def spoken_month(day: date) -> str:
    """Say the month of a day: « décembre 2026 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of a day in Paris, in UTC."""
    return datetime.combine(day, time.max, tzinfo=PARIS).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Return the same date `months` later, or the last day of that month (31 December + 2: 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_hours(moment: datetime, hours: int) -> datetime:
    """Return the moment so many elapsed hours later, in UTC: neither a week-end nor a change of hour moves it."""
    return moment.astimezone(UTC) + timedelta(hours=hours)


def at_hour(day: date, hour: time) -> datetime:
    """Return the moment of an hour of the clock in Paris, in UTC; of an hour that comes twice, the first."""
    return datetime.combine(day, hour, tzinfo=PARIS).astimezone(UTC)


def add_days(day: date, days: int) -> date:
    """Return the day `days` later; a deadline never moves for a week-end (R-6)."""
    return day + timedelta(days=days)
