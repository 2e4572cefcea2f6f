"""What is a model of fiche made of? Frozen values only: it reads no file, judges no answer and draws nothing.

A model is read in the order of the paper: sections hold blocks, blocks hold lines, a line is one printed
label with the fields written on it. Texts are kept as printed; two signs in them have a meaning:

* ``[^1]`` is the mark of footnote 1;
* ``☐`` and a run of ``…`` are places: the n-th place of a line belongs to its n-th field. The fields left
  over are written after the label (« Nom et prénom : », then last name, then first name).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

BOX = "☐"
_PLACE = re.compile(r"☐|…+")
_MARK = re.compile(r"\s*\[\^(\w+)\]")
_TOKEN = re.compile(r"\[\^\w+\]|☐|…+")


class Kind(StrEnum):
    """How a value is typed, checked and shown; `forms.kinds` holds one parser for each."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DATE_OR_YEAR = "date_or_year"
    TICK = "tick"
    CHOICE = "choice"
    NUMBER = "number"
    EMAIL = "email"
    TELEPHONE = "telephone"
    AGDREF = "agdref"
    NATIONALITY = "nationality"


class FilledBy(StrEnum):
    """Who writes the value: whoever sends the fiche, whoever receives it, or one after the other."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    BOTH = "both"


class Consent(StrEnum):
    """A consent of the person without which a value is neither asked nor carried."""

    ELECTRONIC_EXCHANGE = "electronic_exchange"  # the model itself says so beside « @mail » (F-4)
    HEALTH = "health"  # explicit consent, RGPD art. 9.2.a (F-7)


class Category(StrEnum):
    """Which sort of data a value is, for the registers and for a convention's data list (F-6)."""

    ORGANISATION = "organisation"  # not personal data
    AGENT = "agent"
    IDENTIFICATION = "identification"
    CONTACT = "contact"
    FAMILY = "family"
    STATUS = "status"  # protection, CIR, engagement contract
    LANGUAGE = "language"
    BARRIERS = "barriers"
    HEALTH = "health"  # RGPD art. 9
    ORIENTATION = "orientation"
    NARRATIVE = "narrative"
    SIGNATURE = "signature"  # place and date of « Fait à … »


class Style(StrEnum):
    """How a section is laid out; paper and web page know these seven and no model."""

    CONTACTS = "contacts"  # blocks side by side, who writes to whom
    COLUMNS = "columns"  # titled blocks side by side, in `columns` columns
    TICKS = "ticks"  # lines follow each other in a row, wrapping
    GRID = "grid"  # one cell per block, in `columns` columns, row by row
    NARRATIVE = "narrative"  # a label, then a box as wide as the page
    REMINDER = "reminder"  # fixed text in a frame
    SIGNATURE = "signature"  # place and date on a line, then room to sign


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an exclusive choice: `id` is stored, `label` is printed beside its box."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One value. `id` (``beneficiary.last_name``) is shared by all models; `label` names it to people.

    `min` and `max` bound the number of a `NUMBER`, the characters of a text (`min` unused).
    """

    id: str
    label: str
    kind: Kind
    category: Category
    filled_by: FilledBy = FilledBy.SENDER
    required: bool = False
    min: int | None = None
    max: int | None = None
    consent: Consent | None = None
    options: tuple[Option, ...] = ()
    help: str = ""

    @property
    def key(self) -> str:
        """Return the last part of the id: ``last_name``."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """A call to a footnote inside a printed text, to be set in superscript."""

    mark: str


Piece = str | FootnoteMark | Field


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its label, the fields written on it, the fixed dash items printed under it."""

    label: str = ""
    fields: tuple[Field, ...] = ()
    items: tuple[str, ...] = ()
    id: str = ""  # needed only when several fields share the line

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return what is drawn from left to right: texts, footnote marks, and fields at their places."""
        return tuple(_pieces(self.label, self.fields))


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one printed title (may be empty); `name` is what people call it in a message."""

    id: str
    name: str
    lines: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks laid out together; `title` as printed (may be empty), `name` for menus and messages."""

    id: str
    name: str
    style: Style
    blocks: tuple[Block, ...]
    title: str = ""
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote as printed; `mark` is the one that the texts call by ``[^mark]``."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class DataEntry:
    """One line of a convention's data list, and the fields of the model that it names (F-6)."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataList:
    """The data that a convention lets the parties exchange, line by line as it is written there."""

    source: str
    entries: tuple[DataEntry, ...]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One version of one model. `name` is for people's menus, `heading` is printed on top of the paper."""

    model: str
    version: str
    name: str
    source: str
    heading: tuple[str, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...] = ()
    rules: tuple[str, ...] = ()
    data_list: DataList | None = None

    def __hash__(self) -> int:
        """Hash by name alone, cheaply: specs are keys of what is made of them; equality compares every part."""
        return hash((self.model, self.version))

    def blocks(self) -> Iterator[Block]:
        """Walk the blocks in the order of the paper."""
        for section in self.sections:
            yield from section.blocks

    def lines(self) -> Iterator[Line]:
        """Walk the lines in the order of the paper."""
        for block in self.blocks():
            yield from block.lines

    def fields(self) -> Iterator[Field]:
        """Walk the fields in the order of the paper."""
        for line in self.lines():
            yield from line.fields

    def field(self, field_id: str) -> Field:
        """Return one field; KeyError when the model has none of that id."""
        for field in self.fields():
            if field.id == field_id:
                return field
        raise KeyError(field_id)

    def block_of(self, field_id: str) -> Block:
        """Return the block that holds a field; KeyError when the model has none of that id."""
        for block in self.blocks():
            if any(field.id == field_id for line in block.lines for field in line.fields):
                return block
        raise KeyError(field_id)

    def naming(self, field_id: str) -> str:
        """Return a label that names one field: « Téléphone (Partenaire) » when several are called so."""
        label = self.field(field_id).label
        alone = sum(field.label == label for field in self.fields()) == 1
        return label if alone else f"{label} ({self.block_of(field_id).name})"


def plain(text: str) -> str:
    """Return a printed text as a title: no footnote mark, no box, no dots, no final colon."""
    bare = _PLACE.sub(lambda place: "" if place[0] == BOX else "…", _MARK.sub("", text))
    return " ".join(bare.split()).removesuffix(":").strip()


def text_pieces(text: str) -> tuple[str | FootnoteMark, ...]:
    """Split a printed text (title, heading) into texts and footnote marks."""
    return tuple(piece for piece in _pieces(text, ()) if not isinstance(piece, Field))


def _pieces(text: str, fields: tuple[Field, ...]) -> Iterator[Piece]:
    waiting = list(fields)
    start = 0
    for token in _TOKEN.finditer(text):
        is_mark = token[0].startswith("[^")
        if not is_mark and not waiting:
            continue  # a place that no field claims is drawn as the text that it is
        if token.start() > start:
            yield text[start : token.start()]
        yield FootnoteMark(token[0][2:-1]) if is_mark else waiting.pop(0)
        start = token.end()
    if start < len(text):
        yield text[start:]
    yield from waiting
