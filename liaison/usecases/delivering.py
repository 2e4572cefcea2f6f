"""How does a message leave the house? Written in the transaction, sent after its commit, marked (law 10).

A message crosses the border once, or twice with the same Message-ID or idempotency key when a worker died in
between; a key is never made a second time. What was sent is wiped here.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Final, TypeAlias

from crypto.archive import Format
from crypto.errors import KeyGone
from crypto.passphrase import Passphrase
from liaison.messages.pli import PliMail, pli_mail
from liaison.messages.rendering import MailText
from liaison.messages.sms import key_sms
from liaison.ports import DeliveryPostponed, DeliveryRefused, Mail, Mailer, TextMessenger
from liaison.records import OutboxMessage, Transmission
from liaison.rules.lifecycle import KEY_MOVES, OUTBOX_MOVES, advance
from liaison.store import directory as directory_store
from liaison.store import outbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, outgoing, scheduling
from liaison.usecases.context import Context, Json
from liaison.usecases.outgoing import Leased
from liaison.vocabulary import (
    SYSTEM,
    EventKind,
    KeyChannel,
    KeyStatus,
    OutboxKind,
    OutboxStatus,
    Sealed,
)

Transactions: TypeAlias = Callable[[], AbstractContextManager[Context]]
"""`Service.transaction`."""

_NO_DOMAIN: Final = "liaison.invalid"


def queue_pli(ctx: Context, transmission: Transmission) -> str:
    """Put the mail that carries an archive into the outbox, for the directory's address; return its id.

    The archive itself stays where it is, sealed, and is joined when the mail leaves.
    """
    departement = directory_store.get_departement(ctx.session, transmission.departement)
    text = pli_mail(
        PliMail(
            reference=transmission.reference,
            operator=departement.operator,
            archive_name=transmission.archive_name,
            archive_format=Format(transmission.archive_format),
            key_channel=KeyChannel(transmission.key_channel),
            callback=departement.callback,
            is_test=transmission.is_test,
        )
    )
    return queue_mail(ctx, text, to=_directory(ctx, transmission)["email"], transmission_id=transmission.id)


def queue_mail(ctx: Context, text: MailText, *, to: str, transmission_id: str | None = None) -> str:
    """Put a mail into the outbox, in the caller's transaction; return its id.

    With a transmission, it carries that transmission's archive.
    """
    payload: dict[str, Json] = {"to": to, "subject": text.subject, "text": text.text, "html": text.html}
    sender = ctx.settings.mail_from.rpartition("@")[2].rstrip(">").strip()
    message_id = f"<{ctx.new_id()}@{sender or _NO_DOMAIN}>"
    return _queue(ctx, OutboxKind.MAIL, payload, message_id, transmission_id)


def queue_key(ctx: Context, transmission: Transmission, mobile: str, key: Passphrase) -> str:
    """Put the SMS of a key into the outbox, in the caller's transaction; return its id."""
    return queue_sms(ctx, key_sms(transmission.reference, key.reveal()), to=mobile, transmission_id=transmission.id)


def queue_sms(ctx: Context, body: str, *, to: str, transmission_id: str | None = None) -> str:
    """Put an SMS into the outbox, in the caller's transaction; return its id."""
    payload: dict[str, Json] = {"number": to, "text": body}
    return _queue(ctx, OutboxKind.SMS, payload, ctx.new_id(), transmission_id)


def cancel(ctx: Context, transmission_id: str) -> int:
    """Let nothing of a transmission leave that still waits or failed; return how many messages.

    One that a worker is handing over at this second is not stopped.
    """
    rows = store.list_cancellable(ctx.session, transmission_id)
    for row in rows:
        outgoing.cancel_row(ctx, row)
    return len(rows)


def requeue(ctx: Context, transmission: Transmission) -> int:
    """Put what failed back into the outbox: same Message-ID, same key; return how many messages.

    It goes to the directory's address of today, which may have been the thing to correct.
    """
    rows = [row for row in store.list_failed(ctx.session, transmission.id) if _readdress(ctx, row, transmission)]
    for row in rows:
        row.status = advance(OUTBOX_MOVES, OutboxStatus(row.status), OutboxStatus.QUEUED).value
        row.attempts = 0
        row.next_at = ctx.now
        row.failure = ""
    if rows:
        transmission.failure = ""
    return len(rows)


def flush(transaction: Transactions, mailer: Mailer | None, texter: TextMessenger | None, *, limit: int = 50) -> int:
    """Send what is due, one message after the other; return how many were tried.

    Each is leased in one transaction, sent outside any, marked in another. Without a door, its messages wait.
    """
    kinds = [kind for kind, door in ((OutboxKind.MAIL, mailer), (OutboxKind.SMS, texter)) if door is not None]
    tried = 0
    while kinds and tried < limit and _send_next(transaction, mailer, texter, kinds):
        tried += 1
    return tried


