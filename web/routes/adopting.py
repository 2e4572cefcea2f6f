"""Whose fiche from elsewhere is this? Beside a dossier that somebody chose, or a new one; then taken in."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.usecases import adopting
from liaison.usecases.adopting import AdoptionPage
from liaison.usecases.context import Context
from liaison.usecases.taking_in import TakenIn
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, read
from web.pages import go, render
from web.routes.taking_in import (
    AGAIN,
    CIRS,
    PREFIX,
    ReferralInput,
    Typed,
    check_stands_there,
    document_of,
    referred_of,
    typed_of,
)

router = APIRouter(prefix=PREFIX)

NEW: Final = "nouveau"
"""In place of a dossier's id: a new one."""


class AdoptInput(ReferralInput):
    """Whose fiche it is, and which of its values the dossier takes over."""

    case: Annotated[str, Field(title="Dossier", min_length=1, max_length=40)]
    take: Annotated[tuple[str, ...], Field(title="À reprendre au dossier")] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """A fiche from elsewhere beside a dossier, or beside a new one."""

    it: TakenIn
    shown: AdoptionPage
    chosen: str
    typed: Typed
    title: str
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    cirs: tuple[tuple[str, str], ...] = CIRS


@router.get("/dossier")
def ask_adoption(request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a fiche from elsewhere beside the dossier that was chosen, or beside a new one."""
    chosen = request.query_params.get("dossier", NEW) or NEW
    page = _adoption(ctx, actor, document_of(ctx, actor, deposit_id, document_id), chosen, Form())
    return render(request, "deposits/adopt.html", page)


@router.post("/dossier")
def adopt_fiche(
    request: Request, deposit_id: str, document_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Take a fiche from elsewhere into a dossier."""
    chosen = form.one("case", NEW)
    check_stands_there(ctx, actor, deposit_id, document_id)
    try:
        given = read(form, AdoptInput)
        referred = referred_of(ctx, actor, document_id, given)
        case_id = adopting.adopt(
            ctx,
            actor,
            document_id,
            case_id=None if given.case == NEW else given.case,
            take=frozenset(given.take),
            referred=referred,
        )
    except AGAIN as error:
        ctx.take_back()
        it = document_of(ctx, actor, deposit_id, document_id)
        page = _adoption(ctx, actor, it, chosen, form, error)
        raise Again(error, "deposits/adopt.html", page) from error
    return go(request, "show_case", case_id=case_id, done="fiche-prise" if given.case != NEW else "fiche-dossier")


def _adoption(
    ctx: Context, actor: Actor, it: TakenIn, chosen: str, form: Form, error: LiaisonError | None = None
) -> Adoption:
    returned = it.elsewhere.returned if it.elsewhere else None
    shown = adopting.prepare(ctx, actor, it.document.id, None if chosen == NEW else chosen, returned=returned)
    return Adoption(
        it=it,
        shown=shown,
        chosen=chosen,
        typed=typed_of(form, it),
        title="Prendre une fiche au dossier",
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )
