"""What did the DT OFII answer about the rows of sent tables, and about whom does it still say nothing? Queries only."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlmodel import Session, col, select

from liaison.records import Case, OrientationAnswer, OrientationRow, OrientationTable
from liaison.vocabulary.tables import TableStatus

AWAITED: Final = frozenset({TableStatus.SENT, TableStatus.ANSWERED, TableStatus.CLOSED})
"""Of a table that was closed a late answer is still taken, though it awaits nobody."""
_LEFT: Final = col(OrientationTable.status).in_(AWAITED), col(OrientationTable.sent_at).is_not(None)
_AT_ONCE: Final = 1_000
"""Ids of one query."""


def tables_awaited(session: Session, departements: Collection[str]) -> Sequence[OrientationTable]:
    """Return the tables of some départements that left, newest first, unless a newer version took their place."""
    query = select(OrientationTable).where(col(OrientationTable.departement).in_(departements), *_LEFT)
    return session.exec(query.order_by(col(OrientationTable.sent_at).desc(), OrientationTable.id)).all()


def sent_rows(session: Session, departements: Collection[str]) -> Sequence[tuple[OrientationRow, OrientationTable]]:
    """Return the rows of the tables that left and whose dossier is here to stay, oldest table first."""
    query = select(OrientationRow, OrientationTable).join(
        OrientationTable, col(OrientationRow.table_id) == OrientationTable.id
    )
    query = query.where(
        col(OrientationTable.departement).in_(departements),
        *_LEFT,
        col(OrientationRow.case_id).in_(select(Case.id).where(col(Case.ending_at).is_(None))),
    )
    order = col(OrientationTable.sent_at), OrientationTable.id, col(OrientationRow.position)
    return session.exec(query.order_by(*order)).all()


def rows_of_cases(session: Session, case_ids: Collection[str]) -> Sequence[tuple[OrientationRow, OrientationTable]]:
    """Return the rows of some dossiers in the tables that left, oldest table first."""
    found: list[tuple[OrientationRow, OrientationTable]] = []
    ids = sorted(case_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(OrientationRow, OrientationTable).join(
            OrientationTable, col(OrientationRow.table_id) == OrientationTable.id
        )
        query = query.where(col(OrientationRow.case_id).in_(ids[start : start + _AT_ONCE]), *_LEFT)
        found += session.exec(query.order_by(col(OrientationTable.sent_at), OrientationTable.id)).all()
    return found


def newest_answers(session: Session, row_ids: Collection[str]) -> dict[str, OrientationAnswer]:
    """Return the answer about each of some rows that counts, the newest, by the row's id."""
    newest: dict[str, OrientationAnswer] = {}
    ids = sorted(row_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(OrientationAnswer).where(col(OrientationAnswer.row_id).in_(ids[start : start + _AT_ONCE]))
        query = query.order_by(col(OrientationAnswer.recorded_at), OrientationAnswer.id)
        newest.update({one.row_id: one for one in session.exec(query)})
    return newest


def answers_of_row(session: Session, row_id: str) -> Sequence[OrientationAnswer]:
    """Return all that was answered about a row, oldest first: a correction stands beside what it corrected."""
    query = select(OrientationAnswer).where(OrientationAnswer.row_id == row_id)
    return session.exec(query.order_by(col(OrientationAnswer.recorded_at), OrientationAnswer.id)).all()
