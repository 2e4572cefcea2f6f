"""Where does a transmission stand? Its two tracks, what to do now, its deadlines; lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from crypto.hashchain import Entry
from liaison.errors import Denied, WrongState
from liaison.events import EventKind
from liaison.records import OutboxMessage, Transmission
from liaison.rules import channels
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.lifecycle import french
from liaison.store import cases as case_store
from liaison.store import exchanges as store
from liaison.store import links as link_store
from liaison.store import outbox as outbox_store
from liaison.store import table_plis as table_store
from liaison.store import trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, freezing, linking, standing
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.dossier import check_access
from liaison.usecases.listing import DeadlineLine, TransmissionLine, deadline_lines, transmission_lines
from liaison.usecases.standing import Waits
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    Chain,
    DeliveryStatus,
    KeyChannel,
    KeyStatus,
    OutboxAbout,
    OutboxKind,
    OutboxStatus,
    Outcome,
    OutcomeReason,
    Release,
    Role,
    Trouble,
)

_ENDS: Final = frozenset({ArchiveStatus.RECALLED, ArchiveStatus.REPLACED, ArchiveStatus.EXPIRED})
"""A track that broke off: what would have come after is not shown."""
FOLLOWERS: Final = frozenset({Role.REFERENT, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a track; `at` is empty until it is reached."""

    label: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One message of a transmission: what it is, where it stands; never to which address."""

    kind: str
    about: OutboxAbout
    status: OutboxStatus
    attempts: int
    sent_at: datetime | None
    delivery: str
    failure: str
    next_at: datetime
    """When it is tried again, while it waits."""


@dataclass(frozen=True, slots=True)
class TransmissionPage:
    """A transmission: two tracks that never meet, and what may be done now."""

    line: TransmissionLine
    fiche_id: str | None
    contact: ContactView
    archive_name: str
    archive_size: int
    archive_sha256: str
    archive_stops: tuple[Stop, ...]
    key_stops: tuple[Stop, ...]
    messages: tuple[OutboxLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    entries: tuple[Entry, ...]
    waits: Waits
    days_silent: int
    can_release: bool
    can_tell: bool
    sms_lost: bool
    can_confirm: bool
    can_acknowledge: bool
    can_retry: bool
    can_print: bool
    can_recall: bool
    acknowledged: bool
    release: Release
    failure: str
    """Closed code of the last failure."""
    key_waits: bool
    """Whether the SMS of a key that was released still waits here."""
    can_replace: bool
    can_offer_link: bool
    can_cut_link: bool
    can_answer: bool
    can_close: bool
    was_stopped: bool
    returned_for: str
    """Closed code of why its mail came back; empty when it did not, or was sent again."""
    trouble: Trouble | None
    outcome: Outcome | None
    outcome_reason: OutcomeReason | None
    answer_due_on: date | None
    opened_at: datetime | None
    downloads: int
    successor: TransmissionLine | None
    """The pli that took the place of this one."""
    replaces: TransmissionLine | None


def open_transmission(ctx: Context, actor: Actor, transmission_id: str) -> TransmissionPage:
    """Return a transmission with all that its page shows; reading it is journalled."""
    row = transmission_of(ctx, actor, transmission_id)
    save(ctx.session, event=Event(EventKind.EXCHANGE_READ, actor.account_id, row.id), at=ctx.now)
    entries = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=row.id)[::-1]
    messages = outbox_store.list_of(ctx.session, row.id)
    version = store.get_fiche_version(ctx.session, row.fiche_version_id) if row.fiche_version_id else None
    links = link_store.list_links(ctx.session, row.id)
    lost = sms_was_lost(row, messages)
    spoken = any(standing.may_release(row, channel) for channel in channels.SPOKEN)
    return TransmissionPage(
        line=transmission_lines(ctx, [row], named=True)[0],
        fiche_id=version.fiche_id if version else None,
        contact=directory.open_contact(ctx, actor, row.contact_id),
        archive_name=row.archive_name,
        archive_size=row.archive_size,
        archive_sha256=row.archive_sha256,
        archive_stops=_archive_stops(row, entries),
        key_stops=_key_stops(row, entries),
        messages=tuple(_outbox_line(message) for message in messages),
        deadlines=tuple(deadline_lines(store.list_deadlines(ctx.session, [row.id]))),
        entries=tuple(entries),
        waits=standing.waits_for(row, ctx.today, ctx.settings),
        days_silent=standing.days_silent(row, ctx.today),
        can_release=standing.may_release(row, KeyChannel.SMS) and ctx.texter_ready,
        can_tell=spoken or lost,
        sms_lost=lost,
        can_confirm=standing.may_confirm(row),
        can_acknowledge=standing.may_acknowledge(row),
        can_retry=row.returned_at is not None or any(message.status == OutboxStatus.FAILED for message in messages),
        can_print=row.carrier == Carrier.HAND,
        can_recall=standing.may_recall(row, messages),
        acknowledged=row.acknowledged_at is not None,
        release=Release(row.release),
        failure=row.failure,
        key_waits=row.key_status == KeyStatus.RELEASED and standing.key_waits(messages),
        can_replace=standing.may_replace(row),
        can_offer_link=standing.may_offer_link(row) and linking.can_link(ctx.settings) and ctx.mailer_ready,
        can_cut_link=any(link.revoked_at is None and link.expires_at > ctx.now for link in links),
        can_answer=standing.may_answer(row),
        can_close=standing.may_close(row, ctx.today),
        was_stopped=row.archive_status == ArchiveStatus.RECALLED,
        returned_for=row.failure if row.returned_at is not None else "",
        trouble=Trouble(row.trouble) if row.trouble else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        outcome_reason=OutcomeReason(row.outcome_reason) if row.outcome_reason else None,
        answer_due_on=row.answer_due_on,
        opened_at=row.opened_at,
        downloads=sum(link.uses for link in links),
        successor=_line(ctx, store.successor_of(ctx.session, row.id)),
        replaces=_line(ctx, store.get_transmission(ctx.session, row.replaces) if row.replaces else None),
    )


def printed_fiche(ctx: Context, actor: Actor, transmission_id: str) -> bytes:
    """Return the PDF of a hand delivery, the very bytes whose fingerprint stands in the register.

    Raises:
        WrongState: it left sealed, and is not printed.
    """
    row = transmission_of(ctx, actor, transmission_id)
    if row.carrier != Carrier.HAND or row.fiche_version_id is None:
        raise WrongState("Ce pli est parti chiffré : il ne s’imprime pas d’ici.", hint="Ouvrez la fiche.")
    version = store.get_fiche_version(ctx.session, row.fiche_version_id)
    event = Event(EventKind.FICHE_RENDERED, actor.account_id, version.fiche_id or version.id)
    save(ctx.session, event=event, at=ctx.now)
    return freezing.draw_again(ctx, version)


def transmission_of(ctx: Context, actor: Actor, transmission_id: str) -> Transmission:
    """Return a transmission that the actor may follow: of their dossier, their own test pli, a table they coordinate.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = store.get_transmission(ctx.session, transmission_id)
    check_has_role(actor, FOLLOWERS)
    if row.case_id is not None:
        check_access(ctx, actor, row.case_id, row.departement)
        return row
    check_may_work_in(actor, row.departement)
    if row.table_id is not None:
        check_has_role(actor, {Role.COORDINATOR})
        return row
    if actor.role is Role.REFERENT and row.created_by != actor.account_id:
        raise Denied("Ce pli d’essai n’est pas le vôtre.", hint="Envoyez le vôtre depuis la page du partenaire.")
    return row


