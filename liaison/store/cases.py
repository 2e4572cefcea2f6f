"""Which dossiers are there, whose, and what did the person agree to? Queries only."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

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


def list_cases_of_referent(session: Session, account_id: str) -> Sequence[Case]:
    """Return the dossiers that somebody is a référent of, last changed first."""
    query = select(Case).join(CaseReferent, col(CaseReferent.case_id) == Case.id)
    query = query.where(CaseReferent.account_id == account_id, col(Case.ending_at).is_(None))
    return session.exec(query.order_by(col(Case.changed_at).desc())).all()


def list_cases_in(session: Session, departements: Collection[str]) -> Sequence[Case]:
    """Return the dossiers of some départements, last changed first."""
    query = select(Case).where(col(Case.departement).in_(departements), col(Case.ending_at).is_(None))
    return session.exec(query.order_by(col(Case.changed_at).desc())).all()


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
