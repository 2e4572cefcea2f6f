"""What stands on a filled fiche, for programs that know nothing of ours? Titles, lines, values, boxes, notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms import kinds
from forms.answers import Answers
from forms.spec import Block, Field, FootnoteMark, FormSpec, Kind, Line, Section, Style, plain, text_pieces


class Nature(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    MARK = "mark"  # calls a footnote
    VALUE = "value"
    LONG = "long"  # a value in a frame as wide as its column
    BOX = "box"  # its text is « x » when it is ticked


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of a line."""

    nature: Nature
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and the dash items under it."""

    runs: tuple[Run, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One block; its rows follow each other on a line when it is `flowing`."""

    title: tuple[Run, ...]
    rows: tuple[Row, ...]
    flowing: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its blocks stand side by side in so many columns."""

    title: tuple[Run, ...]
    columns: int
    framed: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One fiche; the last line of the heading is its title. `notes` go by their marks."""

    title: str
    heading: tuple[tuple[Run, ...], ...]
    parts: tuple[Part, ...]
    notes: dict[str, str]
    foot: str

    def runs(self) -> Iterator[Run]:
        """Walk all that is drawn on the lines."""
        for heading in self.heading:
            yield from heading
        for part in self.parts:
            yield from part.title
            for cell in part.cells:
                yield from cell.title
                for row in cell.rows:
                    yield from row.runs

    def words(self) -> set[str]:
        """List every word that a reader must find: of labels, values, items, notes and foot."""
        texts = [run.text for run in self.runs() if run.nature not in (Nature.BOX, Nature.MARK)]
        items = [item for part in self.parts for cell in part.cells for row in cell.rows for item in row.items]
        return {word for text in [*texts, *items, *self.notes.values(), self.foot] for word in text.split()}


def content(spec: FormSpec, answers: Answers, reference: str) -> Content:
    """Tell a fiche."""
    return Content(
        title=" – ".join(plain(text) for text in spec.heading),
        heading=tuple(_printed(text) for text in spec.heading),
        parts=tuple(_part(section, answers) for section in spec.sections),
        notes={note.mark: note.text for note in spec.footnotes},
        foot=f"{spec.source} · {reference}",
    )


def _part(section: Section, answers: Answers) -> Part:
    flowing = section.style is Style.TICKS
    cells = tuple(_cell(block, answers, flowing=flowing) for block in section.blocks)
    return Part(_printed(section.title), section.columns, section.style is Style.REMINDER, cells)


def _cell(block: Block, answers: Answers, *, flowing: bool) -> Cell:
    return Cell(_printed(block.title), tuple(_row(line, answers) for line in block.lines), flowing)


def _row(line: Line, answers: Answers) -> Row:
    runs: list[Run] = []
    for piece in line.pieces:
        runs += _written(piece, answers) if isinstance(piece, Field) else [_run(piece)]
    return Row(tuple(runs), line.items)


def _printed(text: str) -> tuple[Run, ...]:
    return tuple(_run(piece) for piece in text_pieces(text))


def _run(piece: str | FootnoteMark) -> Run:
    return Run(Nature.MARK, piece.mark) if isinstance(piece, FootnoteMark) else Run(Nature.TEXT, piece)


def _written(field: Field, answers: Answers) -> list[Run]:
    value = answers.get(field.id)
    if field.kind is Kind.TICK:
        return [Run(Nature.BOX, "x" if value else "")]
    if field.kind is Kind.CHOICE:
        options = [(Run(Nature.BOX, "x" * (value == o.id)), Run(Nature.TEXT, f" {o.label} ")) for o in field.options]
        return [run for pair in options for run in pair]
    text = "" if value is None else kinds.display(field, value)
    return [Run(Nature.LONG if field.kind is Kind.LONG_TEXT else Nature.VALUE, text)]
