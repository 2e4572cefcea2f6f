"""Whom do we write to? Pages of contacts: the only place where an address or a number is typed (security.md 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.usecases import directory, keeping_directory
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView, PartnerView
from liaison.usecases.keeping_directory import ContactForm
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, Input, read
from web.pages import go, render

router = APIRouter()


class ContactInput(Input):
    """What is typed about a contact."""

    first_name: Annotated[str, Field(title="Prénom", max_length=100)] = ""
    last_name: Annotated[str, Field(title="Nom", max_length=100)] = ""
    function: Annotated[str, Field(title="Fonction", max_length=150)] = ""
    email: Annotated[str, Field(title="E-mail professionnel", max_length=254)] = ""
    mobile: Annotated[str, Field(title="Mobile professionnel", max_length=40)] = ""
    telephone: Annotated[str, Field(title="Ligne directe", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class ContactFormPage:
    """What is typed about a contact."""

    title: str
    partner: PartnerView
    contact: ContactView | None
    values: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@router.get("/partenaires/{partner_id}/contacts/nouveau")
def new_contact(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty contact."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    check_may_keep_directory(actor, partner.departement)
    return render(request, "partners/contact_form.html", _form_page(partner, None, {}))


@router.post("/partenaires/{partner_id}/contacts/nouveau")
def add_contact(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a contact."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    return _save(request, ctx, actor, partner, None, form)


@router.get("/contacts/{contact_id}/modifier")
def edit_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a contact, to change."""
    contact = directory.open_contact(ctx, actor, contact_id)
    partner = directory.open_partner(ctx, actor, contact.partner_id).partner
    check_may_keep_directory(actor, partner.departement)
    values = {
        "first_name": contact.first_name, "last_name": contact.last_name, "function": contact.function,
        "email": contact.email, "mobile": contact.mobile, "telephone": contact.telephone,
    }  # fmt: skip
    return render(request, "partners/contact_form.html", _form_page(partner, contact, values))


@router.post("/contacts/{contact_id}/modifier")
def save_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change a contact."""
    contact = directory.open_contact(ctx, actor, contact_id)
    partner = directory.open_partner(ctx, actor, contact.partner_id).partner
    return _save(request, ctx, actor, partner, contact, form)


@router.post("/contacts/{contact_id}/desactiver")
def disable_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a contact out of use."""
    partner_id = directory.open_contact(ctx, actor, contact_id).partner_id
    keeping_directory.disable_contact(ctx, actor, contact_id)
    return go(request, "show_partner", partner_id=partner_id, done="contact-desactive")


def _save(
    request: Request, ctx: Context, actor: Actor, partner: PartnerView, contact: ContactView | None, form: Form
) -> Response:
    try:
        given = read(form, ContactInput)
        typed = ContactForm(partner_id=partner.id, id=contact.id if contact else None, **given.model_dump())
        keeping_directory.save_contact(ctx, actor, typed)
    except Invalid as error:
        page = _form_page(partner, contact, form.raw(), error)
        raise Again(error, "partners/contact_form.html", page) from error
    return go(request, "show_partner", partner_id=partner.id, done="contact-enregistre")


def _form_page(
    partner: PartnerView, contact: ContactView | None, values: Mapping[str, str], error: Invalid | None = None
) -> ContactFormPage:
    return ContactFormPage(
        title=f"Modifier {contact.name}" if contact else "Nouveau contact",
        partner=partner,
        contact=contact,
        values=values,
        problems=error.problems if error else (),
    )
