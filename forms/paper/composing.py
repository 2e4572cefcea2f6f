"""Where does everything of a fiche stand? One pass over the model gives drawing marks and places of fields.

It writes no PDF: `forms.paper.drawing` does.
"""

from collections.abc import Iterator
from dataclasses import replace

from forms.answers import Answers
from forms.paper import sheet
from forms.paper.flow import Flow
from forms.paper.fonts import embedded
from forms.paper.ink import Colour, Column, Document, Look, Mark, Page, Strip, Stroke
from forms.paper.presentation import Presentation
from forms.paper.script import superscript
from forms.paper.sections import put_section
from forms.paper.setting import Setting, glue, merge, printed, with_calls
from forms.spec import Footnote, FormSpec, plain


def compose(spec: FormSpec, answers: Answers, presentation: Presentation) -> Document:
    """Lay a filled fiche out. Raises `TooLongToPrint`."""
    return _composed(Setting(embedded(), sheet.TYPED, answers), spec, presentation)


def compose_blank(spec: FormSpec, presentation: Presentation) -> Document:
    """Lay a fiche out to be filled with a pen: lines, then frames, grow into the room that is left."""
    room = sheet.PEN
    document = _composed(Setting(embedded(), room, None), spec, presentation)
    for wider in _ROOMIER:
        while True:
            roomier = wider(room)
            tried = _composed(Setting(embedded(), roomier, None), spec, presentation)
            if _shares(tried) != _shares(document) or roomier == room:
                break
            room, document = roomier, tried
    return document


def _taller_lines(room: sheet.Room) -> sheet.Room:
    return replace(room, value_height=min(room.value_height + 1, sheet.TALLEST_PEN_LINE))


def _more_lines(room: sheet.Room) -> sheet.Room:
    return replace(room, answer_lines=min(room.answer_lines + 1, sheet.MOST_PEN_LINES))


_ROOMIER = (_taller_lines, _more_lines)


def _shares(document: Document) -> tuple[int, ...]:
    """Say how many fields stand on each page: growing must not push any to the next."""
    return tuple(len(page.spots) for page in document.pages)


def _composed(setting: Setting, spec: FormSpec, presentation: Presentation) -> Document:
    flow = Flow({note.mark: _note(setting, note) for note in spec.footnotes})
    flow.put([Column(0, _head(setting, spec))], whole=True)
    for section in spec.sections:
        put_section(setting, flow, section, presentation)
    pages = flow.finish()
    footed = tuple(_footed(setting, spec, presentation, pages))
    return Document(title=" – ".join(plain(text) for text in spec.heading), pages=footed)


def _head(setting: Setting, spec: FormSpec) -> tuple[Strip, ...]:
    *above, title = spec.heading
    strips = [strip for text in above for strip in printed(setting, text, sheet.PROGRAMME, sheet.INNER_WIDTH)]
    strips += printed(setting, title, _title_look(setting, title), sheet.INNER_WIDTH)
    strips.append(Strip(6, (Stroke(0, 5, sheet.INNER_WIDTH, 0, 1.4, Colour.ACCENT),)))
    return glue(tuple(strips))


def _title_look(setting: Setting, title: str) -> Look:
    """Set a title smaller rather than on two lines, within reason."""
    size = (
        sheet.TITLE.size
        * sheet.INNER_WIDTH
        / max(sheet.INNER_WIDTH, setting.width(with_calls(title)[0], sheet.TITLE) + 8)
    )
    return sheet.TITLE.fitted(size) if size >= sheet.SMALLEST_TITLE else sheet.TITLE


def _note(setting: Setting, note: Footnote) -> Strip:
    return merge(setting.text(f"{superscript(note.mark)} {note.text}", sheet.NOTE, sheet.INNER_WIDTH))


def _footed(setting: Setting, spec: FormSpec, presentation: Presentation, pages: tuple[Page, ...]) -> Iterator[Page]:
    left = " · ".join(filter(None, (spec.source, presentation.reference)))
    for number, page in enumerate(pages, 1):
        yield Page((*page.marks, *_foot(setting, left, f"page {number}/{len(pages)}")), page.spots)


def _foot(setting: Setting, left: str, right: str) -> Iterator[Mark]:
    y = sheet.HEIGHT - sheet.FOOTER_BASELINE
    yield Stroke(sheet.LEFT, y - 11, sheet.INNER_WIDTH, 0, 0.35)
    (line, *_) = setting.lines(left, sheet.FOOTER, sheet.INNER_WIDTH - 60)
    yield from setting.line_marks(line, sheet.FOOTER, x=sheet.LEFT, y=y - sheet.FOOTER.leading * 0.76, width=0)
    count = setting.one_line(right, sheet.FOOTER, 0, y)
    yield replace(count, x=sheet.LEFT + sheet.INNER_WIDTH - count.width)
