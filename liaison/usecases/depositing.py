"""How does a partner's file become a deposit? By a link, judged without its key, sealed anew, receipted (D-1 to D-4).

Nothing here asks for the key, shows a name, or tells of an earlier deposit (security.md 25).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.profiles import MIB
from liaison.errors import NotFound, WrongState
from liaison.messages.deposit import ReceiptMail, receipt_mail
from liaison.records import (
    Contact,
    Departement,
    Deposit,
    Partner,
    PartnerLink,
    Transmission,
)
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import outbox as outbox_store
from liaison.usecases import delivering, judging, keeping_deposits, linking, standing
from liaison.usecases.context import Context
from liaison.usecases.directory import contact_details
from liaison.usecases.keeping_deposits import Arrival
from liaison.usecases.receiving import Incoming
from liaison.vocabulary import (
    PARTNER,
    DepositDoor,
    LinkPurpose,
)

VOLUME: Final = 8
"""One link takes as many bytes as so many of the largest files."""
A_DAY: Final = 100
"""Deposits that one partner may make within a day, whatever the links."""
VOLUME_A_DAY: Final = 12
"""So many of the largest files in a day: a fiche weighs less than one megabyte, and a file stays for thirty days, so
that one partner, or who holds its mail, takes 9 GB of the disk at most. Accepted loss: a partner that scans a whole
cupboard in a day goes on tomorrow, or calls."""


@dataclass(frozen=True, slots=True)
class DepositDesk:
    """What the page of a deposit shows to who holds a link."""

    operator: str
    callback: str
    reference: str
    """The pli's that it answers; empty on the standing page."""
    megabytes: int
    is_full: bool
    """Whether this link takes nothing more."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a partner keeps of a deposit (D-4)."""

    reference: str
    received_at: datetime
    size: int
    fingerprint: tuple[str, ...]
    """SHA-256 in groups of eight digits."""
    operator: str
    callback: str
    answers: str
    """Reference of the pli that it answers, or empty."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a link leads to: its own row, whose it is, and the pli that it answers, locked when it is to change."""

    link: PartnerLink
    contact: Contact
    partner: Partner
    departement: Departement
    transmission: Transmission | None


def open_desk(ctx: Context, purpose: LinkPurpose, token: str) -> DepositDesk:
    """Return the page of a link; nothing changes.

    Raises:
        Expired: the link works no more.
        WrongState: the pli that it answers is over.
    """
    place = _follow(ctx, purpose, token)
    return DepositDesk(
        operator=place.departement.operator,
        callback=place.departement.callback,
        reference=place.transmission.reference if place.transmission else "",
        megabytes=ctx.settings.deposit_megabytes,
        is_full=_is_full(ctx, place.link, 0),
    )


def check_may_deposit(ctx: Context, purpose: LinkPurpose, token: str) -> None:
    """Let somebody send a file by a link, before a byte of it is read.

    Raises:
        Expired: the link works no more.
        WrongState: the pli is over, or the link took enough.
        TooMany: too many files were turned away a moment ago.
    """
    place = _follow(ctx, purpose, token)
    _check_room(ctx, place, 0)
    judging.check_tries(ctx, place.link.id)


def take(ctx: Context, purpose: LinkPurpose, token: str, incoming: Incoming) -> Receipt:
    """Keep a file, or turn it away; what is turned away is not kept.

    Raises:
        Expired: the link works no more.
        WrongState: the pli is over, or the link took enough.
        TurnedAway: it is not what may be kept; the code says why.
    """
    place = _follow_to_change(ctx, purpose, token)
    verdict = judging.judged(incoming, subject=place.link.id)
    size = incoming.spool.size
    _check_room(ctx, place, size)
    place.link.deposits += 1
    place.link.deposited += size
    arrival = Arrival(
        partner=place.partner,
        contact=place.contact,
        transmission=place.transmission,
        door=DepositDoor.REPLY if place.transmission else DepositDoor.DESK,
        by=PARTNER,
        kind=verdict.kind.value,
        warnings=tuple(warning.value for warning in verdict.warnings),
        case_id=place.transmission.case_id if place.transmission else None,
    )
    row = keeping_deposits.keep(ctx, arrival, incoming)
    receipt = _receipt(place, row)
    _mail_receipt(ctx, place, receipt)
    return receipt


