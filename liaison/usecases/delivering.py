"""How does a message leave the house? Written in the transaction, sent after its commit, marked (law 10).

A message crosses the border once, or twice with the same Message-ID or idempotency key when a worker died in
between; a key is never made a second time. What was sent is wiped here.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from crypto.archive import Format
from crypto.errors import KeyGone
from crypto.passphrase import Passphrase
from liaison.errors import Unavailable
from liaison.messages.pli import PliMail, pli_mail
from liaison.messages.reminder import ReminderMail, reminder_mail
from liaison.messages.rendering import MailText
from liaison.messages.sms import key_sms
from liaison.ports import DeliveryPostponed, DeliveryRefused, Mail, Mailer, TextMessenger
from liaison.records import OutboxMessage, Transmission
from liaison.rules.lifecycle import OUTBOX_MOVES, advance
from liaison.store import directory as directory_store
from liaison.store import outbox as store
from liaison.usecases import directory, linking, outgoing
from liaison.usecases.context import Context, Json
from liaison.usecases.outgoing import Leased
from liaison.vocabulary import (
    Carrier,
    KeyChannel,
    KeyStatus,
    LinkPurpose,
    OutboxAbout,
    OutboxKind,
    OutboxStatus,
    Release,
    Sealed,
)

Transactions: TypeAlias = Callable[[], AbstractContextManager[Context]]
"""`Service.transaction`."""

_NO_DOMAIN: Final = "liaison.invalid"


def queue_pli(ctx: Context, transmission: Transmission) -> str:
    """Put the mail of an archive into the outbox, for the directory's address; return its id.

    The archive itself stays where it is, sealed: it is joined when the mail leaves, or fetched by the link.
    """
    to = _directory(ctx, transmission)["email"]
    return _queue_mail(ctx, _pli_text(ctx, transmission), to, OutboxAbout.PLI, transmission.id)


def queue_link(ctx: Context, transmission: Transmission) -> str:
    """Put a second mail into the outbox, with a link in place of an attachment that got stuck; return its id."""
    to = _directory(ctx, transmission)["email"]
    return _queue_mail(ctx, _pli_text(ctx, transmission), to, OutboxAbout.FOLLOW_UP, transmission.id)


def queue_reminder(ctx: Context, transmission: Transmission) -> str:
    """Put into the outbox the mail that asks for the partner's decision; return its id."""
    departement = directory_store.get_departement(ctx.session, transmission.departement)
    text = reminder_mail(
        ReminderMail(
            reference=transmission.reference,
            operator=departement.operator,
            link=_link(ctx, transmission),
            callback=departement.callback,
            is_table=transmission.table_id is not None,
        )
    )
    to = _directory(ctx, transmission)["email"]
    return _queue_mail(ctx, text, to, OutboxAbout.FOLLOW_UP, transmission.id)


def queue_mail(ctx: Context, text: MailText, *, to: str) -> str:
    """Put a mail of the house into the outbox, in the caller's transaction; return its id."""
    return _queue_mail(ctx, text, to, OutboxAbout.HOUSE, None)


