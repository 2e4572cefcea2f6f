"""How is a frozen table put right? By a new version of the same month: what left is never changed."""

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import OrientationTable
from liaison.rules.access import Actor
from liaison.rules.lifecycle import TABLE_MOVES
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.tables.lines import locked_table
from liaison.usecases.tables.opening_months import proposed
from liaison.vocabulary.tables import TableStatus


def correct(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Begin a new version of a table; one that is being prepared already is returned.

    Whom the OFII did not answer about is in it again; the old version is « remplacé » once the new one is frozen.

    Raises:
        WrongState: it is not frozen, was answered whole, or another version took its place.
    """
    table = locked_table(ctx, actor, table_id)
    if TableStatus.CORRECTED not in TABLE_MOVES[TableStatus(table.status)]:
        raise WrongState(
            "Ce tableau ne se corrige pas.",
            hint="Seul un tableau figé ou envoyé, dont l’OFII attend encore une réponse, peut être corrigé.",
        )
    begun = store.correction_of(ctx.session, table.id)
    if begun is not None:
        return begun
    versions = store.tables_of_month(ctx.session, table.departement, table.month)
    new = proposed(ctx, table.departement, table.month, version=versions[0].version + 1, corrects=table.id)
    detail = {"table": new.id, "corrects": table.id}
    save(ctx.session, new, event=Event(EventKind.TABLE_CORRECTED, actor.account_id, new.id, detail), at=ctx.now)
    return new
