"""Is this really the contact's address? A mail with a link; who reads it there types a word (demands.md 8).

Looking changes nothing. The page names nobody: if the address was wrong, a stranger learns who asked, no more.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from liaison.errors import Expired, Refused, WrongState
from liaison.events import EventKind
from liaison.messages.address import AddressMail, address_mail
from liaison.records import Contact, Departement
from liaison.rules.access import CONTENT_ROLES, DIRECTORY_ROLES, Actor, check_has_role, check_may_work_in
from liaison.store import directory as store
from liaison.store import links as link_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, linking
from liaison.usecases.context import Context
from liaison.usecases.directory import contact_details
from liaison.vocabulary import PARTNER, LinkPurpose

WORD: Final = "confirmer"
LIFE: Final = timedelta(days=14)
PAUSE: Final = timedelta(minutes=10)
"""Nobody's box is filled by somebody who presses a button again."""


@dataclass(frozen=True, slots=True)
class AddressPage:
    """What the page of an address shows to who holds its link."""

    operator: str
    callback: str
    is_verified: bool


def why_not(ctx: Context) -> str:
    """Say why no address can be verified from here; empty when one can."""
    if not linking.can_link(ctx.settings):
        return (
            "Ce service n’est pas joignable de l’extérieur : un lien ne s’ouvrirait pas chez le partenaire. "
            "Appelez le contact, ou envoyez-lui un pli d’essai."
        )
    return "" if ctx.mailer_ready else "L’envoi d’e-mails n’est pas configuré sur ce service."


def ask(ctx: Context, actor: Actor, contact_id: str) -> None:
    """Send the mail that asks a contact to confirm their address; an earlier link stops working.

    Raises:
        Refused: no link or no mail can leave, or the contact is no longer offered.
        WrongState: it was asked a moment ago.
    """
    check_has_role(actor, DIRECTORY_ROLES | CONTENT_ROLES)
    contact = store.get_contact(ctx.session, contact_id)
    partner = store.get_partner(ctx.session, contact.partner_id)
    check_may_work_in(actor, partner.departement)
    if refusal := why_not(ctx):
        raise Refused(refusal, hint="Voyez avec l’administration du service.")
    if not (contact.enabled and partner.enabled):
        raise Refused("Ce contact n’est plus proposé.", hint="Choisissez un autre contact dans l’annuaire.")
    _check_pause(ctx, contact)
    linking.cut(ctx, contact.id, purpose=LinkPurpose.ADDRESS)
    departement = store.get_departement(ctx.session, partner.departement)
    link = linking.make(ctx, LinkPurpose.ADDRESS, contact.id, life=LIFE)
    asked = AddressMail(departement.operator, link, LIFE.days, departement.callback)
    delivering.queue_mail(ctx, address_mail(asked), to=contact_details(ctx, contact)["email"])
    event = Event(EventKind.ADDRESS_ASKED, actor.account_id, contact.id, {"partner": partner.id})
    save(ctx.session, event=event, at=ctx.now)


def open_address(ctx: Context, token: str) -> AddressPage:
    """Return the page of a link; nothing changes.

    Raises:
        Expired: the link works no more.
    """
    contact, departement = _follow(ctx, token)
    return AddressPage(departement.operator, departement.callback, contact.verified_at is not None)


def confirm(ctx: Context, token: str, word: str) -> None:
    """Record that the address is its reader's; a second time changes nothing.

    Raises:
        Expired: the link works no more.
        Invalid: the word was not typed: a machine that clicks everything does not type.
    """
    contact, _ = _follow(ctx, token)
    linking.check_typed(word, WORD)
    if contact.verified_at is not None:
        return
    contact.verified_at = ctx.now
    event = Event(EventKind.CONTACT_VERIFIED, PARTNER, contact.id, {"partner": contact.partner_id})
    save(ctx.session, contact, event=event, at=ctx.now)


def _follow(ctx: Context, token: str) -> tuple[Contact, Departement]:
    link = linking.follow(ctx, LinkPurpose.ADDRESS, token)
    contact = store.get_contact(ctx.session, link.subject_id)
    partner = store.get_partner(ctx.session, contact.partner_id)
    if not (contact.enabled and partner.enabled):
        raise Expired("Ce lien n’est plus valable.", hint="Appelez la personne qui vous a écrit : elle vous aidera.")
    return contact, store.get_departement(ctx.session, partner.departement)


def _check_pause(ctx: Context, contact: Contact) -> None:
    made = [link.made_at for link in link_store.list_links(ctx.session, contact.id)]
    if made and ctx.now - max(made) < PAUSE:
        raise WrongState(
            "Un e-mail de vérification est parti il y a moins de dix minutes.",
            hint="Laissez au contact le temps de le lire, puis recommencez.",
        )
