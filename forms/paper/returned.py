"""What did the recipient write on a fiche that came back? Read from its fields, whatever program saved them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forms import outside
from forms.errors import NothingToRead, UnknownModel
from forms.outside import FORM, UNREADABLE, Standing
from forms.paper.identity import Mark
from forms.paper.sections import SIGNATURE
from forms.paper.structure import REPLY, has_reply
from forms.spec import Field, FilledBy, FormSpec, Kind

_NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Returned:
    """A fiche read back. Values are personal data: they stay out of `repr`.

    Args:
        standing: the mark of what stands as the sender's in the fields; that of the fiche if nothing was changed.
        written: what stands in each field now, by id, as people read it; of a box « oui », of a choice its label.
        typed: what the recipient wrote, by id; below what the sender wrote, what was added.
        below: the ids of what was added below.
        changed: the ids of locked values that are not what the sender wrote.
    """

    spec: FormSpec
    mark: Mark
    standing: Mark
    written: Mapping[str, str] = field(repr=False)
    typed: Mapping[str, str] = field(repr=False)
    below: frozenset[str]
    changed: tuple[str, ...]

    def raw(self) -> dict[str, str]:
        """Return what to bind to take the whole fiche in: what the sender wrote, and what was added, below it."""
        raw = {**self.typed, **self.written}
        for field_id in self.below:
            raw[field_id] = "\n".join(filter(None, (self.written.get(field_id), self.typed[field_id])))
        return raw


def read(pdf: bytes, model: Callable[[str, str], FormSpec]) -> Returned:
    """Read a fiche back; `model` gives a version of a model, or raises `UnknownModel`.

    Raises `NothingToRead`: no PDF, a damaged or locked one, one without fields (printed to PDF, scanned), one that
    is no fiche, or a fiche of a model that is not known here.
    """
    return interpret(outside.standing_of(pdf), model)


def interpret(standing: Mapping[str, Standing], model: Callable[[str, str], FormSpec]) -> Returned:
    """Say what stands in the fields of a fiche, once `outside.standing_of` read them, in whatever process.

    Raises `NothingToRead`: they are not those of a fiche, or of a model that is not known here.
    """
    mark = _mark(standing.get(FORM, _NOTHING))
    try:
        spec = model(mark.model, mark.version)
    except UnknownModel:
        raise NothingToRead(
            f"Cette fiche suit un modèle que ce service ne connaît pas ({mark.model} {mark.version}).",
            hint="Demandez à votre administrateur d’ajouter ce modèle, ou recopiez la réponse.",
        ) from None
    return _compared(spec, mark, standing)


def _mark(told: Standing) -> Mark:
    try:
        return Mark.from_json(told.text)
    except ValueError:
        raise NothingToRead(
            "Ce PDF n’est pas une fiche de liaison faite par ce service.",
            hint="Joignez-le au dossier tel quel, ou recopiez la réponse.",
        ) from None


def _compared(spec: FormSpec, mark: Mark, standing: Mapping[str, Standing]) -> Returned:
    sums = mark.sums_of(spec)
    written: dict[str, str] = {}
    typed: dict[str, str] = {}
    locked: dict[str, str] = {}
    below: set[str] = set()
    for one in spec.fields():
        here = _state(one, standing.get(one.id, _NOTHING))
        if here.text:
            written[one.id] = _shown(one, here.text)
        if one.id in sums or _is_locked(one, mark):
            locked |= _told(one.id, here)
        elif here.text:
            typed[one.id] = written[one.id]
        reply = standing.get(f"{REPLY}{one.id}", _NOTHING).text if has_reply(one) else ""
        if reply.strip():
            typed[one.id] = reply
            below.add(one.id)
    locked |= _told(SIGNATURE, standing.get(SIGNATURE, _NOTHING))
    stands = Mark.of(spec, mark.reference, locked, blank=mark.blank)
    now = stands.sums_of(spec)
    names = (*(one.id for one in spec.fields()), SIGNATURE)
    changed = tuple(name for name in names if sums.get(name) != now.get(name))
    return Returned(spec, mark, stands, written, typed, frozenset(below), changed)


def _told(field_id: str, here: Standing) -> dict[str, str]:
    """Return a locked value to compare; one that shows what it does not say is like no other."""
    text = here.text if here.sound else f"{here.text} {UNREADABLE}"
    return {field_id: text} if text else {}


def _is_locked(one: Field, mark: Mark) -> bool:
    return one.filled_by is FilledBy.SENDER and not mark.blank


def _state(one: Field, here: Standing) -> Standing:
    """Return a text as it is, and the state of a box as a name without its slash, which some programs write too."""
    if one.kind not in (Kind.TICK, Kind.CHOICE):
        return here
    state = here.text.removeprefix("/")
    return Standing("" if state == "Off" else state, here.sound)


def _shown(one: Field, text: str) -> str:
    if one.kind is Kind.TICK:
        return UNREADABLE if text == UNREADABLE else "oui"
    return next((option.label for option in one.options if option.id == text), text)
