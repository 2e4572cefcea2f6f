"""Whom does an identity at the provider open, and which sign-ins by it were used? Queries, and their own writes."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from liaison.records import Account, ProviderArrival, ProviderIdentity


def account_of(session: Session, identity: str) -> str | None:
    """Return the account that an identity opens, by its keyed hash."""
    return session.exec(select(ProviderIdentity.account_id).where(ProviderIdentity.identity == identity)).first()


def identity_of(session: Session, account_id: str) -> ProviderIdentity | None:
    """Return the identity that opens an account."""
    return session.get(ProviderIdentity, account_id)


def opened(session: Session, account: Account) -> bool:
    """Say whether somebody has opened an account: it has a password, or an identity at the provider."""
    return account.password is not None or identity_of(session, account.id) is not None


def drop_identity(session: Session, account_id: str) -> None:
    """Let an account be opened by no identity any more."""
    session.execute(delete(ProviderArrival).where(col(ProviderArrival.account_id) == account_id))
    session.execute(delete(ProviderIdentity).where(col(ProviderIdentity.account_id) == account_id))


def find_arrival(session: Session, ticket: str) -> ProviderArrival | None:
    """Return a sign-in that was used."""
    return session.get(ProviderArrival, ticket)


def put_arrival(session: Session, row: ProviderArrival) -> bool:
    """Use a sign-in up; False when it was used already, also a moment ago by another request."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def sweep(session: Session, before: datetime) -> None:
    """Delete the sign-ins that were used before a moment."""
    session.execute(delete(ProviderArrival).where(col(ProviderArrival.arrived_at) < before))
