"""How do the models name the public employment service? As the guide does, or as it is called since 2024 (F-9)."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from forms.spec import FormSpec, Line, Section


class Wording(StrEnum):
    """How the models name the public employment service (F-9)."""

    OFFICIAL = "official"
    FRANCE_TRAVAIL = "france_travail"


_POLE_EMPLOI = re.compile(r"(?<!ex-)\bPôle [Ee]mploi\b")  # a text that is reworded already stays


@lru_cache(maxsize=64)
def with_wording(spec: FormSpec, wording: Wording) -> FormSpec:
    """Return the model as the operator words it (F-9); ids, order and rules stay, so stored answers fit.

    The same object each time: what is kept by model, as templates are, is found without comparing every field.
    """
    if wording is Wording.OFFICIAL:
        return spec
    return replace(spec, sections=tuple(_reword_section(section) for section in spec.sections))


def _france_travail(text: str) -> str:
    return _POLE_EMPLOI.sub("France Travail (ex-Pôle emploi)", text)


def _reword_section(section: Section) -> Section:
    blocks = tuple(
        replace(block, title=_france_travail(block.title), lines=tuple(map(_reword_line, block.lines)))
        for block in section.blocks
    )
    return replace(section, title=_france_travail(section.title), blocks=blocks)


def _reword_line(line: Line) -> Line:
    fields = tuple(replace(field, label=_france_travail(field.label)) for field in line.fields)
    items = tuple(map(_france_travail, line.items))
    return replace(line, label=_france_travail(line.label), fields=fields, items=items)
