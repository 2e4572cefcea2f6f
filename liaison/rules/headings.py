"""What does a heading of a spreadsheet mean? What was said of it before, else what it says; each meaning once."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

MeaningT = TypeVar("MeaningT", bound=StrEnum)

IGNORED: Final = ""
"""What a column means that is left out."""


def normal(heading: str) -> str:
    """Return a heading without case, accents and signs: « E-mail : » and « E mail » are one."""
    decomposed = unicodedata.normalize("NFKD", heading.casefold().replace("°", " "))
    kept = "".join(sign if sign.isalnum() else " " for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(kept.split())


def known(labels: Mapping[MeaningT, str], others: Mapping[MeaningT, Sequence[str]]) -> Mapping[str, str]:
    """Return what each normal heading means: the labels of the meanings, and other words for them."""
    return {
        **{normal(label): meaning.value for meaning, label in labels.items()},
        **{heading: meaning.value for meaning, headings in others.items() for heading in headings},
    }


def propose(headings: Sequence[str], remembered: Mapping[str, str], understood: Mapping[str, str]) -> tuple[str, ...]:
    """Propose what each column means: what was said of its heading before, else what it says; each meaning once.

    `remembered` gives a meaning, or nothing for a column that was left out, by normal heading; `understood` is what
    `known` gave.
    """
    meanings = set(understood.values())
    proposed: list[str] = []
    for heading in map(normal, headings):
        said = remembered.get(heading, understood.get(heading, IGNORED)) if heading else IGNORED
        meaning = said if said in meanings else IGNORED
        proposed.append(IGNORED if meaning in proposed else meaning)
    return tuple(proposed)
