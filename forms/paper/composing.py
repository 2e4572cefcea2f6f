"""Where does everything of a model stand? One pass over it gives drawing marks and the places of fields.

The same layout serves a pen and a keyboard. It writes no PDF: `forms.paper.drawing` does.
"""

from dataclasses import replace

from forms.paper import sheet
from forms.paper.flow import Flow
from forms.paper.fonts import embedded
from forms.paper.ink import Colour, Column, Document, Look, Page, Strip, Stroke
from forms.paper.script import superscript
from forms.paper.sections import put_section
from forms.paper.setting import Setting, glue, merge, printed, with_calls
from forms.spec import Footnote, FormSpec, plain


def compose(spec: FormSpec) -> Document:
    """Lay a model out; lines, then frames, grow into the room that is left on its pages."""
    room = sheet.PEN
    document = _composed(Setting(embedded(), room), spec)
    for wider in _ROOMIER:
        while True:
            roomier = wider(room)
            tried = _composed(Setting(embedded(), roomier), spec)
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


def _composed(setting: Setting, spec: FormSpec) -> Document:
    flow = Flow({note.mark: _note(setting, note) for note in spec.footnotes})
    flow.put([Column(0, _head(setting, spec))], whole=True)
    for section in spec.sections:
        put_section(setting, flow, section)
    pages = tuple(Page((*page.marks, _foot_rule()), page.spots) for page in flow.finish())
    return Document(title=" – ".join(plain(text) for text in spec.heading), pages=pages)


def _head(setting: Setting, spec: FormSpec) -> tuple[Strip, ...]:
    *above, title = spec.heading
    strips = [
        strip
        for number, text in enumerate(above)
        for strip in printed(setting.at("heading", number), text, sheet.PROGRAMME, sheet.INNER_WIDTH)
    ]
    look = _title_look(setting, title)
    strips += printed(setting.at("heading", len(above)), title, look, sheet.INNER_WIDTH)
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
    text = f"{superscript(note.mark)} {note.text}"
    return merge(setting.at("note", note.mark).text(text, sheet.NOTE, sheet.INNER_WIDTH))


def _foot_rule() -> Stroke:
    return Stroke(sheet.LEFT, sheet.HEIGHT - sheet.FOOTER_BASELINE - 11, sheet.INNER_WIDTH, 0, 0.35)
