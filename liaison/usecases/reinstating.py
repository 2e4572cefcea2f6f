"""How does what was taken out of use by mistake come back? Partners, contacts, places, conventions of the directory."""

from typing import Final

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Contact, Convention, Partner, Place
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import linking
from liaison.usecases.context import Context

_KINDS: Final = {
    Partner: EventKind.PARTNER_ENABLED,
    Contact: EventKind.CONTACT_ENABLED,
    Place: EventKind.PLACE_ENABLED,
    Convention: EventKind.CONVENTION_ENABLED,
}


def enable_partner(ctx: Context, actor: Actor, partner_id: str) -> None:
    """Put a partner back into use, with those of its contacts that were not taken out themselves.

    Raises:
        WrongState: it is in use.
    """
    row = store.get_partner(ctx.session, partner_id)
    _check(ctx, actor, row, row.id)
    _enable(ctx, actor, row)


def enable_contact(ctx: Context, actor: Actor, contact_id: str) -> str:
    """Put a contact back into use; return its partner's id. What was proven of it before is forgotten.

    Somebody left, or a box was closed: whether the address still reaches them is to be shown again.

    Raises:
        WrongState: it is in use.
    """
    row = store.get_contact(ctx.session, contact_id)
    _check(ctx, actor, row, row.partner_id)
    row.verified_at, row.opened_test_at, row.opened_at, row.opened_format = None, None, None, ""
    linking.cut(ctx, row.id)  # a link of before must confirm nothing now
    _enable(ctx, actor, row)
    return row.partner_id


def enable_place(ctx: Context, actor: Actor, place_id: str) -> str:
    """Put a place back into use; return its partner's id. Who stood there is to be said again.

    Raises:
        WrongState: it is in use.
    """
    row = store.get_place(ctx.session, place_id)
    _check(ctx, actor, row, row.partner_id)
    _enable(ctx, actor, row)
    return row.partner_id


def enable_convention(ctx: Context, actor: Actor, convention_id: str) -> None:
    """Put a convention back into use; its term and its deadlines never changed.

    Raises:
        WrongState: it is in use.
    """
    row = store.get_convention(ctx.session, convention_id)
    _check(ctx, actor, row, row.partner_id)
    _enable(ctx, actor, row)


def _check(ctx: Context, actor: Actor, row: Partner | Contact | Place | Convention, partner_id: str) -> None:
    check_may_keep_directory(actor, store.get_partner(ctx.session, partner_id).departement)
    if row.enabled:
        raise WrongState("C’est déjà en service.", hint="Rechargez la page : elle montre où cela en est.")


def _enable(ctx: Context, actor: Actor, row: Partner | Contact | Place | Convention) -> None:
    row.enabled = True
    save(ctx.session, row, event=Event(_KINDS[type(row)], actor.account_id, row.id), at=ctx.now)
