"""Which documents would nobody honest send, and what must be said of each? Made by code, each with one thing wrong.

`docs/formats/hostile-documents.md` is its table.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from liaison.vocabulary import DocumentKind, NoPicture, Stopped, Trait

SHOWN: Final = "pixels"
READ: Final = "fields"
BOMB: Final = 400
"""Mebibytes: more than a process may have."""
NOTHING: Final = "nothing to read"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A document, what is wrong with it, and the verdicts: of a look, a reading of fields, a picture of page 1."""

    name: str
    wrong: str
    content: bytes
    kind: DocumentKind | Stopped
    traits: frozenset[Trait] = frozenset()
    fields: str = NOTHING
    picture: str = SHOWN


def pdf(objects: Mapping[int, bytes], *, trailer: bytes = b"/Root 1 0 R", prefix: bytes = b"") -> bytes:
    """Write a PDF octet by octet: a page that is number 3, and what the objects put in its place."""
    known = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        **objects,
    }
    out = bytearray(prefix + b"%PDF-1.7\n")
    places = {}
    for number, body in known.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    out += b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    size = max(known) + 1
    return bytes(out + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))


def _stream(body: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), extra, body)


def _catalog(extra: bytes) -> bytes:
    return b"<</Type/Catalog/Pages 2 0 R%s>>" % extra


def _page(extra: bytes) -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>" % extra


@lru_cache
def _flate_bomb(mebibytes: int) -> bytes:
    squeezed = zlib.compressobj(6)
    pieces = [squeezed.compress(bytes(1024 * 1024)) for _ in range(mebibytes)]
    return b"".join(pieces) + squeezed.flush()


def _content_bomb() -> bytes:
    return pdf({3: _page(b"/Contents 4 0 R"), 4: _stream(_flate_bomb(BOMB), b"/Filter/FlateDecode")})


def _double_bomb() -> bytes:
    twice = zlib.compress(_flate_bomb(BOMB), 9)
    return pdf({3: _page(b"/Contents 4 0 R"), 4: _stream(twice, b"/Filter[/FlateDecode/FlateDecode]")})


def _lzw_bomb() -> bytes:
    """Write codes that stand for ever longer runs of one octet: some 4,000 codes of 9 to 12 bits, again and again."""
    bits, count = 0, 0
    width, next_code = 9, 258
    run = [256, 0]
    code = 258
    for _ in range(3800):
        run.append(code)
        code += 1
    out = bytearray()
    for each in run:
        bits = (bits << width) | each
        count += width
        while count >= 8:
            count -= 8
            out.append((bits >> count) & 0xFF)
        bits &= (1 << count) - 1
        if each != 256:
            next_code += 1
        width = 9 + sum(next_code > most for most in (511, 1023, 2047))
    return pdf({3: _page(b"/Contents 4 0 R"), 4: _stream(bytes(out) * 400, b"/Filter/LZWDecode")})


