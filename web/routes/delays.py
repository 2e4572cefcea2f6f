"""Until when is each thing kept? Pages of the delays: what counts today, what another value would move, the change."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.usecases import delaying
from liaison.usecases.delaying import DelayLine, DelayPage
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter(prefix="/echeances/delais")


class DelayInput(Input):
    """A value that was tried and is confirmed; `plan` names what was shown."""

    value: Annotated[str, Field(title="Nouveau délai", max_length=6)] = ""
    plan: Annotated[str, Field(title="Aperçu", max_length=64)] = ""


@dataclass(frozen=True, slots=True)
class DelaysPage:
    """Every rule with its delay."""

    lines: tuple[DelayLine, ...]
    title: str = "Délais"


@dataclass(frozen=True, slots=True)
class DelayShown:
    """A rule, and what another value would move."""

    shown: DelayPage
    typed: str
    title: str
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None


@router.get("")
def list_delays(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """List the rules with the delays that count today."""
    return render(request, "due/delays.html", DelaysPage(tuple(delaying.list_delays(ctx, actor))))


@router.get("/{rule}")
def show_delay(request: Request, rule: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a rule; with a value in the address, what it would move. Nothing moves."""
    typed = request.query_params.get("valeur", "").strip()
    try:
        page = _shown(delaying.open_delay(ctx, actor, rule, typed), typed)
    except Invalid as error:
        page = replace(_shown(delaying.open_delay(ctx, actor, rule), typed), problems=error.problems)
    return render(request, "due/delay.html", page, status=422 if page.problems else 200)


@router.post("/{rule}")
def change_delay(request: Request, rule: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Set a delay, after its preview."""
    given = read(form, DelayInput)
    try:
        delaying.change(ctx, actor, rule, given.value, seal=given.plan)
    except Invalid as error:
        page = replace(_shown(delaying.open_delay(ctx, actor, rule), given.value), problems=error.problems)
        raise Again(error, "due/delay.html", page) from error
    except Conflict as error:
        page = replace(_shown(delaying.open_delay(ctx, actor, rule, given.value), given.value), refusal=error)
        raise Again(error, "due/delay.html", page) from error
    return go(request, "show_delay", rule=rule, done="delai-change")


def _shown(page: DelayPage, typed: str) -> DelayShown:
    return DelayShown(page, typed, f"Délai : {page.line.rule.anchor}")
