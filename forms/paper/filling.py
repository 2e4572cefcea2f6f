"""How does a template become a fiche? By an update after its end: only what someone wrote is new.

The template's own bytes stay as they are; nothing is parsed, drawn or packed again. Same answers, same bytes.
"""

from functools import lru_cache

from forms import kinds
from forms.answers import Answers
from forms.paper import continuing, feet, glyphs, syntax, template, writing
from forms.paper.identity import Mark
from forms.paper.presentation import ElectronicSignature, Presentation
from forms.paper.sections import SIGNATURE, has_signature
from forms.paper.structure import REPLY
from forms.paper.template import ENDED, Shape, Slot, Template
from forms.paper.writing import Box, Written
from forms.spec import Field, FormSpec, Kind

_LEAST_REPLY = 60.0  # points kept below what the sender wrote, for the recipient: three lines of a pen
_AS_STORED = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE)


def fill(made: Template, spec: FormSpec, answers: Answers, presentation: Presentation) -> bytes:
    """Return a fiche. Fields of the sender, and whatever the sender wrote, are locked; the others are open.

    Raises `TooLongToPrint`.
    """
    texts = _texts(answers, presentation)
    update = _Update(made)
    for field_id, text in texts.items():
        update.answer(field_id, text)
    return update.finished(spec, presentation, Mark.of(answers.spec, presentation.reference, texts))


def mark_of(answers: Answers, presentation: Presentation) -> Mark:
    """Return the mark that travels inside a fiche with these answers."""
    return Mark.of(answers.spec, presentation.reference, _texts(answers, presentation))


def fill_blank(made: Template, spec: FormSpec, presentation: Presentation) -> bytes:
    """Return a fiche without answers, every field open to be typed in."""
    update = _Update(made)
    for slot in made.plan.slots:
        if slot.locked and slot.id != SIGNATURE:
            update.open(slot)
    return update.finished(spec, presentation, Mark.of(spec, presentation.reference, {}, blank=True))


def _texts(answers: Answers, presentation: Presentation) -> dict[str, str]:
    """Return what is written in each field, by id: of a box its state, of an exclusive choice the option."""
    texts: dict[str, str] = {}
    values = dict(answers.values)
    for field in _fields(answers.spec):
        value = values.get(field.id)
        if value is None or value == "" or value is False:
            continue
        kind = field.kind
        if kind is Kind.TICK:
            texts[field.id] = template.TICKED
        elif kind in _AS_STORED:
            texts[field.id] = str(value)
        else:
            texts[field.id] = kinds.display(field, value)
    if isinstance(presentation.signature, ElectronicSignature) and has_signature(answers.spec):
        texts[SIGNATURE] = "\n".join(presentation.signature.lines)
    return texts


@lru_cache(maxsize=64)
def _fields(spec: FormSpec) -> tuple[Field, ...]:
    return tuple(spec.fields())