def expire_keys(ctx: Context) -> int:
    """Destroy the keys whose deadline has passed, with what of them still waits to leave; return how many.

    A key nobody gave is revoked; one that was given and never confirmed is erased (product.md, step 6).
    """
    rows = store.list_keys_past(
        ctx.session,
        withheld_before=ctx.now - timedelta(days=ctx.settings.withheld_key_days),
        released_before=ctx.now - timedelta(days=ctx.settings.released_key_days),
    )
    for row in rows:
        _expire_key(ctx, row)
    return len(rows)


def expire_messages(ctx: Context) -> int:
    """Destroy what messages that never left still hold, after the life of an archive; return how many."""
    rows = store.list_stale(ctx.session, ctx.now - timedelta(days=ctx.settings.archive_days))
    for row in rows:
        outgoing.cancel_row(ctx, row)
    return len(rows)


def _queue(
    ctx: Context, kind: OutboxKind, payload: dict[str, Json], message_id: str, transmission_id: str | None
) -> str:
    row_id = ctx.new_id()
    ctx.vault.create(Sealed.OUTBOX.object(row_id))
    row = OutboxMessage(
        id=row_id,
        kind=kind.value,
        transmission_id=transmission_id,
        payload=outgoing.seal_payload(ctx, row_id, payload),
        message_id=message_id,
        status=OutboxStatus.QUEUED.value,
        created_at=ctx.now,
        next_at=ctx.now,
    )
    # No event of its own: the act that queues it has one, and its leaving will have another.
    ctx.session.add(row)
    ctx.session.flush()
    return row_id


def _directory(ctx: Context, transmission: Transmission) -> dict[str, str]:
    contact = directory_store.get_contact(ctx.session, transmission.contact_id)
    return directory.contact_details(ctx, contact)


def _readdress(ctx: Context, row: OutboxMessage, transmission: Transmission) -> bool:
    try:
        payload: dict[str, Json] = {**outgoing.open_payload(ctx, row)}
    except KeyGone:
        return False
    details = _directory(ctx, transmission)
    place, current = ("to", details["email"]) if row.kind == OutboxKind.MAIL else ("number", details["mobile"])
    if current:
        payload[place] = current
    row.payload = outgoing.seal_payload(ctx, row.id, payload)
    return True


def _send_next(
    transaction: Transactions,
    mailer: Mailer | None,
    texter: TextMessenger | None,
    kinds: Collection[OutboxKind],
) -> bool:
    with transaction() as ctx:
        leased = outgoing.lease(ctx, kinds)
    if leased is None:
        return False
    try:
        answer = _hand_over(leased, mailer, texter)
    except DeliveryRefused as refusal:
        with transaction() as ctx:
            outgoing.mark_refused(ctx, leased, refusal.code)
    except DeliveryPostponed as delay:
        with transaction() as ctx:
            outgoing.mark_postponed(ctx, leased, delay.code)
    else:
        with transaction() as ctx:
            wiped = outgoing.mark_sent(ctx, leased, answer)
        if wiped:
            ctx.vault.destroy(Sealed.OUTBOX.object(leased.id))
    return True


def _hand_over(leased: Leased, mailer: Mailer | None, texter: TextMessenger | None) -> str:
    message = leased.message
    if isinstance(message, Mail):
        if mailer is None:
            raise AssertionError("a mail is leased only where there is a door for it")
        return mailer.send(message)
    if texter is None:
        raise AssertionError("an SMS is leased only where there is a door for it")
    return texter.send(message.number, message.body, idempotency_key=message.idempotency_key)


def _expire_key(ctx: Context, row: Transmission) -> None:
    given = row.key_status == KeyStatus.RELEASED
    target = KeyStatus.ERASED if given else KeyStatus.REVOKED
    row.key_status = advance(KEY_MOVES, KeyStatus(row.key_status), target).value
    row.key_status_at = ctx.now
    row.passphrase = None
    cancelled = cancel(ctx, row.id)
    moved = scheduling.reschedule_transmission(ctx, row)
    kind = EventKind.KEY_ERASED if given else EventKind.KEY_REVOKED
    event = Event(kind, SYSTEM, row.id, {"reason": "deadline", "cancelled": cancelled})
    save(ctx.session, row, *moved, event=event, at=ctx.now)
    ctx.vault.destroy(Sealed.PASSPHRASE.object(row.id))
