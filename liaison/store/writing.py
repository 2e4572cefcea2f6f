"""How is anything written? Rows and the event that says why, in one transaction."""

from datetime import datetime

from sqlmodel import Session, SQLModel

from liaison.store.trails import Event, append


def save(session: Session, *rows: SQLModel, event: Event, at: datetime) -> None:
    """Write rows and the event that goes with them."""
    session.add_all(rows)
    session.flush()
    append(session, event, at=at)


def remove(session: Session, *rows: SQLModel, event: Event, at: datetime) -> None:
    """Delete rows and write the event that says why."""
    for row in rows:
        session.delete(row)
    session.flush()
    append(session, event, at=at)
