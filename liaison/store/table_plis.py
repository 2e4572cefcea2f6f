"""Which plis carry a monthly table, and who stands in it? Queries only.

A table's pli concerns several dossiers, so that its `case_id` is empty: who is in it is known by the table's rows. Once
a dossier is destroyed, its rows name nobody, and the pli is about that person no more.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from liaison.records import OrientationAnswer, OrientationRow, OrientationSettlement, OrientationTable, Transmission
from liaison.vocabulary.tables import TableStatus


def cases_in(session: Session, table_id: str) -> list[str]:
    """Name the dossiers in a table that still exist, in one order: that in which they are locked."""
    query = select(OrientationRow.case_id).where(OrientationRow.table_id == table_id)
    return sorted({case_id for case_id in session.exec(query) if case_id is not None})


def answers_of_case(session: Session, case_id: str) -> Sequence[OrientationAnswer]:
    """Return what the DT OFII answered about a person, oldest first."""
    query = select(OrientationAnswer).where(OrientationAnswer.case_id == case_id)
    return session.exec(query.order_by(col(OrientationAnswer.recorded_at), OrientationAnswer.id)).all()


def settlement_of(session: Session, case_id: str) -> OrientationSettlement | None:
    """Return what a person of the team decided about proposing somebody, if anybody did."""
    return session.get(OrientationSettlement, case_id)


def about(case_ids: Collection[str]) -> ColumnElement[bool]:
    """Say which plis are about some people: their own, and those of the tables in which they stand."""
    tables = select(OrientationRow.table_id).where(col(OrientationRow.case_id).in_(case_ids))
    return or_(col(Transmission.case_id).in_(case_ids), col(Transmission.table_id).in_(tables))


def plis_about(session: Session, case_id: str) -> Sequence[Transmission]:
    """Return the plis about a person, those of tables too, oldest first."""
    query = select(Transmission).where(about([case_id]))
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def lock_plis_about(session: Session, case_id: str) -> Sequence[Transmission]:
    """Return the plis about a person as they stand, and keep them so until the transaction ends."""
    query = select(Transmission).where(about([case_id])).order_by(Transmission.id)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def plis_of_tables(session: Session, table_ids: Collection[str]) -> Sequence[Transmission]:
    """Return the plis that carry some tables, those that were made anew too, oldest first."""
    query = select(Transmission).where(col(Transmission.table_id).in_(table_ids))
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def references_of_plis(session: Session, table_ids: Collection[str]) -> Mapping[str, str]:
    """Return the reference of the pli that carried a table, the newest one's where it was made anew, by table."""
    query = select(OrientationTable.id, Transmission.reference).join(
        Transmission, col(OrientationTable.transmission_id) == col(Transmission.id)
    )
    return dict(session.exec(query.where(col(OrientationTable.id).in_(table_ids))).all())


def people_behind(session: Session, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Say which dossiers stand in the tables that some ids name: a table's own, or that of a pli that carries it."""
    carried = select(Transmission.id, OrientationRow.case_id).join(
        OrientationRow, col(OrientationRow.table_id) == col(Transmission.table_id)
    )
    own = select(OrientationRow.table_id, OrientationRow.case_id)
    found: dict[str, set[str]] = defaultdict(set)
    for query in (
        carried.where(col(Transmission.id).in_(subjects)),
        own.where(col(OrientationRow.table_id).in_(subjects)),
    ):
        for subject, case_id in session.exec(query):
            if case_id is not None:
                found[subject].add(case_id)
    return {subject: frozenset(cases) for subject, cases in found.items()}


def proposed_among(session: Session, subjects: Collection[str]) -> Sequence[OrientationTable]:
    """Return the tables among some ids that are not frozen yet: they have no rows of their own."""
    query = select(OrientationTable).where(
        col(OrientationTable.id).in_(subjects), OrientationTable.status == TableStatus.PROPOSED.value
    )
    return session.exec(query.order_by(OrientationTable.id)).all()
