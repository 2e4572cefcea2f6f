"""How does a sheet look in a spreadsheet? The lines above the table, the looks of cells, the printed page."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from xlsxwriter.format import Format

from forms.sheets.columns import Column, Kind
from forms.sheets.tables import UNKNOWN, Sheet, Value
from forms.sheets.workbook import Book

DAY: Final = "dd/mm/yyyy"
HOUR: Final = "hh:mm"
TEXT: Final = "@"
"""A cell that stays text when somebody types over it."""

_GRID: Final = {"border": 1, "border_color": "#8A938E", "valign": "top"}
_SOFT: Final = "#525E5A"
_SHADE: Final = "#EEF1F6"
_OPEN: Final = "#FFF9E3"
_LINE: Final = 15
"""Points."""
_MOST_LINES: Final = 20
"""A spreadsheet's rows are not higher than 409 points."""
_A4: Final = 9
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
_LONGEST_FOOT: Final = 255
"""Characters that a spreadsheet keeps of a footer."""


class Looks:
    """The formats of one workbook, each made when first needed."""

    def __init__(self, book: Book) -> None:
        self._look = book.look

    @cached_property
    def line(self) -> Format:
        """A line above the table."""
        return self._look(num_format=TEXT)

    @cached_property
    def strong(self) -> Format:
        """A title."""
        return self._look(num_format=TEXT, bold=True, font_size=12)

    @cached_property
    def legend(self) -> Format:
        """What tells the recipient what to do."""
        return self._look(num_format=TEXT, text_wrap=True, valign="vcenter", bg_color=_OPEN, border=1)

    @cached_property
    def heading(self) -> Format:
        """The label of a column."""
        return self._look(**_GRID, bold=True, text_wrap=True, bg_color=_SHADE, num_format=TEXT)

    @cached_property
    def text(self) -> Format:
        """A text that stays as it is."""
        return self._look(**_GRID, num_format=TEXT, text_wrap=True)

    @cached_property
    def day(self) -> Format:
        """A day."""
        return self._look(**_GRID, num_format=DAY, align="left")

    @cached_property
    def soft(self) -> Format:
        """What stands for something that is not there: not known yet, erased."""
        return self._look(**_GRID, num_format=TEXT, italic=True, font_color=_SOFT)

    @cached_property
    def opened(self) -> dict[Kind, Format]:
        """The cells that the recipient fills in, by what they hold."""
        formats = {Kind.DATE: DAY, Kind.TIME: HOUR}
        return {
            kind: self._look(
                **_GRID, num_format=formats.get(kind, TEXT), align="left", text_wrap=True, bg_color=_OPEN, locked=False
            )
            for kind in Kind
        }


def make_room(book: Book, row: int, columns: Sequence[Column], cells: Mapping[str, Value]) -> None:
    """Make a row as high as its longest text needs: not every spreadsheet does that by itself. Before its cells."""
    lines = 1
    for column in columns:
        value = cells.get(column.id)
        if isinstance(value, str) and len(value) >= column.characters:
            lines = max(lines, _lines(value, column.characters))
    if lines > 1:
        book.sheet.set_row(row, _LINE * min(lines, _MOST_LINES))


def _lines(value: str, room: int) -> int:
    """Say how many lines a text takes, in letters of one width."""
    lines, taken = 1, 0
    for word in value.split(" "):
        if taken and taken + 1 + len(word) > room:
            lines, taken = lines + 1, 0
        lines += max(0, len(word) - 1) // room
        taken += len(word) % room + 1
    return lines


def put_value(book: Book, looks: Looks, row: int, column: int, value: Value) -> None:
    """Write what is known of somebody: a text, a day, or « à compléter »."""
    if isinstance(value, str):
        book.put(row, column, value, looks.text)
    elif value is None:
        book.put(row, column, UNKNOWN, looks.soft)
    else:
        book.put(row, column, value, looks.day)


def put_head(book: Book, looks: Looks, sheet: Sheet) -> int:
    """Write the lines of the model above the table; return the row that is next."""
    lines = [(line, looks.line) for line in sheet.head]
    lines += [(line, looks.strong) for line in sheet.title]
    lines += [(line, looks.line) for line in sheet.notes]
    for row, (line, look) in enumerate(lines):
        book.put(row, 0, line, look)
    return len(lines)


def put_headings(book: Book, looks: Looks, row: int, columns: tuple[Column, ...]) -> None:
    """Write the labels of the columns, and set their widths."""
    book.sheet.set_row(row, 48)
    for number, column in enumerate(columns):
        book.sheet.set_column(number, number, column.characters)
        book.put(row, number, column.label, looks.heading)


def set_page(book: Book, sheet: Sheet, heading: int) -> None:
    """Set the printed page: A4 across, as wide as the table, the labels on each page, « page x sur y »."""
    page = book.sheet
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(**_MARGINS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(heading)
    end = "&R&8 page &P sur &N"
    begun = " · ".join(filter(None, (sheet.name, sheet.checkpoint))).replace("&", "&&")
    kept = begun[: _LONGEST_FOOT - len(f"&L&8 {end}")]
    # Half of a doubled sign would begin a command.
    kept = kept[:-1] if (len(kept) - len(kept.rstrip("&"))) % 2 else kept
    page.set_footer(f"&L&8 {kept}{end}")
