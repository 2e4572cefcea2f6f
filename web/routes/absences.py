"""Who is absent, and who takes over? Declared by a référent for themselves, or by the coordinator (A-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.rules.access import Actor
from liaison.usecases import standing_in
from liaison.usecases.context import Context
from liaison.usecases.standing_in import AbsenceForm, AbsencesPage, Staff
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()


class AbsenceInput(Input):
    """An absence, typed."""

    departement: Annotated[str, Field(title="Département", min_length=1)]
    absent: Annotated[str, Field(title="Absence de", min_length=1)]
    substitute: Annotated[str, Field(title="Remplacement", min_length=1)]
    starts_on: Annotated[FrenchDate, Field(title="Premier jour")] = None
    ends_on: Annotated[FrenchDate, Field(title="Dernier jour")] = None


@dataclass(frozen=True, slots=True)
class AbsencesShown:
    """The absences that concern somebody, and a form for one more."""

    shown: AbsencesPage
    absents: tuple[tuple[str, str], ...]
    substitutes: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Absences"


@router.get("/absences")
def list_absences(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show absences, and offer to declare one."""
    return render(request, "absences/list.html", _page(ctx, actor, Form()))


@router.post("/absences")
def declare_absence(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Declare an absence."""
    try:
        given = read(form, AbsenceInput)
        standing_in.declare(ctx, actor, AbsenceForm(**given.model_dump()))
    except Invalid as error:
        raise Again(error, "absences/list.html", _page(ctx, actor, form, error)) from error
    return go(request, "list_absences", done="absence-declaree")


@router.post("/absences/{absence_id}/terminer")
def end_absence(request: Request, absence_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """End an absence now."""
    try:
        standing_in.end(ctx, actor, absence_id)
    except WrongState as error:
        raise Again(error, "absences/list.html", _page(ctx, actor, Form(), error)) from error
    return go(request, "list_absences", done="absence-terminee")


def _page(ctx: Context, actor: Actor, form: Form, error: LiaisonError | None = None) -> AbsencesShown:
    shown = standing_in.list_absences(ctx, actor)
    typed = {name: form.one(name) for name in AbsenceInput.model_fields}
    typed["departement"] = typed["departement"] or (shown.departements[0] if shown.departements else "")
    return AbsencesShown(
        shown=shown,
        absents=_options(shown.absents),
        substitutes=_options(shown.substitutes),
        typed=typed,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )


def _options(staff: tuple[Staff, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.account_id, f"{one.name}, {one.role_label[:1].lower()}{one.role_label[1:]}") for one in staff)
