"""How is a PDF of many pages written so that memory stays flat? Object by object, each page packed when it is full.

reportlab's canvas keeps every page open until the last one, to write what only the end knows. Here the number of
pages is one small form that every page shows, written at the end (decision 0103). No date, no random identifier.
"""

import hashlib
import zlib
from io import BytesIO
from typing import Final

from forms.paper import glyphs, syntax
from forms.paper.glyphs import Face
from forms.sheets.setting import STRONG

WIDTH, HEIGHT = 841.89, 595.28
"""A4 across, in points."""
COUNT: Final = "Count"
"""The form XObject that shows how many pages there are, at the origin."""
_ORDINARY: Final = ("/Flags 4", "/Flags 32")
"""Of a descriptor (ISO 32000-1, 9.8.2): a font of ordinary letters, which WinAnsi asks for."""
_PACK: Final = 6


class Writer:
    """A PDF that grows page by page; `close` gives its bytes."""

    def __init__(self, title: str) -> None:
        self._output = BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._output.seek(0, 2)
        self._places: list[int] = []
        self._pages: list[int] = []
        self._fonts: dict[str, int] = {}
        self._title = title
        self._catalogue, self._tree, self._resources, self._count = (self._reserve() for _ in range(4))
        for face in (glyphs.base(), glyphs.face(STRONG)):
            self.need(face)
        self._add_typing()

    def need(self, face: Face) -> None:
        """Carry a face, whole, if it is not carried yet."""
        if face.resource not in self._fonts:
            first = len(self._places) + 1
            for content in face.objects(first).values():
                self._place(self._reserve(), content)
            self._fonts[face.resource] = first

    def page(self, content: str) -> None:
        """Add a page."""
        stream = self._reserve()
        packed = zlib.compress(content.encode("latin-1"), _PACK).decode("latin-1")
        self._add(stream, syntax.stream("/Filter/FlateDecode", packed))
        page = self._reserve()
        self._add(
            page,
            f"<</Type/Page/Parent {self._tree} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]"
            f"/Resources {self._resources} 0 R/Contents {stream} 0 R>>",
        )
        self._pages.append(page)

    def close(self, count: str) -> bytes:
        """Write what only the end knows: `count` shows the number of pages."""
        fonts = "".join(f"/{name} {number} 0 R" for name, number in self._fonts.items())
        form = f"/Type/XObject/Subtype/Form/BBox[-1 -3 60 12]/Resources<</Font<<{fonts}>>>>"
        self._add(self._count, syntax.stream(form, count))
        self._add(self._resources, f"<</Font<<{fonts}>>/XObject<</{COUNT} {self._count} 0 R>>>>")
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._add(self._tree, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>")
        self._add(
            self._catalogue,
            f"<</Type/Catalog/Pages {self._tree} 0 R/Lang(fr-FR)/ViewerPreferences<</DisplayDocTitle true>>>>",
        )
        about = self._reserve()
        self._add(about, f"<</Title{syntax.string(self._title)}/Creator(liaison)/Producer(liaison)>>")
        return self._finish(about)

    def _finish(self, about: int) -> bytes:
        start = self._output.tell()
        table = [f"xref\n0 {len(self._places) + 1}\n0000000000 65535 f \n"]
        table += [f"{place:010} 00000 n \n" for place in self._places]
        self._output.write("".join(table).encode("ascii"))
        identity = hashlib.sha256(self._output.getbuffer()).hexdigest()[:32]
        trailer = (
            f"trailer\n<</Size {len(self._places) + 1}/Root {self._catalogue} 0 R/Info {about} 0 R"
            f"/ID[<{identity}><{identity}>]>>\nstartxref\n{start}\n%%EOF\n"
        )
        self._output.write(trailer.encode("ascii"))
        return self._output.getvalue()

    def _add_typing(self) -> None:
        """Show the face that every table carries under WinAnsi too: a byte a sign, as most texts need no more."""
        base = glyphs.base()
        first = self._fonts[base.resource]
        descriptor = self._reserve()
        written = base.objects(first)[first + 2].partition("obj\n")[2].removesuffix("\nendobj\n")
        self._add(descriptor, written.replace(*_ORDINARY))
        signs = (bytes([code]).decode("cp1252", "replace") for code in range(32, 256))
        widths = syntax.numbers(*(base.widths.get(sign, 600) for sign in signs))
        font = self._reserve()
        self._add(
            font,
            f"<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+{base.name}/Encoding/WinAnsiEncoding/FirstChar 32"
            f"/LastChar 255/Widths[{widths}]/FontDescriptor {descriptor} 0 R>>",
        )
        self._fonts[glyphs.TYPING] = font

    def _reserve(self) -> int:
        self._places.append(0)
        return len(self._places)

    def _add(self, number: int, content: str) -> None:
        self._place(number, syntax.numbered(number, content))

    def _place(self, number: int, written: str) -> None:
        self._places[number - 1] = self._output.tell()
        self._output.write(written.encode("latin-1"))
