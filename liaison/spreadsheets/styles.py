"""Which cells of a workbook are days or hours? A spreadsheet stores both as numbers, and says so in their style."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

MAX_STYLES: Final = 200_000
"""Elements of the part with the styles: Excel lets 65,000 in, of a few elements each."""

_BUILT_IN: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Formats of days and hours that have no code in the file (ECMA-376, 18.8.30)."""
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Of a format's code: what is shown as it is, colours, conditions, languages."""
_HOURS: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_CLOCK: Final = re.compile(r"[dyhs]", re.IGNORECASE)
_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_LAST: Final = 2_958_465
"""The 31st of December 9999."""
_MINUTES: Final = 1440


class StyleReader:
    """Takes the part with the styles in; `is_time` says of each format of a cell whether it is a day or an hour."""

    def __init__(self) -> None:
        self.is_time: list[bool] = []
        self._codes: dict[str, bool] = {}
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A code, or the format of a cell."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = is_time(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "0")
            built_in = number.isascii() and number.isdigit() and len(number) < 4 and int(number) in _BUILT_IN  # noqa: PLR2004 - those have two digits
            self.is_time.append(self._codes.get(number, built_in))

    def end(self, name: str) -> None:
        """No format of a cell comes after the list of them."""
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """Nothing hangs on it."""


def is_time(code: str) -> bool:
    """Say whether a format's code shows a day or an hour: dd/mm/yyyy, [$-40C]d mmm yyyy, hh:mm."""
    first = code.partition(";")[0]
    return bool(_HOURS.search(first) or (_CLOCK.search(_ASIDE.sub("", first)) and first.casefold() != "standard"))


def shown(number: str, *, since_1904: bool = False) -> str:
    """Write a number as the day, the hour or both that it stands for; what is none stays as it is."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    # What is not a number compares with none.
    if not value.is_finite() or not 0 <= value <= _LAST:
        return number
    days, minutes = divmod(round(value * _MINUTES), _MINUTES)
    if value < 1:
        # The last half minute of an hour that has no day is not the next day.
        days, minutes = 0, min(round(value * _MINUTES), _MINUTES - 1)
    hour = f"{minutes // 60:02}:{minutes % 60:02}"
    if not days:
        return hour
    epoch = _EPOCH_1904 if since_1904 else _EPOCH
    if days > (date.max - epoch).days:
        return number
    day = epoch + timedelta(days)
    written = f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{written} {hour}" if minutes else written
