"""To whom may this draft go? One that was prepared for an addressee of an exit stays with that partner (T-10)."""

from liaison.errors import Refused
from liaison.records import Fiche, Partner
from liaison.rules import exchange
from liaison.rules.access import Actor
from liaison.store import exits as store
from liaison.usecases import directory
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.vocabulary import PartnerKind


def contacts_for(ctx: Context, actor: Actor, row: Fiche, departement: str) -> tuple[ContactView, ...]:
    """Return the contacts of a département to whom a fiche may go, by partner and name."""
    contacts = directory.contacts_for(ctx, actor, row.model, departement)
    held_by = store.find_addressee_of(ctx.session, row.id)
    return tuple(one for one in contacts if held_by is None or one.partner_id == held_by.partner_id)


def check_partner(ctx: Context, row: Fiche, partner: Partner) -> None:
    """Let a draft be addressed to a partner.

    Raises:
        Refused: its model suits no such partner, or it was prepared for another addressee of an exit, who would be
            shown as told.
    """
    exchange.check_model_suits(row.model, PartnerKind(partner.kind))
    held_by = store.find_addressee_of(ctx.session, row.id)
    if held_by is not None and held_by.partner_id != partner.id:
        raise Refused(
            "Cette fiche a été préparée pour un autre destinataire de la sortie.",
            hint="Choisissez un contact de ce destinataire, ou jetez le brouillon et préparez-le depuis la sortie.",
        )