def queue_key(ctx: Context, transmission: Transmission, mobile: str, key: Passphrase) -> str:
    """Put the SMS of a key into the outbox, in the caller's transaction; return its id."""
    payload: dict[str, Json] = {"number": mobile, "text": key_sms(transmission.reference, key.reveal())}
    return _queue(ctx, OutboxKind.SMS, OutboxAbout.KEY, payload, ctx.new_id(), transmission.id)


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
    if any(row.about == OutboxAbout.PLI for row in rows):
        outgoing.leave_again(ctx, transmission)
    return len(rows)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What the other side said of a message, until it is written down; hidden, for it holds the message."""

    mark: Callable[[Context, Leased, str], object]
    leased: Leased
    words: str


def flush(
    transaction: Transactions,
    mailer: Mailer | None,
    texter: TextMessenger | None,
    *,
    limit: int = 50,
    unwritten: list[Said] | None = None,
) -> int:
    """Send what is due, one message after the other; return how many were tried.

    Each is leased in one transaction, sent outside any, marked in another. Without a door, its messages wait.
    `unwritten` is the worker's memory from one round to the next: on a disk that is full a lease still fits and its
    mark does not, and the same mail would leave once a lease. Nothing more leaves before it is empty.

    Raises:
        Unavailable: the database does not answer, or cannot write.
    """
    kinds = [kind for kind, door in ((OutboxKind.MAIL, mailer), (OutboxKind.SMS, texter)) if door is not None]
    memory = [] if unwritten is None else unwritten
    _write(transaction, memory)
    tried = 0
    while kinds and tried < limit and _send_next(transaction, mailer, texter, kinds, memory):
        tried += 1
    return tried


def _pli_text(ctx: Context, transmission: Transmission) -> MailText:
    departement = directory_store.get_departement(ctx.session, transmission.departement)
    return pli_mail(
        PliMail(
            reference=transmission.reference,
            operator=departement.operator,
            archive_name=transmission.archive_name,
            archive_format=Format(transmission.archive_format),
            key_channel=KeyChannel(transmission.key_channel),
            callback=departement.callback,
            is_test=transmission.is_test,
            is_table=transmission.table_id is not None,
            link=_link(ctx, transmission) if linking.can_link(ctx.settings) else "",
            by_link=transmission.carrier == Carrier.LINK,
            waits=transmission.release == Release.ON_ACKNOWLEDGEMENT,
            key_given=transmission.key_status in {KeyStatus.RELEASED, KeyStatus.ERASED},
        )
    )


def _link(ctx: Context, transmission: Transmission) -> str:
    return linking.make(ctx, LinkPurpose.PLI, transmission.id, life=timedelta(days=ctx.settings.link_days))


def _queue_mail(ctx: Context, text: MailText, to: str, about: OutboxAbout, transmission_id: str | None) -> str:
    payload: dict[str, Json] = {"to": to, "subject": text.subject, "text": text.text, "html": text.html}
    sender = ctx.settings.mail_from.rpartition("@")[2].rstrip(">").strip()
    message_id = f"<{ctx.new_id()}@{sender or _NO_DOMAIN}>"
    return _queue(ctx, OutboxKind.MAIL, about, payload, message_id, transmission_id)


def _queue(
    ctx: Context,
    kind: OutboxKind,
    about: OutboxAbout,
    payload: dict[str, Json],
    message_id: str,
    transmission_id: str | None,
) -> str:
    row_id = ctx.new_id()
    ctx.vault.create(Sealed.OUTBOX.object(row_id))
    row = OutboxMessage(
        id=row_id,
        kind=kind.value,
        about=about.value,
        transmission_id=transmission_id,
        payload=outgoing.seal_payload(ctx, row_id, payload),
        message_id=message_id,
        status=OutboxStatus.QUEUED.value,
        created_at=ctx.now,
        next_at=ctx.now,
        address=directory.address_index(ctx, str(payload["to"])) if kind is OutboxKind.MAIL else "",
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
    if row.about == OutboxAbout.PLI:
        # The first try may have reached somebody else: whoever reads that mail may not answer for the partner.
        linking.cut(ctx, transmission.id)
        text = _pli_text(ctx, transmission)
        payload |= {"subject": text.subject, "text": text.text, "html": text.html}
    place, current = ("to", details["email"]) if row.kind == OutboxKind.MAIL else ("number", details["mobile"])
    if current:
        payload[place] = current
    if row.kind == OutboxKind.MAIL:
        row.address = directory.address_index(ctx, str(payload["to"]))
    row.payload = outgoing.seal_payload(ctx, row.id, payload)
    return True


def _send_next(
    transaction: Transactions,
    mailer: Mailer | None,
    texter: TextMessenger | None,
    kinds: Collection[OutboxKind],
    unwritten: list[Said],
) -> bool:
    with transaction() as ctx:
        leased = outgoing.lease(ctx, kinds)
    if leased is None:
        return False
    unwritten.append(_say(leased, mailer, texter))
    _write(transaction, unwritten)
    return True


def _say(leased: Leased, mailer: Mailer | None, texter: TextMessenger | None) -> Said:
    """Hand a message over, and keep what the other side said of it."""
    try:
        return Said(outgoing.mark_sent, leased, _hand_over(leased, mailer, texter))
    except DeliveryRefused as refusal:
        return Said(outgoing.mark_refused, leased, refusal.code)
    except DeliveryPostponed as delay:
        return Said(outgoing.mark_postponed, leased, delay.code)


def _write(transaction: Transactions, unwritten: list[Said]) -> None:
    """Write down what the other side said.

    Raises:
        Unavailable: it cannot be written now; it stays, to be tried before anything else leaves.
    """
    while unwritten:
        said = unwritten.pop(0)
        try:
            with transaction() as ctx:
                said.mark(ctx, said.leased, said.words)
        except Unavailable:
            unwritten.insert(0, said)
            raise


def _hand_over(leased: Leased, mailer: Mailer | None, texter: TextMessenger | None) -> str:
    message = leased.message
    if isinstance(message, Mail):
        if mailer is None:
            raise AssertionError("a mail is leased only where there is a door for it")
        return mailer.send(message)
    if texter is None:
        raise AssertionError("an SMS is leased only where there is a door for it")
    return texter.send(message.number, message.body, idempotency_key=message.idempotency_key)
