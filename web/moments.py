"""How is a moment typed, or a count of people? A day and an hour of Paris, as two fields of a form."""

import re
from datetime import date, datetime, time
from typing import Annotated, Final

from pydantic import BeforeValidator

from liaison.errors import Invalid, Problem
from liaison.rules.breach import MOST_PEOPLE
from liaison.rules.calendar import PARIS, at_hour

_HOUR: Final = re.compile(r"([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)?")


def _hour(value: object) -> object:
    found = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("Écrivez l’heure ainsi : 14:32.")
    return time(int(found[1]), int(found[2] or 0))


def _count(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_PEOPLE)):
        raise ValueError("Écrivez un nombre, 0 si vous ne savez pas encore.")
    return int(text)


def _places(value: object) -> object:
    try:
        return _count(value)
    except ValueError:
        raise ValueError("Écrivez un nombre, par exemple 4.") from None


Hour = Annotated[time, BeforeValidator(_hour)]
"""An hour typed « 14:32 » or « 14 h 32 »."""
Count = Annotated[int, BeforeValidator(_count)]
"""A number of people; 0: not known."""
Places = Annotated[int, BeforeValidator(_places)]
"""A number of places, which is known to whoever offers them."""


def moment_of(day: date | None, hour: time, *, field: str, label: str) -> datetime:
    """Return the moment of a day and an hour of Paris; of an hour that comes twice, the first.

    Raises:
        Invalid: there is no day.
    """
    return at_hour(day_of(day, field=field, label=label), hour)


def day_of(day: date | None, *, field: str, label: str) -> date:
    """Return a day that was typed.

    Raises:
        Invalid: there is none.
    """
    if day is None:
        raise Invalid([Problem(field, label, "À remplir.")])
    return day


def typed(moment: datetime) -> tuple[str, str]:
    """Return a moment as its two fields show it."""
    local = moment.astimezone(PARIS)
    return f"{local:%d/%m/%Y}", f"{local:%H:%M}"
