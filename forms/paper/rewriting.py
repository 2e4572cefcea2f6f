"""What is kept of a fiche that came back? The same document in one piece, and drawn as it is read."""

import io

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

from forms.paper import embedding, glyphs, outside, sheet, template, writing
from forms.paper.errors import TooLongToPrint
from forms.paper.glyphs import Face
from forms.paper.outside import Node
from forms.paper.writing import Box, Written

_ENLARGED = (1.0, 1.4, 2.0, 2.8, 4.0)
"""How much larger than its field a text is set, to be shown smaller by the viewer: the field shows all of it."""
_MOST_DRAWN = 200_000  # characters in all, five times what a fiche holds; what is beyond stays as it was drawn
_LEAST_WIDTH, _LEAST_HEIGHT = 30.0, 6.0  # points; no field of ours is smaller, and nothing is read there
_TWO_RULES = 2.5 * sheet.PEN.value_height


def rewritten(pdf: bytes) -> bytes:
    """Return the same document in one piece: nothing stays in it of what it said before it was last saved.

    Programs that save a form often write the new values after the old ones, which anyone can still read there.
    Some ask every viewer to draw all fields again; that is taken out, since most viewers would lose the letters of
    other scripts that we drew. What the recipient typed is drawn by us instead, from the value that is read: some
    programs draw nothing, some the wrong letters. Raises `NothingToRead`.
    """
    out = io.BytesIO()
    with outside.opened(pdf) as opened:
        form = opened.Root.get("/AcroForm")
        if isinstance(form, Dictionary) and "/NeedAppearances" in form:
            del form.NeedAppearances
        _draw_typed(opened)
        opened.remove_unreferenced_resources()
        opened.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _draw_typed(pdf: Pdf) -> None:
    drawn: list[tuple[Stream, Node]] = []
    faces: set[Face] = {glyphs.base()}
    typed = outside.standing(pdf)
    room = _MOST_DRAWN
    for node in outside.nodes(pdf):
        text = typed[node.name]
        if text.text.strip() and text.sound and len(text.text) <= room and _is_open_text(node):
            room -= len(text.text)
            written, width, height = _set(text.text, _box(node))
            faces |= written.faces
            picture = Stream(pdf, f"/Tx BMC q\n{written.content}Q EMC".encode("latin-1"))
            picture.Type, picture.Subtype, picture.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
            drawn.append((picture, node))
    if not drawn:
        return
    packs = sorted(faces - {glyphs.base()}, key=lambda face: face.name)
    resources = embedding.resources(pdf, packs)
    for picture, node in drawn:
        picture.Resources = resources
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


def _set(text: str, box: Box) -> tuple[Written, float, float]:
    """Set a text so that all of it is shown, small if need be, as no page can be added for the rest of it."""
    for larger in _ENLARGED:
        room = Box(box.width * larger, box.height * larger, box.lines)
        try:
            written = writing.write(text, room)
        except TooLongToPrint:
            written = writing.write(outside.UNREADABLE, room)
        if not written.rest:
            break
    return written, round(room.width, 2), round(room.height, 2)
