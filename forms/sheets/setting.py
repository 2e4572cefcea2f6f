"""How does a value become the inside of a cell on paper? One line as it is where it fits, wrapped where it does not.

A cell is operators that begin and end at its first baseline, in the font that every plain cell shares: a plain row
is one text object.
"""

from typing import Final, NamedTuple

from forms.paper import glyphs, syntax
from forms.paper.glyphs import TYPING, Face
from forms.paper.ink import Colour
from forms.paper.wrapping import TextLine, measured
from forms.paper.writing import check_length
from forms.sheets.tables import UNKNOWN, Value, day

STRONG: Final = "NotoSans-SemiBold"
INK: Final = syntax.numbers(*Colour.INK.rgb)
SOFT: Final = syntax.numbers(*Colour.SOFT.rgb)

SIZE: Final = 7.8
LEADING: Final = 9.8
PAD: Final = 3.0
"""Points between a rule and what stands beside it."""
MOST_LINES: Final = 28
"""Of a cell: what is longer ends in « … », the workbook holds it whole."""

PLAIN: Final = f"/{TYPING} {SIZE} Tf"
"""The font in which cells begin and end."""


_MISSING: Final = "0000"
_MISSING_WIDTH: Final = 600


class Inside(NamedTuple):
    """What stands in a cell: operators, and how many lines they take."""

    shows: str
    lines: int = 1


NOTHING: Final = Inside("", 1)
_UNKNOWN: Final = Inside(f"{SOFT} rg({glyphs.winansi(UNKNOWN)})Tj {INK} rg")


def inside(value: Value, room: float, faces: set[Face]) -> Inside:
    """Set a value into `room` points; the faces that it needs are added to `faces`. Raises `TooLongToPrint`."""
    if value is None:
        return _UNKNOWN
    text = value if isinstance(value, str) else day(value)
    if glyphs.is_winansi(text) and glyphs.width(text) * SIZE <= room * 1000:
        return Inside(f"({glyphs.winansi(text)})Tj") if text else NOTHING
    return _wrapped(text, room, faces)


def _wrapped(text: str, room: float, faces: set[Face]) -> Inside:
    lines = parted(text, SIZE, room)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], TextLine("…", 0)]
    back = f" 0 {syntax.number((len(lines) - 1) * LEADING)} Td" if len(lines) > 1 else ""
    down = f" 0 {syntax.number(-LEADING)} Td"
    shows = down.join(glyphs.shows(line.text, SIZE, faces) if line.text else "" for line in lines)
    return Inside(f"{shows}{back}{PLAIN}", len(lines))


def parted(text: str, size: float, room: float) -> list[TextLine]:
    """Part a text into lines of at most `room` points. Raises `TooLongToPrint`."""
    check_length(text)
    return measured(text, glyphs.ends).lines(room * 1000 / size)


def written(text: str, size: float, x: float, y: float, *, faces: set[Face], colour: str = INK) -> str:
    """Draw one line of somebody's text."""
    return f"BT {colour} rg {x:.2f} {y:.2f} Td{glyphs.shows(text, size, faces)} ET\n" if text else ""


def printed(text: str, size: float, x: float, y: float) -> str:
    """Draw words of the house in the heavier face, which has their signs; □ is any other, as a period might hold."""
    face = glyphs.face(STRONG)
    signs = "".join(face.hexes.get(ord(sign), _MISSING) for sign in text)
    return f"BT {INK} rg {x:.2f} {y:.2f} Td/{face.resource} {size} Tf<{signs}>Tj ET\n"


def breadth(text: str, size: float) -> float:
    """Return the width in points of words of the house."""
    widths = glyphs.face(STRONG).widths
    return sum(widths.get(sign, _MISSING_WIDTH) for sign in text) * size / 1000


def labels(text: str, size: float, room: float) -> list[str]:
    """Part words of the house, in the heavier face, into lines of at most `room` points."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and breadth(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