def transmission_to_change(ctx: Context, actor: Actor, transmission_id: str) -> Transmission:
    """Return a transmission that the actor may follow, locked: the partner's page may change it at the same second.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = transmission_of(ctx, actor, transmission_id)
    if row.case_id is not None:
        # The person's dossier first: an agreement withdrawn at this second is either before all this, or after it.
        case_store.lock_case(ctx.session, row.case_id)
    elif row.table_id is not None:
        for case_id in table_store.cases_in(ctx.session, row.table_id):  # all of them, in one order
            case_store.lock_case(ctx.session, case_id)
    return outbox_store.lock_transmission(ctx.session, row.id) or row


def sms_was_lost(row: Transmission, messages: Sequence[OutboxMessage]) -> bool:
    """Say whether the key went by SMS and did not arrive: then it is told on the telephone."""
    lost = any(
        message.kind == OutboxKind.SMS
        and (message.status == OutboxStatus.FAILED or message.delivery == DeliveryStatus.UNDELIVERED)
        for message in messages
    )
    return lost and row.key_status == KeyStatus.RELEASED and row.key_channel == KeyChannel.SMS


def _line(ctx: Context, row: Transmission | None) -> TransmissionLine | None:
    return transmission_lines(ctx, [row], named=True)[0] if row is not None else None


def _archive_stops(row: Transmission, entries: Sequence[Entry]) -> tuple[Stop, ...]:
    at = _first(entries)
    sent = EventKind.TRANSMISSION_HANDED if row.carrier == Carrier.HAND else EventKind.TRANSMISSION_SENT
    stops = [
        Stop("préparé", at.get(EventKind.TRANSMISSION_PREPARED)),
        Stop("remis" if row.carrier == Carrier.HAND else "parti", at.get(sent)),
    ]
    if row.archive_status in _ENDS:
        return (*stops, Stop(french(ArchiveStatus(row.archive_status)), row.archive_status_at))
    if row.carrier == Carrier.HAND:
        return (*stops, Stop("répondu", row.outcome_at if row.outcome else None))
    answered = row.outcome_at if standing.is_decided(row) else None
    closed = row.archive_status_at if row.archive_status == ArchiveStatus.CLOSED else None
    return (*stops, Stop("reçu", row.acknowledged_at), Stop("répondu", answered), Stop("clos", closed))


def _key_stops(row: Transmission, entries: Sequence[Entry]) -> tuple[Stop, ...]:
    if row.key_status == KeyStatus.NOT_NEEDED:
        return ()
    at = _first(entries)
    released = at.get(EventKind.KEY_TOLD) or at.get(EventKind.KEY_RELEASED)
    if row.key_status == KeyStatus.REVOKED:
        return (Stop("retenue", row.prepared_at), Stop("annulée", row.key_status_at))
    return (
        Stop("retenue", row.prepared_at),
        Stop("remise", released),
        Stop("confirmée", at.get(EventKind.KEY_CONFIRMED)),
        Stop("effacée", at.get(EventKind.KEY_ERASED)),
    )


def _first(entries: Sequence[Entry]) -> dict[EventKind, datetime]:
    found: dict[EventKind, datetime] = {}
    for entry in entries:
        found.setdefault(EventKind(entry.kind), entry.time)
    return found


def _outbox_line(row: OutboxMessage) -> OutboxLine:
    return OutboxLine(
        row.kind,
        OutboxAbout(row.about),
        OutboxStatus(row.status),
        row.attempts,
        row.sent_at,
        row.delivery,
        row.failure,
        row.next_at,
    )
