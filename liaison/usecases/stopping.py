"""How does sending stop at once? Waiting messages, withheld keys, links and sealed archives (T-7, step 5)."""

from typing import Final

from crypto.hashchain import Detail
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules.lifecycle import ARCHIVE_MOVES
from liaison.store import links as link_store
from liaison.store import outbox as outbox_store
from liaison.store import table_plis as table_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import linking, outgoing, scheduling, sealing, standing
from liaison.usecases.context import Context
from liaison.usecases.tables import telling_stops
from liaison.vocabulary import ArchiveStatus, Carrier, KeyStatus, Sealed

_NOT_LEFT: Final = {ArchiveStatus.PREPARED, ArchiveStatus.FAILED}


def stop_case(ctx: Context, actor_id: str, case_id: str) -> int:
    """Stop everything about a person that has not left; return how many transmissions it stopped.

    A mail that the worker is handing over at this second may still leave: its key never will. A table in which the
    person stands stops for everybody in it: one name cannot be taken out of a sealed archive.
    """
    # All of them first, in one order: an acknowledgement at this second is either before all this, or after it.
    rows = table_store.lock_plis_about(ctx.session, case_id)
    return sum(_stop_about(ctx, actor_id, row) for row in rows)


def _stop_about(ctx: Context, actor_id: str, transmission: Transmission) -> bool:
    """Stop what is about somebody; of a table that is still underway, the coordination learns what is to be done."""
    underway = transmission.archive_status not in standing.OVER and transmission.archive is not None
    stopped = stop(ctx, actor_id, transmission, EventKind.TRANSMISSION_STOPPED)
    if transmission.table_id is not None and underway:
        telling_stops.tell(ctx, transmission, stopped=stopped)
    return stopped


def stop(ctx: Context, actor_id: str, transmission: Transmission, kind: EventKind) -> bool:
    """Stop one transmission; say whether there was something to stop. `kind`: by what it is stopped."""
    left = ArchiveStatus(transmission.archive_status)
    downloads = sum(link.uses for link in link_store.list_links(ctx.session, transmission.id))
    waiting = outbox_store.list_cancellable(ctx.session, transmission.id)
    key_waits = transmission.key_status == KeyStatus.WITHHELD or (
        transmission.key_status == KeyStatus.RELEASED and standing.key_waits(waiting)
    )
    for message in waiting:
        outgoing.cancel_row(ctx, message)
    # Behind a link the archive is still ours to keep back, even from who has its key.
    fetched = left in standing.LEFT and transmission.carrier == Carrier.LINK and transmission.archive is not None
    if left in standing.OVER or not (key_waits or waiting or left in _NOT_LEFT or fetched):
        if transmission.table_id is None:  # of a table that was opened, the others still wait for their answer
            linking.cut(ctx, transmission.id)
        return False
    if key_waits:
        sealing.end_key(ctx, transmission, KeyStatus.REVOKED)
    if ArchiveStatus.RECALLED in ARCHIVE_MOVES[left] and (key_waits or left in _NOT_LEFT):
        transmission.archive_status = ArchiveStatus.RECALLED.value
        transmission.archive_status_at = ctx.now
    drop_archive(ctx, transmission)
    detail: dict[str, Detail] = {
        "archive": left.value, "key-revoked": key_waits, "cancelled": len(waiting), "downloads": downloads,
    }  # fmt: skip
    moved = scheduling.reschedule_transmission(ctx, transmission)
    save(ctx.session, transmission, *moved, event=Event(kind, actor_id, transmission.id, detail), at=ctx.now)
    return True


def drop_archive(ctx: Context, transmission: Transmission, *, answers: bool = False) -> None:
    """Let nobody fetch an archive any more, nor answer by its link unless `answers` are still awaited."""
    if not answers:
        linking.cut(ctx, transmission.id)
    if transmission.archive is not None:
        transmission.archive = None
        ctx.destroy(Sealed.ARCHIVE.object(transmission.id))
