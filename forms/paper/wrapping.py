"""Where does a text part into lines? Pure: it draws nothing and knows no font, only a measure.

A measure gives the running width after each sign of a text, so that a line is found by looking up where its
room ends, whatever widths are tried.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from forms.paper import script

Measure = Callable[[str], Sequence[float]]
_SOFT_SIGNS = frozenset("-‐/@._–—\u00a0\u202f")  # a word too long for its line is parted after one of them
_HAIR = 1e-6  # running widths are sums: what just fits must fit


class TextLine(NamedTuple):
    """One line in drawing order. `width` in points; `cut` when a word too long for it goes on below."""

    text: str
    width: float
    right_to_left: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A text ready to be parted: shaped and measured once."""

    paragraphs: tuple["_Paragraph", ...]
    measure: Measure

    def lines(self, width: float) -> list[TextLine]:
        """Part it into lines of at most `width`, in reading order; empty lines are kept."""
        return [line for paragraph in self.paragraphs for line in self._lines(paragraph, width)]

    def _lines(self, paragraph: "_Paragraph", width: float) -> Iterator[TextLine]:
        for start, stop, cut in paragraph.spans(width):
            logical = paragraph.text[start:stop]
            if paragraph.plain:
                yield TextLine(logical, paragraph.width(start, stop), cut=cut)
                continue
            drawn = script.visual(logical, right_to_left=paragraph.backwards)
            yield TextLine(drawn, (*self.measure(drawn), 0.0)[len(drawn) - 1], paragraph.backwards, cut)


class _Paragraph(NamedTuple):
    """One paragraph, its words a space apart; a plain one is drawn in the order in which it is read."""

    text: str
    ends: Sequence[float]
    plain: bool
    backwards: bool

    def width(self, start: int, stop: int) -> float:
        return (self.ends[stop - 1] if stop else 0.0) - (self.ends[start - 1] if start else 0.0)

    def spans(self, width: float) -> Iterator[tuple[int, int, bool]]:
        """Yield where each line begins and ends, and whether it cuts a word."""
        text, ends = self.text, self.ends
        start = 0
        while True:
            room = (ends[start - 1] if start else 0.0) + width + _HAIR
            stop = bisect_right(ends, room, start)
            if stop == len(text):
                yield start, stop, False
                return
            space = stop if text[stop] == " " else text.rfind(" ", start, stop)
            hyphen = text.rfind("-", max(space, start), stop)
            if hyphen > start and hyphen > space and text[hyphen + 1] != " ":
                # A name of two parts is parted at its own hyphen rather than sent to the next line.
                yield start, hyphen + 1, False
                start = hyphen + 1
            elif space > start:
                yield start, space, False
                start = space + 1
            else:
                cut = self._cut(start, stop)
                yield start, cut, True
                start = cut

    def _cut(self, start: int, stop: int) -> int:
        """Cut a word wider than the line: after a hyphen, slash, at sign, dot if it can be, else anywhere."""
        for place in range(stop, start, -1):
            if self.text[place - 1] in _SOFT_SIGNS:
                return place
        place = max(stop, start + 1)
        while place > start + 1 and unicodedata.combining(self.text[place]):
            place -= 1
        return place


def measured(text: str, measure: Measure) -> Measured:
    """Make a text as typed ready to be parted."""
    latin = script.is_latin(text)
    shaped = script.spaced(text) if latin else script.shape(script.clean(text))
    paragraphs = shaped.strip(" \n").split("\n")
    return Measured(tuple([_paragraph(paragraph, measure, latin=latin) for paragraph in paragraphs]), measure)


def _paragraph(paragraph: str, measure: Measure, *, latin: bool) -> _Paragraph:
    text = " ".join(filter(None, paragraph.split(" "))) if "  " in paragraph else paragraph.strip(" ")
    plain = latin or script.is_plain(text)
    return _Paragraph(text, measure(text), plain, not plain and script.is_right_to_left(text))


def wrap(text: str, *, width: float, measure: Measure) -> list[TextLine]:
    """Part a text as typed into lines of at most `width`, in reading order; empty lines are kept."""
    return measured(text, measure).lines(width)


def spaced(lines: Sequence[TextLine]) -> list[TextLine]:
    """End each line but the last with the space it was parted at: read aloud, two words must not become one."""
    parted = [
        line if line.cut or line.right_to_left or line.text.endswith("-") else line._replace(text=f"{line.text} ")
        for line in lines[:-1]
    ]
    return [*parted, *lines[-1:]]
