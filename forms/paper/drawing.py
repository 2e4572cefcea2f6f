"""How does a laid-out document become a PDF? By reportlab's canvas: it reads no markup, opens no file.

The same document gives the same bytes: no date, no random identifier.
"""

import io

from reportlab.pdfgen.canvas import Canvas

from forms.paper import sheet
from forms.paper.fonts import Fonts
from forms.paper.ink import Colour, Document, Mark, Panel, Stroke, TickBox, Words

_PRODUCT = "liaison"


def draw(document: Document, fonts: Fonts) -> bytes:
    """Write the PDF. One at a time in a process: the faces are shared."""
    out = io.BytesIO()
    with fonts.lock:
        canvas = _canvas(out, document.title, fonts)
        for page in document.pages:
            pen = _Pen(canvas, fonts)
            canvas.setLineCap(2)  # frames meet at their corners
            for mark in page.marks:
                pen.put(mark)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _canvas(out: io.BytesIO, title: str, fonts: Fonts) -> Canvas:
    # reportlab writes a fixed date when invariant. The first face stands in for its unembedded Helvetica.
    canvas = Canvas(
        out,
        pagesize=(sheet.WIDTH, sheet.HEIGHT),
        pageCompression=1,
        invariant=1,
        lang="fr-FR",
        initialFontName=fonts.first,  # type: ignore[arg-type]  # the stubs say float; it is a name
    )
    canvas.setTitle(title)
    canvas.setAuthor(_PRODUCT)
    canvas.setCreator(_PRODUCT)
    canvas.setSubject("")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


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
                self._tick_box(mark)

    def _words(self, words: Words) -> None:
        self._flood(words.look.colour)
        pencil = self._canvas.beginText(words.x, _up(words.y))
        for run in self._fonts.runs(words.text, words.look.weight):
            pencil.setFont(run.face, words.look.size)
            pencil.textOut(run.text)
        self._canvas.drawText(pencil)

    def _tick_box(self, box: TickBox) -> None:
        self._ink(Colour.INK, 0.8)
        low = _up(box.y + box.size)
        self._canvas.rect(box.x, low, box.size, box.size)
        if box.ticked:
            self._ink(Colour.INK, 1.3)
            near, far = box.size * 0.2, box.size * 0.8
            self._canvas.line(box.x + near, low + near, box.x + far, low + far)
            self._canvas.line(box.x + near, low + far, box.x + far, low + near)

    def _flood(self, colour: Colour) -> None:
        if self._fill is not colour:
            self._fill = colour
            self._canvas.setFillColorRGB(*_rgb(colour))

    def _ink(self, colour: Colour, weight: float) -> None:
        if self._line != (colour, weight):
            self._line = (colour, weight)
            self._canvas.setStrokeColorRGB(*_rgb(colour))
            self._canvas.setLineWidth(weight)


def _up(y: float) -> float:
    return sheet.HEIGHT - y


def _rgb(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = colour.value
    return red / 255, green / 255, blue / 255
