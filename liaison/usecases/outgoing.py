"""What does the worker take from the outbox, and what does it write back? Lease, then sent, failed or later.

Each function works in one transaction of its caller, and none of them sends: that happens between two of them
(law 10). Before a lease it is asked again whether the transmission still stands.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from crypto.archive import Format
from crypto.errors import BrokenSeal, KeyGone
from crypto.hashchain import Detail
from liaison.events import EventKind
from liaison.ports import Attachment, Mail
from liaison.records import OutboxMessage, Transmission
from liaison.rules.delivery import LEASE, LONGEST_WAIT, RETRY_DELAYS, Failure, may_leave, next_poll, next_try
from liaison.rules.lifecycle import ARCHIVE_MOVES, OUTBOX_MOVES, advance
from liaison.store import directory as directory_store
from liaison.store import outbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import ending, scheduling, sealing
from liaison.usecases.context import Context, Json
from liaison.vocabulary import (
    SYSTEM,
    ArchiveStatus,
    Carrier,
    DeliveryStatus,
    KeyStatus,
    OutboxAbout,
    OutboxKind,
    OutboxStatus,
    Sealed,
)

_FAILED: Final = {
    OutboxAbout.PLI: EventKind.TRANSMISSION_FAILED,
    OutboxAbout.KEY: EventKind.KEY_FAILED,
    OutboxAbout.FOLLOW_UP: EventKind.TRANSMISSION_FOLLOW_UP_FAILED,
}
_ANSWER_CLASS: Final = re.compile(r"\d{3}(?: \d\.\d{1,3}\.\d{1,3})?")


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """One SMS: hidden, for it holds a number and a key."""

    number: str
    body: str
    idempotency_key: str

    def __repr__(self) -> str:
        return "Text(hidden)"


Message: TypeAlias = Mail | Text


@dataclass(frozen=True, slots=True, repr=False)
class Leased:
    """A message that this worker alone may send until that moment."""

    id: str
    until: datetime
    message: Message


def seal_payload(ctx: Context, message_id: str, payload: dict[str, Json]) -> bytes:
    """Seal what a message says and to whom, under the data key of the message."""
    return ctx.seal(Sealed.OUTBOX.object(message_id), "payload", payload)


def open_payload(ctx: Context, row: OutboxMessage) -> dict[str, str]:
    """Open what `seal_payload` sealed.

    Raises:
        crypto.errors.KeyGone: it was sent or cancelled: nothing is left.
        crypto.errors.BrokenSeal: it was changed.
    """
    if row.payload is None:
        raise KeyGone(Sealed.OUTBOX.object(row.id))
    values = ctx.unseal_mapping(Sealed.OUTBOX.object(row.id), "payload", row.payload)
    return {name: str(value) for name, value in values.items()}


def lease(ctx: Context, kinds: Collection[OutboxKind]) -> Leased | None:
    """Take the next message that is due and may still leave; those that may not are cancelled on the way."""
    _follow_clock(ctx)
    while (row := store.next_due(ctx.session, kinds, ctx.now)) is not None:
        if row.status == OutboxStatus.LEASED:  # its worker died: the same message goes again
            _move(row, OutboxStatus.QUEUED)
        transmission = _transmission_of(ctx, row)
        if transmission is not None and not _may_leave(row, transmission):
            cancel_row(ctx, row)
            continue
        _move(row, OutboxStatus.LEASED)
        row.attempts += 1
        row.next_at = row.leased_until = ctx.now + LEASE
        if transmission is not None and row.about == OutboxAbout.PLI:
            _move_archive(ctx, transmission, ArchiveStatus.SENDING)
        if transmission is not None and row.about == OutboxAbout.PLI and term_is_over(ctx, transmission):
            _give_up(ctx, row, transmission, Failure.CONVENTION_OVER)
            continue
        try:
            message = _open(ctx, row, transmission)
        except (KeyGone, BrokenSeal):
            _give_up(ctx, row, transmission, Failure.CONTENT_GONE)
            continue
        if row.attempts > len(RETRY_DELAYS) + 1:  # each one ended without a word: something kills the worker
            _give_up(ctx, row, transmission, Failure.INTERRUPTED)
            continue
        return Leased(row.id, row.leased_until, message)
    return None


def mark_sent(ctx: Context, leased: Leased, answer: str) -> bool:
    """Record that the other side took it, and wipe what it said; false when another worker has it now."""
    row = store.get_leased(ctx.session, leased.id, leased.until)
    if row is None:
        return False
    _move(row, OutboxStatus.SENT)
    row.sent_at = ctx.now
    row.leased_until = None
    row.payload = None
    ctx.destroy(Sealed.OUTBOX.object(row.id))
    row.failure = ""
    row.provider_id = answer
    if row.kind == OutboxKind.SMS:
        row.delivery = DeliveryStatus.ACCEPTED.value
        row.next_at = next_poll(ctx.now, ctx.now)
    transmission = _transmission_of(ctx, row)
    if transmission is not None and row.about == OutboxAbout.KEY:
        _note_key_sent(ctx, row, transmission)
    elif transmission is not None and row.about == OutboxAbout.PLI:
        _note_archive_sent(ctx, row, transmission)
    else:  # a later word, or a mail of the house: the act that queued it is the event
        ctx.session.flush()
    return True


def mark_refused(ctx: Context, leased: Leased, failure: str) -> None:
    """Record that the other side refused for good: a person decides."""
    row = store.get_leased(ctx.session, leased.id, leased.until)
    if row is not None:
        _give_up(ctx, row, _transmission_of(ctx, row), failure)


def mark_postponed(ctx: Context, leased: Leased, failure: str) -> None:
    """Record that it was not taken this time: later again, or given up after a day."""
    row = store.get_leased(ctx.session, leased.id, leased.until)
    if row is None:
        return
    again = next_try(row.attempts, ctx.now)
    if again is None:
        _give_up(ctx, row, _transmission_of(ctx, row), failure)
        return
    _move(row, OutboxStatus.QUEUED)
    row.leased_until = None
    row.next_at = again
    row.failure = failure


def cancel_row(ctx: Context, row: OutboxMessage) -> None:
    """Let a message that waits or failed never leave: what it says and its data key are destroyed."""
    _move(row, OutboxStatus.CANCELLED)
    row.leased_until = None
    row.payload = None
    ctx.session.flush()
    ctx.destroy(Sealed.OUTBOX.object(row.id))


def _follow_clock(ctx: Context) -> None:
    """Bring near what a clock that was ahead has put off: due now, or free again after one lease of this clock.

    `leased_until` stays: it is the token of a worker that may be alive, and will mark what it sent.
    """
    ahead = store.list_ahead(ctx.session, ctx.now, queued_after=ctx.now + LONGEST_WAIT, leased_after=ctx.now + LEASE)
    for row in ahead:
        row.next_at = ctx.now if row.status == OutboxStatus.QUEUED else ctx.now + LEASE


def leave_again(ctx: Context, transmission: Transmission) -> None:
    """Say at once that an archive is leaving, when its mail waits once more: a page that shows it renews itself."""
    if transmission.archive_status == ArchiveStatus.FAILED:
        _move_archive(ctx, transmission, ArchiveStatus.SENDING)


def _open(ctx: Context, row: OutboxMessage, transmission: Transmission | None) -> Message:
    payload = open_payload(ctx, row)
    if row.kind == OutboxKind.SMS:
        return Text(payload["number"], payload["text"], row.message_id)
    joined = row.about == OutboxAbout.PLI and transmission is not None and transmission.carrier == Carrier.EMAIL
    attachment = _archive(ctx, transmission) if joined and transmission is not None else None
    return Mail(payload["to"], payload["subject"], payload["text"], payload["html"], row.message_id, attachment)


def _archive(ctx: Context, transmission: Transmission) -> Attachment:
    """Unseal the archive where it lies: the outbox holds no copy of it."""
    object_id = Sealed.ARCHIVE.object(transmission.id)
    if transmission.archive is None:
        raise KeyGone(object_id)
    content = ctx.vault.unseal(object_id, field="archive", version=1, sealed=transmission.archive)
    media_type = sealing.MEDIA_TYPES[Format(transmission.archive_format)]
    return Attachment(transmission.archive_name, content, media_type)


def _may_leave(row: OutboxMessage, transmission: Transmission) -> bool:
    archive, key = ArchiveStatus(transmission.archive_status), KeyStatus(transmission.key_status)
    return may_leave(OutboxAbout(row.about), archive, key)


def term_is_over(ctx: Context, transmission: Transmission) -> bool:
    """Say whether the convention ended while its mail waited: tries go on for a day, over a midnight (R-8)."""
    if transmission.convention_id is None:
        return False
    convention = directory_store.get_convention(ctx.session, transmission.convention_id)
    departement = directory_store.get_departement(ctx.session, transmission.departement)
    (term,) = ending.terms_of(ctx, [convention], departement)
    return not term.is_in_force(ctx.today)


def _note_archive_sent(ctx: Context, row: OutboxMessage, transmission: Transmission) -> None:
    """Move the archive track; one recalled while it was being handed over stays recalled, and did leave."""
    left = _ANSWER_CLASS.match(row.provider_id)
    detail: dict[str, Detail] = {
        "answer": left[0] if left else "",
        "attempts": row.attempts,
        "message-id": row.message_id,
    }
    transmission.sent_at = ctx.now
    transmission.failure = ""
    if transmission.archive_status == ArchiveStatus.SENDING:
        _move_archive(ctx, transmission, ArchiveStatus.SENT)
    moved = scheduling.reschedule_transmission(ctx, transmission)
    event = Event(EventKind.TRANSMISSION_SENT, SYSTEM, transmission.id, detail)
    save(ctx.session, row, transmission, *moved, event=event, at=ctx.now)


def _note_key_sent(ctx: Context, row: OutboxMessage, transmission: Transmission) -> None:
    transmission.failure = ""
    event = Event(EventKind.KEY_SENT, SYSTEM, transmission.id, {"attempts": row.attempts})
    save(ctx.session, row, transmission, event=event, at=ctx.now)


def _give_up(ctx: Context, row: OutboxMessage, transmission: Transmission | None, failure: str) -> None:
    """Leave it to a person; the content stays sealed, for a retry, until `expiring` ends it."""
    _move(row, OutboxStatus.FAILED)
    row.leased_until = None
    row.failure = str(failure)
    if transmission is None:
        ctx.session.flush()
        return
    transmission.failure = str(failure)
    kind = _FAILED[OutboxAbout(row.about)]
    if row.about == OutboxAbout.PLI and transmission.archive_status == ArchiveStatus.SENDING:
        _move_archive(ctx, transmission, ArchiveStatus.FAILED)
    detail: dict[str, Detail] = {"code": str(failure), "attempts": row.attempts}
    save(ctx.session, row, transmission, event=Event(kind, SYSTEM, transmission.id, detail), at=ctx.now)


def _transmission_of(ctx: Context, row: OutboxMessage) -> Transmission | None:
    """Return the row as it stands, locked: a recall committed before is seen, a later one waits."""
    return store.lock_transmission(ctx.session, row.transmission_id) if row.transmission_id else None


def _move(row: OutboxMessage, target: OutboxStatus) -> None:
    row.status = advance(OUTBOX_MOVES, OutboxStatus(row.status), target).value


def _move_archive(ctx: Context, transmission: Transmission, target: ArchiveStatus) -> None:
    current = ArchiveStatus(transmission.archive_status)
    if current is target:
        return
    transmission.archive_status = advance(ARCHIVE_MOVES, current, target).value
    transmission.archive_status_at = ctx.now
