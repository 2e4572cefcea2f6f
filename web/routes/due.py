"""What must be destroyed, when, and by which rule? The schedule, and what would be due if. No content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import foreseeing, supposing
from liaison.usecases.foreseeing import Schedule
from liaison.usecases.supposing import Supposed, Supposition
from liaison.vocabulary import Role
from web.deps import Ctx, CurrentActor
from web.inputs import Form, FrenchDate, Input, read
from web.matrix import CASEWORK, entry_of
from web.pages import render

router = APIRouter()


class SuppositionInput(Input):
    """What is supposed; all of it in the address, for nothing of it is about anybody."""

    convention: Annotated[str, Field(title="Convention", max_length=40)] = ""
    convention_fin: Annotated[FrenchDate, Field(title="prendrait fin le")] = None
    departement: Annotated[str, Field(title="Département", max_length=3)] = ""
    accord_fin: Annotated[FrenchDate, Field(title="prendrait fin le")] = None
    jour: Annotated[FrenchDate, Field(title="Si l’on était le")] = None


@dataclass(frozen=True, slots=True)
class DuePage:
    """What is late, due soon, held, and the calendar."""

    schedule: Schedule
    opens_cases: bool
    reads_delays: bool
    title: str = "Échéances"


@dataclass(frozen=True, slots=True)
class SupposePage:
    """A simulation: the questions, and the answer once something is supposed."""

    texts: Mapping[str, str]
    conventions: tuple[tuple[str, str], ...]
    departements: tuple[tuple[str, str], ...]
    supposed: Supposed | None
    opens_cases: bool
    problems: tuple[Problem, ...] = ()
    title: str = "Et si… ?"


@router.get("/echeances")
def list_due(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what is to be destroyed, late things first."""
    page = DuePage(foreseeing.schedule(ctx, actor), actor.role in CASEWORK, _may(actor.role, "list_delays"))
    return render(request, "due/list.html", page)


@router.get("/echeances/et-si")
def suppose_due(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what would move and be due if; nothing changes."""
    conventions, departements = supposing.choices(ctx, actor)
    texts = {name: request.query_params.get(name, "").strip() for name in SuppositionInput.model_fields}
    supposed: Supposed | None = None
    problems: tuple[Problem, ...] = ()
    try:
        typed = read(Form({name: (value,) for name, value in texts.items()}), SuppositionInput)
        if any(texts.values()):
            supposed = supposing.suppose(ctx, actor, _supposition(typed))
    except Invalid as error:
        problems = error.problems
    page = SupposePage(texts, conventions, departements, supposed, actor.role in CASEWORK, problems)
    return render(request, "due/suppose.html", page, status=422 if problems else 200)


def _supposition(typed: SuppositionInput) -> Supposition:
    return Supposition(typed.convention, typed.convention_fin, typed.departement, typed.accord_fin, typed.jour)


def _may(role: Role, route: str) -> bool:
    entry = entry_of(route)
    return isinstance(entry, frozenset) and role in entry
