"""What is kept of a fiche that came back? The same document in one piece, and drawn as it is read."""

import io
from typing import NamedTuple

from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf

from forms import outside
from forms.outside import Node
from forms.paper import embedding, glyphs, sheet, template, writing
from forms.paper.errors import TooLongToPrint
from forms.paper.writing import Box, Written

_ENLARGED = (1.0, 1.4, 2.0, 2.8, 4.0)
"""How much larger than its field a text is set, to be shown smaller by the viewer: the field shows all of it."""
_MOST_DRAWN = 200_000  # characters in all, five times what a fiche holds; what is beyond stays as it was drawn
_LEAST_WIDTH, _LEAST_HEIGHT = 30.0, 6.0  # points; no field of ours is smaller, and nothing is read there
_TWO_RULES = 2.5 * sheet.PEN.value_height


class _Set(NamedTuple):
    """A text as it is set, and the room that was taken for it."""

    written: Written
    box: Box


def rewritten(pdf: bytes) -> bytes:
    """Return the same document in one piece: nothing stays in it of what it said before it was last saved.

    Programs that save a form often write the new values after the old ones, which anyone can still read there.
    Some ask every viewer to draw all fields again; that is taken out, since most viewers would lose the letters of
    other scripts that we drew. What the recipient typed is drawn by us instead, from the value that is read: some
    programs draw nothing, some the wrong letters. Raises `NothingToRead`.
    """
    out = io.BytesIO()
    with outside.opened(pdf) as opened:
        _draw_typed(opened)
        if "/NeedAppearances" in opened.Root.AcroForm:
            del opened.Root.AcroForm.NeedAppearances
        opened.remove_unreferenced_resources()
        opened.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _draw_typed(pdf: Pdf) -> None:
    nodes = list(outside.nodes(pdf))
    standing = outside.standing(nodes)
    drawn: list[tuple[Node, _Set]] = []
    room = _MOST_DRAWN
    for node in nodes:
        here = standing[node.name]
        if here.text.strip() and here.sound and len(here.text) <= room and _is_open_text(node):
            room -= len(here.text)
            drawn.append((node, _set(here.text, _box(node))))
    if not drawn:
        return
    faces = {face for _, one in drawn for face in one.written.faces} - {glyphs.base()}
    resources = embedding.resources(pdf, sorted(faces, key=lambda face: face.name))
    for node, one in drawn:
        content = writing.appearance(one.written.content)
        picture = embedding.form(pdf, content, one.box.width, one.box.height, resources)
        node.field.AP = Dictionary(N=picture)


def _is_open_text(node: Node) -> bool:
    if node.field.get("/FT") != Name.Tx or "/Rect" not in node.field:
        return False
    box = _box(node)
    is_large = box.width >= _LEAST_WIDTH and box.height >= _LEAST_HEIGHT
    return is_large and not int(node.field.get("/Ff", 0)) & template.READ_ONLY


def _box(node: Node) -> Box:
    left, low, right, high = (float(value) for value in node.field.Rect.as_list())
    width, height = abs(right - left), abs(high - low)
    if not int(node.field.get("/Ff", 0)) & template.MULTILINE:
        return Box(width, height, 1)
    return Box(width, height, 2 if height < _TWO_RULES else max(3, int(height / sheet.PEN.answer_leading)))


def _set(text: str, box: Box) -> _Set:
    """Set a text so that all of it is shown, small if need be, as no page can be added for the rest of it."""
    for larger in _ENLARGED:
        room = Box(box.width * larger, box.height * larger, box.lines)
        try:
            written = writing.write(text, room)
        except TooLongToPrint:
            written = writing.write(outside.UNREADABLE, room)
        if not written.rest:
            break
    return _Set(written, room)
