"""When is a table over? When a person says so: nobody is to be proposed, or no answer is awaited any more."""

from crypto.hashchain import Detail
from liaison.errors import Conflict
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.rules.lifecycle import TABLE_MOVES, advance
from liaison.store import ofii_answers as answer_store
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.tables import deciding
from liaison.usecases.tables.lines import locked_table
from liaison.vocabulary.tables import TableStatus


def close(ctx: Context, actor: Actor, table_id: str, revision: int) -> None:
    """Close a table; whom it leaves without an answer may be proposed again.

    Raises:
        WrongState: it is closed already, or another version took its place.
        Conflict: it changed since it was read.
    """
    table = locked_table(ctx, actor, table_id)
    if table.revision != revision:
        raise Conflict("Ce tableau a été modifié entre-temps.", hint="Relisez-le, puis recommencez.")
    table.status = advance(TABLE_MOVES, TableStatus(table.status), TableStatus.CLOSED).value
    table.closed_at = ctx.now
    table.revision += 1
    rows = [row.id for row in store.rows_of(ctx.session, [table.id]) if row.case_id is not None]
    unanswered = len(rows) - len(answer_store.newest_answers(ctx.session, rows))
    detail: dict[str, Detail] = {"table": table.id, "unanswered": unanswered}
    save(ctx.session, table, event=Event(EventKind.TABLE_CLOSED, actor.account_id, table.id, detail), at=ctx.now)
    deciding.close_pli(ctx, actor, table)
