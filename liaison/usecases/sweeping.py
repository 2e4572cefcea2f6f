"""Which data keys seal nothing? Those that a row does not use are destroyed; a row without its key opens nothing.

A key is durable before its row is committed: what was refused or crashed in between leaves a key behind.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from crypto.hashchain import Detail
from liaison.store import sealed as store
from liaison.store import trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, Chain, EventKind

AGE: Final = timedelta(hours=1)
"""A younger key may belong to a transaction that is still open."""


def sweep_keys(ctx: Context) -> int:
    """Destroy the data keys of objects that no row holds; return how many.

    After a restore of data only keys made since are looked at: if it was too old a backup, a younger one must
    still open. Accepted loss: what was swept then only dies with its next key backup.
    """
    candidates = set(ctx.vault.ids(before=ctx.now - AGE))
    if restored_at := _restored_at(ctx):
        candidates -= set(ctx.vault.ids(before=restored_at))
    doomed = sorted(candidates - store.object_ids(ctx.session)) if candidates else []
    if not doomed:
        return 0
    ctx.vault.destroy(*doomed)
    kinds: dict[str, Detail] = dict(Counter(object_id.partition(".")[0] for object_id in doomed))
    save(ctx.session, event=Event(EventKind.KEYS_SWEPT, SYSTEM, "", kinds), at=ctx.now)
    return len(doomed)


def _restored_at(ctx: Context) -> datetime | None:
    """Return when data were last put back, if they were."""
    entries = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.RESTORE_DONE)
    return max((entry.time for entry in entries if entry.detail.get("kind") == "data"), default=None)
