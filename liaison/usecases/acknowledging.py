"""Did the archive arrive? The partner says so by their page, or on the telephone; the key leaves then (step 4)."""

from crypto.hashchain import Detail
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules.access import Actor
from liaison.rules.lifecycle import ARCHIVE_MOVES, advance
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import releasing, scheduling
from liaison.usecases.context import Context
from liaison.usecases.following import transmission_to_change
from liaison.vocabulary import ArchiveStatus, Carrier


def acknowledge(ctx: Context, actor: Actor, transmission_id: str) -> bool:
    """Record that the partner said, on the telephone, that the archive arrived; say whether the key left by SMS.

    Raises:
        WrongState: it has not left, this is recorded already, or it was handed over.
    """
    return note_acknowledged(ctx, actor.account_id, transmission_to_change(ctx, actor, transmission_id), by="telephone")


def note_acknowledged(ctx: Context, actor_id: str, row: Transmission, *, by: str) -> bool:
    """Move the archive's track and let the key go by SMS, where it was to; say whether it went.

    Raises:
        WrongState: it has not left, this is recorded already, or it was handed over.
    """
    if row.carrier == Carrier.HAND:
        raise WrongState("Cette fiche a été remise en main propre : elle est reçue.", hint="Rien d’autre à faire.")
    advance(ARCHIVE_MOVES, ArchiveStatus(row.archive_status), ArchiveStatus.ACKNOWLEDGED)
    row.returned_at, row.failure = None, ""
    row.sent_at = row.sent_at or ctx.now
    releasing.note_arrived(ctx, row)
    moved = scheduling.reschedule_transmission(ctx, row)
    detail: dict[str, Detail] = {"by": by}
    event = Event(EventKind.TRANSMISSION_ACKNOWLEDGED, actor_id, row.id, detail)
    save(ctx.session, row, *moved, event=event, at=ctx.now)
    return releasing.release_on_acknowledgement(ctx, row, by=actor_id)
