"""Whom at a partner is a request to destroy sent to? The data-protection correspondent, else whom a person chose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from liaison.errors import NotFound
from liaison.records import Contact, Correspondent, DestructionRequest
from liaison.store import directory as store
from liaison.usecases import directory
from liaison.usecases.context import Context
from liaison.vocabulary import Duty, Party

CORRESPONDENT: Final = "correspondent"
CONTACT: Final = "contact"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be asked: `choice` is what a form posts."""

    choice: str
    label: str
    email: str


def by_default(ctx: Context, convention_ids: Sequence[str]) -> Correspondent | None:
    """Return the partner's data-protection correspondent who has an address; none where nobody named one."""
    for row in store.list_correspondents(ctx.session, convention_ids):
        if row.party == Party.PARTNER and row.duty == Duty.DATA_PROTECTION and _email_of(ctx, row):
            return row
    return None


def email_of(ctx: Context, row: DestructionRequest) -> str:
    """Return the address that mails of a request go to today; empty when whoever was chosen is gone, or nobody was."""
    try:
        if row.correspondent_id is not None:
            return _email_of(ctx, store.get_correspondent(ctx.session, row.correspondent_id))
        if row.contact_id is not None:
            return _email_of_contact(ctx, store.get_contact(ctx.session, row.contact_id))
    except NotFound:  # a correspondent who was taken off: their details are destroyed with the row
        pass
    return ""


def addressees(ctx: Context, row: DestructionRequest) -> list[Addressee]:
    """Return whom a person may choose: the partner's correspondents, then the contacts in use, who have an address."""
    conventions = [one.id for one in store.list_conventions(ctx.session, row.partner_id)]
    correspondents = [
        one for one in store.list_correspondents(ctx.session, conventions) if one.party == Party.PARTNER
    ]  # fmt: skip
    contacts = store.list_contacts(ctx.session, [row.partner_id])
    return list(_unique([
        *(_correspondent(ctx, one) for one in correspondents),
        *(_contact(ctx, one) for one in contacts if one.enabled),
    ]))  # fmt: skip


def label_of(ctx: Context, row: DestructionRequest) -> str:
    """Say whom the mails go to, by function; empty when it is nobody."""
    if not email_of(ctx, row):
        return ""
    if row.correspondent_id is not None:
        duty = Duty(store.get_correspondent(ctx.session, row.correspondent_id).duty)
        return _DUTIES[duty]
    return store.get_contact(ctx.session, row.contact_id or "").function


_DUTIES: Final = {
    Duty.DATA_PROTECTION: "correspondant pour la protection des données",
    Duty.SECURITY: "correspondant pour la sécurité",
}


def _correspondent(ctx: Context, row: Correspondent) -> Addressee:
    details = directory.correspondent_details(ctx, row)
    name = f"{details['first_name']} {details['last_name']}".strip()
    return Addressee(f"{CORRESPONDENT}.{row.id}", f"{name}, {_DUTIES[Duty(row.duty)]}", details["email"])


def _contact(ctx: Context, row: Contact) -> Addressee:
    details = directory.contact_details(ctx, row)
    name = f"{details['first_name']} {details['last_name']}".strip()
    return Addressee(f"{CONTACT}.{row.id}", f"{name}, {row.function}", details["email"])


def _unique(found: Iterable[Addressee]) -> Iterable[Addressee]:
    """Leave out who has no address, and who stands there twice: in two conventions, say."""
    seen: set[str] = set()
    for one in found:
        if one.email and (key := f"{one.label} {one.email}".casefold()) not in seen:
            seen.add(key)
            yield one


def _email_of(ctx: Context, row: Correspondent) -> str:
    return directory.correspondent_details(ctx, row)["email"]


def _email_of_contact(ctx: Context, row: Contact) -> str:
    partner = store.get_partner(ctx.session, row.partner_id)
    return directory.contact_details(ctx, row)["email"] if row.enabled and partner.enabled else ""
