"""Which data keys seal nothing? Those that a row does not use are destroyed; a row without its key opens nothing.

A key is durable before its row is committed: what was refused or crashed in between leaves a key behind.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from crypto.hashchain import Detail
from crypto.vault import Vault
from liaison.errors import Misconfigured
from liaison.events import EventKind
from liaison.store import sealed as store
from liaison.store import trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, Chain

_log: Final = logging.getLogger("liaison.keys")

AGE: Final = timedelta(hours=1)
"""A younger key may belong to a transaction that is still open."""


def destroy_keys(vault: Vault, object_ids: Sequence[str]) -> None:
    """Destroy the keys of a transaction that is committed; those that cannot be now are left to the sweep."""
    if not object_ids:
        return
    try:
        vault.destroy(*object_ids)
    except Exception as error:  # noqa: BLE001 - what the person asked for is committed: it was done
        _log.error("%d keys are left to the sweep: %s", len(object_ids), type(error).__name__)


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


def check_keys_belong(ctx: Context) -> None:
    """Refuse to work on a key store that holds no key of this database: one that was emptied, or not mounted.

    What is written under it would be lost when the right one comes back, and what waits in the outbox given up.

    Raises:
        Misconfigured: the database holds sealed objects, and the key store the key of none.
    """
    rows = store.object_ids(ctx.session)
    if rows and rows.isdisjoint(ctx.vault.ids()):
        raise Misconfigured(
            "The key store holds none of the keys of this database.",
            hint="Is the disk of LIAISON_KEYSTORE_URL mounted? Else put the youngest backup of keys back.",
        )


def _restored_at(ctx: Context) -> datetime | None:
    """Return when data were last put back, if they were."""
    entries = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.RESTORE_DONE)
    return max((entry.time for entry in entries if entry.detail.get("kind") == "data"), default=None)
