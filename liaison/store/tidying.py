"""What do deliveries, the watched box and closed accounts leave behind, past its day? Found and deleted here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, or_, update
from sqlmodel import Session, col, select

from liaison.records import Absence, Account, OutboxMessage, PartnerLink, ReceivedMail
from liaison.vocabulary import OutboxStatus

_OVER = (OutboxStatus.SENT.value, OutboxStatus.CANCELLED.value)


def forget_addresses(session: Session, before: datetime) -> int:
    """Forget whom the messages went to that left, or never will, since before a moment; return how many."""
    over = (col(OutboxMessage.status).in_(_OVER), col(OutboxMessage.created_at) < before)
    return _count(
        session.execute(update(OutboxMessage).where(*over, col(OutboxMessage.address) != "").values(address=""))
    )


def drop_links(session: Session, before: datetime) -> int:
    """Delete the links that expired before a moment; return how many."""
    return _count(session.execute(delete(PartnerLink).where(col(PartnerLink.expires_at) < before)))


def drop_mails(session: Session, before: datetime) -> int:
    """Delete the lines of mails that arrived before a moment and wait for nobody; return how many."""
    past = (col(ReceivedMail.arrived_at) < before, col(ReceivedMail.waits).is_(False))
    return _count(session.execute(delete(ReceivedMail).where(*past)))


def closed_accounts(session: Session) -> Sequence[Account]:
    """Return the closed accounts of which it is still known whose they were."""
    return session.exec(select(Account).where(col(Account.enabled).is_(False), Account.profile != b"")).all()


def drop_absences(session: Session, account_id: str) -> None:
    """Delete the absences that somebody had, and those in which they stood in for others."""
    theirs = or_(col(Absence.account_id) == account_id, col(Absence.substitute_id) == account_id)
    session.execute(delete(Absence).where(theirs))


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
