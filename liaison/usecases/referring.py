"""Who was referred to us, and is their CIR signed (T-6)? Recorded, the sender told, the copy to the DT OFII settled."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.messages.referral import ReferralMail, referral_mail
from liaison.records import Case, Deposit, Referral, Transmission
from liaison.rules import referral as rules
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, delivering, directory, standing
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.listing import TransmissionLine, transmission_lines
from liaison.vocabulary import (
    SPE,
    AgreementKind,
    ArchiveStatus,
    CaseId,
    CirState,
    OfiiCopy,
    PartnerKind,
)

CIR_LABELS: Final = {
    CirState.SIGNED: "Oui, il est signé",
    CirState.NOT_SIGNED: "Non, pas encore",
    CirState.UNKNOWN: "On ne sait pas",
}
GENERIC: Final = "generic"
_GONE: Final = standing.LEFT | {ArchiveStatus.CLOSED}


@dataclass(frozen=True, slots=True)
class Referred:
    """What is known when somebody is referred.

    `agreed_on`: the day of the person's agreement, when the fiche says that they gave it; never assumed (T-7).
    """

    cir: CirState
    signed_on: date | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral, and what is still to be done about it."""

    id: str
    partner_name: str
    recorded_at: datetime
    cir: CirState
    cir_signed_on: date | None
    copy: OfiiCopy
    copied_at: datetime | None
    told_at: datetime | None
    function: str
    number: str
    """Whom to call, E.164; empty when the directory has no number."""
    can_mail: bool
    copies: tuple[TransmissionLine, ...]
    """What left for the DT OFII about this person since: perhaps the copy."""


def kind_of(ctx: Context, partner_id: str) -> PartnerKind:
    """Return what sort of partner it is."""
    return PartnerKind(directory_store.get_partner(ctx.session, partner_id).kind)


def may_be_asked(kind: PartnerKind) -> bool:
    """Say whether what such a partner sends may be a referral."""
    return rules.may_refer(kind)


def rests_on_agreement(kind: PartnerKind) -> bool:
    """Say whether a referral by such a partner rests on the person's agreement to it (guide:3166)."""
    return kind in SPE


def check_said(ctx: Context, partner_id: str, referred: Referred | None) -> None:
    """Ask for the CIR of somebody new whom a third party sends (T-6).

    Raises:
        Invalid: nothing was said of it.
    """
    if referred is None and may_be_asked(kind_of(ctx, partner_id)):
        sentence = "« CIR » : dites s’il est signé. Si vous ne savez pas, choisissez « On ne sait pas »."
        raise Invalid([Problem("cir", "CIR", sentence)])


def record(ctx: Context, actor: Actor, case: Case, deposit: Deposit, referred: Referred) -> Referral:
    """Record that a partner referred somebody by a deposit; the sender is told at once where the CIR is missing.

    Several documents of one deposit about one person are one referral: what a later one says of the CIR completes it.

    Raises:
        Invalid: the day of the signature is to come.
    """
    _check_day(ctx, referred.signed_on)
    row = store.find_referral(ctx.session, case.id, deposit.id)
    if row is None or says_more(row, referred):
        row = row or begin(ctx, actor, case, deposit.partner_id, contact_id=deposit.contact_id, deposit_id=deposit.id)
        write(ctx, actor, row, referred)
    if referred.agreed_on is not None:
        _record_agreement(ctx, actor, case, referred.agreed_on)
    if row.told_at is None and is_to_orient(ctx, case.id) and _can_mail(ctx, row):
        _mail(ctx, actor, row, deposit)
    return row


def begin(
    ctx: Context, actor: Actor, case: Case, partner_id: str, *, contact_id: str | None = None,
    deposit_id: str | None = None,
) -> Referral:  # fmt: skip
    """Make the row of a referral that is new, for `write`."""
    return Referral(
        id=ctx.new_id(), case_id=case.id, partner_id=partner_id, contact_id=contact_id, deposit_id=deposit_id, cir="",
        copy_to_ofii="", recorded_at=ctx.now, recorded_by=actor.account_id, changed_at=ctx.now,
    )  # fmt: skip


