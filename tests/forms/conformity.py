"""Does a model print what its annexe prints, word for word and in that order? Each difference in a sentence.

The annexes in `annexes/` are the lines of the guide as its text layer gives them: lines broken anywhere, page
numbers between them, side-by-side columns read across. A printed line is looked for as a run of words that no
earlier line has taken, after the line before it; what the text layer itself reads out of order is named in
`SCRAMBLED` and may stand anywhere (its own order is held by tests of its own).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from forms.printed import printed_lines
from forms.spec import FormSpec, Section

ANNEXES = Path(__file__).parent / "annexes"

BESIDE = frozenset({"Données liées à la vie personnelle :"})  # stands beside « Identité : », above both columns
SCRAMBLED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"generic": frozenset(), "pic_ipr": frozenset(), "spe": frozenset({"barriers", "requests"})}
)
"""Sections of each model whose columns the text layer mixes; footnotes always stand at a page's foot."""


def annexe(model: str) -> str:
    """Return the text of a model's annexe, as it stands in the guide."""
    return (ANNEXES / f"{model}.txt").read_text(encoding="utf-8")


def faults(spec: FormSpec, text: str) -> list[str]:
    """Return what the model misses, alters, moves or adds; empty when it prints its annexe."""
    words: list[str | None] = list(_words(text))
    loose = _loose_lines(spec)
    found, cursor = [], 0
    for line in printed_lines(spec):
        sought = _words(line.text)
        after = _find(words, sought, cursor)
        place = after if after is not None else _find(words, sought, 0)
        if place is None:
            found.append(f"not in the annexe: {line.text}")
            continue
        if line.text not in loose:
            if after is None:
                found.append(f"out of order: {line.text}")
            cursor = place + len(sought)
        words[place : place + len(sought)] = [None] * len(sought)
    left = " ".join(word for word in words if word is not None)
    return [*found, *([f"in the annexe only: {left}"] if left else [])]


def _loose_lines(spec: FormSpec) -> frozenset[str]:
    mixed = [section for section in spec.sections if section.id in SCRAMBLED[spec.model]]
    footnotes = {f"{footnote.mark} {footnote.text}" for footnote in spec.footnotes}
    return BESIDE | footnotes | {text for section in mixed for text in section_lines(section)}


def section_lines(section: Section) -> list[str]:
    """Return the printed lines under a section's title, in the model's order."""
    lines = []
    for block in section.blocks:
        lines += [block.title] if block.title else []
        for line in block.lines:
            lines += [line.label, *(f"- {item}" for item in line.items)]
    return lines


def _words(text: str) -> list[str]:
    without_pages = re.sub(r"(?m)^\s*[0-9]+\s*$", "", text)
    return re.sub(r"(?m)^-(?=\w)", "- ", without_pages).split()


def _find(words: list[str | None], sought: list[str], start: int) -> int | None:
    for place in range(start, len(words) - len(sought) + 1):
        if words[place : place + len(sought)] == sought:
            return place
    return None
