"""How does a printed document read elsewhere: as Markdown, and as parts of a page?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.documents import Block, Facts, Grid, Heading, Listing, PageBreak, Printed, Rule, Signature, Text

_TIED: Final = re.compile(r" (?=[:;?!»])|(?<=«) ")
_ESCAPED: Final[Mapping[int, str]] = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>|#~"}


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a page: which kind, and what it says."""

    kind: str
    text: str = ""
    level: int = 1
    strong: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def parts_of(document: Printed) -> tuple[Part, ...]:
    """Give a document as parts of a page; what only paper needs is left out."""
    return tuple(part for block in document.blocks for part in _parts(block))


def _parts(block: Block) -> Iterator[Part]:
    match block:
        case Heading(text, level):
            yield Part("heading", text, level)
        case Text(text, small, bold):
            yield Part("small" if small else "text", text, strong=bold)
        case Listing(items, numbered):
            yield Part("steps" if numbered else "list", rows=tuple((item,) for item in items))
        case Facts(pairs):
            yield Part("facts", rows=tuple(pairs))
        case Grid(columns, rows):
            yield Part("grid", columns=tuple(columns), rows=tuple(tuple(row) for row in rows))
        case Signature(people):
            yield Part("list", rows=tuple((f"Signature : {person}",) for person in people))
        case Rule() | PageBreak():
            return


def tied(document: Printed) -> Printed:
    """Return a document for paper, whose marks never stand alone on a line: « : ; ? ! » and quotation marks."""
    return replace(
        document, title=_tie(document.title), subtitle=_tie(document.subtitle), issuer=_tie(document.issuer),
        made=_tie(document.made), blocks=tuple(_tied(block) for block in document.blocks),
    )  # fmt: skip


def _tied(block: Block) -> Block:
    match block:
        case Heading() | Text():
            return replace(block, text=_tie(block.text))
        case Listing():
            return replace(block, items=[_tie(item) for item in block.items])
        case Facts():
            return replace(block, pairs=[(_tie(label), _tie(known)) for label, known in block.pairs])
        case Grid():
            return replace(block, rows=[[_tie(value) for value in row] for row in block.rows])
        case _:
            return block


def _tie(text: str) -> str:
    return _TIED.sub("\N{NO-BREAK SPACE}", text)


def markdown(document: Printed) -> str:
    """Write a document as Markdown, UTF-8, whatever was typed in it being text and nothing else."""
    head = [f"# {_plain(document.title)}", _plain(document.subtitle), _plain(document.issuer), _plain(document.made)]
    lines = [line for line in head if line]
    lines += [line for block in document.blocks for line in _markdown(block)]
    return "\n\n".join(lines) + "\n"


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * (level + 1)} {_plain(text)}"
        case Text(text, _, bold):
            yield f"**{_plain(text)}**" if bold else _plain(text)
        case Listing(items, numbered):
            yield "\n".join(f"{f'{place}.' if numbered else '-'} {_plain(item)}" for place, item in enumerate(items, 1))
        case Facts(pairs):
            yield _table(("", ""), pairs)
        case Grid(columns, rows):
            yield _table(columns, rows)
        case Signature(people):
            yield "\n".join(f"- Signature : {_plain(person)}" for person in people)
        case Rule() | PageBreak():
            return


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head, *body = [f"| {' | '.join(_cell(value) for value in line)} |" for line in (columns, *rows)]
    return "\n".join([head, f"|{'---|' * len(columns)}", *body])


def _cell(text: str) -> str:
    return "<br>".join(_plain(line) for line in text.split("\n"))


def _plain(text: str) -> str:
    """Write a text so that no sign of it is read as Markdown or HTML (law 13)."""
    written = " ".join(text.split()).translate(_ESCAPED)
    return f"\\{written}" if written.startswith(("-", "+", "=")) else written