def write(ctx: Context, actor: Actor, row: Referral, referred: Referred) -> None:
    """Write a referral with what is known of the CIR now."""
    _note_cir(ctx, row, referred)
    event = Event(EventKind.REFERRAL_RECORDED, actor.account_id, row.case_id, {"partner": row.partner_id})
    save(ctx.session, row, event=event, at=ctx.now)


def says_more(row: Referral, referred: Referred) -> bool:
    """Say whether something is learnt: nothing known is made unknown again, and a signature is never taken back."""
    return row.cir != CirState.SIGNED and referred.cir not in {CirState.UNKNOWN, row.cir}


def _note_cir(ctx: Context, row: Referral, referred: Referred) -> None:
    row.cir, row.changed_at = referred.cir.value, ctx.now
    row.cir_signed_on = referred.signed_on if referred.cir is CirState.SIGNED else None
    row.copy_to_ofii = rules.copy_due(kind_of(ctx, row.partner_id), referred.cir).value


def is_to_orient(ctx: Context, case_id: str) -> bool:
    """Say whether somebody is « à orienter vers l’OFII »: referred, and nobody knows of a signed CIR (guide:2438)."""
    return case_id in to_orient(ctx, [case_id])


def to_orient(ctx: Context, case_ids: Collection[str]) -> frozenset[str]:
    """Return those of some dossiers that are « à orienter vers l’OFII »."""
    said = defaultdict[str, list[CirState]](list)
    for row in store.referrals_among(ctx.session, case_ids):
        said[row.case_id].append(CirState(row.cir))
    return frozenset(case_id for case_id, states in said.items() if rules.is_to_orient(states))


def list_referrals(ctx: Context, actor: Actor, case_id: str) -> tuple[ReferralView, ...]:
    """Return the referrals of somebody, newest first."""
    case = case_of(ctx, actor, case_id)
    copies = sent_to_ofii(ctx, case.id)
    return tuple(_view(ctx, actor, row, copies) for row in store.referrals_of(ctx.session, case.id))


def record_signed(ctx: Context, actor: Actor, case_id: str, signed_on: date | None) -> None:
    """Record that the CIR was signed: the person is to be oriented no more; the copy of an SPE referral is due now.

    Raises:
        Invalid: the day is to come.
        WrongState: it is recorded already, or nobody referred this person.
    """
    case = case_of(ctx, actor, case_id)
    case_store.lock_case(ctx.session, case.id)
    if not is_to_orient(ctx, case.id):
        raise WrongState("Le CIR de cette personne n’est pas attendu ici.", hint="Rechargez la page du dossier.")
    _check_day(ctx, signed_on)
    rows = store.referrals_of(ctx.session, case.id)
    for row in rows:
        row.cir, row.cir_signed_on, row.changed_at = CirState.SIGNED.value, signed_on, ctx.now
        row.copy_to_ofii = rules.copy_due(kind_of(ctx, row.partner_id), CirState.SIGNED).value
    event = Event(EventKind.REFERRAL_RECORDED, actor.account_id, case.id, {"referrals": len(rows)})
    save(ctx.session, *rows, event=event, at=ctx.now)


def note_told(ctx: Context, actor: Actor, referral_id: str) -> CaseId:
    """Record that the sender was told on the telephone to orient the person to the OFII first; return the dossier.

    Raises:
        WrongState: they were told already, or the CIR is signed.
    """
    row = _to_tell(ctx, actor, referral_id)
    _mark_told(ctx, actor, row, by="telephone")
    return CaseId(row.case_id)


def tell(ctx: Context, actor: Actor, referral_id: str) -> CaseId:
    """Send the mail that says so, where none could leave when it was recorded; return the dossier.

    Raises:
        WrongState: they were told already, the CIR is signed, or no mail can go.
    """
    row = _to_tell(ctx, actor, referral_id)
    if row.deposit_id is None or not _can_mail(ctx, row):
        raise WrongState("Aucun e-mail ne peut partir.", hint="Appelez le partenaire, puis notez-le.")
    _mail(ctx, actor, row, store.get_deposit(ctx.session, row.deposit_id))
    return CaseId(row.case_id)


