"""How does a model of fiche become a page? Sections, lines and boxes in the order of the paper; draws no HTML.

It knows the seven styles of `forms.spec` and no model: an operator's own model is shown without touching this.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from forms.spec import Block, Consent, Field, FilledBy, FootnoteMark, FormSpec, Kind, Line, Section, text_pieces
from liaison.errors import Problem
from liaison.usecases.guarding import Guarded

_NO_CONSENT: Mapping[Consent, str] = {
    Consent.ELECTRONIC_EXCHANGE: (
        "Vide tant que la personne n’a pas consenti aux échanges dématérialisés. "
        "Ce consentement s’enregistre dans son dossier."
    ),
    Consent.HEALTH: (
        "Donnée de santé : ne se coche qu’avec le consentement explicite de la personne, enregistré dans son dossier."
    ),
}
_WITHHELD = "La convention avec ce partenaire ne prévoit pas cette donnée : elle ne partira pas."
_TIED = re.compile(" (?=[:;?!»])|(?<=«) ")
_FOR_RECIPIENT = "Réservé au partenaire, qui le remplira en répondant."


class Layout(StrEnum):
    """How a line is laid out."""

    TEXT = "text"  # no field: printed words
    SINGLE = "single"  # a label, a field
    TICK = "tick"  # a box in its sentence
    CHOICE = "choice"  # exclusive answers
    GROUP = "group"  # several fields under one label


@dataclass(frozen=True, slots=True)
class Widget:
    """One field on the page: what it holds, what is said about it, why it may be closed."""

    field: Field
    dom: str  # id in the page
    naming: str  # the label that names it alone
    value: str
    ticked: bool
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    closed: str = ""  # why nothing can be typed
    withheld: str = ""  # why it stays here although it may be typed
    other: str | None = None  # what another window saved meanwhile
    guarded: tuple[Guarded, ...] = ()  # sensitive passages that nobody kept knowingly (F-7)
    labelled: bool = False  # its own label is shown: no printed text says it

    @property
    def chosen(self) -> str:
        """The option that the value names, by its id or by its label; empty when it names none."""
        value = self.value.strip().casefold()
        named = (option for option in self.field.options if value in {option.id.casefold(), option.label.casefold()})
        return next((option.id for option in named), "")

    @property
    def is_free(self) -> bool:
        """Say whether words are typed there as one likes: the guard looks at them."""
        return self.field.kind in {Kind.TEXT, Kind.LONG_TEXT}

    @property
    def described_by(self) -> str:
        """The ids of the sentences that a screen reader says with the field."""
        notes = {
            "problem": True,  # empty until something is wrong
            "warning": self.warnings,
            "closed": self.closed,
            "withheld": self.withheld,
            "help": self.field.help,
            "guard": self.is_free and not self.closed,  # empty until a passage is sensitive
            "other": self.other is not None,
        }
        return " ".join(f"{self.dom}-{name}" for name, present in notes.items() if present)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a printed line: words, the call of a footnote, or a field."""

    text: str = ""
    mark: str = ""
    widget: Widget | None = None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One printed line, ready to be drawn."""

    dom: str
    layout: Layout
    parts: tuple[Part, ...]
    items: tuple[str, ...]

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """The fields of this line, in order."""
        return tuple(part.widget for part in self.parts if part.widget is not None)

    @property
    def before(self) -> tuple[Part, ...]:
        """What is printed before the first field."""
        parts = list(self.parts)
        first = next((index for index, part in enumerate(parts) if part.widget), len(parts))
        return tuple(parts[:first])

    @property
    def rest(self) -> tuple[Part, ...]:
        """What follows the label: the first field and all after it."""
        return self.parts[len(self.before) :]


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """Lines under one printed title."""

    dom: str
    name: str
    title: tuple[Part, ...]
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Blocks laid out together."""

    dom: str
    style: str
    name: str
    title: tuple[Part, ...]
    columns: int
    blocks: tuple[SheetBlock, ...]
    problems: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole fiche as a page."""

    heading: tuple[tuple[Part, ...], ...]
    sections: tuple[SheetSection, ...]
    footnotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands on the fiche and what is said about it.

    `consents` are those recorded for the person; `withheld` are the fields that the convention leaves out;
    `others` holds, by field, what another window saved meanwhile.
    """

    raw: Mapping[str, str]
    consents: AbstractSet[Consent] = frozenset()
    withheld: AbstractSet[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    others: Mapping[str, str] | None = None
    guarded: tuple[Guarded, ...] = ()


def dom_id(field_id: str) -> str:
    """Return the id that a field has in the page, as everywhere else."""
    return f"f-{field_id}"


def lay_out(spec: FormSpec, filling: Filling) -> Sheet:
    """Return the fiche in the order of the paper, each field with its value and its sentences."""
    maker = _Maker(spec, filling)
    return Sheet(
        heading=tuple(_words(text) for text in spec.heading),
        sections=tuple(maker.section(section) for section in spec.sections),
        footnotes=tuple((note.mark, note.text) for note in spec.footnotes),
    )


class _Maker:
    """Carries the answers through the walk."""

    def __init__(self, spec: FormSpec, filling: Filling) -> None:
        self._spec, self._filling = spec, filling

    def section(self, section: Section) -> SheetSection:
        blocks = tuple(self.block(section, block) for block in section.blocks)
        widgets = [widget for block in blocks for line in block.lines for widget in line.widgets]
        return SheetSection(
            dom=f"s-{section.id}",
            style=section.style.value,
            name=section.name,
            title=_words(section.title),
            columns=section.columns,
            blocks=blocks,
            problems=sum(bool(widget.problems) for widget in widgets),
        )

    def block(self, section: Section, block: Block) -> SheetBlock:
        dom = f"s-{section.id}-{block.id}"
        lines = tuple(self.line(f"{dom}-{number}", line) for number, line in enumerate(block.lines))
        return SheetBlock(dom, block.name, _words(block.title), lines)

    def line(self, dom: str, line: Line) -> SheetLine:
        parts = tuple(self._parts(line))
        return SheetLine(dom, _layout(line), parts, tuple(map(tied, line.items)))

    def _parts(self, line: Line) -> Iterator[Part]:
        pieces = line.pieces
        for index, piece in enumerate(pieces):
            if isinstance(piece, Field):
                around = (*pieces[max(index - 1, 0) : index], *pieces[index + 1 : index + 2])
                # Two fields side by side share one printed label: each then shows its own.
                alone = not line.label or any(isinstance(other, Field) for other in around)
                yield Part(widget=self._widget(piece, labelled=alone))
            else:
                yield _word(piece)

    def _widget(self, field: Field, *, labelled: bool) -> Widget:
        filling = self._filling
        value = filling.raw.get(field.id, "")
        closed = _why_closed(field, filling.consents)
        others = filling.others or {}
        return Widget(
            field=field,
            dom=dom_id(field.id),
            naming=self._spec.naming(field.id),
            value="" if closed else value,
            ticked=field.kind is Kind.TICK and not closed and _is_ticked(value),
            problems=tuple(problem.message for problem in filling.problems if problem.field == field.id),
            warnings=tuple(problem.message for problem in filling.warnings if problem.field == field.id),
            closed=closed,
            withheld=_WITHHELD if field.id in filling.withheld else "",
            other=others.get(field.id),
            guarded=tuple(one for one in filling.guarded if one.field == field.id),
            labelled=labelled,
        )


def _is_ticked(value: str) -> bool:
    return value.strip().casefold() in {"oui", "true", "on", "1", "x"}


def _why_closed(field: Field, consents: AbstractSet[Consent]) -> str:
    if field.filled_by is FilledBy.RECIPIENT:
        return _FOR_RECIPIENT
    if field.consent is not None and field.consent not in consents:
        return _NO_CONSENT[field.consent]
    return ""


def _layout(line: Line) -> Layout:
    match line.fields:
        case ():
            return Layout.TEXT
        case (field,):
            return {Kind.TICK: Layout.TICK, Kind.CHOICE: Layout.CHOICE}.get(field.kind, Layout.SINGLE)
        case _:
            return Layout.GROUP


def _words(text: str) -> tuple[Part, ...]:
    return tuple(map(_word, text_pieces(text)))


def _word(piece: str | FootnoteMark) -> Part:
    return Part(mark=piece.mark) if isinstance(piece, FootnoteMark) else Part(text=tied(piece))


def tied(text: str) -> str:
    """Return words whose marks never stand alone on a line: spaces before « ; ? ! » and within « » do not break."""
    return _TIED.sub("\N{NO-BREAK SPACE}", text)


def unknown_names(spec: FormSpec, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that no field of the model bears, so that a page may refuse them (security.md 46)."""
    known = {field.id for field in spec.fields()}
    return tuple(name for name in names if name not in known)
