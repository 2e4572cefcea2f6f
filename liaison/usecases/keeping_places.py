"""Where does a partner receive? Places, kept by those who keep the directory; a contact may stand at one."""

import re
from dataclasses import dataclass
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.events import EventKind
from liaison.records import Place
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.directory import PlaceView

_POSTCODE: Final = re.compile(r"\d{5}\Z")


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """What is typed about a place; no `id` makes a new one."""

    partner_id: str
    name: str
    address: str = ""
    postcode: str = ""
    town: str = ""
    id: str | None = None


def open_place(ctx: Context, actor: Actor, place_id: str) -> tuple[PlaceView, str]:
    """Return a place of the actor's départements, and the id of its partner."""
    row = store.get_place(ctx.session, place_id)
    check_may_keep_directory(actor, store.get_partner(ctx.session, row.partner_id).departement)
    return PlaceView(row.id, row.name, row.address, row.postcode, row.town, row.enabled), row.partner_id


def save_place(ctx: Context, actor: Actor, form: PlaceForm) -> str:
    """Add or change a place; return its id.

    Raises:
        Invalid: it has no name, or a postcode that is none.
    """
    partner = store.get_partner(ctx.session, form.partner_id)
    check_may_keep_directory(actor, partner.departement)
    postcode = check_place(form)
    row = store.get_place(ctx.session, form.id) if form.id else Place(id=ctx.new_id(), partner_id=partner.id, name="")
    if row.partner_id != partner.id:
        raise Invalid([Problem("partner_id", "Partenaire", "Ce lieu est celui d’un autre partenaire.")])
    row.name, row.address = form.name.strip(), form.address.strip()
    row.postcode, row.town = postcode, form.town.strip()
    event = Event(EventKind.PLACE_SAVED, actor.account_id, row.id, {"partner": partner.id})
    save(ctx.session, row, event=event, at=ctx.now)
    return row.id


def check_place(form: PlaceForm) -> str:
    """Return the postcode in one form.

    Raises:
        Invalid: everything to correct at once.
    """
    problems = []
    if not form.name.strip():
        problems.append(Problem("name", "Nom du lieu", "« Nom du lieu » : il manque. Remplissez ce champ."))
    postcode = "".join(form.postcode.split())
    if postcode and not _POSTCODE.match(postcode):
        sentence = "« Code postal » : écrivez ses cinq chiffres, ou laissez vide."
        problems.append(Problem("postcode", "Code postal", sentence))
    if problems:
        raise Invalid(problems)
    return postcode


def disable_place(ctx: Context, actor: Actor, place_id: str) -> str:
    """Take a place out of use: contacts who stood there stand nowhere; return its partner's id."""
    row = store.get_place(ctx.session, place_id)
    partner = store.get_partner(ctx.session, row.partner_id)
    check_may_keep_directory(actor, partner.departement)
    row.enabled = False
    there = [contact for contact in store.list_contacts(ctx.session, [partner.id]) if contact.place_id == row.id]
    for contact in there:
        contact.place_id = None
    event = Event(EventKind.PLACE_DISABLED, actor.account_id, row.id, {"contacts": len(there)})
    save(ctx.session, row, *there, event=event, at=ctx.now)
    return partner.id
