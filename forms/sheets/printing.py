"""How does a table become the pages of the guide's model? Row by row, taken as they come; a page leaves when full.

Heading on the first page, labels of the columns on each; at the foot the table's number, the line of a checkpoint,
and « page x sur y ». Rows that are made one by one are never held together.
"""

from collections.abc import Sequence
from typing import Final

from forms.paper import glyphs, syntax
from forms.paper.glyphs import Face
from forms.paper.ink import Colour
from forms.sheets import setting
from forms.sheets.columns import Column
from forms.sheets.setting import (
    INK,
    LEADING,
    PAD,
    SIZE,
    SOFT,
    Inside,
    breadth,
    inside,
    labels,
    parted,
    printed,
    written,
)
from forms.sheets.tables import ERASED, Sheet, SheetRow
from forms.sheets.writing import COUNT, HEIGHT, WIDTH, Writer

LEFT: Final = 46.0
RIGHT: Final = 30.0
TOP: Final = 34.0
BOTTOM: Final = 46.0
_INNER: Final = WIDTH - LEFT - RIGHT
_HEAD: Final = 10.0
_TITLE: Final = 11.5
_LABEL: Final = 7.8
_FOOT: Final = 6.6
_FOOT_ROOM: Final = _INNER - 90
_COUNT_ROOM: Final = 22.0
"""For the number of pages, behind « page x sur »."""
_RISE: Final = 0.76
"""Of the leading, from the top of a line to its baseline."""
_GREY: Final = syntax.numbers(*Colour.TINT.rgb)
_NO_ROWS: Final = "Aucune ligne."


def draw(sheet: Sheet) -> bytes:
    """Return the PDF of a table: same table, same bytes. Raises `TooLongToPrint`."""
    setter = _Setter(sheet)
    for row in sheet.rows:
        setter.add(row)
    return setter.close()


