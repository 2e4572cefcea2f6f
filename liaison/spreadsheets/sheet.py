"""What stands in the cells of a sheet? Rows by the numbers that it shows, values as a person would read them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from liaison.spreadsheets.rows import MAX_CELL, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, Row, clean, unreadable
from liaison.spreadsheets.styles import shown

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_NUMBER: Final = re.compile(r"-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?\Z")
_TEXTS: Final = frozenset({"v", "t"})
_BOOLEANS: Final[Mapping[str, str]] = {"1": "oui", "0": "non"}


class SheetReader:
    """Takes a sheet in, element by element; `rows` are those that are not empty.

    `is_time` says of each style whether its numbers are days or hours; without it numbers stay numbers.
    """

    def __init__(self, strings: Sequence[str], is_time: Sequence[bool] = (), *, since_1904: bool = False) -> None:
        self.rows: list[Row] = []
        self._strings = strings
        self._is_time = is_time
        self._since_1904 = since_1904
        self._style = ""
        self._number = 0
        self._cells: dict[int, str] = {}
        self._column = -1
        self._kind = ""
        self._parts: list[str] = []
        self._in_text = False
        self._aside = False
        self._characters = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or the value of one."""
        if name == "row":
            self._number = _row_number(attributes.get("r", ""), self._number)
            self._cells, self._column = {}, -1
        elif name == "c":
            self._column = _column(attributes.get("r", ""), self._column, self._number)
            self._kind, self._parts = attributes.get("t", "n"), []
            self._style = attributes.get("s", "")
        elif name == "rPh":
            self._aside = True
        self._in_text = name in _TEXTS and not self._aside

    def end(self, name: str) -> None:
        """Keep a cell, or a row, that is whole."""
        self._in_text = False
        if name == "c":
            self._keep_cell()
        elif name == "row":
            self._keep_row()
        elif name == "rPh":
            self._aside = False

    def text(self, text: str) -> None:
        """Keep what stands in a value."""
        if self._in_text:
            self._parts.append(text)

    def _keep_cell(self) -> None:
        value = _said(self._kind, "".join(self._parts), self._strings)
        if not value:
            return
        if self._kind == "n" and self._is_time and self._is_time_here():
            value = shown(value, since_1904=self._since_1904)
        self._characters += len(value)
        if self._characters > MAX_CHARACTERS:
            raise unreadable("il contient trop de texte pour un annuaire. Coupez-le en plusieurs fichiers.")
        if self._column >= MAX_COLUMNS:
            raise unreadable(
                f"la ligne {self._number} a plus de {MAX_COLUMNS} colonnes. Ôtez celles qui ne servent pas."
            )
        # Checked here too: one string may be named by thousands of cells.
        if len(value) > MAX_CELL:
            raise unreadable(f"une case de la ligne {self._number} a plus de {MAX_CELL} caractères. Raccourcissez-la.")
        self._cells[self._column] = value

    def _is_time_here(self) -> bool:
        style = self._style
        return style.isascii() and style.isdigit() and len(style) < 6 and any(self._is_time[int(style) :][:1])  # noqa: PLR2004 - Excel has 65,000

    def _keep_row(self) -> None:
        if not self._cells:
            return
        width = max(self._cells) + 1
        self.rows.append(Row(self._number, tuple(self._cells.get(column, "") for column in range(width))))
        if len(self.rows) > MAX_ROWS:
            raise unreadable(f"il a plus de {MAX_ROWS} lignes. Coupez-le en plusieurs fichiers.")


def _row_number(said: str, before: int) -> int:
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= 7 else before + 1  # noqa: PLR2004 - Excel's last row has seven digits
    if number <= before:
        raise ValueError(said)
    return number


def _column(reference: str, before: int, row: int) -> int:
    """Return the place of a cell, from 0; a cell without reference stands after the one before."""
    if not reference:
        return before + 1
    found = _REFERENCE.match(reference)
    if found is None or int(found[2]) != row:
        raise ValueError(reference)
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _said(kind: str, value: str, strings: Sequence[str]) -> str:
    if kind == "s":
        return strings[_index(value, len(strings))]
    if kind == "b":
        return _BOOLEANS.get(value, "")
    if kind == "n" and _NUMBER.match(value):
        return _number(value)
    return clean(value)


def _index(value: str, count: int) -> int:
    index = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else count  # noqa: PLR2004 - more than a file could hold
    if index >= count:
        raise ValueError(value)
    return index


def _number(value: str) -> str:
    """Write a number out: a SIRET is stored as 7.30000000000015E13 at times."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if abs(number.adjusted()) > 20:  # noqa: PLR2004 - no number of a directory is longer
        return value
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
