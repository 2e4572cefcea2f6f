"""What is still to be done about a referral? The CIR signed, the sender told, the copy to the DT OFII (T-6)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, WrongState
from liaison.usecases import copying_to_ofii, referring
from liaison.vocabulary import OfiiCopy
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import FrenchDate, Input, read
from web.pages import go
from web.routes.cases import Typed, case_page

router = APIRouter()


class SignedInput(Input):
    """The day when the CIR was signed, when it is known."""

    signed_on: Annotated[FrenchDate, Field(title="CIR signé le")] = None


class CopyInput(Input):
    """Who sent the copy to the DT OFII."""

    by: Annotated[OfiiCopy, Field(title="Copie à la DT OFII")]


@router.post("/dossiers/{case_id}/cir")
def record_cir(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record that the CIR is signed."""
    try:
        referring.record_signed(ctx, actor, case_id, read(form, SignedInput).signed_on)
    except (Invalid, WrongState) as error:
        page = case_page(ctx, actor, case_id, typed=Typed(signed_on=form.one("signed_on")), error=error)
        raise Again(error, "cases/show.html", page) from error
    return go(request, "show_case", case_id=case_id, done="cir-signe", anchor="orientation")


@router.post("/orientations/{referral_id}/prevenir")
def tell_sender(request: Request, referral_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send the mail that asks to orient somebody to the OFII first."""
    case_id = referring.tell(ctx, actor, referral_id)
    return go(request, "show_case", case_id=case_id, done="expediteur-prevenu", anchor="orientation")


@router.post("/orientations/{referral_id}/prevenu")
def note_sender_told(request: Request, referral_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that the sender was told on the telephone."""
    case_id = referring.note_told(ctx, actor, referral_id)
    return go(request, "show_case", case_id=case_id, done="expediteur-prevenu-telephone", anchor="orientation")


@router.post("/orientations/{referral_id}/copie")
def note_copy(request: Request, referral_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record who sent the DT OFII its copy."""
    case_id = copying_to_ofii.note_copied(ctx, actor, referral_id, read(form, CopyInput).by)
    return go(request, "show_case", case_id=case_id, done="copie-notee", anchor="orientation")


@router.post("/orientations/{referral_id}/ofii")
def write_to_ofii(request: Request, referral_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Begin the fiche to the DT OFII."""
    fiche_id = copying_to_ofii.write_to_ofii(ctx, actor, referral_id)
    return go(request, "show_fiche", fiche_id=fiche_id, done="fiche-ofii")
