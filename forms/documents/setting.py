"""How do blocks become pages? Platypus sets them; the faces are those of the fiches, embedded.

The same document at the same moment gives the same bytes: a printed register can be compared with another print.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    LongTable,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import PageBreak as BreakOfPage

from forms.documents.blocks import (
    Block,
    Facts,
    Grid,
    Heading,
    Listing,
    PageBreak,
    Printed,
    Rule,
    Signature,
    Text,
)
from forms.paper import script
from forms.paper.fonts import Weight, embedded

MARGIN: Final = 18 * mm
FOOT: Final = 12 * mm
INK: Final = HexColor("#1d2433")
SOFT: Final = HexColor("#5a6275")
LINE: Final = HexColor("#c3c9d6")
SHADE: Final = HexColor("#eef1f6")
_ALONE: Final = 28 * mm
"""A title that stands nearer than this to the end of a page goes to the next one."""
_ROOM: Final = 18 * mm
"""What somebody needs to sign by hand."""
_SPOKEN: Final = 0.32
"""How much of the width labels take beside what is known."""


def render(document: Printed) -> bytes:
    """Set a document on A4 pages and return the PDF."""
    fonts = embedded()
    output = io.BytesIO()
    size = landscape(A4) if document.landscape else A4
    # reportlab's faces keep a position while a document is written.
    with fonts.lock:
        template = BaseDocTemplate(
            output, pagesize=size, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
            bottomMargin=MARGIN + FOOT, title=document.title, author=document.issuer, creator="liaison", lang="fr-FR",
            invariant=1,
        )  # fmt: skip
        frame = Frame(
            MARGIN, MARGIN + FOOT, size[0] - 2 * MARGIN, size[1] - 2 * MARGIN - FOOT,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        template.addPageTemplates(PageTemplate(frames=[frame]))
        width = size[0] - 2 * MARGIN
        flow = [*_head(document), *(part for block in document.blocks for part in _set(block, width))]
        template.build(flow, canvasmaker=_pages(document, width))
    return output.getvalue()


def _pages(document: Printed, width: float) -> Callable[..., Canvas]:
    """Give a canvas that knows how many pages there are before it writes the foot of the first one."""

    class Numbered(Canvas):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - reportlab's own
            super().__init__(*arguments, **options)
            self._kept: list[dict[str, object]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # missing in the stubs

        def save(self) -> None:
            for number, state in enumerate(self._kept, 1):
                self.__dict__.update(state)
                self._foot(number, len(self._kept))
                super().showPage()
            super().save()

        def _foot(self, number: int, count: int) -> None:
            self.setStrokeColor(LINE)
            self.line(MARGIN, MARGIN + FOOT - 3 * mm, MARGIN + width, MARGIN + FOOT - 3 * mm)
            places = f"page {number} sur {count}"
            left = Paragraph(_markup(document.foot or document.title), _style(7.5, colour=SOFT))
            left.wrapOn(self, width - 30 * mm, FOOT)
            left.drawOn(self, MARGIN, MARGIN + FOOT - 4 * mm - left.height)
            right = Paragraph(_markup(places), _style(7.5, colour=SOFT, alignment=2))
            right.wrapOn(self, 28 * mm, FOOT)
            right.drawOn(self, MARGIN + width - 28 * mm, MARGIN + FOOT - 4 * mm - right.height)

    return Numbered


def _head(document: Printed) -> Iterator[Flowable]:
    yield Paragraph(_markup(document.issuer), _style(9, colour=SOFT))
    yield Paragraph(_markup(document.title, Weight.SEMIBOLD), _style(17, before=2, after=3))
    if document.subtitle:
        yield Paragraph(_markup(document.subtitle), _style(10.5, colour=SOFT, after=2))
    yield Paragraph(_markup(document.made), _style(9, colour=SOFT, after=4))
    yield HRFlowable(width="100%", thickness=0.8, color=INK, spaceAfter=8)


def _set(block: Block, width: float) -> Iterator[Flowable]:
    match block:
        case Heading() | Text() | Listing():
            yield from _words(block)
        case Facts(pairs):
            rows: list[list[Any]] = [[_cell(label, Weight.SEMIBOLD), _cell(known)] for label, known in pairs]
            if rows:
                yield _table(rows, [width * _SPOKEN, width * (1 - _SPOKEN)], heading=False)
        case Grid(columns, lines, widths):
            yield _grid(columns, lines, widths, width)
        case Signature(people):
            cells: list[list[Any]] = [
                [_cell(person, Weight.SEMIBOLD) for person in people],
                [Spacer(0, _ROOM) for _ in people],
            ]
            yield KeepTogether([_table(cells, [width / len(people)] * len(people), heading=False)])
        case Rule():
            yield HRFlowable(width="100%", thickness=0.5, color=LINE, spaceBefore=4, spaceAfter=4)
        case PageBreak():
            yield BreakOfPage()


def _words(block: Heading | Text | Listing) -> Iterator[Flowable]:
    match block:
        case Heading(text, level):
            # Not keepWithNext: a table that is longer than a page would go to the next one with its title.
            yield CondPageBreak(_ALONE)
            style = _style(13 if level == 1 else 11, before=10 if level == 1 else 6, after=3)
            yield Paragraph(_markup(text, Weight.SEMIBOLD), style)
        case Text(text, small, bold, mono):
            markup = _markup(text, Weight.SEMIBOLD if bold else Weight.REGULAR)
            style = _style(8 if small or mono else 9.5, colour=SOFT if small else INK, after=4)
            style.wordWrap = "CJK" if mono else None
            yield Paragraph(markup, style)
        case Listing(items, numbered):
            for number, item in enumerate(items, 1):
                style = _style(9.5, after=2, indent=12)
                yield Paragraph(_markup(item), style, bulletText=f"{number}." if numbered else "•")
            yield Spacer(0, 3)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], width: float) -> Flowable:
    shares = widths or [1.0] * len(columns)
    cells: list[list[Any]] = [[_cell(name, Weight.SEMIBOLD, 8) for name in columns]]
    cells += [[_cell(value, size=8) for value in row] for row in rows]
    return _table(cells, [width * share / sum(shares) for share in shares], heading=True)


def _table(cells: Sequence[list[Any]], widths: list[float], *, heading: bool) -> Flowable:
    table = LongTable(cells, colWidths=widths, repeatRows=1 if heading else 0, spaceBefore=3, spaceAfter=7)
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if heading:
        style += [("BACKGROUND", (0, 0), (-1, 0), SHADE), ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK)]
    table.setStyle(style)
    return table


def _cell(text: str, weight: Weight = Weight.REGULAR, size: float = 9) -> Paragraph:
    # A cell higher than a page cannot be set: what is that long is parted into paragraphs by its caller.
    return Paragraph(_markup(text, weight), _style(size))


def _style(
    size: float,
    *,
    colour: Color = INK,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    alignment: Literal[0, 2] = 0,
) -> ParagraphStyle:
    style = ParagraphStyle(
        "text", fontName=embedded().first, fontSize=size, leading=size * 1.35, textColor=colour,
        spaceBefore=before, spaceAfter=after, leftIndent=indent, alignment=alignment,
    )  # fmt: skip
    style.bulletFontName, style.bulletFontSize = embedded().first, size
    # A fingerprint or an address is longer than a column.
    style.splitLongWords = 1
    return style


def _markup(text: str, weight: Weight = Weight.REGULAR) -> str:
    """Give a text to reportlab, which reads markup: every sign escaped, each run in a face that has it (law 13)."""
    return "<br/>".join(_line(line, weight) for line in script.clean(text).split("\n"))


def _line(line: str, weight: Weight) -> str:
    drawn = script.visual(script.shape(line), right_to_left=script.is_right_to_left(line))
    runs = embedded().runs(drawn, weight)
    return "".join(f'<font name="{run.face}">{escape(run.text)}</font>' for run in runs)
