"""Which monthly tables, rows and settlements are there? Queries only."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import OrientationAnswer, OrientationRow, OrientationSettlement, OrientationTable
from liaison.vocabulary.tables import TableStatus


def get_table(session: Session, table_id: str) -> OrientationTable:
    """Return a table.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(OrientationTable, table_id)
    if found is None:
        raise NotFound("Ce tableau n’existe pas.", hint="Retrouvez-le dans la liste des tableaux.")
    return found


def lock_table(session: Session, table_id: str) -> OrientationTable:
    """Return a table as it stands, and keep it so: it is frozen once.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(OrientationTable, table_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Ce tableau n’existe pas.", hint="Retrouvez-le dans la liste des tableaux.")
    return found


def list_tables(session: Session, departements: Collection[str]) -> Sequence[OrientationTable]:
    """Return the tables of some départements, the newest month first, in it the newest version."""
    query = select(OrientationTable).where(col(OrientationTable.departement).in_(departements))
    order = col(OrientationTable.month).desc(), OrientationTable.departement, col(OrientationTable.version).desc()
    return session.exec(query.order_by(*order)).all()


def tables_of_month(session: Session, departement: str, month: str) -> Sequence[OrientationTable]:
    """Return the versions of a month, the newest first."""
    query = select(OrientationTable).where(OrientationTable.departement == departement, OrientationTable.month == month)
    return session.exec(query.order_by(col(OrientationTable.version).desc())).all()


def frozen_in(session: Session, departement: str) -> Sequence[OrientationTable]:
    """Return the tables of a département that were frozen, oldest first."""
    query = select(OrientationTable).where(
        OrientationTable.departement == departement, col(OrientationTable.frozen_at).is_not(None)
    )
    return session.exec(query.order_by(col(OrientationTable.frozen_at), col(OrientationTable.version))).all()


def correction_of(session: Session, table_id: str) -> OrientationTable | None:
    """Return the version that is being prepared to take the place of a table, if there is one."""
    query = select(OrientationTable).where(
        OrientationTable.corrects == table_id, OrientationTable.status == TableStatus.PROPOSED.value
    )
    return session.exec(query).first()


def corrections_in(session: Session, departement: str) -> Sequence[OrientationTable]:
    """Return the corrections that are being prepared in a département."""
    query = select(OrientationTable).where(
        OrientationTable.departement == departement,
        OrientationTable.status == TableStatus.PROPOSED.value,
        col(OrientationTable.corrects).is_not(None),
    )
    return session.exec(query.order_by(OrientationTable.number)).all()


def rows_in(session: Session, departement: str, case_ids: Collection[str] | None = None) -> Sequence[OrientationRow]:
    """Return where the people of a département stand in frozen tables, all of them or some."""
    query = select(OrientationRow).join(OrientationTable, col(OrientationTable.id) == OrientationRow.table_id)
    query = query.where(OrientationTable.departement == departement, col(OrientationRow.case_id).is_not(None))
    if case_ids is not None:
        query = query.where(col(OrientationRow.case_id).in_(case_ids))
    return session.exec(query.order_by(OrientationRow.table_id, col(OrientationRow.position))).all()


def answers_in(
    session: Session, departement: str, case_ids: Collection[str] | None = None
) -> dict[str, OrientationAnswer]:
    """Return the answers that count about the people of a département, by row: the newest of each."""
    query = select(OrientationAnswer).join(OrientationRow, col(OrientationRow.id) == OrientationAnswer.row_id)
    query = query.join(OrientationTable, col(OrientationTable.id) == OrientationRow.table_id)
    query = query.where(OrientationTable.departement == departement)
    if case_ids is not None:
        query = query.where(col(OrientationAnswer.case_id).in_(case_ids))
    found = session.exec(query.order_by(col(OrientationAnswer.recorded_at), OrientationAnswer.id)).all()
    return {answer.row_id: answer for answer in found}


def rows_of(session: Session, table_ids: Collection[str]) -> Sequence[OrientationRow]:
    """Return the rows of some tables, in their order."""
    query = select(OrientationRow).where(col(OrientationRow.table_id).in_(table_ids))
    return session.exec(query.order_by(OrientationRow.table_id, col(OrientationRow.position))).all()


def get_row(session: Session, row_id: str) -> OrientationRow:
    """Return a row of a frozen table.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(OrientationRow, row_id)
    if found is None:
        raise NotFound("Cette ligne n’existe pas.", hint="Retrouvez-la dans le tableau.")
    return found


def rows_of_case(session: Session, case_id: str) -> Sequence[OrientationRow]:
    """Return where somebody stands in frozen tables, oldest first."""
    query = select(OrientationRow).join(OrientationTable, col(OrientationTable.id) == OrientationRow.table_id)
    order = col(OrientationTable.frozen_at), col(OrientationTable.version)
    return session.exec(query.where(OrientationRow.case_id == case_id).order_by(*order)).all()


def count_rows(session: Session, table_ids: Collection[str]) -> dict[str, int]:
    """Return how many people stand in some tables."""
    query = select(OrientationRow.table_id, func.count()).where(col(OrientationRow.table_id).in_(table_ids))
    return dict(session.exec(query.group_by(col(OrientationRow.table_id))).all())


def settlements_of(session: Session, case_ids: Collection[str]) -> dict[str, OrientationSettlement]:
    """Return what was decided about some people, by dossier."""
    query = select(OrientationSettlement).where(col(OrientationSettlement.case_id).in_(case_ids))
    return {row.case_id: row for row in session.exec(query)}
