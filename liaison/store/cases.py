"""Which dossiers are there, whose, and what did the person agree to? Queries only."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from liaison.errors import NotFound
from liaison.records import Agreement, Case, CaseReferent, Notice


def get_case(session: Session, case_id: str) -> Case:
    """Return a dossier.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Case, case_id)
    if found is None or found.ending_at is not None:
        raise NotFound("Ce dossier n’existe pas.", hint="Retrouvez-le dans la liste des dossiers.")
    return found


def here_among(session: Session, case_ids: Collection[str | None]) -> frozenset[str]:
    """Name the dossiers among some that stay: who is being destroyed is seen by nobody, and leaves in nothing."""
    query = select(Case.id).where(col(Case.id).in_(case_ids), col(Case.ending_at).is_(None))
    return frozenset(session.exec(query))


def lock_case(session: Session, case_id: str) -> None:
    """Keep a dossier as it stands until the transaction ends: a withdrawal and a sending come one after the other."""
    session.get(Case, case_id, with_for_update=True, populate_existing=True)


def list_referents(session: Session, case_id: str) -> Sequence[CaseReferent]:
    """Return the binôme of a dossier."""
    return session.exec(
        select(CaseReferent).where(CaseReferent.case_id == case_id).order_by(col(CaseReferent.since))
    ).all()


def count_held(session: Session, account_id: str) -> int:
    """Return how many dossiers stand in somebody's name."""
    query = select(func.count()).select_from(CaseReferent).where(CaseReferent.account_id == account_id)
    return session.exec(query).one()


def list_cases_of_referent(session: Session, account_id: str) -> Sequence[Case]:
    """Return the dossiers that somebody is a référent of, last changed first; none of the archive."""
    return session.exec(_of_referent(account_id).where(*at_work())).all()


def list_all_cases_of_referent(session: Session, account_id: str) -> Sequence[Case]:
    """Return the dossiers that somebody is a référent of, the archive among them: for breaches."""
    return session.exec(_of_referent(account_id).where(col(Case.ending_at).is_(None))).all()


def _of_referent(account_id: str) -> SelectOfScalar[Case]:
    query = select(Case).join(CaseReferent, col(CaseReferent.case_id) == Case.id)
    return query.where(CaseReferent.account_id == account_id).order_by(col(Case.changed_at).desc())


def list_cases_in(session: Session, departements: Collection[str]) -> Sequence[Case]:
    """Return the dossiers of some départements, last changed first; none of the archive."""
    query = select(Case).where(col(Case.departement).in_(departements), *at_work())
    return session.exec(query.order_by(col(Case.changed_at).desc())).all()


def list_all_cases_in(session: Session, departements: Collection[str]) -> Sequence[Case]:
    """Return the dossiers of some départements, the archive among them: for what counts, and for breaches."""
    query = select(Case).where(col(Case.departement).in_(departements), col(Case.ending_at).is_(None))
    return session.exec(query.order_by(col(Case.changed_at).desc())).all()


def is_archived(session: Session, case_id: str) -> bool:
    """Say whether a dossier is in the archive."""
    found = session.get(Case, case_id)
    return found is not None and found.archived_on is not None


def at_work() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Say which dossiers lists show: none that is being destroyed, none of the archive."""
    return col(Case.ending_at).is_(None), col(Case.archived_on).is_(None)


def not_of_the_archive(case_id: Mapped[str | None]) -> ColumnElement[bool]:
    """Say of something that may be about a person whether their dossier is outside of the archive."""
    return or_(case_id.is_(None), case_id.not_in(select(Case.id).where(col(Case.archived_on).is_not(None))))


def find_by_agdref(session: Session, departement: str, index: str) -> Case | None:
    """Return the dossier of a département that holds an AGDREF number, by its keyed hash."""
    query = select(Case).where(
        Case.departement == departement, Case.agdref_index == index, col(Case.ending_at).is_(None)
    )
    return session.exec(query).first()


def list_agreements(session: Session, case_id: str) -> Sequence[Agreement]:
    """Return what a person agreed to, oldest first."""
    return agreements_among(session, [case_id])


def agreements_among(session: Session, case_ids: Collection[str]) -> Sequence[Agreement]:
    """Return what the people of some dossiers agreed to, oldest first."""
    query = select(Agreement).where(col(Agreement.case_id).in_(case_ids))
    return session.exec(query.order_by(col(Agreement.given_on), Agreement.id)).all()


def get_agreement(session: Session, case_id: str, agreement_id: str) -> Agreement:
    """Return one agreement of a dossier.

    Raises:
        NotFound: the dossier has none of that id.
    """
    found = session.get(Agreement, agreement_id)
    if found is None or found.case_id != case_id:
        raise NotFound("Cet accord n’existe pas.", hint="Rechargez la page du dossier.")
    return found


def list_notices(session: Session, case_id: str) -> Sequence[Notice]:
    """Return when a person was informed, newest first."""
    return session.exec(select(Notice).where(Notice.case_id == case_id).order_by(col(Notice.given_on).desc())).all()
