"""What does a sheet of this workbook say? A hostile zip of XML, read within limits (decision 0056).

Nothing is written to the disk, no entry is read but the five that are needed, each is bounded while it is
inflated, a document type (entities) is refused, and a formula is only its last result.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from liaison.spreadsheets.markup import XmlRefused, parse
from liaison.spreadsheets.rows import MAX_CELL, Row, clean, unreadable
from liaison.spreadsheets.sheet import SheetReader
from liaison.spreadsheets.styles import MAX_STYLES, StyleReader

MAX_ENTRIES: Final = 300
MAX_INFLATED: Final = 8 * 1024 * 1024
"""Bytes of one entry; a full table of the largest cells inflates to less."""
MAX_ELEMENTS: Final = 5000
"""Of the workbook and of its relations: a hundred sheets with all their names have some hundreds."""
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 1
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_BROKEN: Final = "ce classeur est abîmé, ou n’est pas un .xlsx. Ouvrez-le dans un tableur, réenregistrez."
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, XmlRefused, EOFError, NotImplementedError, ValueError, LookupError, OSError
)  # fmt: skip
"""What the reading of a damaged or hostile zip raises."""


@dataclass(frozen=True, slots=True)
class Named:
    """The rows of a sheet, and where the cell stands that a name was looked for: « B7 », "" where there is none."""

    rows: list[Row]
    place: str


def read_xlsx(content: bytes, *, with_days: bool = False) -> list[Row]:
    """Return the rows of the first visible sheet that are not empty, under the numbers that the sheet shows.

    `with_days` writes days as JJ/MM/AAAA; without it they are the numbers that a spreadsheet keeps.

    Raises:
        Invalid: it is no workbook, it is damaged, or it inflates beyond the limits.
    """
    with _opened(content) as workbook:
        return workbook.rows(workbook.first_sheet(), with_days=with_days)


def read_named(content: bytes, name: str) -> Named:
    """Return the rows of the sheet with the cell of that name, else of the first visible one; days as JJ/MM/AAAA.

    Raises:
        Invalid: as `read_xlsx`.
    """
    with _opened(content) as workbook:
        sheet, _, place = workbook.named(name).rpartition("!")
        path = workbook.sheet_called(sheet) if place else ""
        rows = workbook.rows(path or workbook.first_sheet(), with_days=True)
        return Named(rows, place.replace("$", "") if path else "")


@contextmanager
def _opened(content: bytes) -> Iterator["_Workbook"]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise unreadable(_BROKEN)
            yield _Workbook(archive, {entry.filename: entry for entry in entries})
    except _DAMAGE:
        raise unreadable(_BROKEN) from None


class _Workbook:
    """The entries of a workbook that matter."""

    def __init__(self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._entries = entries

    def rows(self, path: str, *, with_days: bool) -> list[Row]:
        """Read a sheet; `with_days` writes days and hours as people do, where a style says that they are some."""
        strings = self._strings() if _STRINGS in self._entries else []
        reader = SheetReader(strings)
        if with_days and _STYLES in self._entries:
            styles = StyleReader()
            parse(self._inflate(_STYLES), styles, most=MAX_STYLES)
            reader = SheetReader(strings, styles.is_time, since_1904=self._counts_from_1904())
        parse(self._inflate(path), reader)
        return reader.rows

    def first_sheet(self) -> str:
        """Return the path of the first sheet that is shown."""
        shown = [sheet for sheet in self._sheets() if sheet.get("state", "visible") == "visible"]
        return self._path(shown[0]["id"])

    def sheet_called(self, name: str) -> str:
        """Return the path of a sheet by the name that a formula gives it; "" when there is none."""
        wanted = name.strip("'").replace("''", "'")
        return next((self._path(sheet["id"]) for sheet in self._sheets() if sheet.get("name") == wanted), "")

    def named(self, name: str) -> str:
        """Return what a name stands for, as the workbook writes it; "" when it has no such name."""
        reader = _Name(name)
        parse(self._inflate(_WORKBOOK), reader, most=MAX_ELEMENTS)
        return reader.found

    def _sheets(self) -> list[Mapping[str, str]]:
        return self._elements(_WORKBOOK, "sheet")

    def _counts_from_1904(self) -> bool:
        said = [each.get("date1904", "0") for each in self._elements(_WORKBOOK, "workbookPr")]
        return any(each in ("1", "true") for each in said)

    def _path(self, wanted: str) -> str:
        for attributes in self._elements(_RELATIONS, "Relationship"):
            if attributes.get("Id") == wanted:
                return posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
        raise KeyError(wanted)

    def _elements(self, entry: str, name: str) -> list[Mapping[str, str]]:
        reader = _Elements(name)
        parse(self._inflate(entry), reader, most=MAX_ELEMENTS)
        return reader.found

    def _strings(self) -> list[str]:
        reader = _Strings()
        parse(self._inflate(_STRINGS), reader)
        return reader.strings

    def _inflate(self, name: str) -> Iterator[bytes]:
        """Give an entry in blocks; what its header says of its size is not believed."""
        entry = self._entries[name]
        if entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED or entry.file_size > MAX_INFLATED:
            raise zipfile.BadZipFile(name)
        seen = 0
        with self._archive.open(entry) as stream:
            while block := stream.read(64 * 1024):
                seen += len(block)
                if seen > MAX_INFLATED:
                    raise zipfile.BadZipFile(name)
                yield block


class _Elements:
    """The attributes of the elements of one name, in a small document that holds few of any."""

    def __init__(self, name: str) -> None:
        self.found: list[Mapping[str, str]] = []
        self._name = name

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep it, if it is wanted."""
        if name == self._name:
            self.found.append(attributes)

    def end(self, name: str) -> None:
        """Nothing hangs on it."""

    def text(self, text: str) -> None:
        """Nothing hangs on it."""


class _Name:
    """What one defined name stands for."""

    def __init__(self, name: str) -> None:
        self.found = ""
        self._name = name
        self._is_here = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """It begins; the last one of that name counts."""
        self._is_here = name == "definedName" and attributes.get("name") == self._name
        if self._is_here:
            self.found = ""

    def end(self, _: str) -> None:
        """It is whole."""
        self._is_here = False

    def text(self, text: str) -> None:
        """Keep what stands in it."""
        if self._is_here:
            self.found = (self.found + text)[:MAX_CELL]


class _Strings:
    """The strings that cells refer to by number; the reading aid of a Japanese word is left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._aside = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        """An entry, a text in it, or an aside."""
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside += 1
        self._in_text = name == "t" and not self._aside

    def end(self, name: str) -> None:
        """Keep an entry that is whole."""
        if name == "si":
            # Once for all the cells that name it; longer than a cell may be, it is refused where one does.
            self.strings.append(clean("".join(self._parts)[: 2 * MAX_CELL]))
        elif name == "rPh":
            self._aside -= 1
        self._in_text = False

    def text(self, text: str) -> None:
        """Keep what stands in a text."""
        if self._in_text:
            self._parts.append(text)
