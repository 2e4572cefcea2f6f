"""What did the partner decide, and is the pli over? Noted from a call, then closed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import following, outcomes
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.outcomes import OUTCOME_LABELS, REASON_LABELS
from liaison.vocabulary import Outcome, OutcomeReason
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()


class OutcomeInput(Input):
    """What the partner decided, as they said it."""

    outcome: Annotated[Outcome, Field(title="Réponse du partenaire")]
    reason: Annotated[OutcomeReason | None, Field(title="Motif")] = None


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """The partner's decision, to be recorded."""

    line: TransmissionLine
    outcome: str = ""
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in OUTCOME_LABELS.items())
    reasons: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in REASON_LABELS.items())
    title: str = "Noter la réponse"


@router.get("/transmissions/{transmission_id}/reponse")
def ask_outcome(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask what the partner decided."""
    line = following.open_transmission(ctx, actor, transmission_id).line
    return render(request, "transmissions/outcome.html", OutcomePage(line))


@router.post("/transmissions/{transmission_id}/reponse")
def record_outcome(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record what the partner decided."""
    try:
        given = read(form, OutcomeInput)
        outcomes.record_outcome(ctx, actor, transmission_id, given.outcome, given.reason)
    except Invalid as error:
        line = following.open_transmission(ctx, actor, transmission_id).line
        page = OutcomePage(line, form.one("outcome"), form.one("reason"), error.problems)
        raise Again(error, "transmissions/outcome.html", page) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done="reponse-notee")


@router.post("/transmissions/{transmission_id}/clore")
def close_pli(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Close a pli."""
    outcomes.close(ctx, actor, transmission_id)
    return go(request, "show_transmission", transmission_id=transmission_id, done="pli-clos")
