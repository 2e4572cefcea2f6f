"""Who is to be told what the OFII decided? The référent prints the convocation, hands it, and notes it (V-5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.rules.access import Actor
from liaison.usecases.context import Context
from liaison.usecases.table_words import HANDED
from liaison.usecases.tables import convocations
from liaison.usecases.tables.convocations import LONGEST_BRING, ConvocationPage, DecisionsDay
from liaison.vocabulary.tables import HandedBy
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import pdf
from web.inputs import FrenchDate, Input, read
from web.moments import day_of
from web.pages import go, render

router = APIRouter(prefix="/convocations")

_SHOW: Final = "convocations/show.html"


class PrintInput(Input):
    """What the operator asks to bring along."""

    bring: Annotated[str, Field(title="À apporter", max_length=LONGEST_BRING)] = ""


class HandedInput(Input):
    """When and how a convocation was handed."""

    handed_on: Annotated[FrenchDate, Field(title="Remise le")] = None
    way: Annotated[HandedBy, Field(title="Comment")]


@dataclass(frozen=True, slots=True)
class ConvocationsPage:
    """The decisions about those whom somebody follows."""

    decisions: DecisionsDay
    title: str = "Décisions de l’OFII"


@dataclass(frozen=True, slots=True)
class ConvocationShown:
    """One decision, its convocation, and the form that notes that it was handed."""

    it: ConvocationPage
    typed: Mapping[str, str]
    title: str = "Décision de l’OFII"
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    ways: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in HANDED.items())
    longest_bring: int = LONGEST_BRING


@router.get("")
def list_convocations(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what the OFII decided about those whom somebody follows."""
    page = ConvocationsPage(convocations.list_convocations(ctx, actor))
    return render(request, "convocations/list.html", page)


@router.get("/{row_id}")
def show_convocation(request: Request, row_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one decision, and what to do about it."""
    return render(request, _SHOW, _page(ctx, actor, row_id))


@router.post("/{row_id}/convocation.pdf")
def print_convocation(row_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give the convocation on paper; by POST, since what is to be brought along is kept nowhere."""
    try:
        given = read(form, PrintInput)
        content = convocations.print_convocation(ctx, actor, row_id, bring=given.bring)
    except (Invalid, WrongState) as error:
        raise _again(ctx, actor, row_id, form.raw(), error) from error
    return pdf(content, name="convocation.pdf")


@router.post("/{row_id}/remise")
def note_convocation(request: Request, row_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Note when and how the person got it."""
    try:
        given = read(form, HandedInput)
        day = day_of(given.handed_on, field="handed_on", label="Remise le")
        convocations.note_handed(ctx, actor, row_id, day, given.way)
    except (Invalid, WrongState) as error:
        raise _again(ctx, actor, row_id, form.raw(), error) from error
    return go(request, "list_convocations", done="convocation-remise")


def _page(ctx: Context, actor: Actor, row_id: str) -> ConvocationShown:
    it = convocations.show(ctx, actor, row_id)
    return ConvocationShown(it, {"handed_on": f"{ctx.today:%d/%m/%Y}"})


def _again(ctx: Context, actor: Actor, row_id: str, typed: Mapping[str, str], error: LiaisonError) -> Again:
    ctx.take_back()
    page = _page(ctx, actor, row_id)
    problems = error.problems if isinstance(error, Invalid) else ()
    refusal = None if isinstance(error, Invalid) else error
    shown = replace(page, typed={**page.typed, **typed}, problems=problems, refusal=refusal)
    return Again(error, _SHOW, shown)
