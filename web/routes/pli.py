"""What does a partner do here, who has no account? One page by the link of a mail: received, download, help, answer.

Looking changes nothing; every act is a POST with a word that a person types, which no link scanner does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.usecases import answering
from liaison.usecases.answering import (
    ANSWER_WORD,
    DOWNLOAD_WORD,
    HELP_WORD,
    RECEIVED_WORD,
    TROUBLE_LABELS,
    PliPage,
)
from liaison.usecases.context import Context
from liaison.usecases.outcomes import OUTCOME_LABELS, REASON_LABELS
from liaison.vocabulary import Outcome, OutcomeReason, Trouble
from web.deps import Ctx, Posted
from web.errors import Again
from web.files import attachment
from web.inputs import Form, Input, read
from web.pages import go, render

router = APIRouter()


class WordInput(Input):
    """A word that a person types."""

    word: Annotated[str, Field(title="Le mot à écrire")] = ""


class TroubleInput(WordInput):
    """Why a pli does not open."""

    trouble: Annotated[Trouble, Field(title="Ce qui se passe")]


class AnswerInput(WordInput):
    """What the partner decides."""

    outcome: Annotated[Outcome, Field(title="Votre réponse")]
    reason: Annotated[OutcomeReason | None, Field(title="Motif")] = None


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """The page of a pli, with what was typed; `act`: the part of it that was posted and refused."""

    token: str
    pli: PliPage
    act: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    received_word: str = RECEIVED_WORD
    download_word: str = DOWNLOAD_WORD
    help_word: str = HELP_WORD
    answer_word: str = ANSWER_WORD
    troubles: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in TROUBLE_LABELS.items())
    outcomes: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in OUTCOME_LABELS.items())
    reasons: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in REASON_LABELS.items())

    @property
    def title(self) -> str:
        """What the window says: the reference, neutral."""
        return f"Pli {self.pli.reference}"

    @property
    def operator(self) -> str:
        """Who wrote to the partner."""
        return self.pli.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.pli.callback

    def errors(self, act: str) -> tuple[Problem, ...]:
        """Return what is to be corrected in one part of the page."""
        return self.problems if act == self.act else ()


@router.get("/pli/{token}")
def show_pli(request: Request, token: str, ctx: Ctx) -> Response:
    """Show what a partner may do with a pli; nothing changes."""
    return render(request, "partner/pli.html", PartnerPage(token, answering.open_pli(ctx, token)))


@router.post("/pli/{token}/recu")
def acknowledge_pli(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Take the acknowledgement."""
    try:
        answering.acknowledge(ctx, token, read(form, WordInput).word)
    except (Invalid, WrongState) as error:
        raise _again(ctx, token, "received", form, error) from error
    return go(request, "show_pli", token=token, done="accuse-recu")


@router.post("/pli/{token}/telecharger")
def download_pli(token: str, ctx: Ctx, form: Posted) -> Response:
    """Give the sealed archive."""
    try:
        name, content = answering.download(ctx, token, read(form, WordInput).word)
    except (Invalid, WrongState) as error:
        raise _again(ctx, token, "download", form, error) from error
    return attachment(content, name=name)


@router.post("/pli/{token}/aide")
def report_trouble(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Tell the référent that the pli does not open."""
    try:
        given = read(form, TroubleInput)
        answering.report_trouble(ctx, token, given.word, given.trouble)
    except (Invalid, WrongState) as error:
        raise _again(ctx, token, "help", form, error) from error
    return go(request, "show_pli", token=token, done="aide-demandee")


@router.post("/pli/{token}/reponse")
def answer_pli(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Take the partner's decision."""
    try:
        given = read(form, AnswerInput)
        answering.answer(ctx, token, given.word, given.outcome, given.reason)
    except (Invalid, WrongState) as error:
        raise _again(ctx, token, "answer", form, error) from error
    return go(request, "show_pli", token=token, done="reponse-recue")


def _again(ctx: Context, token: str, act: str, form: Form, error: LiaisonError) -> Again:
    problems = error.problems if isinstance(error, Invalid) else ()
    refusal = None if isinstance(error, Invalid) else error
    typed = {name: form.one(name) for name in ("outcome", "reason", "trouble")}
    page = PartnerPage(token, answering.open_pli(ctx, token), act, typed, problems, refusal)
    return Again(error, "partner/pli.html", page)
