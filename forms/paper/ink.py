"""What does a laid-out document hold? Marks to draw and places of fields; it knows neither model nor library.

Lengths are points. Inside a strip and on a page, x goes right from the left edge, y goes DOWN from the top.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from forms.paper.fonts import Weight


class Colour(Enum):
    """The few inks, as red, green and blue; those of texts are dark enough to read (WCAG AA on white)."""

    INK = (0x1D, 0x2A, 0x2A)
    SOFT = (0x52, 0x5E, 0x5A)
    ACCENT = (0x0F, 0x5C, 0x4D)
    HAIRLINE = (0xB4, 0xBA, 0xB2)
    TINT = (0xF3, 0xF2, 0xEC)

    @property
    def rgb(self) -> tuple[float, float, float]:
        """Return the three parts, from 0 to 1."""
        red, green, blue = self.value
        return red / 255, green / 255, blue / 255


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks: weight, size and distance of lines in points, colour."""

    size: float
    leading: float
    weight: Weight = Weight.REGULAR
    colour: Colour = Colour.INK

    def fitted(self, size: float) -> "Look":
        """Return the same look at another size, its leading in proportion."""
        return replace(self, size=size, leading=self.leading * size / self.size)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in drawing order whose baseline starts at (x, y).

    `place` names what it is in the model (`forms.paper.structure` says how); "" is decoration.
    """

    x: float
    y: float
    text: str
    look: Look
    width: float
    place: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line of `dx`, `dy` from (x, y)."""

    x: float
    y: float
    dx: float
    dy: float
    weight: float = 0.5
    colour: Colour = Colour.HAIRLINE


@dataclass(frozen=True, slots=True)
class Panel:
    """A filled rectangle, top-left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour = Colour.TINT


@dataclass(frozen=True, slots=True)
class TickBox:
    """A box to tick, top-left corner at (x, y)."""

    x: float
    y: float
    size: float


Mark = Words | Stroke | Panel | TickBox


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field is written, top-left corner at (x, y); `option` names one box of an exclusive choice.

    `lines` are those that a pen has there: 1 or 2 above their rules, more in a frame.
    """

    field: str
    x: float
    y: float
    width: float
    height: float
    option: str = ""
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Strip:
    """A horizontal slice of a column that no page break cuts.

    `glued` keeps it with the strip below; `calls` are the footnotes that it calls.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    spots: tuple[Spot, ...] = ()
    glued: bool = False
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """Strips that stand under each other, `x` points from the left margin."""

    x: float
    strips: tuple[Strip, ...]

    @property
    def height(self) -> float:
        """Return the height that it takes without a page break."""
        return sum(strip.height for strip in self.strips)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: everything drawn on it, and the places of its fields."""

    marks: tuple[Mark, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A laid-out fiche; `title` names the model and no person."""

    title: str
    pages: tuple[Page, ...]


def moved(marks: tuple[Mark, ...], dx: float, dy: float) -> Iterator[Mark]:
    """Yield the marks moved right by `dx` and down by `dy`."""
    for mark in marks:
        yield replace(mark, x=mark.x + dx, y=mark.y + dy)


def moved_spots(spots: tuple[Spot, ...], dx: float, dy: float) -> Iterator[Spot]:
    """Yield the places moved right by `dx` and down by `dy`."""
    for spot in spots:
        yield replace(spot, x=spot.x + dx, y=spot.y + dy)


def shifted(strip: Strip, dx: float) -> Strip:
    """Return the strip with everything in it moved right by `dx`."""
    return replace(strip, marks=tuple(moved(strip.marks, dx, 0)), spots=tuple(moved_spots(strip.spots, dx, 0)))
