"""How does XlsxWriter write names without a temporary file? Rows stay packed in memory, spliced in at the end.

Its mode for flat memory writes rows to a file in clear, its mode without files keeps every cell (law 1; decision
0102). Here rows go through its writer one by one, as in the former, into a packed buffer. Same input, same bytes.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from forms.sheets.cells import neutral
from forms.text import clean

_ROWS: Final = "<liaison-rows/>"
"""Stands for the rows until the workbook is put together; no cell can write it, since cells are escaped."""
_BLOCK: Final = 64 * 1024
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day in the properties, which know no zone
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(1900, 3, 1).toordinal()
"""Before it spreadsheets do not agree on the number of a day."""
_SECONDS: Final = 86400
_UNUSUAL: Final = re.compile(r"[&<>\ufffe\uffff]|_x|^\s|\s\Z")
"""What has to be escaped in a cell."""
_LONGEST: Final = 32767
"""Characters that a cell of a spreadsheet holds."""

Cell: TypeAlias = str | int | date | time | None
"""None: an empty cell, of which only the look is written. A moment is written as its clock says, without its zone."""


class Book:
    """A workbook of one sheet; `close` gives its bytes. Nothing is written to the disk."""

    def __init__(self, name: str) -> None:
        self._output = BytesIO()
        self._workbook = Workbook(
            self._output,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        # Nobody's name, no machine, no day.
        self._workbook.set_properties({"created": _MADE, "author": "", "comments": "", "company": ""})
        self._workbook.set_calc_mode("auto")
        self.sheet = self._workbook.add_worksheet(name, _Sheet)

    def look(self, **properties: object) -> Format:
        """Return a format; make each once."""
        return self._workbook.add_format(properties)

    def call(self, name: str, cell: str) -> None:
        """Give a cell a name that spreadsheets keep: `cell` is absolute, as $B$4."""
        self._workbook.define_name(name, f"='{self.sheet.get_name()}'!{cell}")

    def put(self, row: int, column: int, value: Cell, look: Format | None = None) -> None:
        """Write a cell: a text as a text, never as a formula or a link; a day, a moment or an hour as a number."""
        if isinstance(value, str):
            self.sheet.write_string(row, column, text(value), look)
        elif value is None:
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, date) and value.toordinal() < _FIRST_DAY:
            self.sheet.write_string(row, column, f"{value:%d/%m/}{value.year:04}", look)
        else:
            self.sheet.write_number(row, column, _number(value), look)

    def close(self) -> bytes:
        """Put the workbook together."""
        self._workbook.close()
        made = BytesIO()
        with ZipFile(self._output) as parts, ZipFile(made, "w", ZIP_DEFLATED) as archive:
            for part in parts.namelist():
                content = parts.read(part)
                before, mark, after = content.partition(_ROWS.encode())
                entry = ZipInfo(part)
                entry.compress_type = ZIP_DEFLATED
                with archive.open(entry, "w") as stream:
                    stream.write(before)
                    for block in self.sheet.spool.blocks() if mark else ():
                        stream.write(block)
                    stream.write(after)
        return made.getvalue()


def text(value: str) -> str:
    """Return a text as a cell may hold it: one line, nothing hidden in it, no formula."""
    if not (value.isprintable() and unicodedata.is_normalized("NFC", value)):
        value = clean(value, multiline=False)
    return neutral(value)[:_LONGEST]


def _number(value: float | date | time) -> float:
    if isinstance(value, datetime):
        # A thousandth of a second: written with all its figures, ten o'clock is just before ten.
        return round(value.toordinal() - _EPOCH + _part_of_day(value.time()), 8)
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    return _part_of_day(value) if isinstance(value, time) else value


def _part_of_day(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / _SECONDS


class _Spool:
    """Takes text in, keeps it packed."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._waiting: list[str] = []
        self._size = 0
        self._packer = zlib.compressobj(1)

    def write(self, piece: str) -> None:
        """Take a piece."""
        self._waiting.append(piece)
        self._size += len(piece)
        if self._size > _BLOCK:
            self._pack()

    def _pack(self) -> None:
        self._packed.append(self._packer.compress("".join(self._waiting).encode()))
        self._waiting.clear()
        self._size = 0

    def blocks(self) -> Iterator[bytes]:
        """Give back what was taken, and let it go."""
        self._pack()
        self._packed.append(self._packer.flush())
        unpacker = zlib.decompressobj()
        self._packed.reverse()
        while self._packed:
            yield unpacker.decompress(self._packed.pop())


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """XlsxWriter's sheet in its mode for flat memory, its file replaced by a spool."""

    def _initialize(self, options: Mapping[str, Any]) -> None:
        super()._initialize(options)
        self.constant_memory = True
        self.spool = self.row_data_fh = self.fh = _Spool()

    def _write_cell(self, row: int, column: int, cell: Any) -> None:  # noqa: ANN401 - XlsxWriter's own
        """Write what is put here at once; XlsxWriter escapes what has to be, and asks each cell many questions."""
        kind = type(cell).__name__
        begun = f'<c r="{xl_rowcol_to_cell_fast(row, column)}"'
        if cell.format is not None:
            begun += f' s="{cell.format._get_xf_index()}"'  # noqa: SLF001 - XlsxWriter's own
        if kind == "Number":
            self.fh.write(f"{begun}><v>{cell.number:.16G}</v></c>")
        elif kind == "Blank":
            self.fh.write(f"{begun}/>")
        elif kind == "String" and not _UNUSUAL.search(cell.string):
            self.fh.write(f'{begun} t="inlineStr"><is><t>{cell.string}</t></is></c>')
        else:
            super()._write_cell(row, column, cell)

    def _write_optimized_sheet_data(self) -> None:
        self.fh.write(f"<sheetData>{_ROWS}</sheetData>")

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:  # noqa: ANN401 - XlsxWriter's own
        # A text between <r> and </r> is markup to XlsxWriter, handed on as it is: whoever types one writes cells,
        # formulas among them. No text of ours is markup.
        self._xml_inline_string(string, False, attributes)  # noqa: FBT003 - XlsxWriter's own
