"""How does the follow-up of annexe 8 leave as a workbook? Plain: nobody answers in it, nothing is locked."""

from typing import Final

from forms.sheets.dressing import Looks, put_head, put_headings, put_value, set_page
from forms.sheets.tables import ERASED, TrackingSheet
from forms.sheets.workbook import Book

_SHEET: Final = "Suivi du public"


def write_tracking(sheet: TrackingSheet) -> bytes:
    """Return the workbook of annexe 8: same table, same bytes."""
    book = Book(_SHEET)
    looks = Looks(book)
    heading = put_head(book, looks, sheet)
    put_headings(book, looks, heading, sheet.columns)
    last = heading
    for row in sheet.rows:
        last += 1
        if row.erased:
            book.put(last, 0, ERASED, looks.soft)
            continue
        for place, column in enumerate(sheet.columns):
            put_value(book, looks, last, place, row.cells.get(column.id))
    if sheet.with_identifier and last > heading:
        book.sheet.ignore_errors({"number_stored_as_text": f"A{heading + 2}:A{last + 1}"})
    book.sheet.freeze_panes(heading + 1, 0)
    set_page(book, sheet, heading)
    return book.close()
