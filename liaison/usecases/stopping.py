"""How does sending stop at once? Waiting messages, withheld keys and sealed archives of a person (T-7)."""

from liaison.records import Transmission
from liaison.store import exchanges as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, scheduling
from liaison.usecases.context import Context
from liaison.vocabulary import ArchiveStatus, EventKind, KeyStatus, Sealed

_NOT_LEFT = {ArchiveStatus.PREPARED, ArchiveStatus.FAILED}
_LEFT_WITHOUT_KEY = {ArchiveStatus.SENDING, ArchiveStatus.SENT}


def stop_case(ctx: Context, actor_id: str, case_id: str) -> int:
    """Stop everything about a person that has not left; return how many transmissions it stopped.

    A mail that the worker is handing over at this second may still leave: its key never will.
    """
    return sum(stop(ctx, actor_id, row) for row in store.transmissions_of_case(ctx.session, case_id))


def stop(ctx: Context, actor_id: str, transmission: Transmission) -> bool:
    """Stop one transmission; say whether there was something to stop."""
    cancelled = delivering.cancel(ctx, transmission.id)
    key_waits = transmission.key_status == KeyStatus.WITHHELD or (
        transmission.key_status == KeyStatus.RELEASED and cancelled > 0
    )
    if not key_waits and not cancelled and transmission.archive_status not in _NOT_LEFT:
        return False
    objects = []
    if key_waits:
        transmission.key_status = KeyStatus.REVOKED.value
        transmission.key_status_at = ctx.now
        transmission.passphrase = None
        objects.append(Sealed.PASSPHRASE.object(transmission.id))
    left = ArchiveStatus(transmission.archive_status)
    if left in _NOT_LEFT or (left in _LEFT_WITHOUT_KEY and key_waits):
        transmission.archive_status = ArchiveStatus.RECALLED.value
        transmission.archive_status_at = ctx.now
    if left in _NOT_LEFT and transmission.archive is not None:
        transmission.archive = None
        objects.append(Sealed.ARCHIVE.object(transmission.id))
    detail = {"archive": left.value, "key-revoked": key_waits, "cancelled": cancelled}
    event = Event(EventKind.TRANSMISSION_STOPPED, actor_id, transmission.id, detail)
    moved = scheduling.reschedule_transmission(ctx, transmission)
    save(ctx.session, transmission, *moved, event=event, at=ctx.now)
    ctx.vault.destroy(*objects)
    return True
