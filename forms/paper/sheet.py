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
VALUE = Look(10.2, 13.4)
KEY_VALUE = Look(10.2, 13.4, Weight.SEMIBOLD)
ANSWER = Look(9.8, 14)
CHOICE = Look(9, 12.2)
CHOSEN = Look(9, 12.2, Weight.SEMIBOLD)
SMALL = Look(8.2, 11.4)
NOTE = Look(7, 9.2, colour=Colour.SOFT)
FOOTER = Look(7, 9, colour=Colour.SOFT)

SMALLEST_VALUE = 8.6  # a short value is set this small before it takes a second line
BOX = 7.6
BOX_GAP = 5.0
SECTION_GAP = 15.0
PADDING = 7.0


@dataclass(frozen=True, slots=True)
class Room:
    """How much room writing takes: typed values need little, a pen needs 6 mm and more."""

    value_height: float
    row_gap: float
    tick_height: float
    answer_lines: int
    answer_leading: float
    ruled: bool
    signature_height: float


TYPED = Room(
    value_height=15,
    row_gap=5,
    tick_height=14.5,
    answer_lines=6,
    answer_leading=14,
    ruled=False,
    signature_height=54,
)
PEN = Room(
    value_height=18,
    row_gap=3.2,
    tick_height=17,
    answer_lines=4,
    answer_leading=21,
    ruled=True,
    signature_height=64,
)

TALLEST_PEN_LINE = 22.0
MOST_PEN_LINES = 14
