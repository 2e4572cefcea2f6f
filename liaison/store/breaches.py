"""Which leads, persons, clocks, notices, texts and complaints are there? Queries of the breach room only."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from liaison.errors import NotFound
from liaison.records import (
    BreachClock,
    BreachLead,
    BreachNotice,
    BreachPerson,
    BreachText,
    Complaint,
    Incident,
)


def list_standing(session: Session) -> Sequence[Incident]:
    """Return the incidents that stand open, oldest first, locked; those that another worker holds are left to it."""
    query = select(Incident).where(col(Incident.dismissed_at).is_(None), col(Incident.ended_at).is_(None))
    query = query.order_by(col(Incident.opened_at), Incident.id)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def list_between(
    session: Session, departements: Collection[str] | None, start: datetime, end: datetime
) -> Sequence[Incident]:
    """Return the incidents discovered in a period, in their order; None: of every département."""
    query = select(Incident).where(col(Incident.discovered_at) >= start, col(Incident.discovered_at) < end)
    if departements is not None:
        query = query.where(or_(col(Incident.departement).in_(departements), col(Incident.departement).is_(None)))
    return session.exec(query.order_by(Incident.number)).all()


def list_leads(session: Session, incident_id: str) -> Sequence[BreachLead]:
    """Return from where the persons of an incident were looked for."""
    query = select(BreachLead).where(BreachLead.incident_id == incident_id)
    return session.exec(query.order_by(col(BreachLead.added_at), BreachLead.id)).all()


def list_persons(session: Session, incident_id: str) -> Sequence[BreachPerson]:
    """Return the dossiers that an incident concerns."""
    query = select(BreachPerson).where(BreachPerson.incident_id == incident_id)
    return session.exec(query.order_by(BreachPerson.case_id)).all()


def persons_among(session: Session, case_ids: Collection[str]) -> Sequence[BreachPerson]:
    """Return what incidents concern some dossiers."""
    query = select(BreachPerson).where(col(BreachPerson.case_id).in_(case_ids))
    return session.exec(query.order_by(BreachPerson.incident_id, BreachPerson.case_id)).all()


def persons_waiting(session: Session) -> list[BreachPerson]:
    """Return the dossiers that an incident concerns and whose person was not told of it."""
    query = select(BreachPerson).where(col(BreachPerson.informed_on).is_(None))
    return list(session.exec(query.order_by(BreachPerson.incident_id, BreachPerson.case_id)))


def get_person(session: Session, incident_id: str, case_id: str) -> BreachPerson:
    """Return one dossier that an incident concerns, locked.

    Raises:
        NotFound: the incident does not concern it.
    """
    found = session.get(BreachPerson, (incident_id, case_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Cette personne n’est pas concernée.", hint="Rechargez la liste des personnes à informer.")
    return found


def list_clocks(session: Session, subject_ids: Collection[str]) -> Sequence[BreachClock]:
    """Return the clocks of some incidents or complaints, the earliest first."""
    query = select(BreachClock).where(col(BreachClock.subject_id).in_(subject_ids))
    return session.exec(query.order_by(col(BreachClock.due_at), BreachClock.whom, BreachClock.id)).all()


def lock_clock(session: Session, clock_id: str) -> BreachClock:
    """Return a clock, locked.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(BreachClock, clock_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Cette annonce n’existe pas.", hint="Retrouvez-la depuis la page de l’incident.")
    return found


def list_notices(session: Session, clock_ids: Collection[str]) -> Sequence[BreachNotice]:
    """Return how often, when and how those of some clocks were told, in that order."""
    query = select(BreachNotice).where(col(BreachNotice.clock_id).in_(clock_ids))
    return session.exec(query.order_by(col(BreachNotice.told_at), BreachNotice.id)).all()


def list_texts(session: Session, subject_ids: Collection[str]) -> Sequence[BreachText]:
    """Return the sealed texts of some incidents, clocks or complaints."""
    query = select(BreachText).where(col(BreachText.subject_id).in_(subject_ids))
    return session.exec(query.order_by(BreachText.passage)).all()


def find_text(session: Session, subject_id: str, passage: str) -> BreachText | None:
    """Return one sealed text, if it was written."""
    query = select(BreachText).where(BreachText.subject_id == subject_id, BreachText.passage == passage)
    return session.exec(query).first()


def find_complaint(session: Session, complaint_id: str) -> Complaint | None:
    """Return a complaint, if there is one of that id, locked."""
    return session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)


def list_complaints(session: Session, departements: Collection[str]) -> Sequence[Complaint]:
    """Return the complaints of some départements, newest first."""
    query = select(Complaint).where(col(Complaint.departement).in_(departements))
    return session.exec(query.order_by(col(Complaint.received_at).desc(), Complaint.id)).all()


def complaints_between(
    session: Session, departements: Collection[str] | None, start: datetime, end: datetime
) -> Sequence[Complaint]:
    """Return the complaints received in a period, in their order; None: of every département."""
    query = select(Complaint).where(col(Complaint.received_at) >= start, col(Complaint.received_at) < end)
    if departements is not None:
        query = query.where(col(Complaint.departement).in_(departements))
    return session.exec(query.order_by(Complaint.number)).all()


def list_open_complaints(session: Session) -> Sequence[Complaint]:
    """Return the complaints that stand open, locked; those that another worker holds are left to it."""
    query = select(Complaint).where(col(Complaint.closed_at).is_(None)).order_by(Complaint.id)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def count_complaints(session: Session, year: str) -> int:
    """Count the complaints whose number is of a year."""
    query = select(func.count()).select_from(Complaint).where(col(Complaint.number).startswith(f"R-{year}-"))
    return session.exec(query).one()
