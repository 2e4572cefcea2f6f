"""How large is everything on the sheet? Measures only, in points; A4 upright."""

from dataclasses import dataclass

from forms.paper.fonts import Weight
from forms.paper.ink import Colour, Look

WIDTH, HEIGHT = 595.28, 841.89
LEFT = RIGHT = 48.0
TOP = 40.0
BOTTOM = 52.0
FOOTER_BASELINE = 30.0  # from the lower edge
INNER_WIDTH = WIDTH - LEFT - RIGHT
GUTTER = 26.0

PROGRAMME = Look(9.5, 12.5, colour=Colour.SOFT)
TITLE = Look(21, 28, Weight.SEMIBOLD)
SMALLEST_TITLE = 17.0
SECTION = Look(10.5, 14, Weight.SEMIBOLD, Colour.ACCENT)
BLOCK = Look(9.2, 12.2, Weight.SEMIBOLD)
LABEL = Look(7.8, 10.2, colour=Colour.SOFT)
CHOICE = Look(9, 12.2)
SMALL = Look(8.2, 11.4)
NOTE = Look(7, 9.2, colour=Colour.SOFT)

VALUE_RISE = 4.2  # of a value's baseline above its rule
TWO_LINES_FROM = 250  # characters: a short text that may be longer has two rules
NARROWEST_VALUE = 60.0
BOX = 7.6
BOX_GAP = 5.0
SECTION_GAP = 15.0
PADDING = 7.0


@dataclass(frozen=True, slots=True)
class Room:
    """How much room writing takes: a pen needs 6 mm and more, and what is typed fits there too."""

    value_height: float
    row_gap: float
    tick_height: float
    answer_lines: int
    answer_leading: float
    signature_height: float


PEN = Room(
    value_height=18,
    row_gap=3.2,
    tick_height=17,
    answer_lines=4,
    answer_leading=21,
    signature_height=64,
)

TALLEST_PEN_LINE = 22.0
MOST_PEN_LINES = 14
