"""What of the security journal is past its period? It is cut at a signed checkpoint, which becomes its beginning.

The register stays: its five years run for each transmission from its closing, and a chain is cut only at one place
(docs/decisions/0092).
"""

from typing import TYPE_CHECKING

from crypto.errors import BrokenChain
from crypto.hashchain import Detail
from liaison.events import EventKind
from liaison.records import ChainAnchor
from liaison.rules.calendar import add_months, end_of_day
from liaison.store import checkpoints as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import walking
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, Chain

if TYPE_CHECKING:
    from liaison.usecases.nightly import House


def purge_night(house: "House") -> None:
    """Purge, then leave nothing of it in SQLite's write-ahead log."""
    with house.transaction() as ctx:
        purged = purge_journal(ctx)
    if purged:
        house.checkpoint()


def purge_journal(ctx: Context) -> int:
    """Delete what is older than the period, up to the last checkpoint before; return how many entries.

    Nothing goes from a journal that does not hold: it is what shows who changed it.
    """
    since = end_of_day(add_months(ctx.today, -ctx.settings.journal_months))
    kept = store.first_kept(ctx.session, since)
    if kept is None:
        return 0
    cut = store.newest_up_to(ctx.session, Chain.SECURITY, kept)
    anchor = store.anchor_of(ctx.session, Chain.SECURITY)
    if cut is None or (anchor is not None and cut.size <= anchor.size):
        return 0
    try:
        walking.verified_head(ctx, Chain.SECURITY)
    except BrokenChain:
        return 0
    row = ChainAnchor(chain=cut.chain, size=cut.size, note=cut.note, cut_at=ctx.now)
    detail: dict[str, Detail] = {"chain": cut.chain, "entries": cut.size}
    save(ctx.session, row, event=Event(EventKind.CHAIN_PURGED, SYSTEM, "", detail), at=ctx.now)
    return store.purge_journal(ctx.session, below=cut.size)
