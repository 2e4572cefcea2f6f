"""Where does a transmission stand? Its two tracks, what to do now, its deadlines; lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashchain import Entry
from liaison.errors import Denied, WrongState
from liaison.records import OutboxMessage, Transmission
from liaison.rules.access import Actor, CaseAccess, check_has_role, check_may_open_case, check_may_work_in
from liaison.store import cases as case_store
from liaison.store import exchanges as store
from liaison.store import outbox as outbox_store
from liaison.store import trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, freezing
from liaison.usecases.context import Context
from liaison.usecases.directory import ContactView
from liaison.usecases.listing import (
    DeadlineLine,
    FicheLine,
    TransmissionLine,
    deadline_lines,
    fiche_lines,
    transmission_lines,
)
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    Chain,
    DeliveryStatus,
    EventKind,
    FicheStatus,
    KeyChannel,
    KeyStatus,
    OutboxKind,
    OutboxStatus,
    Role,
)

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
    status: OutboxStatus
    attempts: int
    sent_at: datetime | None
    delivery: str
    failure: str


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
    can_release: bool
    can_tell: bool
    can_confirm: bool
    can_acknowledge: bool
    can_retry: bool
    can_print: bool
    was_stopped: bool


@dataclass(frozen=True, slots=True)
class MyDay:
    """What waits for somebody today."""

    drafts: tuple[FicheLine, ...]
    to_release: tuple[TransmissionLine, ...]
    to_confirm: tuple[TransmissionLine, ...]
    failed: tuple[TransmissionLine, ...]
    recent: tuple[TransmissionLine, ...]
    has_cases: bool


def open_transmission(ctx: Context, actor: Actor, transmission_id: str) -> TransmissionPage:
    """Return a transmission with all that its page shows; reading it is journalled."""
    row = transmission_of(ctx, actor, transmission_id)
    save(ctx.session, event=Event(EventKind.EXCHANGE_READ, actor.account_id, row.id), at=ctx.now)
    entries = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=row.id)[::-1]
    messages = outbox_store.list_of(ctx.session, row.id)
    left = row.archive_status in {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED}
    waits = left and row.key_status == KeyStatus.WITHHELD
    version = store.get_fiche_version(ctx.session, row.fiche_version_id) if row.fiche_version_id else None
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
        can_release=waits and row.key_channel == KeyChannel.SMS,
        can_tell=(waits and row.key_channel == KeyChannel.TELEPHONE) or sms_was_lost(row, messages),
        can_confirm=row.key_status == KeyStatus.RELEASED,
        can_acknowledge=row.archive_status == ArchiveStatus.SENT and row.carrier == Carrier.EMAIL,
        can_retry=any(message.status == OutboxStatus.FAILED for message in messages),
        can_print=row.carrier == Carrier.HAND,
        was_stopped=row.archive_status == ArchiveStatus.RECALLED or row.key_status == KeyStatus.REVOKED,
    )


def list_transmissions(
    ctx: Context, actor: Actor, *, before: datetime | None = None, partner_id: str | None = None
) -> list[TransmissionLine]:
    """Return the transmissions that the actor may follow, newest first."""
    check_has_role(actor, FOLLOWERS)
    return transmission_lines(ctx, _mine(ctx, actor, before=before, partner_id=partner_id, limit=50), named=True)


def my_day(ctx: Context, actor: Actor) -> MyDay:
    """Return what waits for a référent or a coordinator."""
    check_has_role(actor, FOLLOWERS)
    cases = [row.id for row in case_store.list_cases_of_referent(ctx.session, actor.account_id)]
    drafts = [row for row in store.list_fiches(ctx.session, cases) if row.status == FicheStatus.DRAFT]
    lines = transmission_lines(ctx, _mine(ctx, actor, limit=200), named=True)
    left = {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED}
    return MyDay(
        drafts=tuple(fiche_lines(ctx, drafts)),
        to_release=tuple(line for line in lines if line.key is KeyStatus.WITHHELD and line.archive in left),
        to_confirm=tuple(line for line in lines if line.key is KeyStatus.RELEASED),
        failed=tuple(line for line in lines if line.archive is ArchiveStatus.FAILED),
        recent=tuple(lines[:10]),
        has_cases=bool(cases),
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
    """Return a transmission that the actor may follow: of their dossier, or their own test pli.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = store.get_transmission(ctx.session, transmission_id)
    check_has_role(actor, FOLLOWERS)
    if row.case_id is not None:
        referents = frozenset(link.account_id for link in case_store.list_referents(ctx.session, row.case_id))
        check_may_open_case(actor, CaseAccess(row.departement, referents))
        return row
    check_may_work_in(actor, row.departement)
    if actor.role is Role.REFERENT and row.created_by != actor.account_id:
        raise Denied("Ce pli d’essai n’est pas le vôtre.", hint="Envoyez le vôtre depuis la page du partenaire.")
    return row


def sms_was_lost(row: Transmission, messages: Sequence[OutboxMessage]) -> bool:
    """Say whether the key went by SMS and did not arrive: then it is told on the telephone."""
    lost = any(
        message.kind == OutboxKind.SMS
        and (message.status == OutboxStatus.FAILED or message.delivery == DeliveryStatus.UNDELIVERED)
        for message in messages
    )
    return lost and row.key_status == KeyStatus.RELEASED and row.key_channel == KeyChannel.SMS


def _mine(
    ctx: Context, actor: Actor, *, before: datetime | None = None, partner_id: str | None = None, limit: int
) -> Sequence[Transmission]:
    if actor.role is Role.COORDINATOR:
        return store.list_transmissions(
            ctx.session, departements=actor.departements, before=before, partner_id=partner_id, limit=limit
        )
    cases = [row.id for row in case_store.list_cases_of_referent(ctx.session, actor.account_id)]
    rows = store.list_transmissions(
        ctx.session,
        case_ids=cases,
        created_by=actor.account_id,
        before=before,
        partner_id=partner_id,
        limit=limit,
    )
    return [row for row in rows if row.case_id is None or row.case_id in cases]


def _archive_stops(row: Transmission, entries: Sequence[Entry]) -> tuple[Stop, ...]:
    at = _first(entries)
    sent = EventKind.TRANSMISSION_HANDED if row.carrier == Carrier.HAND else EventKind.TRANSMISSION_SENT
    stops = [
        Stop("préparé", at.get(EventKind.TRANSMISSION_PREPARED)),
        Stop("remis" if row.carrier == Carrier.HAND else "parti", at.get(sent)),
    ]
    if EventKind.TRANSMISSION_STOPPED in at:
        return (*stops, Stop("arrêté", at[EventKind.TRANSMISSION_STOPPED]))
    if row.carrier == Carrier.HAND:
        return tuple(stops)
    return (*stops, Stop("reçu", row.acknowledged_at), Stop("répondu", None), Stop("clos", None))


def _key_stops(row: Transmission, entries: Sequence[Entry]) -> tuple[Stop, ...]:
    if row.key_status == KeyStatus.NOT_NEEDED:
        return ()
    at = _first(entries)
    released = at.get(EventKind.KEY_TOLD) or at.get(EventKind.KEY_RELEASED)
    if row.key_status == KeyStatus.REVOKED:
        stopped = at.get(EventKind.KEY_REVOKED) or at.get(EventKind.TRANSMISSION_STOPPED)
        return (Stop("retenue", row.prepared_at), Stop("annulée", stopped))
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
    return OutboxLine(row.kind, OutboxStatus(row.status), row.attempts, row.sent_at, row.delivery, row.failure)