def _receipt(place: _Place, row: Deposit) -> Receipt:
    return Receipt(
        reference=row.reference,
        received_at=row.received_at,
        size=row.size,
        fingerprint=tuple(row.sha256[start : start + 8] for start in range(0, len(row.sha256), 8)),
        operator=place.departement.operator,
        callback=place.departement.callback,
        answers=place.transmission.reference if place.transmission else "",
        warnings=tuple(row.warnings),
    )


def _mail_receipt(ctx: Context, place: _Place, receipt: Receipt) -> None:
    """To the directory's address: if somebody else holds the link, its owner hears of it."""
    if not ctx.mailer_ready:
        return
    mail = receipt_mail(
        ReceiptMail(
            receipt.reference, receipt.operator, receipt.received_at, receipt.size, receipt.fingerprint,
            receipt.callback, receipt.answers,
        )
    )  # fmt: skip
    delivering.queue_mail(ctx, mail, to=contact_details(ctx, place.contact)["email"])


def _follow(ctx: Context, purpose: LinkPurpose, token: str) -> _Place:
    link = linking.follow(ctx, purpose, token)
    transmission = None
    if purpose is LinkPurpose.PLI:
        transmission = exchange_store.get_transmission(ctx.session, link.subject_id)
    return _place(ctx, link, transmission)


def _follow_to_change(ctx: Context, purpose: LinkPurpose, token: str) -> _Place:
    """Lock the transmission, then the link: the order in which staff lock them."""
    link = linking.follow(ctx, purpose, token)
    transmission = None
    if purpose is LinkPurpose.PLI:
        transmission = outbox_store.lock_transmission(ctx.session, link.subject_id)
        if transmission is None:
            raise linking.gone()
    return _place(ctx, linking.hold(ctx, link), transmission)


def _place(ctx: Context, link: PartnerLink, transmission: Transmission | None) -> _Place:
    try:
        contact = directory_store.get_contact(ctx.session, transmission.contact_id if transmission else link.subject_id)
    except NotFound:
        raise linking.gone() from None
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    # By a pli too: whoever left the organisation may still hold its mail.
    if not (contact.enabled and partner.enabled):
        raise linking.gone()
    if transmission is not None and transmission.archive_status in standing.OVER:
        raise WrongState(
            "Ce pli n’attend plus de réponse.",
            hint="Pour envoyer un fichier, demandez un lien sur la page de dépôt, ou appelez-nous.",
        )
    departement = directory_store.get_departement(ctx.session, partner.departement)
    return _Place(link, contact, partner, departement, transmission)


def _check_room(ctx: Context, place: _Place, size: int) -> None:
    if _is_full(ctx, place.link, size):
        raise WrongState(
            "Ce lien a reçu autant de fichiers qu’il le peut.",
            hint="Demandez un nouveau lien sur la page de dépôt, ou appelez-nous : nous vous aiderons.",
        )
    count, volume = store.volume_since(ctx.session, place.partner.id, ctx.now - timedelta(days=1))
    if count >= A_DAY or volume + size > VOLUME_A_DAY * ctx.settings.deposit_megabytes * MIB:
        raise WrongState(
            "Votre organisme a déposé beaucoup de fichiers aujourd’hui.", hint="Continuez demain, ou appelez-nous."
        )


def _is_full(ctx: Context, link: PartnerLink, size: int) -> bool:
    volume = VOLUME * ctx.settings.deposit_megabytes * MIB
    return link.deposits >= ctx.settings.deposit_limit or link.deposited + size > volume
