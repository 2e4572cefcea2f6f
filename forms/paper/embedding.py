"""How does what people write come into a PDF that pikepdf holds? Its faces as fonts, its drawing as a form XObject."""

import io
from collections.abc import Iterable

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from forms.paper import glyphs, syntax
from forms.paper.glyphs import Face

_ORDINARY = 32  # the flag of a font of ordinary letters (ISO 32000-1, 9.8.2)


def resources(pdf: Pdf, packs: Iterable[Face] = ()) -> Object:
    """Make the fonts of what people write: of the face of every fiche one program under two encodings.

    By glyph numbers it shows every sign of the face; under WinAnsi viewers know how to type in it.
    """
    face = glyphs.base()
    font = _font(pdf, face)
    descriptor = Dictionary(dict(font.DescendantFonts[0].FontDescriptor.items()))
    descriptor.Flags = _ORDINARY
    codes = [bytes([code]).decode("cp1252", "replace") for code in range(32, 256)]
    typing = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=font.BaseFont, Encoding=Name.WinAnsiEncoding,
        FirstChar=32, LastChar=255, Widths=Array([round(face.widths.get(sign, 600)) for sign in codes]),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    fonts = Dictionary({f"/{face.resource}": font, f"/{glyphs.TYPING}": pdf.make_indirect(typing)})
    for pack in packs:
        fonts[f"/{pack.resource}"] = _font(pdf, pack)
    return pdf.make_indirect(Dictionary(Font=fonts))


def form(pdf: Pdf, content: str, width: float, height: float, resources: Object) -> Stream:
    """Make a form XObject (8.10) of some points, its lower left corner at 0."""
    made = Stream(pdf, content.encode("latin-1"))
    made.Type, made.Subtype, made.Resources = Name.XObject, Name.Form, resources
    made.BBox = Array([0, 0, round(width, 2), round(height, 2)])
    return made


def _font(pdf: Pdf, face: Face) -> Object:
    with Pdf.open(io.BytesIO(_carrier(face))) as carrier:
        return pdf.copy_foreign(carrier.Root.Font)


def _carrier(face: Face) -> bytes:
    """Make a file that carries nothing but a font, for pikepdf to take it from."""
    objects = {
        1: syntax.numbered(1, "<</Type/Catalog/Pages 2 0 R/Font 3 0 R>>"),
        2: syntax.numbered(2, "<</Type/Pages/Kids[]/Count 0>>"),
        **face.objects(3),
    }
    return syntax.updated(b"%PDF-1.7\n", objects, size=max(objects) + 1, trailer="/Root 1 0 R")
