"""What did the DT OFII answer in the table of annexe 4-1 that came back? Its number, and each row by its reference.

Rows may have been sorted, filtered, deleted, columns moved, a row added: a row is known by its reference, a column by
its label, the table by its number. Nothing is decided here: what was typed is given as it was typed, and as it reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from forms.sheets.cells import plain
from forms.sheets.columns import ANSWER, ORIENTATION, REFERENCE
from forms.sheets.orientation_workbook import LABEL_OF_NUMBER, NAME_OF_NUMBER
from forms.sheets.tables import Value, written
from forms.sheets.workbook import text as as_a_cell
from liaison.spreadsheets.reading import read
from liaison.spreadsheets.reading_xlsx import read_named
from liaison.spreadsheets.returned_cells import day_in, decision_in, folded, hour_in
from liaison.spreadsheets.rows import MAX_BYTES, Row, check, clean, unreadable

_ZIP: Final = b"PK\x03\x04"
_LABELS: Final = {folded(column.label): column.id for column in (*ORIENTATION, *ANSWER, REFERENCE)}
_DECISION: Final = ANSWER[0].id
_NO_TABLE: Final = (
    "ce n’est pas un tableau d’orientations renvoyé par l’OFII : il manque {}. Choisissez le fichier reçu de la "
    "DT OFII, ou saisissez ses décisions dans la page du tableau."
)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row as it stands now.

    `values`: the columns of the model, days as JJ/MM/AAAA; a column that was taken out is not there. `typed`: what
    stands in the columns of the answer, by id. The rest is what that reads as: "" or None where it does not.
    """

    reference: str
    number: int
    values: Mapping[str, str]
    typed: Mapping[str, str]
    decision: str
    reason: str
    appointment_on: date | None
    appointment_time: time | None
    appointment_place: str

    @property
    def is_answered(self) -> bool:
        """Say whether anything was typed."""
        return any(self.typed.values())

    @property
    def unread(self) -> tuple[str, ...]:
        """Return the columns in which something was typed that does not read: a person looks at them."""
        read_as = {
            _DECISION: self.decision,
            "appointment_on": self.appointment_on,
            "appointment_time": self.appointment_time,
        }
        return tuple(key for key, value in read_as.items() if self.typed.get(key) and not _is_there(value))

    def changed(self, sent: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the columns of the model whose value is no longer what was sent; those taken out are not named."""
        return tuple(key for key, value in self.values.items() if value != _as_read(sent.get(key)))


@dataclass(frozen=True, slots=True)
class Returned:
    """A table that came back. `strangers` are rows of the sheet without a reference, by their number there."""

    number: str
    rows: Mapping[str, ReturnedRow]
    strangers: tuple[int, ...] = ()
    repeated: tuple[str, ...] = ()
    """References that stand on more than one row: the first one is in `rows`."""


def read_back(content: bytes) -> Returned:
    """Read a returned table, an XLSX or a CSV made of it.

    Raises:
        Invalid: it is no such table, is damaged, or too large.
    """
    if content.startswith(_ZIP) and len(content) <= MAX_BYTES:
        named = read_named(content, NAME_OF_NUMBER)
        rows, place = check(named.rows), named.place
    else:
        rows, place = read(content), ""
    number = _at(rows, place) or _behind_its_label(rows)
    if not number:
        raise unreadable(_NO_TABLE.format("le numéro du tableau"))
    heading = next((row for row in rows if {REFERENCE.id, _DECISION} <= set(_columns(row).values())), None)
    if heading is None:
        raise unreadable(_NO_TABLE.format(f"les colonnes « {ANSWER[0].label} » et « {REFERENCE.label} »"))
    return _returned(number, _columns(heading), [row for row in rows if row.number > heading.number])


def _returned(number: str, columns: Mapping[int, str], rows: Sequence[Row]) -> Returned:
    found: dict[str, ReturnedRow] = {}
    strangers: list[int] = []
    repeated: dict[str, None] = {}
    for row in rows:
        cells = {key: _cell(row, place) for place, key in columns.items()}
        reference = cells[REFERENCE.id]
        if reference in found:
            repeated[reference] = None
        elif reference:
            found[reference] = _read_row(reference, row.number, cells)
        elif any(cells[column.id] for column in ANSWER if column.id in cells) or len(set(cells.values())) > 2:  # noqa: PLR2004 - an erased row says one thing
            strangers.append(row.number)
    return Returned(number, found, tuple(strangers), tuple(repeated))


def _read_row(reference: str, number: int, cells: Mapping[str, str]) -> ReturnedRow:
    typed = {column.id: cells.get(column.id, "") for column in ANSWER}
    return ReturnedRow(
        reference,
        number,
        {column.id: cells[column.id] for column in ORIENTATION if column.id in cells},
        typed,
        decision=decision_in(typed[_DECISION]),
        reason=typed["reason"],
        appointment_on=day_in(typed["appointment_on"]),
        # Some type the hour behind the day.
        appointment_time=hour_in(typed["appointment_time"] or typed["appointment_on"]),
        appointment_place=typed["appointment_place"],
    )


def _columns(row: Row) -> dict[int, str]:
    """Return which column stands where, by the labels of a row; the first one of a label counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        key = _LABELS.get(folded(cell))
        if key:
            found.setdefault(key, place)
    return {place: key for key, place in found.items()}


def _cell(row: Row, place: int) -> str:
    return plain(row.cells[place]) if place < len(row.cells) else ""


def _at(rows: Sequence[Row], place: str) -> str:
    """Return what stands in the cell « B7 »."""
    letters, digits = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if letters + digits != place or not (1 <= len(letters) <= 2 and 1 <= len(digits) <= 7):  # noqa: PLR2004 - no sheet is wider or longer
        return ""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return next((_cell(row, column - 1) for row in rows if row.number == int(digits)), "")


def _behind_its_label(rows: Sequence[Row]) -> str:
    """Return what stands behind « Tableau n° », for a program that kept no names."""
    label = folded(LABEL_OF_NUMBER)
    pairs = ((row.cells, place) for row in rows for place, cell in enumerate(row.cells[:-1]) if folded(cell) == label)
    return next((plain(cells[place + 1]) for cells, place in pairs if cells[place + 1]), "")


def _as_read(value: Value) -> str:
    return plain(clean(as_a_cell(written(value))))


def _is_there(value: str | date | time | None) -> bool:
    # Midnight is an hour.
    return value is not None and value != ""
