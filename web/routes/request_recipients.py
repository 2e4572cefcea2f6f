"""Which partners are told of a request, and how? Found in the register, one line for each (RGPD art. 19)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.usecases import telling_recipients
from liaison.vocabulary.rights import RecipientSpared, RecipientWay
from web.deps import Ctx, CurrentActor, Posted
from web.inputs import FrenchDate, Input, read
from web.pages import go
from web.routes.requests import act_on

router = APIRouter()


class ToldInput(Input):
    """How and when a partner was told."""

    told_by: Annotated[RecipientWay, Field(title="Comment")]
    told_on: Annotated[FrenchDate, Field(title="Informé le")] = None


class AnsweredInput(Input):
    """When a partner answered."""

    answered_on: Annotated[FrenchDate, Field(title="Répondu le")] = None


class SparedInput(Input):
    """Why a partner needs not be told."""

    spared: Annotated[RecipientSpared, Field(title="Motif")]


@router.post("/demandes/{request_id}/destinataires")
def search_recipients(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Look in the register for who got something of this person."""

    def act() -> None:
        telling_recipients.search(ctx, actor, request_id)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-destinataires")


@router.post("/demandes/{request_id}/destinataires/{recipient_id}/corriger")
def correct_for_recipient(
    request: Request,
    request_id: str,
    recipient_id: str,
    ctx: Ctx,
    actor: CurrentActor,
) -> Response:
    """Begin the fiche that corrects the one that this partner got."""
    telling_recipients.check_of(ctx, actor, request_id, recipient_id)
    fiche_id = telling_recipients.correct(ctx, actor, recipient_id)
    return go(request, "show_fiche", fiche_id=fiche_id, done="fiche-corrigee")


@router.post("/demandes/{request_id}/destinataires/{recipient_id}/e-mail")
def mail_recipient(
    request: Request, request_id: str, recipient_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Mail the partner what is asked, by the reference of its pli."""
    telling_recipients.check_of(ctx, actor, request_id, recipient_id)

    def act() -> None:
        telling_recipients.send_notice(ctx, actor, recipient_id)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-destinataire")


@router.post("/demandes/{request_id}/destinataires/{recipient_id}/informe")
def note_recipient_told(
    request: Request, request_id: str, recipient_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Record that the partner was told otherwise."""
    telling_recipients.check_of(ctx, actor, request_id, recipient_id)

    def act() -> None:
        given = read(form, ToldInput)
        telling_recipients.note_told(ctx, actor, recipient_id, given.told_by, given.told_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-destinataire")


@router.post("/demandes/{request_id}/destinataires/{recipient_id}/repondu")
def note_recipient_answered(
    request: Request, request_id: str, recipient_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Record that the partner answered."""
    telling_recipients.check_of(ctx, actor, request_id, recipient_id)

    def act() -> None:
        telling_recipients.note_answered(ctx, actor, recipient_id, read(form, AnsweredInput).answered_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-destinataire")


@router.post("/demandes/{request_id}/destinataires/{recipient_id}/dispense")
def spare_recipient(
    request: Request, request_id: str, recipient_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Record why the partner needs not be told."""
    telling_recipients.check_of(ctx, actor, request_id, recipient_id)

    def act() -> None:
        telling_recipients.spare(ctx, actor, recipient_id, read(form, SparedInput).spared)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-destinataire")
