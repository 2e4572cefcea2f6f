"""What does a screen reader walk through? The structure tree of a model: headings, tables, lists, fields, notes.

It is made from the model alone, in its reading order. Printed words find their node by their place:

    heading/N · note/MARK · SECTION/title · SECTION/BLOCK/title · SECTION/BLOCK/LINE/label
    …/LINE/lead · …/LINE/box/FIELD · …/LINE/option/FIELD/OPTION · …/LINE/word/N · …/LINE/item/N · …/item/N/mark

A label beside its value is a row of a table, the label its header cell; boxes to tick are items of a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from forms.paper.sections import SIGNATURE
from forms.spec import Block, Field, FilledBy, FootnoteMark, FormSpec, Kind, Line, Section, Style

REPLY = "reply."
"""What stands before the id of a long answer to name the place where its recipient goes on."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: a role of ISO 32000-1, 14.8.4, and what it holds: words of a place, a field, or other nodes.

    `option` names one box of an exclusive choice.
    """

    role: str
    kids: tuple["Node", ...] = ()
    place: str = ""
    field: str = ""
    option: str = ""

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def tree(spec: FormSpec) -> Node:
    """Return the structure of a model."""
    *above, title = range(len(spec.heading))
    kids = [Node("P", place=f"heading/{number}") for number in above]
    kids.append(Node("H1", place=f"heading/{title}"))
    kids += (_section(section) for section in spec.sections)
    kids += (Node("Note", place=f"note/{note.mark}") for note in spec.footnotes)
    return Node("Document", tuple(kids))


def has_reply(field: Field) -> bool:
    """Say whether a recipient may go on below what the sender wrote: a long answer that is for both."""
    return field.kind is Kind.LONG_TEXT and field.filled_by is FilledBy.BOTH


def _section(section: Section) -> Node:
    kids = [Node("H2", place=f"{section.id}/title")] if section.title else []
    level = "H3" if section.title else "H2"
    for block in section.blocks:
        place = f"{section.id}/{block.id}"
        kids += [Node(level, place=f"{place}/title")] if block.title else []
        kids += _block(block, place, in_sentences=section.style is Style.SIGNATURE)
    if section.style is Style.SIGNATURE:
        kids.append(Node("P", (Node("Form", field=SIGNATURE),)))
    return Node("Sect", tuple(kids))


def _block(block: Block, place: str, *, in_sentences: bool) -> Iterator[Node]:
    placed = [(line, f"{place}/{number}") for number, line in enumerate(block.lines)]
    for shape, group in groupby(placed, key=lambda one: _shape(one[0], in_sentences=in_sentences)):
        lines = list(group)
        if shape == "L":
            yield Node("L", tuple(_ticked(line, where) for line, where in lines))
        elif shape == "Table" and len(lines) > 1:
            yield Node("Table", tuple(_table_row(line, where) for line, where in lines))
        else:
            for line, where in lines:
                yield from _paragraphs(line, where)


def _shape(line: Line, *, in_sentences: bool) -> str:
    kinds = {field.kind for field in line.fields}
    if Kind.TICK in kinds:
        return "L"
    has_places = line.fields and isinstance(line.pieces[0], str | FootnoteMark) and isinstance(line.pieces[-1], Field)
    in_a_row = has_places and not in_sentences and not _inside(line)
    return "Table" if in_a_row and Kind.LONG_TEXT not in kinds and not line.items else "P"


def _inside(line: Line) -> bool:
    """Say whether words follow a place: a sentence, not a label with its values."""
    places = [isinstance(piece, Field) for piece in line.pieces]
    return False in places[places.index(True) :]


def _table_row(line: Line, place: str) -> Node:
    return Node("TR", (Node("TH", place=f"{place}/label"), Node("TD", tuple(_fields(line.fields, place)))))


def _paragraphs(line: Line, place: str) -> Iterator[Node]:
    if Kind.LONG_TEXT in {field.kind for field in line.fields}:
        yield Node("P", place=f"{place}/label")
        yield from (Node("P", tuple(_fields((field,), place))) for field in line.fields)
    else:
        yield Node("P", tuple(_words_and_fields(line, place)))
    if line.items:
        yield _list(line, place)


def _words_and_fields(line: Line, place: str) -> Iterator[Node]:
    """Yield the words of a line around its fields; where they are set as a label, only that place is drawn."""
    yield Node("Span", place=f"{place}/label")
    for number, piece in enumerate(line.pieces):
        if isinstance(piece, Field):
            yield from _fields((piece,), place)
        else:
            yield Node("Span", place=f"{place}/word/{number}")


def _ticked(line: Line, place: str) -> Node:
    kids = [Node("Span", place=f"{place}/lead")]
    for field in line.fields:
        kids.append(Node("Form", field=field.id))
        kids.append(Node("Span", place=f"{place}/box/{field.id}"))
    if line.items:
        kids.append(_list(line, place))
    return Node("LI", (Node("LBody", tuple(kids)),))


def _list(line: Line, place: str) -> Node:
    return Node(
        "L",
        tuple(
            Node("LI", (Node("Lbl", place=f"{place}/item/{n}/mark"), Node("LBody", place=f"{place}/item/{n}")))
            for n in range(len(line.items))
        ),
    )


def _fields(fields: Iterable[Field], place: str) -> Iterator[Node]:
    for field in fields:
        for option in field.options:
            yield Node("Form", field=field.id, option=option.id)
            yield Node("Span", place=f"{place}/option/{field.id}/{option.id}")
        if not field.options:
            yield Node("Form", field=field.id)
        if has_reply(field):
            yield Node("Form", field=f"{REPLY}{field.id}")
