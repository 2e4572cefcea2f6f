"""What does a report about one of our mails change? A track that a person looks at; then, sent again, elsewhere.

A report is not signed (`rules.returns`): nothing here releases a key, destroys, or sends. What goes out again does so
by a person's act, to the address that the directory has that day.
"""

from typing import Final

from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.ports import Letter
from liaison.records import OutboxMessage, Transmission
from liaison.rules.delivery import Failure
from liaison.rules.lifecycle import ARCHIVE_MOVES, advance
from liaison.rules.returns import WRONG_ADDRESS, comes_back, failure_of, is_news
from liaison.store import directory as directory_store
from liaison.store import outbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, directory, linking, outgoing
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, ArchiveStatus, DeliveryStatus, MailKind, OutboxAbout, OutboxStatus

SAID: Final = {
    MailKind.FAILED: DeliveryStatus.UNDELIVERED,
    MailKind.DELAYED: DeliveryStatus.DELAYED,
    MailKind.DELIVERED: DeliveryStatus.DELIVERED,
}
"""The kinds of mails that are reports, and what each says."""


def note(ctx: Context, row: OutboxMessage, letter: Letter) -> bool:
    """Keep what a mail server says of one of our mails; false when it is no news, or the mail never left."""
    said = SAID[letter.kind]
    if row.status != OutboxStatus.SENT or not is_news(row.delivery, said):
        return False
    row.delivery = said.value
    lost = said is DeliveryStatus.UNDELIVERED
    if lost:
        row.failure = failure_of(letter.status).value
    transmission = store.lock_transmission(ctx.session, row.transmission_id) if row.transmission_id else None
    if transmission is None:
        event = Event(EventKind.MAIL_RETURNED, SYSTEM, row.id, {"status": said.value})
        save(ctx.session, row, event=event, at=ctx.now)
    elif lost:
        _note_bounce(ctx, row, transmission)
    else:
        event = Event(EventKind.TRANSMISSION_DELIVERY, SYSTEM, transmission.id, {"status": said.value})
        save(ctx.session, row, event=event, at=ctx.now)
    return True


def send_again(ctx: Context, transmission: Transmission) -> None:
    """Put a mail that came back into the outbox as a new one, for the directory's address of today.

    The first mail is not sent again: it was wiped when it left, and its address must not get a second archive when
    the address was at fault.

    Raises:
        WrongState: nothing came back.
        Refused: the directory still has the address that does not exist.
    """
    if transmission.returned_at is None:
        raise WrongState("Cet e-mail n’est pas revenu.", hint="Rechargez la page : elle montre où en est le pli.")
    last = _last_mail(ctx, transmission)
    contact = directory_store.get_contact(ctx.session, transmission.contact_id)
    address = directory.address_index(ctx, directory.contact_details(ctx, contact)["email"])
    if last is not None and last.failure in WRONG_ADDRESS and last.address == address:
        raise Refused(
            "L’annuaire a toujours l’adresse qui a renvoyé cet e-mail : rien n’est reparti.",
            hint="Demandez la bonne adresse au partenaire, faites-la corriger dans l’annuaire, puis renvoyez le pli.",
        )
    transmission.returned_at = None
    transmission.failure = ""
    linking.cut(ctx, transmission.id)  # whoever reads the first mail may not answer for the partner
    delivering.queue_pli(ctx, transmission)
    outgoing.leave_again(ctx, transmission)


def _note_bounce(ctx: Context, row: OutboxMessage, transmission: Transmission) -> None:
    """Move the archive from sent to failed; the key stays as it was, withheld when it was withheld."""
    archive = ArchiveStatus(transmission.archive_status)
    last = _last_mail(ctx, transmission)
    if comes_back(archive, is_last_mail=last is not None and last.id == row.id):
        transmission.archive_status = advance(ARCHIVE_MOVES, archive, ArchiveStatus.FAILED).value
        transmission.archive_status_at = ctx.now
        transmission.returned_at = ctx.now
        transmission.failure = row.failure or Failure.MAIL_REFUSED.value
    event = Event(EventKind.TRANSMISSION_BOUNCED, SYSTEM, transmission.id, {"code": row.failure})
    save(ctx.session, row, transmission, event=event, at=ctx.now)


def _last_mail(ctx: Context, transmission: Transmission) -> OutboxMessage | None:
    """Return the newest mail that carries the archive, or its link: a reminder that comes back stops nothing."""
    mails = [row for row in store.list_of(ctx.session, transmission.id) if _carries(row, transmission)]
    return mails[-1] if mails else None


def _carries(row: OutboxMessage, transmission: Transmission) -> bool:
    """Say whether the pli travels by this mail; of those that follow up, the reminder is made when it is noted."""
    if row.about == OutboxAbout.FOLLOW_UP:
        return row.created_at != transmission.reminded_at
    return row.about == OutboxAbout.PLI
