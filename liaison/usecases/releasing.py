"""When may a key leave by SMS, and when is it erased? On acknowledgement, at once by choice; opened, it is gone.

Nothing is released before the archive left (product.md step 4); the number is always the directory's.
"""

from typing import Final

from sqlmodel import SQLModel

from crypto.hashchain import Detail
from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules import channels
from liaison.rules.access import Actor
from liaison.rules.calendar import add_days
from liaison.rules.lifecycle import KEY_MOVES, advance
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import choosing, delivering, directory, outgoing, returned_mail, scheduling, sealing, standing
from liaison.usecases.context import Context
from liaison.usecases.following import transmission_to_change
from liaison.vocabulary import SYSTEM, ArchiveStatus, Carrier, KeyChannel, KeyStatus, Release

ASK_COORDINATION: Final = "Voyez avec la coordination, qui tient l’annuaire ; le pli, lui, ne bouge pas."


def release_by_sms(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Send the key to the directory's mobile now, without waiting for an acknowledgement: the register says so.

    Raises:
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise, or the directory has no mobile that may be used any more.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    check_waits(row, KeyChannel.SMS)
    if sentence := obstacle(ctx, row):
        raise Refused(sentence, hint=ASK_COORDINATION)
    _text(ctx, actor.account_id, row)


def release_on_acknowledgement(ctx: Context, row: Transmission, *, by: str) -> bool:
    """Send the key of an archive that somebody just acknowledged, where it goes by SMS; say whether it did.

    Where it cannot (no gateway, no mobile any more, another channel), it stays withheld and a person is asked.
    """
    if row.key_status != KeyStatus.WITHHELD or not leaves_by_itself(ctx, row):
        return False
    _text(ctx, by, row)
    return True


def release_due(ctx: Context) -> int:
    """Send the keys whose sender chose not to wait, once their archive left; return how many (the worker)."""
    if not ctx.texter_ready:
        return 0
    free = [row for row in store.list_to_release(ctx.session) if not obstacle(ctx, row)]
    for row in free:
        _text(ctx, SYSTEM, row)
    return len(free)


def leaves_by_itself(ctx: Context, row: Transmission) -> bool:
    """Say whether an acknowledgement lets the key go: by SMS, through a gateway, and nothing stands in the way."""
    return row.key_channel == KeyChannel.SMS and ctx.texter_ready and not obstacle(ctx, row)


def obstacle(ctx: Context, row: Transmission) -> str:
    """Say why a key may not go to this contact now; empty when it may. Days lie between a sending and its key."""
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    if not (contact.enabled and partner.enabled):
        return "Ce contact n’est plus proposé dans l’annuaire : sa clé ne part plus."
    if outgoing.term_is_over(ctx, row):
        return "La convention avec ce partenaire a pris fin : la clé ne part plus."
    if row.key_channel != KeyChannel.SMS:
        return ""
    details = directory.contact_details(ctx, contact)
    if details.get(directory.SMS_TO_MAIL) == directory.SAID_YES:
        return channels.refusal(Carrier(row.carrier), KeyChannel.SMS_TO_MAIL)
    return "" if details["mobile"] else "L’annuaire n’a plus de mobile pour ce contact."


def confirm(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Record that the partner opened the archive; a key that is still here is erased, an SMS of it that waits too.

    Raises:
        WrongState: the key was not given yet, or this is recorded already.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not standing.may_confirm(row):
        raise WrongState(
            "Ce n’est pas à noter maintenant : la clé n’est pas remise, ou c’est déjà fait.",
            hint="Rechargez la page : elle montre où en est la transmission.",
        )
    if row.key_status == KeyStatus.RELEASED:
        erase_confirmed(ctx, actor, row)
    moved = _mark_opened(ctx, row)
    event = Event(EventKind.TRANSMISSION_OPENED, actor.account_id, row.id, {"format": row.archive_format})
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def erase_confirmed(ctx: Context, actor: Actor, row: Transmission) -> None:
    """Erase a key whose arrival somebody confirmed: nobody can lose here what is needed no more (step 6)."""
    advance(KEY_MOVES, KeyStatus(row.key_status), KeyStatus.CONFIRMED)
    save(ctx.session, event=Event(EventKind.KEY_CONFIRMED, actor.account_id, row.id), at=ctx.now)
    sealing.end_key(ctx, row, KeyStatus.ERASED)
    delivering.cancel(ctx, row.id)
    moved = scheduling.reschedule_transmission(ctx, row)
    event = Event(EventKind.KEY_ERASED, actor.account_id, row.id, {"reason": "confirmed"})
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def retry(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Put what failed back into the outbox: the same mail, or the same SMS with the same key.

    Days may lie between: an archive that has not left is asked again whether it may.

    Raises:
        WrongState: nothing failed.
        Refused: a rule forbids it today, or the mail came back and the directory still has that address.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    choosing.check_still_may_leave(ctx, actor, row)
    if row.returned_at is not None:
        returned_mail.send_again(ctx, row)
    elif not delivering.requeue(ctx, row):
        raise WrongState("Rien n’est en échec.", hint="Rechargez la page : elle montre où en est la transmission.")
    event = Event(EventKind.TRANSMISSION_RETRIED, actor.account_id, row.id)
    save(ctx.session, row, event=event, at=ctx.now)


def check_waits(row: Transmission, channel: KeyChannel) -> None:
    """Let a key through that waits for this channel.

    Raises:
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise.
    """
    if row.archive_status not in standing.LEFT:
        raise WrongState(
            "Le pli n’est pas encore parti : la clé attend.", hint="Revenez dans un instant, la page le dira."
        )
    if row.key_channel != channel:
        raise Refused("La clé de ce pli devait partir autrement.", hint="Suivez ce que la page propose.")
    advance(KEY_MOVES, KeyStatus(row.key_status), KeyStatus.RELEASED)


def note_released(ctx: Context, by: str, row: Transmission, kind: EventKind) -> None:
    """Move the key's track, and say in the register whether anybody had acknowledged the archive before."""
    row.key_status, row.key_status_at = KeyStatus.RELEASED.value, ctx.now
    row.released_at = ctx.now
    moved = scheduling.reschedule_transmission(ctx, row)
    acknowledged = row.archive_status in standing.ARRIVED
    detail: dict[str, Detail] = {"channel": row.key_channel, "acknowledged": acknowledged}
    if row.release == Release.AT_ONCE:
        detail["release"] = row.release
    save(ctx.session, row, *moved, event=Event(kind, by, row.id, detail), at=ctx.now)


def _text(ctx: Context, by: str, row: Transmission) -> None:
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    mobile = directory.contact_details(ctx, contact)["mobile"]
    key = sealing.read_passphrase(ctx, row)
    note_released(ctx, by, row, EventKind.KEY_RELEASED)
    delivering.queue_key(ctx, row, mobile, key)


def _mark_opened(ctx: Context, row: Transmission) -> list[SQLModel]:
    """Opening proves that the archive arrived, and in which format; a test pli makes its contact a proven one."""
    row.opened_at, row.trouble = ctx.now, ""
    if row.archive_status == ArchiveStatus.SENT and row.carrier != Carrier.HAND:
        note_arrived(ctx, row)
    rows: list[SQLModel] = list(scheduling.reschedule_transmission(ctx, row))
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    contact.opened_format, contact.opened_at = row.archive_format, ctx.now
    if row.is_test:
        contact.opened_test_at = ctx.now
    return [*rows, contact]


def note_arrived(ctx: Context, row: Transmission) -> None:
    """Move the archive's track, and give the partner a day by which to decide; a test pli asks for nothing."""
    row.archive_status, row.archive_status_at = ArchiveStatus.ACKNOWLEDGED.value, ctx.now
    row.acknowledged_at = ctx.now
    if not standing.asks_nothing(row):
        row.answer_due_on = add_days(ctx.today, ctx.settings.answer_days)
