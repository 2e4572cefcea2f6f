"""On which page, and where on it, does each strip stand? It draws nothing and knows no model."""

from collections.abc import Iterator, Mapping, Sequence

from forms.paper import sheet
from forms.paper.ink import Column, Mark, Page, Spot, Strip, Stroke, moved, moved_spots

_NOTES_GAP = 12.0


class Flow:
    """Fills pages from top to bottom with columns of strips; footnotes stand on the page that calls them."""

    def __init__(self, notes: Mapping[str, Strip]) -> None:
        self._notes = notes
        self._pages: list[Page] = []
        self._y = sheet.TOP
        self._open_page()

    @property
    def left(self) -> float:
        """Return the height that is free on this page, in points."""
        return self._floor() - self._y

    def gap(self, height: float) -> None:
        """Leave room, unless the page has just begun."""
        if self._y > sheet.TOP:
            self._y += height

    def put(self, columns: Sequence[Column], *, whole: bool = False) -> None:
        """Set columns side by side, over several pages if need be; `whole` asks for one if it is enough."""
        called = [call for column in columns for strip in column.strips for call in strip.calls]
        tallest = max((column.height for column in columns), default=0)
        if whole and self._y + tallest > self._floor(called) and self._fits_a_page(tallest, called):
            self._turn_page()
        waiting = [list(column.strips) for column in columns]
        while any(waiting):
            top = lowest = self._y
            for column, strips in zip(columns, waiting, strict=True):
                lowest = max(lowest, self._fill(column.x, strips, top))
            self._y = lowest
            if any(waiting):
                self._turn_page()

    def finish(self) -> tuple[Page, ...]:
        """Close the last page and return them all."""
        self._close_page()
        return tuple(self._pages)

    def _fill(self, x: float, waiting: list[Strip], top: float) -> float:
        y = top
        while waiting:
            group = tuple(_glued(waiting))
            calls = [call for strip in group for call in strip.calls]
            floor = self._floor(calls)
            if y + sum(strip.height for strip in group) > floor:
                if y > sheet.TOP:
                    break
                # Higher than a page: it is parted between any two of its strips.
                group = tuple(_fitting(group, floor - y)) or group[:1]
            del waiting[: len(group)]
            for strip in group:
                self._stamp(strip, x, y)
                y += strip.height
        return y

    def _stamp(self, strip: Strip, x: float, y: float) -> None:
        self._marks += moved(strip.marks, sheet.LEFT + x, y)
        self._spots += moved_spots(strip.spots, sheet.LEFT + x, y)
        self._called |= dict.fromkeys(strip.calls)

    def _floor(self, more: Sequence[str] = ()) -> float:
        notes = [self._notes[call] for call in {**self._called, **dict.fromkeys(more)} if call in self._notes]
        room = sum(note.height for note in notes) + (_NOTES_GAP if notes else 0)
        return sheet.HEIGHT - sheet.BOTTOM - room

    def _fits_a_page(self, height: float, calls: Sequence[str]) -> bool:
        room = sum(self._notes[call].height for call in calls if call in self._notes)
        return height + room + _NOTES_GAP <= sheet.HEIGHT - sheet.BOTTOM - sheet.TOP

    def _open_page(self) -> None:
        self._y = sheet.TOP
        self._marks: list[Mark] = []
        self._spots: list[Spot] = []
        self._called: dict[str, None] = {}

    def _close_page(self) -> None:
        y = self._floor()
        notes = [self._notes[call] for call in self._called if call in self._notes]
        if notes:
            self._marks.append(Stroke(sheet.LEFT, y + 5, 90, 0))
            y += _NOTES_GAP
        for note in notes:
            self._marks += moved(note.marks, sheet.LEFT, y)
            y += note.height
        self._pages.append(Page(tuple(self._marks), tuple(self._spots)))

    def _turn_page(self) -> None:
        self._close_page()
        self._open_page()


def _glued(strips: Sequence[Strip]) -> Iterator[Strip]:
    for strip in strips:
        yield strip
        if not strip.glued:
            return


def _fitting(strips: Sequence[Strip], room: float) -> Iterator[Strip]:
    for strip in strips:
        room -= strip.height
        if room < 0:
            return
        yield strip
