"""What was done to be able to recover? Queries only."""

from sqlmodel import Session

from liaison.records import Safeguard


def get_safeguard(session: Session, master_id: str) -> Safeguard | None:
    """Return what was done for one master key."""
    return session.get(Safeguard, master_id)


def safeguard_of(session: Session, master_id: str) -> Safeguard:
    """Return the row of one master key, a new one if there is none."""
    return session.get(Safeguard, master_id) or Safeguard(master_id=master_id)
