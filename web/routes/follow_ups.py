"""How is a contact noted, and taken out again (E-7)? From the dossier, or in one press from « Ma journée »."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid
from liaison.usecases import keeping_contact
from liaison.usecases.keeping_contact import ContactForm
from liaison.vocabulary.tables import ContactPurpose, ContactWay
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import FrenchDate, Input, Ticked, read
from web.pages import go
from web.routes.cases import Typed, case_page

router = APIRouter()


class ContactInput(Input):
    """A contact: a day, a way, a purpose."""

    happened_on: Annotated[FrenchDate, Field(title="Le")] = None
    way: Annotated[ContactWay, Field(title="Comment")]
    purpose: Annotated[ContactPurpose, Field(title="Objet")] = ContactPurpose.REGULAR
    from_day: Ticked = False
    """Whether it was pressed on « Ma journée »."""


@router.post("/dossiers/{case_id}/contacts")
def record_contact(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Note a contact."""
    try:
        given = read(form, ContactInput)
        keeping_contact.record_contact(ctx, actor, case_id, ContactForm(given.happened_on, given.way, given.purpose))
    except Invalid as error:
        typed = Typed(happened_on=form.one("happened_on"), way=form.one("way"), purpose=form.one("purpose"))
        raise Again(error, "cases/show.html", case_page(ctx, actor, case_id, typed=typed, error=error)) from error
    if given.from_day:
        return go(request, "home", done="contact-note", anchor="contacts")
    return go(request, "show_case", case_id=case_id, done="contact-note", anchor="contacts")


@router.post("/dossiers/{case_id}/contacts/{contact_id}/retirer")
def remove_contact(request: Request, case_id: str, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take out a contact that was noted by mistake."""
    keeping_contact.remove_contact(ctx, actor, case_id, contact_id)
    return go(request, "show_case", case_id=case_id, done="contact-retire", anchor="contacts")