def _object_stream_bomb() -> bytes:
    """Hide the catalogue in an object stream, which is unpacked to read the file at all; there is no room for it."""
    head = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    squeezed = zlib.compressobj(9)
    body = squeezed.compress(head) + b"".join(squeezed.compress(b" " * (1024 * 1024)) for _ in range(BOMB))
    body += squeezed.flush()
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, text in (
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"),
        (4, _stream(body, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
    ):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    rows = [(0, 0, 255), (2, 4, 0), *((1, places[number], 0) for number in (2, 3, 4)), (1, start, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    out += b"5 0 obj\n" + _stream(table, b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R") + b"\nendobj\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _kids_loop() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"})


def _prev_loop() -> bytes:
    whole = pdf({})
    start = whole.rindex(b"xref\n0 1")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def _field_loop() -> bytes:
    form = b"/AcroForm<</Fields[4 0 R]>>"
    return pdf({1: _catalog(form), 4: b"<</T(a)/Kids[5 0 R]>>", 5: b"<</T(b)/Parent 4 0 R/Kids[4 0 R]>>"})


def _deep() -> bytes:
    return pdf({4: b"[" * 100_000 + b"]" * 100_000, 3: _page(b"/Contents 4 0 R")})


def _deep_form() -> bytes:
    """Draw a form that draws itself."""
    inner = _stream(b"/F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>")
    page = _page(b"/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>")
    return pdf({3: page, 4: _stream(b"/F Do"), 5: inner})


def _many_pages() -> bytes:
    pages = dict.fromkeys(range(3, 20003), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    return pdf({**pages, 2: b"<</Type/Pages/Kids[%s]/Count 20000>>" % kids})


def _lying_count() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"})


def _many_objects() -> bytes:
    return pdf(dict.fromkeys(range(4, 2004), b"[%s]" % (b"1 " * 400)))


def _huge_page() -> bytes:
    return pdf({3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000000000 2000000000]/UserUnit 75>>"})


def _many_strokes() -> bytes:
    """Draw for minutes: shapes upon shapes."""
    drawn = _flate_of(b"0 0 m 200 200 l 200 0 l 0 200 l h f*\n" * 500_000)
    return pdf({3: _page(b"/Contents 4 0 R"), 4: _stream(drawn, b"/Filter/FlateDecode")})


def _flate_of(content: bytes) -> bytes:
    return zlib.compress(content, 1)


def _lying_xref() -> bytes:
    whole = pdf({})
    start = whole.rindex(b"xref\n0 1")
    return whole[:start] + whole[start:].replace(b" 00000 n", b" 00007 n").replace(b"00000000", b"99999999")


def _locked() -> bytes:
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf({}))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="ouvre", owner="garde", R=6))
    return out.getvalue()


def _locked_for_printing() -> bytes:
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf({}))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="garde", R=6))
    return out.getvalue()


def _embedded() -> bytes:
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf({}))) as opened:
        opened.attachments["facture.exe"] = b"MZ and what follows"
        opened.save(out)
    return out.getvalue()


def _hidden_script() -> bytes:
    """Put the script into an object stream, under a name whose letters are written in numbers."""
    out = io.BytesIO()
    action = Dictionary(S=Name("/JavaScript"), JS="app.alert(1)")
    with Pdf.open(io.BytesIO(pdf({}))) as opened:
        opened.Root.Names = Dictionary(Deep=Dictionary(Deeper=[[action]]))
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _image(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "navy" if mode == "RGB" else 0).save(out, kind)
    return out.getvalue()


