"""Which absences are there, and which dossiers does somebody take over today? Queries only."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from liaison.errors import NotFound
from liaison.records import Absence, Case, CaseReferent
from liaison.store.cases import at_work


def get_absence(session: Session, absence_id: str) -> Absence:
    """Return an absence.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Absence, absence_id)
    if found is None:
        raise NotFound("Cette absence n’existe pas.", hint="Rechargez la page des absences.")
    return found


def list_absences(session: Session, departements: Collection[str], since: date) -> Sequence[Absence]:
    """Return the absences of some départements that last until a day or later, the last to begin first."""
    query = select(Absence).where(col(Absence.departement).in_(departements), col(Absence.ends_on) >= since)
    return session.exec(query.order_by(col(Absence.starts_on).desc(), Absence.id)).all()


def list_standing(session: Session, departement: str, since: date) -> Sequence[Absence]:
    """Return the absences of a département that were not ended early and last until a day or later."""
    query = select(Absence).where(Absence.departement == departement, col(Absence.ends_on) >= since)
    return session.exec(query.where(col(Absence.ended_at).is_(None)).order_by(Absence.id)).all()


def covering(session: Session, absent_ids: Collection[str], departement: str, today: date) -> Sequence[Absence]:
    """Return the absences of some people in a département that a substitute covers today."""
    query = _today(today).where(col(Absence.account_id).in_(absent_ids), Absence.departement == departement)
    return session.exec(query.order_by(Absence.id)).all()


def taken_over_by(session: Session, account_id: str, today: date) -> Sequence[Absence]:
    """Return the absences that somebody covers today."""
    return session.exec(_today(today).where(Absence.substitute_id == account_id).order_by(Absence.id)).all()


def list_cases_taken_over(
    session: Session, account_id: str, departements: Collection[str], today: date
) -> Sequence[tuple[Case, str]]:
    """Return the dossiers that somebody takes over today, each with the référent who is absent."""
    link = and_(
        col(Absence.account_id) == CaseReferent.account_id,
        col(Absence.substitute_id) == account_id,
        col(Absence.starts_on) <= today,
        col(Absence.ends_on) >= today,
        col(Absence.ended_at).is_(None),
    )
    query = (
        select(Case, Absence.account_id)
        .join(CaseReferent, col(CaseReferent.case_id) == Case.id)
        .join(Absence, link)
        .where(Absence.departement == Case.departement, col(Case.departement).in_(departements), *at_work())
    )
    return session.exec(query.order_by(col(Case.changed_at).desc(), Absence.account_id)).all()


def _today(today: date) -> SelectOfScalar[Absence]:
    query = select(Absence).where(col(Absence.ended_at).is_(None))
    return query.where(col(Absence.starts_on) <= today, col(Absence.ends_on) >= today)
