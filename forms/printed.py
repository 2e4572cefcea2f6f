"""Which text does the paper of a model carry, line by line, when nothing is filled?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.spec import BOX, Field, FormSpec, Line


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of text, and the fields whose values are written on it."""

    text: str
    fields: tuple[Field, ...] = ()


def printed_lines(spec: FormSpec) -> tuple[PrintedLine, ...]:
    """Return every printed line in the order of the paper, columns one after the other, footnotes last."""
    return tuple(_lines(spec))


def _lines(spec: FormSpec) -> Iterator[PrintedLine]:
    yield from (PrintedLine(_marked(text)) for text in spec.heading)
    for section in spec.sections:
        if section.title:
            yield PrintedLine(_marked(section.title))
        for block in section.blocks:
            if block.title:
                yield PrintedLine(_marked(block.title))
            for line in block.lines:
                yield from _line(line)
    yield from (PrintedLine(f"{footnote.mark} {footnote.text}") for footnote in spec.footnotes)


def _line(line: Line) -> Iterator[PrintedLine]:
    if line.label or line.fields:
        yield PrintedLine(_marked(line.label), line.fields)
    for field in line.fields:
        yield from (PrintedLine(f"{BOX} {option.label}") for option in field.options)
    yield from (PrintedLine(f"- {item}") for item in line.items)


def _marked(text: str) -> str:
    return re.sub(r"\[\^(\w+)\]", r"\1", text)
