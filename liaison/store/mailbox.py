"""How far was the watched box read, and what came into it? Queries, with the lock that makes each mail count once."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from liaison.errors import NotFound
from liaison.records import ReceivedMail, Transmission, WatchedBox

_ONLY: Final = "watched"


def get_box(session: Session) -> WatchedBox | None:
    """Return how far the box was read; nothing while nobody looked."""
    return session.get(WatchedBox, _ONLY)


def lock_box(session: Session, now: datetime) -> WatchedBox:
    """Return how far the box was read, locked until the transaction ends; a new row at the first look."""
    row = _locked(session)
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # another worker may make it at this moment
            session.add(WatchedBox(id=_ONLY, since=now, next_at=now))
        row = _locked(session)
    if row is None:
        raise AssertionError("a row that was just made, or that stood in its way, is there")
    return row


def _locked(session: Session) -> WatchedBox | None:
    return session.get(WatchedBox, _ONLY, with_for_update=True, populate_existing=True)


def is_known(session: Session, fingerprint: str) -> bool:
    """Say whether that very mail was dealt with, wherever it stood then."""
    return session.exec(select(ReceivedMail.id).where(ReceivedMail.fingerprint == fingerprint)).first() is not None


def get_mail(session: Session, mail_id: str) -> ReceivedMail:
    """Return the line of a mail.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(ReceivedMail, mail_id)
    if found is None:
        raise NotFound("Ce message n’existe pas.", hint="Retrouvez-le sur « Ma journée ».")
    return found


def list_waiting_for_referent(
    session: Session, account_id: str, cases: Collection[str], departements: Collection[str], *, limit: int = 200
) -> Sequence[ReceivedMail]:
    """Return what waits about the plis of some dossiers and the test plis of their maker there, oldest first."""
    own = and_(
        col(Transmission.case_id).is_(None),
        col(Transmission.created_by) == account_id,
        col(Transmission.departement).in_(departements),
    )
    return _waiting(session, or_(col(Transmission.case_id).in_(cases), own), limit)


def list_waiting_in(session: Session, departements: Collection[str], *, limit: int = 200) -> Sequence[ReceivedMail]:
    """Return what waits about the plis of some départements, then about no known pli, each oldest first."""
    theirs = _waiting(session, col(Transmission.departement).in_(departements), limit)
    return [*theirs, *_waiting(session, col(ReceivedMail.transmission_id).is_(None), limit)]


def _waiting(session: Session, about: ColumnElement[bool], limit: int) -> Sequence[ReceivedMail]:
    query = select(ReceivedMail).join(
        Transmission, col(Transmission.id) == col(ReceivedMail.transmission_id), isouter=True
    )
    query = query.where(col(ReceivedMail.waits).is_(True), about)
    return session.exec(query.order_by(col(ReceivedMail.arrived_at), ReceivedMail.id).limit(limit)).all()


def count_by_incident(session: Session, incident_ids: Collection[str]) -> dict[str, int]:
    """Return how many mails each incident is about; one that no mail opened is left out."""
    about = col(ReceivedMail.incident_id)
    query = select(about, func.count()).where(about.in_(incident_ids)).group_by(about)
    return {found: count for found, count in session.exec(query).all() if found is not None}


def list_about(session: Session, transmission_id: str) -> Sequence[ReceivedMail]:
    """Return the mails that answered a transmission, oldest first."""
    query = select(ReceivedMail).where(ReceivedMail.transmission_id == transmission_id)
    return session.exec(query.order_by(col(ReceivedMail.arrived_at), ReceivedMail.id)).all()
