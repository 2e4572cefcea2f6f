"""Whom do we write to? Pages of contacts: the only place where an address or a number is typed (security.md 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.usecases import directory, keeping_directory, reinstating
from liaison.usecases.choosing import KEY_LABELS
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView, PartnerPage, PartnerView
from liaison.usecases.keeping_directory import PREFERABLE, ContactForm
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, Input, Ticked, read
from web.pages import go, render

router = APIRouter()

FORMATS: Final = (("zip", "zip"), ("7z", "7z"))


class ContactInput(Input):
    """What is typed about a contact."""

    first_name: Annotated[str, Field(title="Prénom", max_length=100)] = ""
    last_name: Annotated[str, Field(title="Nom", max_length=100)] = ""
    function: Annotated[str, Field(title="Fonction", max_length=150)] = ""
    email: Annotated[str, Field(title="E-mail professionnel", max_length=254)] = ""
    mobile: Annotated[str, Field(title="Mobile professionnel", max_length=40)] = ""
    telephone: Annotated[str, Field(title="Ligne directe", max_length=40)] = ""
    place_id: Annotated[str, Field(title="Lieu", max_length=40)] = ""
    archive_format: Annotated[str, Field(title="Format préféré", max_length=10)] = ""
    key_channel: Annotated[str, Field(title="Clé préférée", max_length=20)] = ""
    sms_to_mail: Annotated[Ticked, Field(title="SMS aussi par e-mail")] = False


@dataclass(frozen=True, slots=True)
class ContactFormPage:
    """What is typed about a contact."""

    title: str
    partner: PartnerView
    contact: ContactView | None
    values: Mapping[str, str]
    places: tuple[tuple[str, str], ...]
    formats: tuple[tuple[str, str], ...] = FORMATS
    keys: tuple[tuple[str, str], ...] = tuple((channel.value, KEY_LABELS[channel]) for channel in PREFERABLE)
    problems: tuple[Problem, ...] = ()


@router.get("/partenaires/{partner_id}/contacts/nouveau")
def new_contact(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty contact."""
    page = directory.open_partner(ctx, actor, partner_id)
    check_may_keep_directory(actor, page.partner.departement)
    return render(request, "partners/contact_form.html", _form_page(page, None, {}))


@router.post("/partenaires/{partner_id}/contacts/nouveau")
def add_contact(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a contact."""
    page = directory.open_partner(ctx, actor, partner_id)
    return _save(request, ctx, actor, page, None, form)


@router.get("/contacts/{contact_id}/modifier")
def edit_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a contact, to change."""
    contact = directory.open_contact(ctx, actor, contact_id)
    page = directory.open_partner(ctx, actor, contact.partner_id)
    check_may_keep_directory(actor, page.partner.departement)
    values = {
        "first_name": contact.first_name, "last_name": contact.last_name, "function": contact.function,
        "email": contact.email, "mobile": contact.mobile, "telephone": contact.telephone,
        "place_id": contact.place.id if contact.place else "", "archive_format": contact.archive_format,
        "key_channel": contact.key_channel, "sms_to_mail": "1" if contact.sms_to_mail else "",
    }  # fmt: skip
    return render(request, "partners/contact_form.html", _form_page(page, contact, values))


@router.post("/contacts/{contact_id}/modifier")
def save_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change a contact."""
    contact = directory.open_contact(ctx, actor, contact_id)
    page = directory.open_partner(ctx, actor, contact.partner_id)
    return _save(request, ctx, actor, page, contact, form)


@router.post("/contacts/{contact_id}/desactiver")
def disable_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a contact out of use."""
    partner_id = directory.open_contact(ctx, actor, contact_id).partner_id
    keeping_directory.disable_contact(ctx, actor, contact_id)
    return go(request, "show_partner", partner_id=partner_id, done="contact-desactive")


@router.post("/contacts/{contact_id}/remettre")
def enable_contact(request: Request, contact_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Put a contact back into use."""
    partner_id = reinstating.enable_contact(ctx, actor, contact_id)
    return go(request, "show_partner", partner_id=partner_id, done="contact-remis")


def _save(
    request: Request, ctx: Context, actor: Actor, page: PartnerPage, contact: ContactView | None, form: Form
) -> Response:
    partner = page.partner
    try:
        given = read(form, ContactInput)
        typed = ContactForm(partner_id=partner.id, id=contact.id if contact else None, **given.model_dump())
        keeping_directory.save_contact(ctx, actor, typed)
    except Invalid as error:
        shown = _form_page(page, contact, form.raw(), error)
        raise Again(error, "partners/contact_form.html", shown) from error
    return go(request, "show_partner", partner_id=partner.id, done="contact-enregistre")


def _form_page(
    page: PartnerPage, contact: ContactView | None, values: Mapping[str, str], error: Invalid | None = None
) -> ContactFormPage:
    return ContactFormPage(
        title=f"Modifier {contact.name}" if contact else "Nouveau contact",
        partner=page.partner,
        contact=contact,
        values=values,
        places=tuple((place.id, place.label) for place in page.places if place.enabled),
        problems=error.problems if error else (),
    )
