"""How does a text become strips, and what stands in a field? The typesetter that every row uses.

It holds the faces, the room, the answers; it knows neither sections nor pages.
"""

from dataclasses import dataclass, replace

from forms import kinds
from forms.answers import Answers
from forms.paper import sheet
from forms.paper.errors import TooLongToPrint
from forms.paper.fonts import Fonts
from forms.paper.ink import Colour, Look, Mark, Spot, Strip, Stroke, Words, moved, moved_spots
from forms.paper.script import superscript
from forms.paper.wrapping import TextLine, wrap
from forms.spec import Field, FootnoteMark, Line, text_pieces

LONGEST_TEXT = 20_000  # characters, about eight pages; forms.binding refuses far earlier
LONGEST_WORD = 1_000  # characters; a word of 100,000 letters costs nothing to refuse and minutes to break
_BASELINE = 0.76  # of the leading, from the top of the line
_CUT_SIGN = 3.4


@dataclass(frozen=True, slots=True)
class Setting:
    """One fiche being set: `answers` is None on a blank form."""

    fonts: Fonts
    room: sheet.Room
    answers: Answers | None

    def shown(self, field: Field) -> str:
        """Return a value as people read it, "" when there is none."""
        value = self.answers.get(field.id) if self.answers else None
        return "" if value is None else kinds.display(field, value)

    def is_ticked(self, field: Field) -> bool:
        """Say whether a box is ticked."""
        return self.answers is not None and self.answers.is_ticked(field.id)

    def is_chosen(self, field: Field, option: str) -> bool:
        """Say whether this answer of an exclusive choice is the one."""
        return self.answers is not None and self.answers.get(field.id) == option

    def width(self, text: str, look: Look) -> float:
        """Return the width in points of a text on one line."""
        return self.fonts.width(text, look.weight, look.size)

    def lines(self, text: str, look: Look, width: float) -> tuple[TextLine, ...]:
        """Part a text into lines. Raises `TooLongToPrint`."""
        check_length(text)
        room = width - _CUT_SIGN - 0.4
        return wrap(text, width=room, measure=lambda part: self.fonts.width(part, look.weight, look.size))

    def one_line(self, text: str, look: Look, x: float, y: float) -> Words:
        """Set a printed text that is known to fit on one line, its baseline at `y`."""
        (line, *_) = self.lines(text, look, float("inf"))
        return Words(x, y, line.text, look, line.width)

    def text(self, text: str, look: Look, width: float, *, x: float = 0, ranged: bool = False) -> tuple[Strip, ...]:
        """Set a text in strips, one a line; `ranged` puts right-to-left paragraphs against the right edge."""
        return tuple(
            Strip(look.leading, self.line_marks(line, look, x=x, y=0, width=width, ranged=ranged))
            for line in self.lines(text, look, width)
        )

    def line_marks(
        self, line: TextLine, look: Look, *, x: float, y: float, width: float, ranged: bool = False
    ) -> tuple[Mark, ...]:
        """Set one line whose top is at `y`; a word that goes on below ends with a small coloured hook."""
        start = x + (width - line.width if ranged and line.right_to_left else 0)
        words = Words(start, y + baseline(look), line.text, look, line.width)
        if not line.cut:
            return (words,) if line.text else ()
        return words, *_cut_sign(start, start + line.width, words.y, right_to_left=line.right_to_left)


def _cut_sign(left: float, right: float, y: float, *, right_to_left: bool) -> tuple[Stroke, Stroke]:
    """Draw a small hook where a cut word goes on below: not a hyphen, which could be part of an address."""
    corner, back = (left - _CUT_SIGN, 2.0) if right_to_left else (right + _CUT_SIGN, -2.0)
    return (
        Stroke(corner, y - 3.6, 0, 3.6, 0.6, Colour.ACCENT),
        Stroke(corner, y, back, 0, 0.6, Colour.ACCENT),
    )


def baseline(look: Look) -> float:
    """Return how far below the top of its line a text stands."""
    return look.leading * _BASELINE


def check_length(text: str) -> None:
    """Refuse what no person writes. Raises `TooLongToPrint`."""
    if len(text) > LONGEST_TEXT:
        raise TooLongToPrint("Un texte est trop long pour être imprimé.", hint="Raccourcissez-le.")
    if max(map(len, text.split()), default=0) > LONGEST_WORD:
        raise TooLongToPrint("Un mot est trop long pour être imprimé.", hint="Coupez-le par des espaces.")


def with_calls(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a printed text with its footnote marks raised, and the marks."""
    pieces = text_pieces(text)
    marks = tuple(piece.mark for piece in pieces if isinstance(piece, FootnoteMark))
    raised = ""
    for piece in pieces:
        # A raised figure stands against its word, whatever space the model prints before it.
        raised = raised.rstrip() + superscript(piece.mark) if isinstance(piece, FootnoteMark) else raised + piece
    return raised, marks


def glue(strips: tuple[Strip, ...], *, last: bool = False) -> tuple[Strip, ...]:
    """Keep strips together; `last` glues them to what follows too."""
    return tuple(replace(strip, glued=last or strip is not strips[-1]) for strip in strips)


def merge(strips: tuple[Strip, ...]) -> Strip:
    """Make one strip of several."""
    marks: list[Mark] = []
    spots: list[Spot] = []
    y = 0.0
    for strip in strips:
        marks += moved(strip.marks, 0, y)
        spots += moved_spots(strip.spots, 0, y)
        y += strip.height
    calls = tuple(call for strip in strips for call in strip.calls)
    return Strip(y, tuple(marks), tuple(spots), calls=calls)


def printed(setting: Setting, text: str, look: Look, width: float) -> tuple[Strip, ...]:
    """Set a text of the model, its footnote marks raised."""
    raised, calls = with_calls(text)
    first, *others = setting.text(raised, look, width)
    return (replace(first, calls=calls), *others)


def dash(setting: Setting, item: str, width: float, look: Look, *, indent: float = 0) -> tuple[Strip, ...]:
    """Set one item of a list behind a dash."""
    hang = indent + look.size * 1.05
    first, *others = setting.text(item, look, width - hang, x=hang)
    sign = setting.one_line("–", look, indent, baseline(look))
    return (replace(first, marks=(sign, *first.marks)), *others)


def label_of(line: Line) -> str:
    """Return the text of a line without its fields, footnote marks still written ``[^1]``."""
    return "".join(
        f"[^{piece.mark}]" if isinstance(piece, FootnoteMark) else piece
        for piece in line.pieces
        if not isinstance(piece, Field)
    ).strip()
