"""How does a fiche become paper, filled, or blank to fill with a pen? It decides nothing about who may see it."""

from collections.abc import Mapping

from forms.answers import Answers
from forms.paper.composing import compose, compose_blank
from forms.paper.drawing import draw
from forms.paper.errors import TooLongToPrint
from forms.paper.fonts import embedded
from forms.paper.presentation import PLAIN, ElectronicSignature, InkSignature, Presentation, Signature
from forms.paper.setting import check_length
from forms.spec import FormSpec, Kind

__all__ = [
    "ElectronicSignature",
    "InkSignature",
    "Presentation",
    "Signature",
    "TooLongToPrint",
    "blank",
    "render",
    "unprintable",
    "unprintable_in",
]


def render(spec: FormSpec, answers: Answers, *, presentation: Presentation = PLAIN) -> bytes:
    """Return a filled fiche as PDF: same answers, same bytes.

    Every text is drawn as it is, never read as markup (ASVS 1.3.7); a sign that no face has is drawn □.
    Raises `TooLongToPrint`.
    """
    return draw(compose(spec, answers, presentation), embedded())


def blank(spec: FormSpec, *, presentation: Presentation = PLAIN) -> bytes:
    """Return the fiche as PDF, with lines wide enough for a pen."""
    return draw(compose_blank(spec, presentation), embedded())


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters that no embedded face can draw, each once, in order. Raises `TooLongToPrint`."""
    check_length(text)
    return embedded().lacking(text)


def unprintable_in(spec: FormSpec, answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """Return, by field id in the order of the paper, the characters drawn as □.

    Raises `TooLongToPrint`.
    """
    lacking = {
        field.id: unprintable(answers.display(field.id)) for field in spec.fields() if field.kind is not Kind.TICK
    }
    return {field_id: characters for field_id, characters in lacking.items() if characters}