class _Update:
    """The objects that replace those of a template or come after them."""

    def __init__(self, made: Template) -> None:
        self._made, self._plan = made, made.plan
        self._slots = {slot.id: slot for slot in made.plan.slots}
        self._objects: dict[int, str] = {}
        self._next = made.plan.size
        self._resources = f"{made.plan.resources} 0 R"
        self._faces: set[glyphs.Face] = set()
        self._rests: dict[str, Written] = {}

    def answer(self, field_id: str, text: str) -> None:
        """Write a value into its field and lock it."""
        slot = self._slots[field_id]
        if slot.shape is Shape.TEXT:
            box = slot.box
            content = "" if box.is_frame else writing.at_once(text, box)
            self._put(slot, text, content or self._written(field_id, text, box).content, slot.form)
        elif slot.shape is Shape.TICK:
            flags, state = slot.flags | template.READ_ONLY, syntax.name(text)
            self._objects[slot.number] = f"{slot.before}/V{state}/AS{state}/Ff {flags}{ENDED}"
        elif slot.shape is Shape.CHOICE:
            self._choose(slot, text)
        else:
            self._write_above(slot, self._slots[f"{REPLY}{field_id}"], text)

    def open(self, slot: Slot) -> None:
        """Let a field be typed in that is locked in the template."""
        if slot.shape is Shape.CHOICE:
            self._objects[slot.number] = f"{slot.before}/V/Off/Ff {slot.flags}{ENDED}"
        elif slot.shape is Shape.TICK:
            self._objects[slot.number] = f"{slot.before}/V/Off/AS/Off/Ff {slot.flags}{ENDED}"
        else:
            self._put_open(slot, slot.box.height)

    def finished(self, spec: FormSpec, presentation: Presentation, mark: Mark) -> bytes:
        """Return the whole file."""
        plan = self._plan
        self._objects[plan.form] = f"{plan.form_before}/V {syntax.string(mark.to_json())}{ENDED}"
        source = feet.source(plan.source, presentation.reference)
        pages = len(plan.feet)
        if self._rests:
            labels = {field_id: spec.naming(field_id) for field_id in self._rests if field_id != SIGNATURE}
            sheets = continuing.lay_out(self._rests, labels, self._faces)
            pages += len(sheets)
            self._add_pages(sheets, source, pages)
        if presentation.reference or self._rests:
            for number, foot in enumerate(plan.feet, 1):
                content = feet.foot(source, number, pages)
                self._objects[foot] = syntax.numbered(foot, feet.page_form(content, self._resources))
        self._add_packs()
        # The second identifier of the file (14.4) stands for what is written: same answers, same bytes.
        trailer = plan.trailer.format(mark.fingerprint)
        return syntax.updated(self._made.pdf, self._objects, size=self._next, trailer=trailer)

    def _choose(self, slot: Slot, chosen: str) -> None:
        state = syntax.name(chosen)
        self._objects[slot.number] = f"{slot.before}/V{state}/Ff {slot.flags | template.READ_ONLY}{ENDED}"
        for option in slot.options:
            self._objects[option.number] = f"{option.before}/AS{state if option.id == chosen else '/Off'}{ENDED}"

    def _write_above(self, slot: Slot, reply: Slot, text: str) -> None:
        """Write a value at the top of its frame, and open what is left of the frame to the recipient."""
        frame = slot.box
        room = Box(frame.width, max(frame.height - _LEAST_REPLY, frame.height / 2), frame.lines)
        written = self._written(slot.id, text, room)
        used = min(written.height, room.height)
        form = template.form_head(room.height - used, frame.width, room.height, self._resources)
        self._put(slot, text, written.content, form, _rectangle(slot, frame.height - used, frame.height))
        self._put_open(reply, frame.height - used)

    def _written(self, field_id: str, text: str, box: Box) -> Written:
        written = writing.write(text, box)
        self._faces |= written.faces
        if written.rest:
            self._rests[field_id] = written
        return written

    def _put(self, slot: Slot, text: str, content: str, form: str, rectangle: str = "") -> None:
        """Lock a field with a value and its appearance."""
        appearance = self._new(syntax.stream(form, writing.appearance(content)))
        self._objects[slot.number] = (
            f"{slot.before}{rectangle}/Ff {slot.flags | template.READ_ONLY}"
            f"/V {syntax.string(text)}/AP<</N {appearance} 0 R>>{ENDED}"
        )

    def _put_open(self, slot: Slot, height: float) -> None:
        """Open a field, or the lower part of a shared one, to be typed in."""
        box = slot.box
        form = template.form_head(0, box.width, height, self._resources)
        appearance = self._new(syntax.stream(form, writing.rules(height, box)))
        rectangle = _rectangle(slot, 0, height) if slot.shape is Shape.SHARED else ""
        self._objects[slot.number] = f"{slot.before}{rectangle}/Ff {slot.flags}/AP<</N {appearance} 0 R>>{ENDED}"

    def _new(self, content: str) -> int:
        self._objects[self._next] = syntax.numbered(self._next, content)
        self._next += 1
        return self._next - 1

    def _add_packs(self) -> None:
        """Add the faces that not every fiche carries, and name them beside the others."""
        packs = sorted(self._faces - {glyphs.base()}, key=lambda face: face.name)
        if not packs:
            return
        names = ""
        for face in packs:
            names += f"/{face.resource} {self._next} 0 R"
            self._objects |= face.objects(self._next)
            self._next += glyphs.OBJECTS_OF_A_FONT
        self._objects[self._plan.resources] = f"{self._plan.resources_before}{names}>>{ENDED}"

    def _add_pages(self, sheets: list[continuing.Sheet], source: str, count: int) -> None:
        """Add the pages of what was too long, with their place in the structure tree."""
        plan = self._plan
        pages: list[int] = []
        elements: list[int] = []
        leaves = [plan.parents_leaf]
        for key, sheet in enumerate(sheets, plan.next_parent):
            number = len(plan.page_numbers) + len(pages) + 1
            foot = feet.foot(source, number, count)
            contents = self._new(syntax.stream("", continuing.page_content(sheet, foot)))
            page = self._new(continuing.page(plan.pages, self._resources, contents, key))
            tagged = [
                self._new(f"<</Type/StructElem/S/{role}/P {plan.document} 0 R/Pg {page} 0 R/K {mcid}>>")
                for mcid, role in enumerate(sheet.roles)
            ]
            leaves.append(self._new(f"<</Nums[{key}[{_references(tagged)}]]/Limits[{key} {key}]>>"))
            pages.append(page)
            elements += tagged
        kids = _references([*plan.page_numbers, *pages])
        self._objects[plan.pages] = syntax.numbered(plan.pages, f"<</Type/Pages/Kids[{kids}]/Count {count}>>")
        self._objects[plan.document] = f"{plan.document_before} {_references(elements)}]{ENDED}"
        self._objects[plan.parents] = syntax.numbered(plan.parents, f"<</Kids[{_references(leaves)}]>>")


def _rectangle(slot: Slot, low: float, high: float) -> str:
    """Show a field between two heights of its room."""
    right = slot.x + slot.box.width
    return f"/F {template.PRINTED}/Rect[{slot.x:.2f} {slot.y + low:.2f} {right:.2f} {slot.y + high:.2f}]"


def _references(numbers: list[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)
