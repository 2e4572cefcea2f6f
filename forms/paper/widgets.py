"""Which form fields does a template have, where, and what do they look like before anyone writes?

Every field of the model is one, and three of its own: the signature, the hidden mark of the fiche, and below
each long answer that is for both, where its recipient goes on. An id's parts are nested fields, since a
field's own name may hold no point (ISO 32000-1, 12.7.3.2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from forms.kinds import max_length
from forms.outside import FORM
from forms.paper import embedding, glyphs, sheet, syntax, template, writing
from forms.paper.ink import Colour, Document, Spot
from forms.paper.sections import SIGNATURE, naming
from forms.paper.structure import REPLY, has_reply
from forms.paper.template import Option, Shape, Slot
from forms.paper.writing import Box
from forms.spec import Field, FilledBy, FormSpec, Kind

Key = tuple[str, str]
"""A field's id, and the option that one of its boxes stands for, or ""."""

_WRITTEN_IN_TEXTS = ("/V", "/AP", "/Ff")
_WRITTEN_WHERE_SHARED = (*_WRITTEN_IN_TEXTS, "/F", "/Rect")
_WRITTEN_IN_BOXES = ("/V", "/AS", "/Ff")
_BOXES = (Kind.TICK, Kind.CHOICE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A widget, and the page it stands on."""

    widget: Object
    page: Object


def add(pdf: Pdf, spec: FormSpec, document: Document, resources: Object) -> Mapping[Key, Placed]:
    """Put the fields on the pages, and the form into the catalogue."""
    maker = _Maker(pdf, resources)
    for page, laid_out in zip(pdf.pages, document.pages, strict=True):
        for spot in laid_out.spots:
            maker.put(spec, spot, page.obj)
    maker.mark(pdf.pages[0].obj)
    # The appearance that all fields inherit, locked ones too: should a viewer draw them again, it finds an
    # encoding that it knows.
    look = f"/{glyphs.TYPING} {writing.LONG_SIZES[0]} Tf {syntax.numbers(*Colour.INK.rgb)} rg"
    form = Dictionary(Fields=Array(maker.roots), DR=resources, DA=String(look))
    pdf.Root.AcroForm = pdf.make_indirect(form)
    return maker.placed


def cross(ticked: bool) -> str:  # noqa: FBT001 (the one thing that it draws)
    """Return the content of a box, ticked or not."""
    near, far = sheet.BOX * 0.2, sheet.BOX * 0.8
    lines = f"{near:.2f} {near:.2f} m {far:.2f} {far:.2f} l {near:.2f} {far:.2f} m {far:.2f} {near:.2f} l S"
    return f"{syntax.numbers(*Colour.INK.rgb)} RG 1.3 w 2 J {lines}" if ticked else writing.NOTHING


class _Maker:
    """Makes widgets, and the nodes above them."""

    def __init__(self, pdf: Pdf, resources: Object) -> None:
        self._pdf, self._resources = pdf, resources
        self._groups: dict[str, Object] = {}
        self.roots: list[Object] = []
        self.placed: dict[Key, Placed] = {}
        self._boxes = {ticked: self._form(sheet.BOX, sheet.BOX, cross(ticked)) for ticked in (True, False)}

    def put(self, spec: FormSpec, spot: Spot, page: Object) -> None:
        """Make the field of a spot, and the one below it if it has one."""
        if spot.field == SIGNATURE:
            self._text(spot, page, naming(spec, spot.field), locked=True, ruled=False)
            return
        field = spec.field(spot.field)
        if field.kind in _BOXES:
            self._box(spec, field, spot, page)
            return
        made = self._text(spot, page, spec.naming(field.id), locked=is_locked(field), ruled=True)
        if field.kind is Kind.TEXT:
            made.MaxLen = max_length(field)
        if has_reply(field):
            below = Spot(f"{REPLY}{spot.field}", spot.x, spot.y, spot.width, spot.height, lines=spot.lines)
            reply = self._text(below, page, reply_naming(spec, field), locked=False, ruled=True)
            reply.F = template.HIDDEN

    def mark(self, page: Object) -> None:
        """Make the hidden field that says which fiche this is.

        It has an area, however small: where there is none, Firefox loses the page when it draws fields again.
        """
        made = self._text(Spot(FORM, 0, sheet.HEIGHT - 1, 1, 1), page, "", locked=True, ruled=False)
        made.F = template.HIDDEN
        del made.TU

    def _text(self, spot: Spot, page: Object, naming: str, *, locked: bool, ruled: bool) -> Object:
        box = Box(spot.width, spot.height, spot.lines)
        look = writing.rules(box.height, box) if ruled else writing.NOTHING
        flags = template.MULTILINE * (spot.lines > 1) + template.READ_ONLY * locked
        made = self._widget(spot, page, Name.Tx, naming, flags)
        made.AP = Dictionary(N=self._form(spot.width, spot.height, look))
        self._hang(spot.field, made)
        return made

    def _box(self, spec: FormSpec, field: Field, spot: Spot, page: Object) -> None:
        flags = template.READ_ONLY * is_locked(field)
        if field.kind is Kind.TICK:
            made = self._widget(spot, page, Name.Btn, spec.naming(field.id), flags)
            made.V = Name.Off
            self._hang(field.id, made)
        else:
            label = next(option.label for option in field.options if option.id == spot.option)
            made = self._widget(spot, page, None, f"{spec.naming(field.id)} : {label}", flags)
            self._choice(spec, field, flags).Kids.append(made)
            made.Parent = self._groups[field.id]
        state = spot.option or template.TICKED
        made.AS = Name.Off
        made.MK = Dictionary(CA=String("8"))
        made.AP = Dictionary(N=Dictionary({f"/{state}": self._boxes[True], "/Off": self._boxes[False]}))

    def _choice(self, spec: FormSpec, field: Field, flags: int) -> Object:
        if field.id not in self._groups:
            parent = Dictionary(FT=Name.Btn, TU=String(spec.naming(field.id)), V=Name.Off, Kids=Array())
            made = self._pdf.make_indirect(parent)
            made.Ff = template.RADIO + flags
            self._hang(field.id, made)
            self._groups[field.id] = made
        return self._groups[field.id]

    def _widget(self, spot: Spot, page: Object, kind: Object | None, naming: str, flags: int) -> Object:
        low = sheet.HEIGHT - spot.y - spot.height
        made = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, TU=String(naming), P=page, F=template.PRINTED,
                Rect=Array([round(v, 2) for v in (spot.x, low, spot.x + spot.width, low + spot.height)]),
            )
        )  # fmt: skip
        if kind is not None:
            made.FT, made.Ff = kind, flags
        if "/Annots" not in page:
            page.Annots = self._pdf.make_indirect(Array())
            page.Tabs = Name.S
        page.Annots.append(made)
        self.placed[spot.field, spot.option] = Placed(made, page)
        return made

    def _hang(self, field_id: str, made: Object) -> None:
        """Hang a field under the nodes that the parts of its id name."""
        *above, made_name = field_id.split(".")
        made.T = String(made_name)
        parent: Object | None = None
        for depth, part in enumerate(above, 1):
            parent = self._group(".".join(above[:depth]), part, parent)
        if parent is not None:
            parent.Kids.append(made)
            made.Parent = parent

    def _group(self, path: str, part: str, parent: Object | None) -> Object:
        if path not in self._groups:
            node = self._pdf.make_indirect(Dictionary(T=String(part), Kids=Array()))
            self._groups[path] = node
            if parent is None:
                self.roots.append(node)
            else:
                node.Parent = parent
                parent.Kids.append(node)
        return self._groups[path]

    def _form(self, width: float, height: float, content: str) -> Object:
        return embedding.form(self._pdf, content, width, height, self._resources)


def is_locked(field: Field) -> bool:
    """Say whether only the sender writes in a field."""
    return field.filled_by is FilledBy.SENDER


def reply_naming(spec: FormSpec, field: Field) -> str:
    """Return what a screen reader calls the place below what the sender wrote."""
    return f"{spec.naming(field.id)} : suite, par le destinataire"


def slots(pdf: Pdf, document: Document) -> Iterator[Slot]:
    """Read the fields back from the finished file, with their numbers there; the hidden mark is none of them."""
    boxes = {spot.field: Box(spot.width, spot.height, spot.lines) for page in document.pages for spot in page.spots}
    fields = dict(walk(pdf.Root.AcroForm.Fields))
    resources = reference(pdf.Root.AcroForm.DR)
    for field_id, field in fields.items():
        if field_id != FORM:
            shared = field_id.startswith(REPLY) or f"{REPLY}{field_id}" in fields
            yield _slot(field_id, field, boxes[field_id.removeprefix(REPLY)], resources, shared=shared)


def walk(fields: Object, above: str = "") -> Iterator[tuple[str, Object]]:
    """Yield the fields that hold values, each with its full name."""
    for node in fields:
        name = f"{above}.{node.T}" if above else str(node.T)
        if "/FT" in node:
            yield name, node
        else:
            yield from walk(node.Kids, name)


def _slot(field_id: str, field: Object, box: Box, resources: str, *, shared: bool) -> Slot:
    shape = _shape(field, shared=shared)
    written = {Shape.TEXT: _WRITTEN_IN_TEXTS, Shape.SHARED: _WRITTEN_WHERE_SHARED}.get(shape, _WRITTEN_IN_BOXES)
    options = [
        Option(_state(kid), kid.objgen[0], before(kid, *written)) for kid in (field.Kids if "/Kids" in field else ())
    ]
    left, low = (float(value) for value in list(field.Rect)[:2]) if not options else (0.0, 0.0)
    return Slot(
        id=field_id,
        shape=shape,
        number=field.objgen[0],
        before=before(field, *written),
        flags=int(field.Ff) & ~template.READ_ONLY,
        locked=bool(int(field.Ff) & template.READ_ONLY),
        x=left,
        y=low,
        box=box,
        form=template.form_head(0, box.width, box.height, resources),
        options=tuple(options),
    )


def _shape(field: Object, *, shared: bool) -> Shape:
    if "/Kids" in field:
        return Shape.CHOICE
    if Name.Btn == field.FT:
        return Shape.TICK
    return Shape.SHARED if shared else Shape.TEXT


def _state(widget: Object) -> str:
    return next(str(state)[1:] for state in widget.AP.N if state != "/Off")


def reference(thing: Object) -> str:
    """Return what refers to an object of a file."""
    return "{} {} R".format(*thing.objgen)


def before(thing: Object, *without: str) -> str:
    """Return the beginning of an object that is a dictionary, without some of its keys and without its end."""
    return f"{thing.objgen[0]} 0 obj\n{inside(thing, *without)}"


def inside(thing: Object, *without: str) -> str:
    """Return a dictionary as text, without some of its keys and without its end."""
    kept = Dictionary({key: value for key, value in thing.items() if key not in without})
    return kept.unparse(resolved=True).decode("latin-1").removesuffix(">>").rstrip()
