"""How does a file come in by another door (D-6)? The référent enters what a partner mailed, or scans a paper.

Its origin is noted. What a partner mailed is judged as if they had deposited it: what anybody could read on the way is
not kept here either. A paper was read by nobody on the way: its scan is looked at in the child process and sealed.
"""

from dataclasses import dataclass
from typing import Final

from crypto.kinds import Kind, recognise
from liaison.errors import Invalid, NotFound, Problem, Refused
from liaison.ports import Opened, OpeningStopped
from liaison.records import Partner, Transmission
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store.writing import save
from liaison.usecases import (
    directory,
    following,
    judging,
    keeping_deposits,
    opening_deposit,
    reading_back,
)
from liaison.usecases.context import Context
from liaison.usecases.directory import PartnerView
from liaison.usecases.keeping_deposits import Arrival
from liaison.usecases.receiving import Incoming
from liaison.usecases.scanning import Seen, look_at
from liaison.vocabulary import DepositDoor, DepositId

DOOR_LABELS: Final = {
    DepositDoor.MAIL: "Par e-mail : l’archive chiffrée que le partenaire a jointe",
    DepositDoor.PAPER: "Sur papier : la fiche numérisée ou photographiée",
}
_SCANS: Final = frozenset({Kind.PDF, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class EntryForm:
    """Where a file came from, as the référent says it."""

    partner_id: str
    door: DepositDoor
    reference: str = ""
    """Of the pli that it answers; empty when it answers none."""


def partners_offered(ctx: Context, actor: Actor) -> list[PartnerView]:
    """Return whom a file may have come from."""
    check_has_role(actor, following.FOLLOWERS)
    return [
        partner
        for departement in sorted(actor.departements)
        for partner in directory.every_partner(ctx, actor, departement)
        if partner.enabled
    ]


def enter(ctx: Context, actor: Actor, form: EntryForm, incoming: Incoming) -> DepositId:
    """Take in a file that came by another door.

    Raises:
        Invalid: the partner or the reference is not one of theirs, or the door is one that partners use themselves.
        TurnedAway: it is not what may be kept.
        Refused: a scan takes too much work to be looked at.
    """
    check_has_role(actor, following.FOLLOWERS)
    if form.door not in DOOR_LABELS:
        sentence = "« Comment il est arrivé » : choisissez par e-mail ou sur papier."
        raise Invalid([Problem("door", "Comment il est arrivé", sentence)])
    partner, transmission = _checked(ctx, actor, form)
    case_id = transmission.case_id if transmission else None
    if form.door is DepositDoor.MAIL:
        verdict = judging.judged(incoming, subject=actor.account_id)
        warnings = tuple(warning.value for warning in verdict.warnings)
        arrival = Arrival(
            partner, None, transmission, form.door, actor.account_id, verdict.kind.value, warnings, case_id
        )
        return DepositId(keeping_deposits.keep(ctx, arrival, incoming).id)
    kind = _scanned(actor, incoming)
    arrival = Arrival(partner, None, transmission, form.door, actor.account_id, kind.value, case_id=case_id)
    return _enter_paper(ctx, actor, arrival, incoming)


def _enter_paper(ctx: Context, actor: Actor, arrival: Arrival, incoming: Incoming) -> DepositId:
    """Look at a scan in the child process, then keep it as the one document of a deposit that is open already."""
    content = incoming.spool.read(0, incoming.spool.size)

    def looked_at() -> tuple[Seen, ...]:
        name = f"papier.{'pdf' if arrival.kind == Kind.PDF else 'image'}"
        return look_at(ctx, [Opened(name, content, ctx.opener.look(content))])

    try:
        seen = ctx.between(looked_at)
    except OpeningStopped:
        raise Refused(
            "Ce document n’a pas pu être regardé ici : il demande trop de travail au service.",
            hint="Numérisez-le à nouveau, avec moins de détail, ou photographiez-le.",
        ) from None
    row = keeping_deposits.arrived(ctx, arrival, incoming)
    # No file is kept beside its document, whose deadline is the only one.
    save(ctx.session, row, event=keeping_deposits.received_event(row, arrival), at=ctx.now)
    opening_deposit.note_opened(ctx, actor, row, seen)
    return DepositId(row.id)


def _scanned(actor: Actor, incoming: Incoming) -> Kind:
    if not incoming.was_sent or incoming.is_too_large:
        raise judging.turned_away("too-large" if incoming.is_too_large else "missing", actor.account_id)
    kind = recognise(incoming.spool)
    if kind not in _SCANS:
        raise judging.turned_away("no-scan", actor.account_id)
    return kind


def _checked(ctx: Context, actor: Actor, form: EntryForm) -> tuple[Partner, Transmission | None]:
    try:
        partner = directory_store.get_partner(ctx.session, form.partner_id)
        check_may_work_in(actor, partner.departement)
    except NotFound:
        raise Invalid([Problem("partner_id", "Partenaire", "« Partenaire » : choisissez qui l’a envoyé.")]) from None
    if not form.reference.strip():
        return partner, None
    found = exchange_store.find_by_reference(ctx.session, form.reference.strip().lower())
    row = reading_back.followed(ctx, actor, found.id) if found is not None else None
    if row is None or row.partner_id != partner.id:
        sentence = (
            "« Référence du pli » : aucun pli de ce partenaire n’a cette référence. Vérifiez-la, ou laissez vide."
        )
        raise Invalid([Problem("reference", "Référence du pli", sentence)])
    return partner, row