class _Setter:
    """Sets rows on the page that is open."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._writer = Writer(sheet.title[0])
        self._grid = _Grid(sheet.columns)
        self._pages = 0
        self._faces: set[Face] = set()
        self._pieces: list[str] = []
        self._foot = self._foot_lines()
        self._is_begun = False
        self._begin(self._heading())

    def add(self, row: SheetRow) -> None:
        """Set a row, on the next page where this one has no room for it."""
        if row.erased:
            cells = [_soft(ERASED)]
        else:
            rooms, known = self._grid.rooms, row.cells
            cells = [inside(known.get(key), room, self._faces) for key, room in zip(self._grid.ids, rooms, strict=True)]
        height = max([cell.lines for cell in cells]) * LEADING + 2 * PAD
        if self._y - height < BOTTOM and self._is_begun:
            # What the row needs of faces stays noted for the page it goes to.
            self._end()
            self._begin(HEIGHT - TOP)
        self._pieces.append(self._grid.row(cells, self._y))
        if self._sheet.shows_references and not row.erased:
            self._pieces.append(self._reference(row.reference))
        self._y -= height
        self._rules.append(self._y)
        self._is_begun = True

    def close(self) -> bytes:
        """End the last page, and write the number of pages."""
        if not self._is_begun:
            self._pieces.append(written(_NO_ROWS, SIZE, LEFT + PAD, self._y - LEADING, faces=self._faces, colour=SOFT))
        self._end()
        return self._writer.close(written(str(self._pages), _FOOT, 0, 0, faces=set(), colour=SOFT))

    def _heading(self) -> float:
        """Set what stands above the table on the first page; return where the table begins."""
        y = HEIGHT - TOP
        for line in self._sheet.head:
            label, colon, value = line.partition(" : ")
            y -= _HEAD * 1.4
            self._pieces.append(printed(f"{label}{colon}".rstrip(), _HEAD, LEFT, y))
            start = LEFT + breadth(f"{label}{colon}", _HEAD)
            for part in parted(value, _HEAD, LEFT + _INNER - start)[:1]:
                self._pieces.append(written(part.text, _HEAD, start, y, faces=self._faces))
        y -= 8
        for line in self._sheet.title:
            y -= _TITLE * 1.4
            self._pieces.append(printed(line, _TITLE, LEFT + (_INNER - breadth(line, _TITLE)) / 2, y))
        y -= 6
        for note in self._sheet.notes:
            for part in parted(note, _HEAD, _INNER):
                y -= _HEAD * 1.4
                self._pieces.append(written(part.text, _HEAD, LEFT, y, faces=self._faces))
        return y - 10

    def _begin(self, y: float) -> None:
        """Open a page: the labels of the columns, at `y`."""
        height = self._grid.label_height
        self._top = y
        self._y = y - height
        self._rules = [y, self._y]
        self._is_begun = False
        self._pieces.append(self._grid.labels(y))
        self._pieces.append(setting.PLAIN + f" {INK} rg\n")

    def _end(self) -> None:
        """Close the page: rules, foot."""
        self._pages += 1
        self._pieces.append(self._grid.rules(self._top, self._rules))
        for number, line in enumerate(self._foot):
            y = BOTTOM - 16 - number * _FOOT * 1.4
            self._pieces.append(written(line, _FOOT, LEFT, y, faces=self._faces, colour=SOFT))
        said = f"page {self._pages} sur "
        end, y = LEFT + _INNER - _COUNT_ROOM, BOTTOM - 16
        start = end - glyphs.width(said) * _FOOT / 1000
        self._pieces.append(written(said, _FOOT, start, y, faces=self._faces, colour=SOFT))
        self._pieces.append(f"q 1 0 0 1 {end:.2f} {y:.2f} cm /{COUNT} Do Q\n")
        for face in sorted(self._faces, key=lambda face: face.name):
            self._writer.need(face)
        self._writer.page("".join(self._pieces))
        self._pieces.clear()

    def _foot_lines(self) -> list[str]:
        """Return the lines at the foot of each page."""
        lines = parted(self._sheet.name, _FOOT, _FOOT_ROOM)[:1]
        lines += parted(self._sheet.checkpoint, _FOOT, _FOOT_ROOM)[:1]
        return [line.text for line in lines]

    def _reference(self, reference: str) -> str:
        """Draw the reference of a row in the margin, where it takes no room from the columns of the model."""
        if not glyphs.is_winansi(reference):
            return ""
        x = LEFT - PAD - glyphs.width(reference) * _FOOT / 1000
        y = self._y - PAD - LEADING * _RISE
        shows = f"{SOFT} rg {x:.2f} {y:.2f} Td/{glyphs.TYPING} {_FOOT} Tf({glyphs.winansi(reference)})Tj"
        return f"BT {shows} {INK} rg{setting.PLAIN} ET\n"


class _Grid:
    """Where the columns stand; the same on every page."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.ids = [column.id for column in columns]
        whole = sum(column.share for column in columns)
        widths = [_INNER * column.share / whole for column in columns]
        self.rooms = [width - 2 * PAD for width in widths]
        self._edges = [LEFT + sum(widths[:number]) for number in range(len(widths) + 1)]
        self._steps = [f"{syntax.number(width)} 0 Td" for width in widths]
        self._labels = [labels(column.label, _LABEL, room) for column, room in zip(columns, self.rooms, strict=True)]
        self.label_height = max(map(len, self._labels)) * LEADING + 2 * PAD
        verticals = (f"{edge:.2f} {{top}} m {edge:.2f} {{low}} l" for edge in self._edges)
        self._verticals = " ".join(verticals)

    def row(self, cells: Sequence[Inside], top: float) -> str:
        """Draw the cells of a row, one text object that goes from each to the next."""
        shown = [f"BT {LEFT + PAD:.2f} {top - PAD - LEADING * _RISE:.2f} Td"]
        for cell, step in zip(cells, self._steps, strict=False):
            shown += (cell.shows, step)
        shown.append("ET\n")
        return " ".join(shown)

    def labels(self, top: float) -> str:
        """Draw the labels on their ground."""
        ground = f"{_GREY} rg {LEFT:.2f} {top - self.label_height:.2f} {_INNER:.2f} {self.label_height:.2f} re f\n"
        return ground + "".join(
            printed(line, _LABEL, edge + PAD, top - PAD - LEADING * (number + _RISE))
            for edge, lines in zip(self._edges, self._labels, strict=False)
            for number, line in enumerate(lines)
        )

    def rules(self, top: float, levels: Sequence[float]) -> str:
        """Draw the rules of the table: down from `top` to the last level, across at each level."""
        left, right = f"{self._edges[0]:.2f}", f"{self._edges[-1]:.2f}"
        across = " ".join(f"{left} {level:.2f} m {right} {level:.2f} l" for level in levels)
        down = self._verticals.format(top=f"{top:.2f}", low=f"{levels[-1]:.2f}")
        return f"{INK} RG .5 w {across} {down} S\n"


def _soft(text: str) -> Inside:
    return Inside(f"{SOFT} rg({glyphs.winansi(text)})Tj {INK} rg")
