"""Where does a partner receive? Pages of its places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.usecases import directory, keeping_places, reinstating
from liaison.usecases.context import Context
from liaison.usecases.directory import PartnerView, PlaceView
from liaison.usecases.keeping_places import PlaceForm
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, Input, read
from web.pages import go, render

router = APIRouter()


class PlaceInput(Input):
    """What is typed about a place."""

    name: Annotated[str, Field(title="Nom du lieu", max_length=150)] = ""
    address: Annotated[str, Field(title="Adresse", max_length=250)] = ""
    postcode: Annotated[str, Field(title="Code postal", max_length=10)] = ""
    town: Annotated[str, Field(title="Ville", max_length=100)] = ""


@dataclass(frozen=True, slots=True)
class PlaceFormPage:
    """What is typed about a place."""

    title: str
    partner: PartnerView
    place: PlaceView | None
    values: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@router.get("/partenaires/{partner_id}/lieux/nouveau")
def new_place(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty place."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    check_may_keep_directory(actor, partner.departement)
    return render(request, "partners/place_form.html", PlaceFormPage("Nouveau lieu", partner, None, {}))


@router.post("/partenaires/{partner_id}/lieux/nouveau")
def add_place(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a place."""
    partner = directory.open_partner(ctx, actor, partner_id).partner
    return _save(request, ctx, actor, partner, None, form)


@router.get("/lieux/{place_id}/modifier")
def edit_place(request: Request, place_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a place, to change."""
    place, partner_id = keeping_places.open_place(ctx, actor, place_id)
    partner = directory.open_partner(ctx, actor, partner_id).partner
    values = {"name": place.name, "address": place.address, "postcode": place.postcode, "town": place.town}
    page = PlaceFormPage(f"Modifier {place.name}", partner, place, values)
    return render(request, "partners/place_form.html", page)


@router.post("/lieux/{place_id}/modifier")
def save_place(request: Request, place_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change a place."""
    place, partner_id = keeping_places.open_place(ctx, actor, place_id)
    partner = directory.open_partner(ctx, actor, partner_id).partner
    return _save(request, ctx, actor, partner, place, form)


@router.post("/lieux/{place_id}/desactiver")
def disable_place(request: Request, place_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a place out of use."""
    partner_id = keeping_places.disable_place(ctx, actor, place_id)
    return go(request, "show_partner", partner_id=partner_id, done="lieu-desactive")


@router.post("/lieux/{place_id}/remettre")
def enable_place(request: Request, place_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Put a place back into use."""
    partner_id = reinstating.enable_place(ctx, actor, place_id)
    return go(request, "show_partner", partner_id=partner_id, done="lieu-remis")


def _save(
    request: Request, ctx: Context, actor: Actor, partner: PartnerView, place: PlaceView | None, form: Form
) -> Response:
    try:
        given = read(form, PlaceInput)
        typed = PlaceForm(partner_id=partner.id, id=place.id if place else None, **given.model_dump())
        keeping_places.save_place(ctx, actor, typed)
    except Invalid as error:
        title = f"Modifier {place.name}" if place else "Nouveau lieu"
        page = PlaceFormPage(title, partner, place, form.raw(), error.problems)
        raise Again(error, "partners/place_form.html", page) from error
    return go(request, "show_partner", partner_id=partner.id, done="lieu-enregistre")
