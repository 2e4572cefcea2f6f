"""How does a printed text become strips? The typesetter that every row uses: faces, room, and where it is.

It holds no answer: what people write comes later, into the places that the layout leaves (`forms.paper.filling`).
"""

from dataclasses import dataclass, replace

from forms.paper import sheet
from forms.paper.fonts import Fonts
from forms.paper.ink import Look, Mark, Spot, Strip, Words, moved, moved_spots
from forms.paper.script import superscript
from forms.paper.wrapping import TextLine, spaced, wrap
from forms.spec import Field, FootnoteMark, Line, text_pieces

_BASELINE = 0.76  # of the leading, from the top of the line


@dataclass(frozen=True, slots=True)
class Setting:
    """One model being set; `place` says which part of it, for the structure tree."""

    fonts: Fonts
    room: sheet.Room
    place: str = ""

    def at(self, *parts: object) -> "Setting":
        """Return the setting of a part of this part."""
        return replace(self, place="/".join(filter(None, (self.place, *map(str, parts)))))

    def width(self, text: str, look: Look) -> float:
        """Return the width in points of a text on one line."""
        return self.fonts.width(text, look.weight, look.size)

    def lines(self, text: str, look: Look, width: float) -> list[TextLine]:
        """Part a text into lines."""
        return wrap(text, width=width, measure=lambda part: self.fonts.ends(part, look.weight, look.size))

    def one_line(self, text: str, look: Look, x: float, y: float) -> Words:
        """Set a printed text that is known to fit on one line, its baseline at `y`."""
        (line, *_) = self.lines(text, look, float("inf"))
        return Words(x, y, line.text, look, line.width, self.place)

    def text(self, text: str, look: Look, width: float, *, x: float = 0) -> tuple[Strip, ...]:
        """Set a text in strips, one a line."""
        lines = spaced(self.lines(text, look, width))
        return tuple(
            Strip(look.leading, (Words(x, baseline(look), line.text, look, line.width, self.place),)) for line in lines
        )


def baseline(look: Look) -> float:
    """Return how far below the top of its line a text stands."""
    return look.leading * _BASELINE


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
    sign = setting.at("mark").one_line("–", look, indent, baseline(look))
    return (replace(first, marks=(sign, *first.marks)), *others)


def label_of(line: Line) -> str:
    """Return the text of a line without its fields, footnote marks still written ``[^1]``."""
    return "".join(
        f"[^{piece.mark}]" if isinstance(piece, FootnoteMark) else piece
        for piece in line.pieces
        if not isinstance(piece, Field)
    ).strip()
