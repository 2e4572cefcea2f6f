"""Which glyphs draw what people write, how wide are they, and what can none of them draw?

One face, Latin letters, is in every fiche. The others are packs: a fiche that needs one carries it whole, so
that nothing is made smaller while someone waits. Faces are read once per process, when first needed.
"""

import re
import threading
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate

from reportlab.pdfbase.ttfonts import TTFontFile

from forms.paper import script, syntax
from forms.paper.script import MISSING

BASE = "NotoSans-Latin"
TYPING = "Typing"
"""The font of open fields: the face of every fiche under the encoding that viewers know how to type in."""
PACKS = (
    "NotoSansArabic-Letters",
    "NotoSans-Cyrillic",
    "NotoSans-LatinMore",
    "NotoSans-Greek",
    "NotoSansArabic-More",
    "NotoSans-Signs",
)
"""In the order in which they are asked for a sign."""

OBJECTS_OF_A_FONT = 6
_DIGITS = 4  # of a glyph's number
_IN_WINANSI = "[ -~\u00a0-\u00ac\u00ae-\u00ff€‚ƒ„…†‡‰Š‹ŒŽ‘’“”•–—™š›œžŸ{}]*"
_WINANSI, _WINANSI_LINES = re.compile(_IN_WINANSI.format("")), re.compile(_IN_WINANSI.format("\n"))
"""Texts that the encoding of open fields can show (ISO 32000-1, D.2) with the face of every fiche."""
_FIRST_JOINED_FORM = "\ufb50"
_reading = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One embedded face: for each sign its number, as four hexadecimal digits, and its width in 1/1000 em.

    Each sign has a number of its own even where two share a glyph, as the yeh of Arabic and of Persian do, so that
    it is copied out as it was typed.
    """

    name: str
    hexes: Mapping[int, str]
    widths: Mapping[str, float]
    bare: str
    """The dictionaries of its font, places left for object numbers."""
    streams: tuple[str, ...]

    @property
    def resource(self) -> str:
        """Return the name that content streams call its font by."""
        return self.name.replace("-", "")

    def objects(self, first: int) -> dict[int, str]:
        """Return the objects of its font, numbered from `first`, which is the font itself."""
        texts = self.bare.format(*(f"{first + n} 0 R" for n in range(OBJECTS_OF_A_FONT))).split("\n")
        contents = (*texts, *self.streams)
        return {number: syntax.numbered(number, content) for number, content in enumerate(contents, first)}


def width(text: str) -> float:
    """Return the width, in 1/1000 em, of a text already in drawing order."""
    try:
        return sum(map(base().widths.__getitem__, text))
    except KeyError:
        return sum(map(_advance, text))


def ends(text: str) -> Sequence[float]:
    """Return the running width, in 1/1000 em, after each sign of a text in drawing order."""
    try:
        return list(accumulate(map(base().widths.__getitem__, text)))
    except KeyError:
        return list(accumulate(map(_advance, text)))


def _advance(sign: str) -> float:
    return _face_of(sign).widths[_drawable(sign)]


def shows(text: str, size: float, faces: set[Face]) -> str:
    """Return the operators that show a text in drawing order; what no face has is shown as □.

    The faces that it needs besides the one of every fiche are added to `faces`. Most texts are shown in the
    encoding of open fields, a byte a sign; the others glyph by glyph.
    """
    if is_winansi(text):
        return f"/{TYPING} {size} Tf({winansi(text)})Tj"
    face = base()
    glyphs = text.translate(face.hexes)
    if len(glyphs) == _DIGITS * len(text):
        return f"/{face.resource} {size} Tf<{glyphs}>Tj"
    shown = ""
    for face, signs in _runs(text):
        faces.add(face)
        glyphs = "".join(face.hexes[ord(_drawable(sign))] for sign in signs)
        shown += f"/{face.resource} {size} Tf<{glyphs}>Tj"
    return shown


def _runs(text: str) -> Iterator[tuple[Face, str]]:
    """Part a text by face; a space stays in the run before it where that face has one.

    A name of two words whose run was cut is read in the wrong order where its words go from right to left.
    """
    run, drawn_by = "", base()
    for sign in text:
        face = drawn_by if run and sign == " " and sign in drawn_by.widths else _face_of(sign)
        if run and face is not drawn_by:
            yield drawn_by, run
            run = ""
        run, drawn_by = run + sign, face
    yield drawn_by, run


def shows_lines(lines: Sequence[str]) -> str:
    """Return the operators that show lines one under the other in the encoding of open fields; "" if it cannot."""
    text = "\n".join(lines)
    if not _WINANSI_LINES.fullmatch(text):
        return ""
    signs = text.encode("cp1252").decode("latin-1").split("\n")
    return f"({')Tj T*('.join(map(syntax.escaped, signs))})Tj"


def is_winansi(text: str) -> bool:
    """Say whether the encoding of open fields has all signs of a text."""
    return _WINANSI.fullmatch(text) is not None


def winansi(text: str) -> str:
    """Write a text in the encoding of open fields, between parentheses to come."""
    return syntax.escaped(text.encode("cp1252").decode("latin-1"))


def lacking(text: str) -> tuple[str, ...]:
    """Return the signs of a text as typed that no face has, each once, in order."""
    drawn = script.unjoined(script.shape(script.clean(text))).replace("\n", "")
    return tuple(dict.fromkeys(sign for sign in drawn if not _has(sign)))


def _has(sign: str) -> bool:
    return sign in base().widths or any(sign in face(name).widths for name in PACKS)


def _drawable(sign: str) -> str:
    return sign if _has(sign) else MISSING


def _face_of(sign: str) -> Face:
    if sign in base().widths:
        return base()
    return next((face(name) for name in PACKS if sign in face(name).widths), base())


def base() -> Face:
    """Return the face that every fiche carries."""
    return face(BASE)


@cache
def face(name: str) -> Face:
    """Return a face: one object however many threads ask first, since faces are told apart by identity."""
    with _reading:
        return _read(name)


@cache
def _read(name: str) -> Face:
    with resources.as_file(resources.files("forms.paper.faces") / f"{name}.ttf") as path:
        data = path.read_bytes()
        font = TTFontFile(str(path))
    glyphs = {code: glyph for code, glyph in font.charToGlyph.items() if glyph and code >= ord(" ")}
    if name == BASE:
        # The face's « no such glyph » box is given the code of □, so that it is copied out as □.
        glyphs[ord(MISSING)] = 0
    codes = sorted(glyphs)
    advances = [font.hmetrics[glyphs[code]][0] * 1000 / font.unitsPerEm for code in codes]
    shapes = b"".join(glyph.to_bytes(2, "big") for glyph in (0, *(glyphs[code] for code in codes)))
    return Face(
        name,
        {code: f"{number:04X}" for number, code in enumerate(codes, 1)},
        dict(zip(map(chr, codes), advances, strict=True)),
        _dictionaries(f"AAAAAA+{name}", font, advances),
        (_packed(data, f"/Length1 {len(data)}"), _packed(_to_unicode(codes).encode("ascii")), _packed(shapes)),
    )


def _packed(data: bytes, more: str = "") -> str:
    return syntax.stream(f"/Filter/FlateDecode{more}", zlib.compress(data, 9).decode("latin-1"))


def _dictionaries(name: str, font: TTFontFile, advances: Sequence[float]) -> str:
    """Write font, descendant and descriptor, a line each, {n} where the n-th of its objects is meant."""
    widths = syntax.numbers(*advances)
    box = syntax.numbers(*font.bbox)
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{{1}}]/ToUnicode {{4}}>>\n"
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {{2}}/CIDToGIDMap {{5}}/DW 600/W[1[{widths}]]>>\n"
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {font.ascent:.0f}"
        f"/Descent {font.descent:.0f}/CapHeight {font.capHeight:.0f}/StemV {font.stemV:.0f}/FontFile2 {{3}}>>"
    )


def _to_unicode(codes: Sequence[int]) -> str:
    # A PDF's own table of what each number means (ISO 32000-1, 9.10.3).
    letters = (_plain(chr(code)) for code in codes)
    pairs = [f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in enumerate(letters, 1)]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
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
