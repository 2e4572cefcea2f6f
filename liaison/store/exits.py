"""Which exits are there, who is to be told of them, which PIC IPR projects ended? Queries only."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from liaison.errors import NotFound
from liaison.records import CaseExit, ExitAddressee, ProjectEnd


def find_standing(session: Session, case_id: str) -> CaseExit | None:
    """Return the exit of a person that stands, if there is one."""
    return session.exec(select(CaseExit).where(CaseExit.case_id == case_id, col(CaseExit.undone_at).is_(None))).first()


def list_standing(session: Session, case_ids: Collection[str]) -> Sequence[CaseExit]:
    """Return the exits of some people that stand, the last first."""
    query = select(CaseExit).where(col(CaseExit.case_id).in_(case_ids), col(CaseExit.undone_at).is_(None))
    return session.exec(query.order_by(col(CaseExit.recorded_at).desc(), CaseExit.id)).all()


def list_exits(session: Session, case_id: str) -> Sequence[CaseExit]:
    """Return every exit of a person, oldest first."""
    query = select(CaseExit).where(CaseExit.case_id == case_id)
    return session.exec(query.order_by(col(CaseExit.recorded_at), CaseExit.id)).all()


def list_of_cases(session: Session, case_ids: Collection[str]) -> Sequence[CaseExit]:
    """Return every exit of some people, oldest first."""
    query = select(CaseExit).where(col(CaseExit.case_id).in_(case_ids))
    return session.exec(query.order_by(col(CaseExit.recorded_at), CaseExit.id)).all()


def get_exit(session: Session, exit_id: str) -> CaseExit:
    """Return an exit.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(CaseExit, exit_id)
    if found is None:
        raise NotFound("Cette sortie n’existe pas.", hint="Revenez au dossier.")
    return found


def get_addressee(session: Session, addressee_id: str) -> ExitAddressee:
    """Return somebody who must be told of an exit.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(ExitAddressee, addressee_id)
    if found is None:
        raise NotFound("Ce destinataire n’existe pas.", hint="Revenez à la sortie depuis le dossier.")
    return found


def list_addressees(session: Session, exit_ids: Collection[str]) -> Sequence[ExitAddressee]:
    """Return who must be told of some exits."""
    query = select(ExitAddressee).where(col(ExitAddressee.exit_id).in_(exit_ids))
    return session.exec(query.order_by(ExitAddressee.exit_id, ExitAddressee.id)).all()


def find_addressee_of(session: Session, fiche_id: str) -> ExitAddressee | None:
    """Return whom a fiche was prepared for, when it announces an exit."""
    return session.exec(select(ExitAddressee).where(ExitAddressee.fiche_id == fiche_id)).first()


def list_project_ends(session: Session, case_id: str) -> Sequence[ProjectEnd]:
    """Return the ends of PIC IPR projects that were taken in for a person, oldest first."""
    query = select(ProjectEnd).where(ProjectEnd.case_id == case_id)
    return session.exec(query.order_by(col(ProjectEnd.ended_on), ProjectEnd.id)).all()
