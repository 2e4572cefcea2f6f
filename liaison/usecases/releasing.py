"""How does a key reach the partner, and how does its track end? Released, told, confirmed, erased.

Nothing is released before the archive left (product.md step 4); the number is always the directory's.
"""

from dataclasses import dataclass

from sqlmodel import SQLModel

from crypto.passphrase import spell
from liaison.errors import Refused, WrongState
from liaison.records import Transmission
from liaison.rules.access import Actor
from liaison.rules.lifecycle import ARCHIVE_MOVES, KEY_MOVES, advance
from liaison.store import directory as directory_store
from liaison.store import outbox as outbox_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import choosing, delivering, directory, scheduling, sealing
from liaison.usecases.context import Context
from liaison.usecases.following import sms_was_lost, transmission_of
from liaison.vocabulary import ArchiveStatus, Carrier, EventKind, KeyChannel, KeyStatus, Sealed

_LEFT = {ArchiveStatus.SENT, ArchiveStatus.ACKNOWLEDGED}


@dataclass(frozen=True, slots=True, repr=False)
class ToldKey:
    """A key to say on the telephone: groups, and how each sign is said. Shown once."""

    groups: tuple[str, ...]
    spelling: tuple[tuple[str, ...], ...]
    number: str
    contact_name: str

    def __repr__(self) -> str:
        return "ToldKey(hidden)"


def release_by_sms(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Send the key to the directory's mobile, now that the mail server took the archive.

    Raises:
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise, or the directory has no mobile any more.
    """
    row = transmission_of(ctx, actor, transmission_id)
    _check_waits(row, KeyChannel.SMS)
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    mobile = directory.contact_details(ctx, contact)["mobile"]
    if not mobile:
        raise Refused("L’annuaire n’a plus de mobile pour ce contact.", hint="Complétez sa fiche, puis réessayez.")
    key = sealing.read_passphrase(ctx, row)
    _release(ctx, actor, row, EventKind.KEY_RELEASED)
    delivering.queue_key(ctx, row, mobile, key)


def tell(ctx: Context, actor: Actor, transmission_id: str) -> ToldKey:
    """Show the key once, to be said on the telephone, never left on voicemail.

    A key whose SMS did not arrive is told in its place, once too (demands.md 7).

    Raises:
        WrongState: the archive has not left, or the key is not waiting.
        Refused: the key was to travel otherwise, or the directory has no number any more.
    """
    row = transmission_of(ctx, actor, transmission_id)
    if sms_was_lost(row, outbox_store.list_of(ctx.session, row.id)):
        delivering.cancel(ctx, row.id)
        row.key_channel = KeyChannel.TELEPHONE.value
    else:
        _check_waits(row, KeyChannel.TELEPHONE)
    contact = directory.open_contact(ctx, actor, row.contact_id)
    if not contact.call_number:
        raise Refused("L’annuaire n’a plus de numéro pour ce contact.", hint="Complétez sa fiche, puis réessayez.")
    key = sealing.read_passphrase(ctx, row)
    _release(ctx, actor, row, EventKind.KEY_TOLD)
    spelt = spell(key)
    return ToldKey(
        tuple(group.group for group in spelt), tuple(group.symbols for group in spelt),
        contact.call_number, contact.name,
    )  # fmt: skip


def confirm(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Record that the partner opened the archive; the key is erased here at once, an SMS of it that waits too.

    Raises:
        WrongState: the key was not given yet, or is erased already.
    """
    row = transmission_of(ctx, actor, transmission_id)
    advance(KEY_MOVES, KeyStatus(row.key_status), KeyStatus.CONFIRMED)
    save(ctx.session, event=Event(EventKind.KEY_CONFIRMED, actor.account_id, row.id), at=ctx.now)
    row.key_status, row.key_status_at = KeyStatus.ERASED.value, ctx.now
    row.passphrase = None
    delivering.cancel(ctx, row.id)
    moved = _mark_opened(ctx, row)
    event = Event(EventKind.KEY_ERASED, actor.account_id, row.id, {"reason": "confirmed"})
    save(ctx.session, row, *moved, event=event, at=ctx.now)
    ctx.vault.destroy(Sealed.PASSPHRASE.object(row.id))


def acknowledge(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Record that the partner said, on the telephone, that the archive arrived.

    Raises:
        WrongState: it has not left, this is recorded already, or it was handed over.
    """
    row = transmission_of(ctx, actor, transmission_id)
    if row.carrier == Carrier.HAND:
        raise WrongState("Cette fiche a été remise en main propre : elle est reçue.", hint="Rien d’autre à faire.")
    target = advance(ARCHIVE_MOVES, ArchiveStatus(row.archive_status), ArchiveStatus.ACKNOWLEDGED)
    row.archive_status, row.archive_status_at = target.value, ctx.now
    row.acknowledged_at = ctx.now
    moved = scheduling.reschedule_transmission(ctx, row)
    event = Event(EventKind.TRANSMISSION_ACKNOWLEDGED, actor.account_id, row.id, {"by": "telephone"})
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def retry(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Put what failed back into the outbox: the same mail, or the same SMS with the same key.

    Days may lie between: an archive that has not left is asked again whether it may.

    Raises:
        WrongState: nothing failed.
        Refused: a rule forbids it today.
    """
    row = transmission_of(ctx, actor, transmission_id)
    if row.archive_status == ArchiveStatus.FAILED:
        choosing.check_still_may_leave(ctx, actor, row)
    if not delivering.requeue(ctx, row):
        raise WrongState("Rien n’est en échec.", hint="Rechargez la page : elle montre où en est la transmission.")
    event = Event(EventKind.TRANSMISSION_RETRIED, actor.account_id, row.id)
    save(ctx.session, row, event=event, at=ctx.now)


def _check_waits(row: Transmission, channel: KeyChannel) -> None:
    if ArchiveStatus(row.archive_status) not in _LEFT:
        raise WrongState(
            "Le pli n’est pas encore parti : la clé attend.", hint="Revenez dans un instant, la page le dira."
        )
    if row.key_channel != channel:
        raise Refused("La clé de ce pli devait partir autrement.", hint="Suivez ce que la page propose.")
    advance(KEY_MOVES, KeyStatus(row.key_status), KeyStatus.RELEASED)


def _release(ctx: Context, actor: Actor, row: Transmission, kind: EventKind) -> None:
    row.key_status, row.key_status_at = KeyStatus.RELEASED.value, ctx.now
    row.released_at = ctx.now
    moved = scheduling.reschedule_transmission(ctx, row)
    event = Event(kind, actor.account_id, row.id, {"channel": row.key_channel})
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def _mark_opened(ctx: Context, row: Transmission) -> list[SQLModel]:
    """Opening proves that the archive arrived; a test pli that opened makes its contact a proven one."""
    if row.archive_status == ArchiveStatus.SENT:
        row.archive_status, row.archive_status_at = ArchiveStatus.ACKNOWLEDGED.value, ctx.now
        row.acknowledged_at = ctx.now
    rows: list[SQLModel] = list(scheduling.reschedule_transmission(ctx, row))
    if row.is_test:
        contact = directory_store.get_contact(ctx.session, row.contact_id)
        contact.opened_test_at = ctx.now
        rows.append(contact)
    return rows
