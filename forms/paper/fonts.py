"""Which faces draw the printed words of a model, and how wide are they? Faces are read once per process.

The TrueType files stand in `faces/`, licence beside them; no font of the machine is looked for. What people
write is drawn by `forms.paper.glyphs` instead.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import accumulate, groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from forms.paper import glyphs
from forms.paper.script import MISSING

_reading = threading.Lock()


class Weight(StrEnum):
    """How heavy a text is."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"


@dataclass(frozen=True, slots=True)
class Run:
    """Signs of one line that one face draws."""

    face: str
    text: str


class Fonts:
    """The embedded faces. `lock` is held while a PDF is written: reportlab's faces keep a position."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        semibold, *regular = (_Face(name) for name in ("NotoSans-SemiBold", glyphs.BASE, *glyphs.PACKS))
        self.first = regular[0].fontName
        self._chains = {Weight.REGULAR: _Chain(regular), Weight.SEMIBOLD: _Chain((semibold, *regular))}

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Return the width in points of a text already in drawing order."""
        return sum(self._chains[weight].advances(text)) * size / 1000

    def ends(self, text: str, weight: Weight, size: float) -> Sequence[float]:
        """Return the running width in points after each sign of a text already in drawing order."""
        return [end * size / 1000 for end in accumulate(self._chains[weight].advances(text))]

    def runs(self, text: str, weight: Weight) -> Iterator[Run]:
        """Part a text in drawing order by face; what none of them has becomes □."""
        chain = self._chains[weight]
        for face, signs in groupby(text, chain.face_of):
            drawn = "".join(signs)
            yield Run(face, drawn) if face else Run(chain.first, MISSING * len(drawn))


class _Chain:
    """Faces asked one after the other for each sign."""

    def __init__(self, faces: Sequence["_Face"]) -> None:
        self.first = faces[0].fontName
        self._faces = {code: face.fontName for face in reversed(faces) for code in face.widths}
        self._widths = {code: width for face in reversed(faces) for code, width in face.widths.items()}
        self._missing = self._widths[ord(MISSING)]

    def face_of(self, sign: str) -> str:
        return self._faces.get(ord(sign), "")

    def advances(self, text: str) -> Sequence[float]:
        return [self._widths.get(ord(sign), self._missing) for sign in text]


class _Face(TTFont):
    """A face of which only the signs that are drawn are embedded."""

    def __init__(self, file: str) -> None:
        data = resources.files("forms.paper.faces") / f"{file}.ttf"
        with resources.as_file(data) as path:
            # asciiReadable would embed all of ASCII with each face, used or not.
            super().__init__(f"liaison-{file}", str(path), asciiReadable=False)
        # The face's « no such glyph » box is given the code of □, so that it is copied out as □.
        self.face.charToGlyph[ord(MISSING)] = 0
        self.face.charWidths[ord(MISSING)] = self.face.hmetrics[0][0] * 1000 / self.face.unitsPerEm
        self.widths: dict[int, float] = {
            code: width for code, width in self.face.charWidths.items() if code >= ord(" ")
        }
        pdfmetrics.registerFont(self)


@cache
def embedded() -> Fonts:
    """Return the faces, read at the first call: nothing happens when the module is imported."""
    with _reading:
        return _read()


@cache
def _read() -> Fonts:
    return Fonts()