def _png_of_size(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _png_bomb() -> bytes:
    return _image("PNG", (30_000, 30_000), "1")


def _png_bomb_within_bounds() -> bytes:
    return _image("PNG", (3_750, 4_000), "RGBA")


def _png_text_bomb() -> bytes:
    whole = _image("PNG")
    body = b"Comment\0\0" + _flate_bomb(BOMB)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return whole[:33] + chunk + whole[33:]


def _gif_of_size(width: int, height: int) -> bytes:
    whole = bytearray(_image("GIF"))
    whole[6:10] = struct.pack("<HH", width, height)
    return bytes(whole)


def _gif_script() -> bytes:
    """Begin a comment of JavaScript with the width, end it behind the image."""
    whole = bytearray(_image("GIF"))
    whole[6:10] = b"/*\x01\x00"
    return bytes(whole) + b"*/=1;alert(1)"


def _tiff_loop() -> bytes:
    whole = bytearray(_image("TIFF"))
    (first,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, first)
    struct.pack_into("<I", whole, first + 2 + 12 * count, first)
    return bytes(whole)


def _zip_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def corpus() -> list[Hostile]:
    """Make them all."""
    kinds, traits = DocumentKind, Trait
    form = b"/AcroForm<</Fields[4 0 R]/XFA(x)>>"
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return [
        Hostile("pdf-plain", "nothing: the measure of the others", pdf({}), kinds.PDF),
        Hostile(
            "pdf-script", "JavaScript when it is opened", pdf({1: _catalog(b"/OpenAction" + script)}), kinds.PDF,
            frozenset({traits.SCRIPTS, traits.AUTOMATIC}),
        ),
        Hostile("pdf-script-hidden", "JavaScript deep inside, packed", _hidden_script(), kinds.PDF,
                frozenset({traits.SCRIPTS})),
        Hostile("pdf-script-disguised", "JavaScript whose name is written in numbers",
                pdf({1: _catalog(b"/Names<</J#61vaScript<<>>>>")}), kinds.PDF, frozenset({traits.SCRIPTS})),
        Hostile("pdf-launch", "a program that a click starts",
                pdf({3: _page(b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)>>>>]")}), kinds.PDF,
                frozenset({traits.LAUNCH})),
        Hostile("pdf-automatic", "an action when the page is shown",
                pdf({3: _page(b"/AA<</O<</S/URI/URI(http://a.example)>>>>")}), kinds.PDF,
                frozenset({traits.AUTOMATIC, traits.REMOTE})),
        Hostile("pdf-submit", "a form sent to an address",
                pdf({3: _page(b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://a.example)>>>>]")}),
                kinds.PDF, frozenset({traits.REMOTE})),
        Hostile("pdf-other-file", "a stream that lies in another file",
                pdf({3: _page(b"/Contents 4 0 R"), 4: _stream(b"", b"/F(/etc/passwd)")}), kinds.PDF,
                frozenset({traits.REMOTE})),
        Hostile("pdf-embedded", "a program among its attachments", _embedded(), kinds.PDF,
                frozenset({traits.EMBEDDED})),
        Hostile("pdf-media", "a film", pdf({3: _page(b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]")}), kinds.PDF,
                frozenset({traits.MEDIA})),
        Hostile("pdf-xfa", "a form of the other kind (XFA)", pdf({1: _catalog(form), 4: b"<</T(a)/FT/Tx/V(b)>>"}),
                kinds.PDF, frozenset({traits.XFA}), READ),
        Hostile("pdf-locked", "locked by a password", _locked(), kinds.PDF, frozenset({traits.ENCRYPTED}),
                picture=NoPicture.ENCRYPTED),
        Hostile("pdf-locked-for-printing", "only printing is forbidden", _locked_for_printing(), kinds.PDF,
                frozenset({traits.ENCRYPTED})),
        Hostile("pdf-kids-loop", "a page tree that is its own child", _kids_loop(), kinds.PDF,
                frozenset({traits.DAMAGED}), picture=NoPicture.DAMAGED),
        Hostile("pdf-prev-loop", "a table of objects before itself", _prev_loop(), kinds.PDF),
        Hostile("pdf-field-loop", "a field inside itself", _field_loop(), kinds.PDF, fields=READ),
        Hostile("pdf-form-loop", "a drawing that draws itself", _deep_form(), kinds.PDF),
        Hostile("pdf-deep", "arrays inside arrays, 100,000 deep", _deep(), kinds.PDF),
        Hostile("pdf-flate-bomb", "400 MiB of content", _content_bomb(), kinds.PDF, picture=Stopped.CRASHED),
        Hostile("pdf-flate-twice", "400 MiB packed twice", _double_bomb(), kinds.PDF, picture=Stopped.CRASHED),
        Hostile("pdf-lzw-bomb", "2.9 GB of content by LZW", _lzw_bomb(), kinds.PDF, picture=Stopped.CRASHED),
        Hostile("pdf-objects-bomb", "400 MiB around the first object", _object_stream_bomb(), kinds.PDF,
                frozenset({traits.DAMAGED}), picture=Stopped.CRASHED),
        Hostile("pdf-many-pages", "20,000 pages", _many_pages(), kinds.PDF,
                frozenset({traits.MANY_PAGES, traits.UNFINISHED})),
        Hostile("pdf-lying-count", "says that it has two thousand million pages", _lying_count(), kinds.PDF),
        Hostile("pdf-many-objects", "800,000 values", _many_objects(), kinds.PDF, frozenset({traits.UNFINISHED})),
        Hostile("pdf-huge-page", "a page of 700 km", _huge_page(), kinds.PDF, frozenset({traits.HUGE_PAGES})),
        Hostile("pdf-slow", "half a million shapes", _many_strokes(), kinds.PDF, picture=Stopped.TIME),
        Hostile("pdf-lying-table", "places and generations that are not so", _lying_xref(), kinds.PDF,
                frozenset({traits.DAMAGED})),
        Hostile("pdf-cut", "its second half is missing", pdf({})[:200], kinds.PDF, picture=NoPicture.DAMAGED),
        Hostile("pdf-only-a-name", "says that it is a PDF, and no more", b"%PDF-1.7\n", kinds.PDF,
                frozenset({traits.DAMAGED}), picture=NoPicture.DAMAGED),
        Hostile("pdf-and-page", "also a page of the web", pdf({}, prefix=b"<html><script>alert(1)</script>\n"),
                kinds.PDF, frozenset({traits.POLYGLOT})),
        Hostile("pdf-and-zip", "also a zip", pdf({}) + _zip_of("a.txt"), kinds.PDF, frozenset({traits.POLYGLOT})),
        Hostile("image-plain", "nothing: the measure of the others", _image("PNG"), kinds.IMAGE),
        Hostile("image-lying-size", "PNG: says 60,000 by 60,000", _png_of_size(60_000, 60_000, zlib.compress(b"x")),
                kinds.IMAGE, picture=NoPicture.TOO_LARGE),
        Hostile("image-lying-size-small", "PNG: says more than it holds", _png_of_size(400, 400, zlib.compress(b"x")),
                kinds.IMAGE, picture=NoPicture.DAMAGED),
        Hostile("image-bomb", "PNG: 900 million pixels in 110 KB", _png_bomb(), kinds.IMAGE,
                picture=NoPicture.TOO_LARGE),
        Hostile("image-bomb-within", "PNG: as many pixels as are taken", _png_bomb_within_bounds(), kinds.IMAGE),
        Hostile("image-text-bomb", "PNG: a comment of 400 MiB", _png_text_bomb(), kinds.IMAGE,
                picture=NoPicture.DAMAGED),
        Hostile("image-gif-canvas", "GIF: a small picture on a huge canvas", _gif_of_size(65_535, 65_535), kinds.IMAGE,
                picture=NoPicture.TOO_LARGE),
        Hostile("image-and-script", "GIF: also a script", _gif_script(), kinds.IMAGE, frozenset({traits.POLYGLOT})),
        Hostile("image-and-pdf", "JPEG: also a PDF", _image("JPEG") + b"\n" * 2000 + pdf({}), kinds.IMAGE,
                frozenset({traits.POLYGLOT})),
        Hostile("image-and-page", "JPEG: also a page of the web", _image("JPEG") + b"<script>alert(1)</script>",
                kinds.IMAGE, frozenset({traits.POLYGLOT})),
        Hostile("image-cut", "JPEG: its second half is missing", _image("JPEG", (400, 300))[:1200], kinds.IMAGE,
                picture=NoPicture.DAMAGED),
        Hostile("image-tiff-loop", "TIFF: a page that comes after itself", _tiff_loop(), kinds.IMAGE),
        Hostile("image-only-a-name", "PNG: eight octets", b"\x89PNG\r\n\x1a\n", kinds.IMAGE,
                picture=NoPicture.DAMAGED),
        Hostile("page-of-the-web", "HTML with a script", b"<!doctype html><script>alert(1)</script>", kinds.OTHER,
                picture=NoPicture.KIND),
        Hostile("drawing-with-script", "SVG with a script",
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", kinds.OTHER,
                picture=NoPicture.KIND),
        Hostile("program", "an executable", b"MZ" + bytes(200), kinds.OTHER, picture=NoPicture.KIND),
        Hostile("workbook-macros", "a workbook with macros",
                _zip_of("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), kinds.SPREADSHEET,
                frozenset({traits.MACROS}), picture=NoPicture.KIND),
        Hostile("text-macros", "a text document with macros",
                _zip_of("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), kinds.OTHER,
                frozenset({traits.MACROS}), picture=NoPicture.KIND),
        Hostile("archive-inside", "an archive inside the archive", _zip_of("a.zip"), kinds.ARCHIVE,
                picture=NoPicture.KIND),
        Hostile("archive-broken", "begins as a zip, and is none", b"PK\x03\x04" + bytes(100), kinds.ARCHIVE,
                frozenset({traits.DAMAGED}), picture=NoPicture.KIND),
        Hostile("empty", "nothing at all", b"", kinds.OTHER, picture=NoPicture.KIND),
    ]  # fmt: skip
