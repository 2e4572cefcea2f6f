"""How does the printed part of a model become a PDF? By reportlab's canvas: it reads no markup, opens no file.

Every word stands in a marked content sequence that the structure tree refers to; lines, boxes and grounds are
marked as artifacts (ISO 14289-1, 7.1). The same document gives the same bytes: no date, no random identifier.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas

from forms.paper import sheet
from forms.paper.fonts import Fonts
from forms.paper.ink import Colour, Document, Mark, Panel, Stroke, TickBox, Words

FOOT = "Foot"
"""The form XObject at the foot of each page: its number and the fiche's reference are written when it is filled."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF, and by page the places of its marked content: the n-th has the MCID n."""

    pdf: bytes
    places: tuple[tuple[str, ...], ...]


def draw(document: Document, fonts: Fonts) -> Drawn:
    """Write the PDF. One at a time in a process: the faces are shared."""
    out = io.BytesIO()
    places: list[tuple[str, ...]] = []
    with fonts.lock:
        canvas = Canvas(
            out,
            pagesize=(sheet.WIDTH, sheet.HEIGHT),
            pageCompression=0,  # packed once, when the template is saved
            invariant=1,
            initialFontName=fonts.first,  # type: ignore[arg-type]  # the stubs say float; it is a name
        )
        for page in document.pages:
            places.append(tuple(_draw_page(canvas, fonts, page.marks)))
            canvas.showPage()
        canvas.save()
    return Drawn(out.getvalue(), tuple(places))


def _draw_page(canvas: Canvas, fonts: Fonts, marks: Iterable[Mark]) -> list[str]:
    pen = _Pen(canvas, fonts)
    canvas.setLineCap(2)  # frames meet at their corners
    places: list[str] = []
    for place, group in groupby(marks, key=lambda mark: mark.place if isinstance(mark, Words) else ""):
        if place:
            canvas.addLiteral(f"/P <</MCID {len(places)}>> BDC")
            places.append(place)
        else:
            canvas.addLiteral("/Artifact BMC")
        for mark in group:
            pen.put(mark)
        canvas.addLiteral("EMC")
    canvas.addLiteral(f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC /{FOOT} Do EMC")
    return places


class _Pen:
    """Draws marks on one page, and changes ink only when it must."""

    def __init__(self, canvas: Canvas, fonts: Fonts) -> None:
        self._canvas, self._fonts = canvas, fonts
        self._fill: Colour | None = None
        self._line: tuple[Colour, float] | None = None

    def put(self, mark: Mark) -> None:
        match mark:
            case Words():
                self._words(mark)
            case Stroke():
                self._ink(mark.colour, mark.weight)
                self._canvas.line(mark.x, _up(mark.y), mark.x + mark.dx, _up(mark.y + mark.dy))
            case Panel():
                self._flood(mark.colour)
                self._canvas.rect(mark.x, _up(mark.y + mark.height), mark.width, mark.height, stroke=0, fill=1)
            case TickBox():
                self._ink(Colour.INK, 0.8)
                self._canvas.rect(mark.x, _up(mark.y + mark.size), mark.size, mark.size)

    def _words(self, words: Words) -> None:
        self._flood(words.look.colour)
        pencil = self._canvas.beginText(words.x, _up(words.y))
        for run in self._fonts.runs(words.text, words.look.weight):
            pencil.setFont(run.face, words.look.size)
            pencil.textOut(run.text)
        self._canvas.drawText(pencil)

    def _flood(self, colour: Colour) -> None:
        if self._fill is not colour:
            self._fill = colour
            self._canvas.setFillColorRGB(*colour.rgb)

    def _ink(self, colour: Colour, weight: float) -> None:
        if self._line != (colour, weight):
            self._line = (colour, weight)
            self._canvas.setStrokeColorRGB(*colour.rgb)
            self._canvas.setLineWidth(weight)


def _up(y: float) -> float:
    return sheet.HEIGHT - y
