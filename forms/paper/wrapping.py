"""Where does a text part into lines? Pure: it draws nothing and knows no font, only a measure."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.paper import script

Measure = Callable[[str], float]
_SOFT_POINTS = re.compile(r"(?<=[-‐/@._–—\u00a0\u202f])")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line in drawing order. `width` in points; `cut` when a word too long for it goes on below."""

    text: str
    width: float
    right_to_left: bool = False
    cut: bool = False


def wrap(text: str, *, width: float, measure: Measure) -> tuple[TextLine, ...]:
    """Part a text as typed into lines of at most `width` points, in reading order; empty lines are kept."""
    return tuple(
        line
        for paragraph in script.shape(script.clean(text)).strip(" \n").split("\n")
        for line in _paragraph(paragraph, width, measure)
    )


def _paragraph(paragraph: str, width: float, measure: Measure) -> Iterator[TextLine]:
    backwards = script.is_right_to_left(paragraph)
    for logical, cut in _logical_lines([word for word in paragraph.split(" ") if word], width, measure):
        drawn = script.visual(logical, right_to_left=backwards)
        yield TextLine(drawn, measure(drawn), backwards, cut)


def _logical_lines(words: list[str], width: float, measure: Measure) -> Iterator[tuple[str, bool]]:
    space = measure(" ")
    line, used = "", 0.0
    for word in words:
        size = measure(word)
        if line and used + space + size <= width:
            line, used = f"{line} {word}", used + space + size
            continue
        if line:
            yield line, False
        *full, line = _pieces(word, width, measure) if size > width else (word,)
        yield from ((piece, True) for piece in full)
        used = measure(line)
    yield line, False


def _pieces(word: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Cut a word wider than the line: after a hyphen, slash, at sign, dot if it can be, else anywhere."""
    done: list[str] = []
    piece = ""
    for part in _SOFT_POINTS.split(word):
        if piece and measure(piece + part) > width:
            done.append(piece)
            piece = ""
        *full, piece = _anywhere(piece + part, width, measure)
        done += full
    return (*done, piece)


def _anywhere(word: str, width: float, measure: Measure) -> tuple[str, ...]:
    if measure(word) <= width:
        return (word,)
    done: list[str] = []
    start, used = 0, 0.0
    for here, char in enumerate(word):
        size = measure(char)
        if here > start and used + size > width and not unicodedata.combining(char):
            done.append(word[start:here])
            start, used = here, 0.0
        used += size
    return (*done, word[start:])
