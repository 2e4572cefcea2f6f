"""What does the operator say of its own organisation? One page for each text, for the controller and the DPO."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.usecases.registers import stating
from liaison.usecases.registers.stating import StatementView
from liaison.vocabulary.registers import Statement
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import go, render

router = APIRouter(prefix="/registres/declarations")


class StatementInput(ExactInput):
    """What is said, and on top of what."""

    text: Annotated[str, Field(title="Texte")]
    revision: Annotated[int, Field(title="Version", ge=0)]


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """Every text, said or not."""

    lines: tuple[StatementView, ...]
    title: str = "Ce que l’opérateur déclare"


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One text, to write."""

    view: StatementView
    values: Mapping[str, str]
    title: str
    problems: tuple[Problem, ...] = ()
    error: LiaisonError | None = None
    longest: int = stating.LONGEST


@router.get("")
def list_statements(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show every text that the operator says."""
    return render(request, "registers/statements.html", StatementsPage(tuple(stating.list_statements(ctx, actor))))


@router.get("/{statement}")
def edit_statement(request: Request, statement: Statement, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer one text to write."""
    view = stating.open_statement(ctx, actor, statement)
    values = {"text": view.text, "revision": str(view.revision)}
    return render(request, "registers/statement_form.html", StatementPage(view, values, view.label))


@router.post("/{statement}")
def save_statement(request: Request, statement: Statement, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep one text."""
    view = stating.open_statement(ctx, actor, statement)
    try:
        given = read(form, StatementInput)
        stating.save_statement(ctx, actor, statement, given.text, revision=given.revision)
    except (Invalid, Conflict) as error:
        problems = error.problems if isinstance(error, Invalid) else ()
        told = None if isinstance(error, Invalid) else error
        page = StatementPage(view, form.raw(), view.label, problems, told)
        raise Again(error, "registers/statement_form.html", page) from error
    return go(request, "list_statements", done="declaration-enregistree")
