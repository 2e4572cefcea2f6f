"""What ends by itself? Keys past their day, archives that nobody will open, messages that never left (step 6)."""

from collections.abc import Sequence
from datetime import timedelta

from liaison.events import EventKind
from liaison.records import Deposit, Transmission
from liaison.rules.lifecycle import ARCHIVE_MOVES
from liaison.store import deposits as deposit_store
from liaison.store import outbox as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, keeping_deposits, outgoing, scheduling, sealing, stopping, suspending
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, ArchiveStatus, DepositStatus, KeyStatus
from liaison.vocabulary.retention import RuleId


def expire_keys(ctx: Context) -> int:
    """Destroy the keys whose deadline has passed, with what of them still waits to leave; return how many.

    Held or not: a hold keeps what was said of a person, never the secret that opens a copy of it (docs/decisions/0083).
    A key nobody gave is revoked; one that was given and never confirmed is erased (product.md, step 6).
    """
    limits = scheduling.limits_of(ctx)
    rows = store.list_keys_past(
        ctx.session,
        withheld_before=ctx.now - timedelta(days=limits.of(RuleId.WITHHELD_KEY)),
        released_before=ctx.now - timedelta(days=limits.of(RuleId.RELEASED_KEY)),
    )
    # A worker holds the mail of what is leaving at this second: its key is looked at in the next round.
    past = [row for row in rows if row.archive_status != ArchiveStatus.SENDING]
    for row in past:
        _expire_key(ctx, row)
    return len(past)


def expire_messages(ctx: Context) -> int:
    """Destroy what messages that never left still hold, after the life of an archive; return how many."""
    days = scheduling.limits_of(ctx).of(RuleId.ARCHIVE)
    rows = store.list_stale(ctx.session, ctx.now - timedelta(days=days))
    for row in rows:
        outgoing.cancel_row(ctx, row)
    return len(rows)


def expire_deposits(ctx: Context) -> int:
    """Destroy the deposits whose key nobody gave in time; return how many."""
    days = scheduling.limits_of(ctx).of(RuleId.DEPOSIT)
    rows = _not_held(ctx, deposit_store.list_waiting_since(ctx.session, ctx.now - timedelta(days=days)))
    for row in rows:
        closed = keeping_deposits.end(ctx, row, DepositStatus.EXPIRED)
        save(ctx.session, row, *closed, event=Event(EventKind.DEPOSIT_EXPIRED, SYSTEM, row.id), at=ctx.now)
    return len(rows)


def expire_files(ctx: Context) -> int:
    """Destroy the files that were opened in time and never dealt with whole; return how many.

    Their documents stay until a person decides, and are late meanwhile: what was read is no longer only the sender's.
    """
    days = scheduling.limits_of(ctx).of(RuleId.DEPOSIT)
    rows = _not_held(ctx, deposit_store.list_opened_since(ctx.session, ctx.now - timedelta(days=days)))
    for row in rows:
        closed = keeping_deposits.drop_file(ctx, row)
        save(ctx.session, row, *closed, event=Event(EventKind.DEPOSIT_FILE_EXPIRED, SYSTEM, row.id), at=ctx.now)
    return len(rows)


def _expire_key(ctx: Context, row: Transmission) -> None:
    given = row.key_status == KeyStatus.RELEASED
    target = KeyStatus.ERASED if given else KeyStatus.REVOKED
    sealing.end_key(ctx, row, target)
    cancelled = delivering.cancel(ctx, row.id)
    if not given:
        _expire_archive(ctx, row)
    moved = scheduling.reschedule_transmission(ctx, row)
    kind = EventKind.KEY_ERASED if given else EventKind.KEY_REVOKED
    event = Event(kind, SYSTEM, row.id, {"reason": "deadline", "cancelled": cancelled})
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def _expire_archive(ctx: Context, row: Transmission) -> None:
    """End a transmission whose key nobody will ever have.

    One that the partner answered all the same keeps its step: only what could be opened goes. What is held stays,
    sealed, for as long as the hold stands (R-4).
    """
    left = ArchiveStatus(row.archive_status)
    if ArchiveStatus.EXPIRED in ARCHIVE_MOVES[left]:
        row.archive_status, row.archive_status_at = ArchiveStatus.EXPIRED.value, ctx.now
        event = Event(EventKind.TRANSMISSION_EXPIRED, SYSTEM, row.id, {"archive": left.value})
        save(ctx.session, row, event=event, at=ctx.now)
    if not suspending.obstacles(ctx, case_ids=(), transmission_ids=(row.id,)):
        stopping.drop_archive(ctx, row)


def _not_held(ctx: Context, rows: Sequence[Deposit]) -> list[Deposit]:
    """Leave out what a hold covers (R-4)."""
    held = suspending.obstacles(ctx, case_ids=(), document_ids=[row.id for row in rows]) if rows else {}
    return [row for row in rows if row.id not in held]
