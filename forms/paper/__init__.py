"""How does a fiche become paper, and paper a fiche again? It decides nothing about who may see it.

A model becomes a template, once; a fiche is a template filled; a returned one is read back.
"""

from collections.abc import Mapping

from forms.answers import Answers
from forms.errors import NothingToRead
from forms.outside import LARGEST
from forms.paper.errors import TooLongToPrint
from forms.paper.filling import mark_of
from forms.paper.glyphs import lacking
from forms.paper.identity import Mark
from forms.paper.presentation import PLAIN, ElectronicSignature, InkSignature, Presentation, Signature
from forms.paper.returned import Returned, interpret, read
from forms.paper.rewriting import rewritten
from forms.paper.sections import SIGNATURE, naming
from forms.paper.store import Templates
from forms.paper.writing import check_length
from forms.spec import FormSpec, Kind

__all__ = [
    "LARGEST",
    "PLAIN",
    "SIGNATURE",
    "ElectronicSignature",
    "InkSignature",
    "Mark",
    "NothingToRead",
    "Presentation",
    "Returned",
    "Signature",
    "Templates",
    "TooLongToPrint",
    "interpret",
    "mark_of",
    "naming",
    "read",
    "rewritten",
    "unprintable",
    "unprintable_in",
]


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that no embedded face can draw, each once, in order. Raises `TooLongToPrint`."""
    check_length(text)
    return lacking(text)


def unprintable_in(spec: FormSpec, answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """Return, by field id in the order of the paper, the characters drawn as □.

    Raises `TooLongToPrint`.
    """
    found = {field.id: unprintable(answers.display(field.id)) for field in spec.fields() if field.kind is not Kind.TICK}
    return {field_id: characters for field_id, characters in found.items() if characters}
