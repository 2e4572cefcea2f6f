"""Is this your address? The page that a contact opens from a mail, the button that sends it, a link that is cut."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import asking_to_deposit, directory, verifying
from liaison.usecases.verifying import WORD, AddressPage
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()


class ConfirmInput(Input):
    """A word that a person types."""

    word: Annotated[str, Field(title="Le mot à écrire", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class AddressShown:
    """The page of an address, without menu."""

    token: str
    address: AddressPage
    problems: tuple[Problem, ...] = ()
    word: str = WORD
    title: str = "Votre adresse professionnelle"

    @property
    def operator(self) -> str:
        """Who wrote."""
        return self.address.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.address.callback


@router.post("/contacts/{contact_id}/verifier")
def verify_address(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send the mail that asks a contact to confirm their address."""
    partner_id = directory.open_contact(ctx, actor, contact_id).partner_id
    verifying.ask(ctx, actor, contact_id)
    return go(request, "show_partner", partner_id=partner_id, done="verification-envoyee")


@router.post("/contacts/{contact_id}/couper-depot")
def cut_deposit_link(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Cut the links by which a contact may deposit."""
    partner_id = directory.open_contact(ctx, actor, contact_id).partner_id
    asking_to_deposit.cut(ctx, actor, contact_id)
    return go(request, "show_partner", partner_id=partner_id, done="lien-coupe")


@router.get("/adresse/{token}")
def show_address(request: Request, token: str, ctx: Ctx) -> Response:
    """Ask whether this is the right address; nothing changes."""
    return render(request, "partner/address.html", AddressShown(token, verifying.open_address(ctx, token)))


@router.post("/adresse/{token}")
def confirm_address(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Take the word that was typed."""
    try:
        verifying.confirm(ctx, token, read(form, ConfirmInput).word)
    except Invalid as error:
        page = AddressShown(token, verifying.open_address(ctx, token), error.problems)
        raise Again(error, "partner/address.html", page) from error
    return go(request, "show_address", token=token)
