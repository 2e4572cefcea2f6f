"""How is what someone wrote set into the room that the paper has for it? Smaller rather than cut, cut in sight.

It knows a width, a height and the lines of a pen; out comes the appearance of a field (ISO 32000-1, 12.7.3.3)
and what did not fit, which goes on over a page of its own.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from forms.paper import glyphs, sheet, syntax
from forms.paper.errors import TooLongToPrint
from forms.paper.glyphs import TYPING, Face, winansi
from forms.paper.ink import Colour
from forms.paper.sheet import VALUE_RISE
from forms.paper.wrapping import Measured, TextLine, measured

LONGEST_TEXT = 20_000  # characters, about eight pages; forms.binding refuses far earlier
LONGEST_WORD = 1_000  # characters; a word of 100,000 letters costs nothing to refuse and minutes to break

SIZE = 10.2
_SHORT_SIZES = (SIZE, 9.4, 8.6)
_TWO_ON_A_RULE = (7.4, 6.6)
LONG_SIZES = (9.4, 9.0, 8.4, 7.8, 7.2)
LEADING = 1.36  # of the size
_SIDE = 2.0  # from the edge of a short field
PAD = 5.0  # from the edge of a frame
_CUT_SIGN = 3.4
_ASCENT = 0.95  # of the size, from the top of a frame to the first baseline
MORE = "… suite en fin de fiche"
NOTHING = "q Q"
"""The content of what shows nothing."""
_MORE_IN_SHORT = "… suite"
_MORE_SIZE = 7.2

_INK = syntax.numbers(*Colour.INK.rgb)
_ACCENT = syntax.numbers(*Colour.ACCENT.rgb)
_SOFT = syntax.numbers(*Colour.SOFT.rgb)


@dataclass(frozen=True, slots=True)
class Box:
    """Room for one value, in points; `lines` are those that a pen has."""

    width: float
    height: float
    lines: int

    @property
    def is_frame(self) -> bool:
        """Say whether it is for a long answer."""
        return self.lines > 2  # noqa: PLR2004 (a short value has one rule, or two)


class Written(NamedTuple):
    """What is drawn in a box, the faces that draw it, what it left over, and how high it stands.

    What is left over is the rest of a long answer, or the whole of a short value.
    """

    content: str
    faces: AbstractSet[Face] = frozenset()
    rest: Sequence[TextLine] = ()
    size: float = SIZE
    height: float = 0
    is_whole: bool = False


def check_length(text: str) -> None:
    """Refuse what no person writes. Raises `TooLongToPrint`."""
    if len(text) > LONGEST_TEXT:
        raise TooLongToPrint("Un texte est trop long pour être imprimé.", hint="Raccourcissez-le.")
    if len(text) > LONGEST_WORD and max(map(len, text.split()), default=0) > LONGEST_WORD:
        raise TooLongToPrint("Un mot est trop long pour être imprimé.", hint="Coupez-le par des espaces.")


def write(text: str, box: Box) -> Written:
    """Set a text into a box. Raises `TooLongToPrint`."""
    check_length(text)
    return _in_a_frame(text, box) if box.is_frame else _on_rules(text, box)


def at_once(text: str, box: Box) -> str:
    """Return the content of a short value that is one plain line, as most are; "" for any other."""
    if not glyphs.is_winansi(text):
        return ""
    wide = glyphs.width(text)
    room = (box.width - 2 * _SIDE) * 1000
    for size in _SHORT_SIZES:
        if wide * size <= room:
            rise = VALUE_RISE + (box.lines - 1) * box.height / box.lines
            return f"BT {_INK} rg {_SIDE} {rise:.2f} Td/{TYPING} {size} Tf({winansi(text)})Tj ET\n"
    return ""


def _on_rules(text: str, box: Box) -> Written:
    """Set a short value above its rules: one line or two, smaller, then two lines above each rule, then cut."""
    room = box.width - 2 * _SIDE
    words = measured(text, glyphs.ends)
    for size in _SHORT_SIZES:
        lines = _parted(words, size, room)
        if len(lines) <= box.lines:
            return _drawn(lines, size, [_lowest_but(box, box.lines - 1 - n) for n in range(len(lines))], box)
    steps = 2 * box.lines
    rises = [box.height - (n + 1) * box.height / steps + 2 for n in range(steps)]
    for size in _TWO_ON_A_RULE:
        lines = _parted(words, size, room)
        if len(lines) <= steps:
            return _drawn(lines, size, rises[steps - len(lines) :], box)
    whole = _parted(words, LONG_SIZES[0], sheet.INNER_WIDTH - 2 * PAD)
    return _cut(whole, lines[: steps - 1], rises, box)


def _lowest_but(box: Box, rules: int) -> float:
    """Return how high a value stands above the lower edge, `rules` rules above the lowest."""
    return VALUE_RISE + rules * box.height / box.lines


def _cut(whole: Sequence[TextLine], kept: Sequence[TextLine], rises: Sequence[float], box: Box) -> Written:
    """Show the beginning of a short value, say that it is cut, and leave the whole of it for another page."""
    shown = _drawn(kept, _TWO_ON_A_RULE[-1], rises, box)
    return Written(shown.content + _more(_SIDE, rises[-1], box), shown.faces, whole, LONG_SIZES[0], is_whole=True)


def _in_a_frame(text: str, box: Box) -> Written:
    room = box.width - 2 * PAD
    words = measured(text, glyphs.ends)
    for size in LONG_SIZES:
        lines = _parted(words, size, room)
        if len(lines) <= _fit(box, size):
            return _framed(lines, size, box)
    size = LONG_SIZES[0]
    lines = _parted(words, size, room)
    kept = _fit(box, size) - 1
    shown = _framed(lines[:kept], size, box)
    low = box.height - PAD - _ASCENT * size - kept * LEADING * size
    return Written(shown.content + _more(PAD, low, box), shown.faces, lines[kept:], size, box.height)


def _fit(box: Box, size: float) -> int:
    return max(1, int((box.height - 1.4 * PAD) // (LEADING * size)))


def _framed(lines: Sequence[TextLine], size: float, box: Box) -> Written:
    top = box.height - PAD - _ASCENT * size
    leading = LEADING * size
    height = len(lines) * leading + 1.4 * PAD
    if not any(line.cut or line.right_to_left for line in lines):
        shows = glyphs.shows_lines([line.text for line in lines])
        if shows:
            content = f"BT {_INK} rg {PAD} {top:.2f} Td {leading:.2f} TL/{TYPING} {size} Tf{shows} ET\n"
            return Written(content, height=height)
    drawn = _drawn(lines, size, [top - n * leading for n in range(len(lines))], box, pad=PAD)
    return Written(drawn.content, drawn.faces, height=height)


def wrapped(text: str, size: float, room: float) -> Sequence[TextLine]:
    """Part a text into lines of at most `room` points."""
    return _parted(measured(text, glyphs.ends), size, room)


def _parted(words: Measured, size: float, room: float) -> Sequence[TextLine]:
    return words.lines((room - _CUT_SIGN) * 1000 / size)


def _drawn(lines: Sequence[TextLine], size: float, rises: Sequence[float], box: Box, *, pad: float = _SIDE) -> Written:
    faces: set[Face] = set()
    content = ""
    for line, rise in zip(lines, rises, strict=False):
        start = box.width - pad - line.width * size / 1000 if line.right_to_left and box.is_frame else pad
        content += shown(line, size, start, rise, faces)
    return Written(content, faces)


def shown(line: TextLine, size: float, x: float, y: float, faces: set[Face]) -> str:
    """Draw one line of text at (x, y); the faces that it needs are added to `faces`."""
    content = _words(line.text, size, x, y, _INK, faces) if line.text else ""
    if line.cut:
        content += _cut_sign(x, x + line.width * size / 1000, y, right_to_left=line.right_to_left)
    return content


def _words(text: str, size: float, x: float, y: float, colour: str, faces: set[Face]) -> str:
    return f"BT {colour} rg {x:.2f} {y:.2f} Td{glyphs.shows(text, size, faces)} ET\n"


def _cut_sign(left: float, right: float, y: float, *, right_to_left: bool) -> str:
    """Draw a small hook where a cut word goes on below: not a hyphen, which could be part of an address."""
    corner, back = (left - _CUT_SIGN, 2.0) if right_to_left else (right + _CUT_SIGN, -2.0)
    return f"{_ACCENT} RG .6 w {corner:.2f} {y + 3.6:.2f} m {corner:.2f} {y:.2f} l {corner + back:.2f} {y:.2f} l S\n"


def _more(x: float, y: float, box: Box) -> str:
    fits = glyphs.width(MORE) * _MORE_SIZE / 1000 <= box.width - x
    return label(MORE if fits else _MORE_IN_SHORT, _MORE_SIZE, x, y)


def label(text: str, size: float, x: float, y: float) -> str:
    """Draw a word of the paper's own, whose signs the face of every fiche has."""
    return _words(text, size, x, y, _SOFT, set())


def appearance(content: str) -> str:
    """Return the appearance of a field that holds a value: viewers replace what stands between the marks (12.7.3.3)."""
    return f"/Tx BMC q\n{content}Q EMC"


@lru_cache(maxsize=256)  # of a few dozen frames and heights; nothing that someone wrote
def rules(height: float, frame: Box) -> str:
    """Draw the rules of an empty frame, or of its lower part, for a pen; its lowest line is its own edge.

    A short value has its rules on the paper: nothing is drawn in its field.
    """
    if not frame.is_frame:
        return NOTHING
    step = frame.height / frame.lines
    left, right = PAD, frame.width - PAD
    count = int((height - 6) // step)
    strokes = [f"{left} {n * step:.2f} m {right:.2f} {n * step:.2f} l S" for n in range(1, count + 1)]
    return f"{syntax.numbers(*Colour.HAIRLINE.rgb)} RG .35 w {' '.join(strokes)}"
