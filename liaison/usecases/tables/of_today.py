"""What do the tables ask of a coordinator today? By département: how many people, doubts and answers, and no name."""

from dataclasses import dataclass
from typing import Final

from liaison.records import OrientationTable
from liaison.rules.access import Actor, check_has_role
from liaison.store import ofii_answers as answer_store
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.tables.lines import line_of
from liaison.usecases.tables.proposing import proposal_of
from liaison.usecases.tables.shown import TableLine
from liaison.vocabulary import Role
from liaison.vocabulary.tables import TableStatus

_LIVING: Final = frozenset({TableStatus.PROPOSED, TableStatus.FROZEN, TableStatus.SENT, TableStatus.ANSWERED})


@dataclass(frozen=True, slots=True)
class TableOfToday:
    """A table that is not closed, in numbers."""

    line: TableLine
    people: int
    doubtful: int = 0
    without_agreement: int = 0
    waiting: int = 0
    """People of it, or of earlier ones, whom the OFII has not answered about."""

    @property
    def asks(self) -> bool:
        """Say whether it waits for anybody: an empty one does not."""
        return bool(self.people or self.waiting)


def tables_of_today(ctx: Context, actor: Actor) -> tuple[TableOfToday, ...]:
    """Return the newest living table of each département that the actor coordinates.

    Raises:
        Denied: another role.
    """
    check_has_role(actor, {Role.COORDINATOR})
    newest: dict[str, OrientationTable] = {}
    for table in store.list_tables(ctx.session, actor.departements):
        if TableStatus(table.status) in _LIVING:
            newest.setdefault(table.departement, table)
    found = (_today(ctx, table) for _, table in sorted(newest.items()))
    return tuple(one for one in found if one.asks)


def _today(ctx: Context, table: OrientationTable) -> TableOfToday:
    if table.status == TableStatus.PROPOSED:
        proposal = proposal_of(ctx, table)
        doubtful = sum(1 for row in proposal.rows if row.to_settle)
        waiting = len(proposal.waiting)
        return TableOfToday(proposal.line, len(proposal.rows), doubtful, proposal.without_agreement, waiting)
    rows = [row.id for row in store.rows_of(ctx.session, [table.id]) if row.case_id is not None]
    silent = len(rows) - len(answer_store.newest_answers(ctx.session, rows)) if table.sent_at else 0
    return TableOfToday(line_of(ctx, table), len(rows), waiting=silent)
