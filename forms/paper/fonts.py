"""Which faces draw a text, how wide is it, and what can they not draw? Faces are read once per process.

The TrueType files stand in `faces/`, licence beside them; no font of the machine is looked for.
"""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from forms.paper import script
from forms.paper.script import MISSING

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

_FIRST_JOINED_FORM = "\ufb50"
# Noto Sans holds Devanagari, but this program does not shape it: drawn letter by letter it would read wrong.
_UNSHAPED = (range(0x0900, 0x0980), range(0x1CD0, 0x1D00), range(0xA8E0, 0xA900))


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
        regular, semibold, arabic = (
            _Face(name) for name in ("NotoSans-Regular", "NotoSans-SemiBold", "NotoSansArabic-Regular")
        )
        self.first = regular.fontName
        self._chains = {
            Weight.REGULAR: _Chain((regular, arabic)),
            Weight.SEMIBOLD: _Chain((semibold, regular, arabic)),
        }

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Return the width in points of a text already in drawing order."""
        return self._chains[weight].width(text) * size / 1000

    def runs(self, text: str, weight: Weight) -> Iterator[Run]:
        """Part a text in drawing order by face; what none of them has becomes □."""
        chain = self._chains[weight]
        for face, signs in groupby(text, chain.face_of):
            drawn = "".join(signs)
            yield Run(face, drawn) if face else Run(chain.first, MISSING * len(drawn))

    def lacking(self, text: str) -> tuple[str, ...]:
        """Return the signs of a text as typed that no face has, each once, in order."""
        chain = self._chains[Weight.REGULAR]
        drawn = script.unjoined(script.shape(script.clean(text))).replace("\n", "")
        return tuple(dict.fromkeys(sign for sign in drawn if not chain.face_of(sign)))


class _Chain:
    """Faces asked one after the other for each sign."""

    def __init__(self, faces: Sequence["_Face"]) -> None:
        self.first = faces[0].fontName
        self._faces = {code: face.fontName for face in reversed(faces) for code in face.widths}
        self._widths = {code: width for face in reversed(faces) for code, width in face.widths.items()}
        self._missing = self._widths[ord(MISSING)]

    def face_of(self, sign: str) -> str:
        return self._faces.get(ord(sign), "")

    def width(self, text: str) -> float:
        widths, missing = self._widths, self._missing
        return sum([widths.get(code, missing) for code in map(ord, text)])


class _Face(TTFont):
    """A face whose text, once copied out of the document, is made of plain letters not of joined forms."""

    def __init__(self, file: str) -> None:
        data = resources.files("forms.paper.faces") / f"{file}.ttf"
        with resources.as_file(data) as path:
            # asciiReadable would embed all of ASCII with each face, used or not.
            super().__init__(f"liaison-{file}", str(path), asciiReadable=False)
        # The face's « no such glyph » box is given the code of □, so that it is copied out as □.
        self.face.charToGlyph[ord(MISSING)] = 0
        self.face.charWidths[ord(MISSING)] = self.face.hmetrics[0][0] * 1000 / self.face.unitsPerEm
        self.widths: dict[int, float] = {
            code: width
            for code, width in self.face.charWidths.items()
            if not any(code in script for script in _UNSHAPED) and code >= ord(" ")
        }
        pdfmetrics.registerFont(self)

    def addObjects(self, doc: "PDFDocument") -> None:  # noqa: N802 (reportlab's name)
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        streams = [stream for name, stream in doc.idToObject.items() if self._is_map(name)]
        for stream, subset in zip(streams, subsets, strict=True):
            stream.content = _to_unicode(subset)  # type: ignore[attr-defined]  # a PDFStream; the stubs are wider

    def _is_map(self, name: str) -> bool:
        return name.startswith("toUnicodeCMap:") and name.endswith("+" + self.face.name.decode())


def _to_unicode(subset: Sequence[int]) -> str:
    # A PDF's own table of what each glyph means (ISO 32000-1, 9.10.3).
    letters = (_plain(chr(code)) for code in subset)
    pairs = [f"<{place:02X}> <{text.encode('utf-16-be').hex().upper()}>" for place, text in enumerate(letters)]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            f"1 begincodespacerange <00> <{len(subset) - 1:02X}> endcodespacerange",
            *_blocks(pairs),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    )


def _plain(sign: str) -> str:
    """Return the letter of a joined form; a sign for two letters stays, since readers turn the two round."""
    letter = unicodedata.normalize("NFKC", sign) if sign >= _FIRST_JOINED_FORM else sign
    return letter if len(letter) == 1 else sign


def _blocks(pairs: list[str]) -> Iterator[str]:
    for start in range(0, len(pairs), 100):  # a block holds at most 100 entries
        block = pairs[start : start + 100]
        yield "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar"))


@cache
def embedded() -> Fonts:
    """Return the faces, read at the first call: nothing happens when the module is imported."""
    return Fonts()
