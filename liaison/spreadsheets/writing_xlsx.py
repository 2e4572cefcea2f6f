"""How is a table written as a workbook? Texts, moments, numbers; the first row bold; nothing on the disk."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias

from forms.sheets.workbook import Book
from liaison.spreadsheets.rows import clean

Cell: TypeAlias = str | int | date
"""A moment is written as its clock says, without its zone: whoever gives it says in which."""

_WIDTH: Final = 24
"""Characters of each column."""


def write_xlsx(rows: Iterable[Sequence[Cell]], *, name: str) -> bytes:
    """Return a workbook of one sheet of that name; the first row holds the headings."""
    book = Book(name)
    # Text, so that a telephone keeps its zero when somebody types over it.
    text = book.look(num_format="@")
    bold = book.look(num_format="@", bold=True)
    day = book.look(num_format="dd/mm/yyyy")
    moment = book.look(num_format="dd/mm/yyyy hh:mm:ss")
    width = 1
    for number, row in enumerate(rows):
        width = max(width, len(row))
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                if cleaned := clean(cell):
                    book.put(number, place, cleaned, text if number else bold)
            elif isinstance(cell, date):
                book.put(number, place, cell, moment if isinstance(cell, datetime) else day)
            else:
                book.put(number, place, cell)
    book.sheet.set_column(0, width - 1, _WIDTH, text)
    book.sheet.freeze_panes(1, 0)
    return book.close()
