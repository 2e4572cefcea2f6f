"""What came into the watched box since the last look? Each mail once, in a transaction of its own.

The place in the box is written with what the mail changed: a crash loses nothing and doubles nothing. What comes is
told by its form and its thread; its words are neither read nor kept (`ports.Letter`).
"""

import logging
from datetime import timedelta
from typing import Final

from liaison.events import EventKind
from liaison.ports import BoxPlace, BoxUnavailable, IncomingMail, Letter, Mailbox
from liaison.records import OutboxMessage, ReceivedMail, Transmission, WatchedBox
from liaison.rules.returns import BoxFailure
from liaison.store import mailbox as store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import incidents, returned_mail
from liaison.usecases.context import Context
from liaison.usecases.delivering import Transactions
from liaison.vocabulary import SYSTEM, IncidentKind, MailKind

ROUND: Final = 20
"""Mails of one look: the worker has other things to do; when there are more, the next look comes at once."""
_UNEXAMINED: Final = frozenset({MailKind.TOO_LARGE, MailKind.UNREADABLE})
"""What may hold a readable file that the service could not see."""
_log: Final = logging.getLogger("liaison.box")


def look(transaction: Transactions, mailbox: Mailbox | None, *, limit: int = ROUND) -> int:
    """Deal with what came, when it is time to look; return how many mails were read."""
    if mailbox is None:
        return 0
    with transaction() as ctx:
        started = _start(ctx)
    if not started:
        return 0
    read: list[IncomingMail] = []
    try:
        for mail in mailbox.read(_place(transaction), limit=limit):
            with transaction() as ctx:
                _take_in(ctx, mail)
            read.append(mail)
    except BoxUnavailable as error:
        with transaction() as ctx:
            _note_failure(ctx, error.code)
        return len(read)
    with transaction() as ctx:
        _note_round(ctx, more=len(read) == limit)
    _put_away(transaction, mailbox, read)
    return len(read)


def _put_away(transaction: Transactions, mailbox: Mailbox, read: list[IncomingMail]) -> None:
    """Tidy the box; when that fails, what was read stands, and is taken away by a later round."""
    try:
        mailbox.put_away(read, until=_place(transaction))
    except BoxUnavailable as error:
        with transaction() as ctx:
            _note_unmoved(ctx, error.code)
        return
    with transaction() as ctx:
        row = store.lock_box(ctx.session, ctx.now)
        row.failure = "" if row.failure == BoxFailure.UNMOVED else row.failure
        ctx.session.flush()


def _start(ctx: Context) -> bool:
    """Say whether it is time to look, and keep the other workers from looking meanwhile."""
    row = store.lock_box(ctx.session, ctx.now)
    if row.next_at > ctx.now:
        return False
    row.next_at = ctx.now + timedelta(seconds=ctx.settings.imap_seconds)
    # No event of its own: what a look finds has its own, and an empty look changes nothing.
    ctx.session.flush()
    return True


def _place(transaction: Transactions) -> BoxPlace | None:
    with transaction() as ctx:
        row = store.get_box(ctx.session)
        return BoxPlace(row.box, row.number) if row is not None and row.box else None


def _take_in(ctx: Context, mail: IncomingMail) -> None:
    """Let one mail count, unless it did: behind the place, or met before in another life of the box."""
    box = store.lock_box(ctx.session, ctx.now)
    if mail.place.box == box.box and 0 < mail.place.number <= box.number:
        return
    box.box, box.number = mail.place.box, mail.place.number
    if store.is_known(ctx.session, mail.fingerprint):
        ctx.session.flush()
        return
    ours = outbox_store.find_mail(ctx.session, mail.letter.about) if mail.letter.about else None
    transmission = _transmission_of(ctx, ours)
    row = ReceivedMail(
        id=ctx.new_id(),
        fingerprint=mail.fingerprint,
        kind=mail.letter.kind.value,
        readable=mail.letter.readable,
        sealed=mail.letter.sealed,
        transmission_id=transmission.id if transmission else None,
        arrived_at=mail.arrived_at,
        read_at=ctx.now,
    )
    # No event of its own: what it changes has one, and most of what comes changes nothing.
    ctx.session.add(row)
    ctx.session.flush()
    _act_on(ctx, box, row, ours, mail.letter)


def _act_on(ctx: Context, box: WatchedBox, row: ReceivedMail, ours: OutboxMessage | None, letter: Letter) -> None:
    if letter.kind in returned_mail.SAID and ours is not None:
        returned_mail.note(ctx, ours, letter)
    if ours is None and row.arrived_at < box.since:
        return
    transmission = _transmission_of(ctx, ours)
    if letter.readable:
        _note_readable(ctx, row, transmission)
    if letter.sealed:
        _note(ctx, EventKind.MAIL_ARCHIVE_ARRIVED, row, transmission)
    if letter.kind in _UNEXAMINED:
        _note(ctx, EventKind.MAIL_UNEXAMINED, row, transmission)
    elif letter.kind is MailKind.ANSWER and transmission is not None and not row.waits:
        _note(ctx, EventKind.MAIL_ANSWERED, row, transmission)


def _note_readable(ctx: Context, row: ReceivedMail, transmission: Transmission | None) -> None:
    """Open the draft of an incident: somebody sent a file about somebody that anybody on the way could read."""
    if transmission is not None:
        incident = incidents.open_draft(ctx, SYSTEM, IncidentKind.READABLE_REPLY, transmission)
    else:
        incident = incidents.open_draft_of_the_day(ctx, SYSTEM, IncidentKind.READABLE_REPLY)
    row.incident_id = incident.id
    _note(ctx, EventKind.MAIL_READABLE_ARRIVED, row, transmission)


def _note(ctx: Context, kind: EventKind, row: ReceivedMail, transmission: Transmission | None) -> None:
    row.waits = True
    reference = transmission.reference if transmission else ""
    event = Event(kind, SYSTEM, transmission.id if transmission else row.id, {"reference": reference})
    save(ctx.session, row, event=event, at=ctx.now)


def _transmission_of(ctx: Context, ours: OutboxMessage | None) -> Transmission | None:
    if ours is None or ours.transmission_id is None:
        return None
    return outbox_store.lock_transmission(ctx.session, ours.transmission_id)


def _note_failure(ctx: Context, code: str) -> None:
    row = store.lock_box(ctx.session, ctx.now)
    if row.failure != code:  # said once, not at every look
        _log.warning("the watched box cannot be read: %s", code)
    row.failure = str(code)
    ctx.session.flush()


def _note_unmoved(ctx: Context, code: str) -> None:
    row = store.lock_box(ctx.session, ctx.now)
    if row.failure != BoxFailure.UNMOVED:
        _log.warning("the watched box is read, but what was dealt with cannot be moved away: %s", code)
    row.failure = BoxFailure.UNMOVED.value
    ctx.session.flush()


def _note_round(ctx: Context, *, more: bool) -> None:
    row = store.lock_box(ctx.session, ctx.now)
    if row.failure not in {"", BoxFailure.UNMOVED}:
        _log.warning("the watched box can be read again")
        row.failure = ""
    row.read_at = ctx.now
    if more:
        row.next_at = ctx.now
    ctx.session.flush()
