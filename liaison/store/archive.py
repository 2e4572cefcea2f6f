"""Which dossiers are in the archive, and which belong there? Queries only."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from liaison.records import Case


def ended_by(session: Session, day: date) -> Sequence[Case]:
    """Return the dossiers outside of the archive whose support had ended by a day."""
    query = select(Case).where(col(Case.support_ended_on) <= day)
    query = query.where(col(Case.archived_on).is_(None), col(Case.ending_at).is_(None))
    return session.exec(query.order_by(Case.id)).all()


def count_in(session: Session, departements: Collection[str]) -> int:
    """Return how many dossiers of some départements are in the archive."""
    return session.exec(select(func.count()).select_from(Case).where(*_archived(departements))).one()


def archived_in(session: Session, departements: Collection[str]) -> Sequence[Case]:
    """Return the dossiers of some départements that are in the archive, those that ended last first."""
    query = select(Case).where(*_archived(departements))
    return session.exec(query.order_by(col(Case.support_ended_on).desc(), Case.id)).all()


def _archived(departements: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    of_theirs = col(Case.departement).in_(departements)
    return of_theirs, col(Case.archived_on).is_not(None), col(Case.ending_at).is_(None)
