"""What does the DT OFII receive, and how does it answer there? Annexe 4-1 as a workbook that comes back.

The columns of the model come first, in its order, locked; then those of the answer, open; last the reference that
finds a row again. The protection has no password: it keeps from slips, not from intent.
"""

from datetime import date, time
from typing import Final

from forms.sheets.columns import ANSWER, DECISIONS, ORIENTATION, REFERENCE, Kind
from forms.sheets.dressing import Looks, make_room, put_head, put_headings, put_value, set_page
from forms.sheets.tables import ERASED, OrientationSheet, SheetRow
from forms.sheets.workbook import Book

NAME_OF_NUMBER: Final = "numero_tableau"
"""How the workbook names the cell with the table's number: by it a returned one is known."""
LABEL_OF_NUMBER: Final = "Tableau n°"
LEGEND: Final = (
    "DT OFII : pour chaque ligne, choisissez la décision, écrivez le motif d’un refus ou d’un report et le "
    "rendez-vous donné dans les cases jaunes, puis renvoyez ce fichier à l’opérateur par le même moyen sécurisé."
)
COLUMNS: Final = (*ORIENTATION, *ANSWER, REFERENCE)

_SHEET: Final = "Orientations"
_FIRST_ANSWER: Final = len(ORIENTATION)
_REFERENCE: Final = len(COLUMNS) - 1
_SEEN_WHILE_FILLING: Final = 4
"""Columns that stay while the answer is scrolled to: as far as the first name."""
_FIRST_DAY: Final = date(2022, 1, 1)
"""The programme began that year."""
_ALLOWED: Final = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True,
    "autofilter": True,
}  # fmt: skip


def write_orientations(sheet: OrientationSheet) -> bytes:
    """Return the workbook of annexe 4-1: same table, same bytes."""
    book = Book(_SHEET)
    looks = Looks(book)
    heading = _put_above(book, looks, sheet)
    put_headings(book, looks, heading, COLUMNS)
    last = heading
    for row in sheet.rows:
        last += 1
        _put_row(book, looks, last, row)
    if last > heading:
        _set_choices(book, heading + 1, last)
        book.sheet.ignore_errors({"number_stored_as_text": f"A{heading + 2}:B{last + 1}"})
    book.sheet.autofilter(heading, 0, last, _REFERENCE)
    book.sheet.freeze_panes(heading + 1, _SEEN_WHILE_FILLING)
    set_page(book, sheet, heading)
    book.sheet.protect("", _ALLOWED)
    return book.close()


def _put_above(book: Book, looks: Looks, sheet: OrientationSheet) -> int:
    """Write what stands above the table, its number and what to do on the last line; return the row of the labels."""
    row = put_head(book, looks, sheet)
    book.put(row, 0, LABEL_OF_NUMBER, looks.line)
    book.put(row, 1, sheet.number, looks.line)
    book.call(NAME_OF_NUMBER, f"$B${row + 1}")
    book.sheet.set_row(row, 48)
    book.sheet.merge_range(row, _FIRST_ANSWER, row, _REFERENCE - 1, LEGEND, looks.legend)
    return row + 1


def _put_row(book: Book, looks: Looks, number: int, row: SheetRow) -> None:
    if row.erased:
        book.put(number, 0, ERASED, looks.soft)
        for place in range(1, len(COLUMNS)):
            book.put(number, place, None, looks.soft)
        return
    make_room(book, number, ORIENTATION, row.cells)
    for place, column in enumerate(ORIENTATION):
        put_value(book, looks, number, place, row.cells.get(column.id))
    for place, column in enumerate(ANSWER, _FIRST_ANSWER):
        book.put(number, place, None, looks.opened[column.kind])
    book.put(number, _REFERENCE, row.reference, looks.soft)


def _set_choices(book: Book, first: int, last: int) -> None:
    """Let the answer be chosen, a day be a day, an hour an hour: else a sentence says what to type."""
    rules = {
        Kind.CHOICE: {
            "validate": "list", "source": list(DECISIONS), "error_title": "Décision de l’OFII",
            "error_message": "Choisissez dans la liste : Validée, Refusée ou Reportée.",
        },
        Kind.DATE: {
            "validate": "date", "criteria": ">=", "value": _FIRST_DAY, "error_title": "Date du rendez-vous",
            "error_message": "Écrivez une date, par exemple 15/12/2026.",
        },
        Kind.TIME: {
            "validate": "time", "criteria": "between", "minimum": time(0), "maximum": time(23, 59),
            "error_title": "Heure", "error_message": "Écrivez une heure, par exemple 09:30.",
        },
    }  # fmt: skip
    for place, column in enumerate(ANSWER, _FIRST_ANSWER):
        if column.kind in rules:
            book.sheet.data_validation(first, place, last, place, rules[column.kind])
