"""Which columns did the operator define for its own export? Queries only."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from liaison.records import Departement, TrackingColumn


def list_columns(session: Session, departement: str) -> Sequence[TrackingColumn]:
    """Return the columns of a département, in their order."""
    query = select(TrackingColumn).where(TrackingColumn.departement == departement)
    return session.exec(query.order_by(col(TrackingColumn.position))).all()


def lock_departement(session: Session, departement: str) -> None:
    """Keep the columns of a département as they stand until the transaction ends: two windows take their turn."""
    session.get(Departement, departement, with_for_update=True, populate_existing=True)
