"""Who sends the DT OFII its copy of a referral by the SPE (T-6, guide:3162-3168)? The partner, or we by a fiche."""

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import exchanges as exchange_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, drafting, referring
from liaison.usecases.context import Context
from liaison.usecases.referring import GENERIC
from liaison.vocabulary import CaseId, FicheId, FicheStatus, OfiiCopy, PartnerKind


def note_copied(ctx: Context, actor: Actor, referral_id: str, by: OfiiCopy) -> CaseId:
    """Record who sent the DT OFII its copy: the partner, as it undertook to (guide:3166), or we, by a pli that left.

    Raises:
        WrongState: no copy is due, or no pli of ours left for the DT OFII since.
    """
    row = referring.referral_of(ctx, actor, referral_id)
    if row.copy_to_ofii != OfiiCopy.TO_SETTLE or by not in {OfiiCopy.SENT_BY_PARTNER, OfiiCopy.SENT_BY_US}:
        raise WrongState("La copie à la DT OFII est déjà réglée.", hint="Rechargez la page du dossier.")
    if by is OfiiCopy.SENT_BY_US and not referring.since(referring.sent_to_ofii(ctx, row.case_id), row):
        raise WrongState(
            "Aucun pli n’est encore parti à la DT OFII pour cette personne.", hint="Envoyez d’abord la fiche."
        )
    row.copy_to_ofii, row.copied_at, row.changed_at = by.value, ctx.now, ctx.now
    event = Event(EventKind.REFERRAL_COPIED, actor.account_id, row.case_id, {"by": by.value})
    save(ctx.session, row, event=event, at=ctx.now)
    return CaseId(row.case_id)


def write_to_ofii(ctx: Context, actor: Actor, referral_id: str) -> FicheId:
    """Begin the fiche to the DT OFII, prefilled from the dossier and addressed where there is one contact only.

    The one that was begun for it already is given back: two clicks write one fiche.
    """
    row = referring.referral_of(ctx, actor, referral_id)
    case = case_store.get_case(ctx.session, row.case_id)
    contacts = directory.contacts_at(ctx, actor, case.departement, {PartnerKind.OFII})
    known = {contact.id for contact in contacts}
    for fiche in exchange_store.list_fiches(ctx.session, [case.id]):
        if fiche.status == FicheStatus.DRAFT and fiche.model == GENERIC and fiche.contact_id in known:
            return FicheId(fiche.id)
    fiche_id = drafting.start(ctx, actor, case.id, GENERIC, anyway=True).fiche_id
    if len(contacts) == 1:
        drafting.choose_contact(ctx, actor, fiche_id, contacts[0].id)
    return fiche_id