def referral_of(ctx: Context, actor: Actor, referral_id: str) -> Referral:
    """Return a referral whose dossier the actor may open, locked with it.

    Raises:
        NotFound: there is none of that id.
        Denied: the dossier is not theirs.
    """
    row = store.get_referral(ctx.session, referral_id)
    case_of(ctx, actor, row.case_id)
    case_store.lock_case(ctx.session, row.case_id)
    ctx.session.refresh(row)
    return row


def _to_tell(ctx: Context, actor: Actor, referral_id: str) -> Referral:
    row = referral_of(ctx, actor, referral_id)
    if row.told_at is not None or not is_to_orient(ctx, row.case_id):
        raise WrongState("Il n’y a plus personne à prévenir.", hint="Rechargez la page du dossier.")
    return row


def _check_day(ctx: Context, signed_on: date | None) -> None:
    if signed_on is not None and signed_on > ctx.today:
        sentence = "« Date de signature du CIR » : cette date est à venir. Laissez vide si vous ne la connaissez pas."
        raise Invalid([Problem("signed_on", "Date de signature du CIR", sentence)])


def _record_agreement(ctx: Context, actor: Actor, case: Case, agreed_on: date) -> None:
    """One that stands already says it: the fiche tells nothing new."""
    standing_already = any(
        given.kind is AgreementKind.SPE_REFERRAL and not given.withdrawn for given in agreeing.givens(ctx, case.id)
    )
    if not standing_already:
        agreeing.record_agreement(ctx, actor, case.id, AgreementKind.SPE_REFERRAL, agreed_on)


def _can_mail(ctx: Context, row: Referral) -> bool:
    if row.contact_id is None or row.deposit_id is None or not ctx.mailer_ready:
        return False
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    return contact.enabled and directory_store.get_partner(ctx.session, row.partner_id).enabled


def _mail(ctx: Context, actor: Actor, row: Referral, deposit: Deposit) -> None:
    contact = directory_store.get_contact(ctx.session, row.contact_id or "")
    departement = directory_store.get_departement(ctx.session, deposit.departement)
    text = referral_mail(ReferralMail(deposit.reference, departement.operator, departement.callback))
    delivering.queue_mail(ctx, text, to=directory.contact_details(ctx, contact)["email"])
    _mark_told(ctx, actor, row, by="mail")


def _mark_told(ctx: Context, actor: Actor, row: Referral, *, by: str) -> None:
    row.told_at = row.changed_at = ctx.now
    detail: dict[str, Detail] = {"by": by, "partner": row.partner_id}
    event = Event(EventKind.REFERRAL_TOLD, actor.account_id, row.case_id, detail)
    save(ctx.session, row, event=event, at=ctx.now)


def sent_to_ofii(ctx: Context, case_id: str) -> list[Transmission]:
    """Return the fiches about somebody that left for the DT OFII."""
    return [
        row
        for row in exchange_store.transmissions_of_case(ctx.session, case_id)
        if row.archive_status in _GONE and row.model == GENERIC and kind_of(ctx, row.partner_id) is PartnerKind.OFII
    ]


def since(rows: Sequence[Transmission], referral: Referral) -> list[Transmission]:
    """Return what was sent after a referral was recorded."""
    return [row for row in rows if row.prepared_at >= referral.recorded_at]


def _view(ctx: Context, actor: Actor, row: Referral, copies: Sequence[Transmission]) -> ReferralView:
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    function, number = "", partner.switchboard
    if row.contact_id is not None:
        contact = directory.open_contact(ctx, actor, row.contact_id)
        function, number = contact.function, contact.call_number
    return ReferralView(
        row.id, partner.name, row.recorded_at, CirState(row.cir), row.cir_signed_on, OfiiCopy(row.copy_to_ofii),
        row.copied_at, row.told_at, function, number, _can_mail(ctx, row),
        tuple(transmission_lines(ctx, since(copies, row), named=True)),
    )  # fmt: skip
