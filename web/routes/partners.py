"""With whom do we exchange? Pages of the directory: search, a partner with contacts, conventions, last exchanges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import (
    DIRECTORY_ROLES,
    Actor,
    check_has_role,
    check_may_keep_directory,
    is_allowed,
)
from liaison.usecases import (
    asking_to_deposit,
    directory,
    following,
    keeping_directory,
    my_day,
    reinstating,
    searching,
    verifying,
)
from liaison.usecases.choosing import KEY_LABELS
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS, PartnerPage, PartnerView
from liaison.usecases.keeping_directory import PartnerForm
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.searching import Found
from liaison.vocabulary import KeyChannel, PartnerKind
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()

FORMATS: Final = (
    ("zip", "zip chiffré (AES-256) : le plus courant"),
    ("7z", "7z : cache aussi le nom et la taille de ce qui est dedans"),
)


class PartnerInput(Input):
    """What is typed about a partner."""

    departement: Annotated[str, Field(title="Département")] = ""
    kind: Annotated[PartnerKind, Field(title="Sorte de partenaire")]
    name: Annotated[str, Field(title="Nom", max_length=200)] = ""
    siret: Annotated[str, Field(title="SIRET", max_length=30)] = ""
    switchboard: Annotated[str, Field(title="Standard")] = ""
    archive_format: Annotated[str, Field(title="Format du pli", pattern="^(zip|7z)$")] = "zip"


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """The directory."""

    found: Found
    search: str
    may_add: bool
    title: str = "Partenaires"


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner with its contacts, conventions and last exchanges."""

    shown: PartnerPage
    formats: Mapping[str, str]
    lines: tuple[TransmissionLine, ...]
    may_keep: bool
    may_send: bool
    names: Mapping[str, str]
    """How the fields that a convention leaves out are called."""
    title: str
    keys: Mapping[KeyChannel, str] = field(default_factory=lambda: KEY_LABELS)
    cannot_verify: str = ""
    """Why no address can be verified from here."""
    deposit_until: Mapping[str, datetime] = field(default_factory=dict)
    """By contact: until when they may deposit by a link of the standing page."""


@dataclass(frozen=True, slots=True)
class PartnerFormPage:
    """What is typed about a partner."""

    title: str
    partner: PartnerView | None
    values: Mapping[str, str]
    departements: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, label) for kind, label in KIND_LABELS.items())
    formats: tuple[tuple[str, str], ...] = FORMATS
    problems: tuple[Problem, ...] = ()


@router.get("/partenaires")
def list_partners(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the directory."""
    return _list(request, ctx, actor, "")


@router.post("/partenaires")
def search_partners(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Find partners; by POST, since people also type the name of a contact (T-8)."""
    return _list(request, ctx, actor, form.one("search").strip()[:200])


@router.get("/partenaires/nouveau")
def new_partner(request: Request, actor: CurrentActor) -> Response:
    """Offer an empty partner."""
    check_has_role(actor, DIRECTORY_ROLES)
    return render(request, "partners/partner_form.html", _form_page(actor, None, {}))


@router.post("/partenaires/nouveau")
def add_partner(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a partner."""
    try:
        given = read(form, PartnerInput)
        partner_id = keeping_directory.save_partner(ctx, actor, _partner(given))
    except Invalid as error:
        raise Again(error, "partners/partner_form.html", _form_page(actor, None, form.raw(), error)) from error
    return go(request, "show_partner", partner_id=partner_id, done="partenaire-enregistre")


@router.get("/partenaires/{partner_id}")
def show_partner(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a partner."""
    page = directory.open_partner(ctx, actor, partner_id)
    follows = is_allowed(check_has_role, actor, following.FOLLOWERS)
    lines = my_day.list_transmissions(ctx, actor, partner_id=partner_id) if follows else []
    shown = PartnerShown(
        shown=page,
        formats=dict(FORMATS),
        lines=tuple(lines[:10]),
        may_keep=is_allowed(check_may_keep_directory, actor, page.partner.departement),
        may_send=follows,
        names=_names(ctx, page),
        title=page.partner.name,
        cannot_verify=verifying.why_not(ctx),
        deposit_until=asking_to_deposit.links_until(ctx, [contact.id for contact in page.contacts]),
    )
    return render(request, "partners/show.html", shown)


@router.get("/partenaires/{partner_id}/modifier")
def edit_partner(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a partner, to change."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    check_may_keep_directory(actor, partner.departement)
    values = {
        "departement": partner.departement, "kind": partner.kind.value, "name": partner.name,
        "switchboard": partner.switchboard, "archive_format": partner.archive_format, "siret": partner.siret,
    }  # fmt: skip
    return render(request, "partners/partner_form.html", _form_page(actor, partner, values))


@router.post("/partenaires/{partner_id}/modifier")
def save_partner(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change a partner."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    try:
        given = read(form, PartnerInput)
        keeping_directory.save_partner(ctx, actor, _partner(given, partner))
    except Invalid as error:
        raise Again(error, "partners/partner_form.html", _form_page(actor, partner, form.raw(), error)) from error
    return go(request, "show_partner", partner_id=partner_id, done="partenaire-enregistre")


@router.post("/partenaires/{partner_id}/desactiver")
def disable_partner(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a partner out of use."""
    keeping_directory.disable_partner(ctx, actor, partner_id)
    return go(request, "show_partner", partner_id=partner_id, done="partenaire-desactive")


@router.post("/partenaires/{partner_id}/remettre")
def enable_partner(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Put a partner back into use."""
    reinstating.enable_partner(ctx, actor, partner_id)
    return go(request, "show_partner", partner_id=partner_id, done="partenaire-remis")


def _list(request: Request, ctx: Context, actor: Actor, search: str) -> Response:
    found = searching.find_partners(ctx, actor, search=search)
    may_add = is_allowed(check_has_role, actor, DIRECTORY_ROLES)
    return render(request, "partners/list.html", PartnersPage(found, search, may_add))


def _partner(given: PartnerInput, before: PartnerView | None = None) -> PartnerForm:
    return PartnerForm(
        departement=before.departement if before else given.departement,
        kind=given.kind,
        name=given.name,
        switchboard=given.switchboard,
        archive_format=given.archive_format,
        siret=given.siret,
        id=before.id if before else None,
    )


def _names(ctx: Context, page: PartnerPage) -> dict[str, str]:
    specs = {convention.model: ctx.catalog.get(convention.model) for convention in page.conventions}
    return {field.id: spec.naming(field.id) for spec in specs.values() for field in spec.fields()}


def _form_page(
    actor: Actor, partner: PartnerView | None, values: Mapping[str, str], error: Invalid | None = None
) -> PartnerFormPage:
    return PartnerFormPage(
        title=f"Modifier {partner.name}" if partner else "Nouveau partenaire",
        partner=partner,
        values=values,
        departements=tuple(sorted(actor.departements)),
        problems=error.problems if error else (),
    )
