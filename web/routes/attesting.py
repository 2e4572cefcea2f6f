"""Are a partner's copies destroyed? One page by the link of a mail, without account: the list of plis, one attestation.

Looking changes nothing; what is attested is a POST with a word that a person types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.usecases import attesting
from liaison.usecases.attesting import ANSWER_LABELS, ATTESTOR_LABELS, KEPT_LABELS, WORD, AttestationPage, Given
from liaison.vocabulary.attestations import Attested, Attestor, KeptFor
from web.deps import Ctx, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()

FIELDS: Final = ("what", "kept_for", "attestor")


def chosen(value: object) -> object:
    """Take an answer that was left open as none: the use case says what is missing, all at once."""
    return None if value == "" else value


class AttestationInput(Input):
    """What a partner attests."""

    what: Annotated[Attested | None, BeforeValidator(chosen), Field(title="Ce que vous attestez")] = None
    kept_for: Annotated[KeptFor | None, BeforeValidator(chosen), Field(title="Gardé pour")] = None
    attestor: Annotated[Attestor | None, BeforeValidator(chosen), Field(title="Votre fonction")] = None
    word: Annotated[str, Field(title="Le mot à écrire", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class RequestShown:
    """The page of a request, without menu, with what was typed."""

    token: str
    asked: AttestationPage
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    word: str = WORD
    answers: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in ANSWER_LABELS.items())
    reasons: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in KEPT_LABELS.items())
    functions: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in ATTESTOR_LABELS.items())

    @property
    def title(self) -> str:
        """What the window says: the number, neutral."""
        return f"Demande {self.asked.number}"

    @property
    def operator(self) -> str:
        """Who wrote."""
        return self.asked.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.asked.callback


@router.get("/attestation/{token}")
def open_attestation(request: Request, token: str, ctx: Ctx) -> Response:
    """Show what is to be destroyed, or the receipt; nothing changes."""
    return render(request, "partner/attestation.html", RequestShown(token, attesting.open_request(ctx, token)))


@router.post("/attestation/{token}")
def attest_destruction(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Take an attestation."""
    try:
        given = read(form, AttestationInput)
        attesting.attest(ctx, token, given.word, Given(given.what, given.attestor, given.kept_for))
    except (Invalid, WrongState) as error:
        problems = error.problems if isinstance(error, Invalid) else ()
        refusal = None if isinstance(error, Invalid) else error
        typed = {name: form.one(name) for name in FIELDS}
        page = RequestShown(token, attesting.open_request(ctx, token), typed, problems, refusal)
        raise Again(error, "partner/attestation.html", page) from error
    return go(request, "open_attestation", token=token, done="attestation-donnee")
