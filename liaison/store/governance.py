"""What was done to be able to recover, and what went wrong? Queries only."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import Incident, Safeguard


def get_safeguard(session: Session, master_id: str) -> Safeguard | None:
    """Return what was done for one master key."""
    return session.get(Safeguard, master_id)


def safeguard_of(session: Session, master_id: str) -> Safeguard:
    """Return the row of one master key, a new one if there is none."""
    return session.get(Safeguard, master_id) or Safeguard(master_id=master_id)


def get_incident(session: Session, incident_id: str) -> Incident:
    """Return the draft of an incident.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Incident, incident_id)
    if found is None:
        raise NotFound("Cet incident n’existe pas.", hint="Retrouvez-le dans la liste des violations.")
    return found


def lock_incident(session: Session, incident_id: str) -> Incident:
    """Return the draft of an incident, locked.

    Raises:
        NotFound: there is none of that id.
    """
    session.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    return get_incident(session, incident_id)


def find_open_without_pli(session: Session, kind: str, since: datetime) -> Incident | None:
    """Return the draft of a kind that is about no known pli, stands open, and was opened since a moment."""
    query = select(Incident).where(
        Incident.kind == kind,
        col(Incident.transmission_id).is_(None),
        col(Incident.dismissed_at).is_(None),
        col(Incident.opened_at) >= since,
    )
    return session.exec(query.order_by(col(Incident.opened_at), Incident.id)).first()


def list_incidents(session: Session, departements: Collection[str]) -> Sequence[Incident]:
    """Return the incidents of some départements, and those of which nobody knows the département, newest first."""
    theirs = or_(col(Incident.departement).in_(departements), col(Incident.departement).is_(None))
    query = select(Incident).where(theirs)
    return session.exec(query.order_by(col(Incident.opened_at).desc(), Incident.id)).all()


def incidents_of(session: Session, transmission_id: str) -> Sequence[Incident]:
    """Return the incidents about one transmission, oldest first."""
    query = select(Incident).where(Incident.transmission_id == transmission_id)
    return session.exec(query.order_by(col(Incident.opened_at), Incident.id)).all()


def count_incidents(session: Session, year: str) -> int:
    """Count the incidents whose number is of a year."""
    query = select(func.count()).select_from(Incident).where(col(Incident.number).startswith(f"{year}-"))
    return session.exec(query).one()
