"""Which accounts, invitations, sessions and tries are there? Queries, and the writes that no chain keeps.

A session that is touched or swept and a try that is counted are no acts of a person: they take no `Event`.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete, or_, select, update

from liaison.errors import NotFound
from liaison.records import Account, AccountScope, Attempt, Invitation, WebSession
from liaison.vocabulary import Role


def get_account(session: Session, account_id: str) -> Account:
    """Return an account.

    Raises:
        NotFound: there is none of that id.
    """
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("Ce compte n’existe pas.", hint="Cherchez-le dans la liste des comptes.")
    return found


def lock_account(session: Session, account_id: str) -> Account:
    """Return an account as it stands now, locked: who opens a session waits for who ends them all, and sees it done.

    Raises:
        NotFound: there is none of that id.
    """
    session.get(Account, account_id, with_for_update=True, populate_existing=True)
    return get_account(session, account_id)


def find_account(session: Session, email_index: str) -> Account | None:
    """Return the account of an e-mail address, by its keyed hash."""
    return session.exec(select(Account).where(Account.email_index == email_index)).first()


def list_accounts(session: Session) -> Sequence[Account]:
    """Return all accounts, in the order they were made."""
    return session.exec(select(Account).order_by(col(Account.created_at), Account.id)).all()


def find_administrator(session: Session) -> Account | None:
    """Return the administrator who was made first."""
    query = select(Account).where(Account.role == Role.ADMINISTRATOR.value)
    return session.exec(query.order_by(col(Account.created_at), Account.id)).first()


def list_referents_in(session: Session, departement: str) -> Sequence[Account]:
    """Return the enabled référents of a département."""
    return list_in(session, departement, {Role.REFERENT})


def list_in(session: Session, departement: str, roles: Collection[Role]) -> Sequence[Account]:
    """Return the enabled accounts of some roles in a département."""
    query = select(Account).join(AccountScope, col(AccountScope.account_id) == Account.id)
    query = query.where(
        AccountScope.departement == departement,
        col(Account.role).in_([role.value for role in roles]),
        col(Account.enabled),
    )
    return session.exec(query.order_by(Account.id)).all()


def list_everybody_in(session: Session, departement: str, roles: Collection[Role]) -> Sequence[Account]:
    """Return the accounts of some roles in a département, those that are closed too."""
    query = select(Account).join(AccountScope, col(AccountScope.account_id) == Account.id)
    query = query.where(AccountScope.departement == departement, col(Account.role).in_([role.value for role in roles]))
    return session.exec(query.order_by(Account.id)).all()


def scopes_of(session: Session, account_id: str) -> frozenset[str]:
    """Return the départements that an account works in."""
    query = select(AccountScope.departement).where(AccountScope.account_id == account_id)
    return frozenset(session.exec(query))


def set_scopes(session: Session, account_id: str, departements: Collection[str]) -> None:
    """Let an account work in these départements, and no others."""
    kept = scopes_of(session, account_id)
    gone = (col(AccountScope.account_id) == account_id, col(AccountScope.departement).not_in(departements))
    session.execute(delete(AccountScope).where(*gone))
    session.add_all(AccountScope(account_id=account_id, departement=code) for code in set(departements) - kept)


def all_scopes(session: Session) -> Mapping[str, tuple[str, ...]]:
    """Return the départements of every account, in order."""
    scopes: dict[str, tuple[str, ...]] = {}
    for row in session.exec(select(AccountScope).order_by(AccountScope.departement)):
        scopes[row.account_id] = (*scopes.get(row.account_id, ()), row.departement)
    return scopes


def spend_step(session: Session, account_id: str, step: int) -> bool:
    """Mark a one-time code as used; False when it, or a later one, was used already.

    Compare and set in one statement, so that of two requests with the same code one fails.
    """
    fresh = or_(col(Account.totp_step).is_(None), col(Account.totp_step) < step)
    spent = session.execute(update(Account).where(col(Account.id) == account_id, fresh).values(totp_step=step))
    return isinstance(spent, CursorResult) and spent.rowcount == 1


# --- invitations ---


def find_invitation(session: Session, digest: str) -> Invitation | None:
    """Return an invitation by the digest of its token."""
    return session.get(Invitation, digest)


def drop_invitations(session: Session, account_id: str) -> None:
    """Make every link of an account worthless."""
    session.execute(delete(Invitation).where(col(Invitation.account_id) == account_id))


def invited(session: Session) -> Mapping[str, datetime]:
    """Return until when the unused invitation of each account is valid."""
    query = select(Invitation).where(col(Invitation.used_at).is_(None))
    return {row.account_id: row.expires_at for row in session.exec(query)}


# --- sessions ---


def find_session(session: Session, digest: str) -> WebSession | None:
    """Return a session by the digest of its token, as it stands now."""
    return session.get(WebSession, digest, populate_existing=True)


def put_session(session: Session, row: WebSession) -> None:
    """Write a session, new or touched."""
    session.add(row)
    session.flush()


def touch_session(session: Session, token: str, seen: datetime, *, begun: datetime) -> None:
    """Note when a session was last in use. One statement: a session that another tab just ended stays ended.

    `begun`: no later than now, whatever a clock said that was ahead: it would never end.
    """
    session.execute(update(WebSession).where(col(WebSession.token) == token).values(seen_at=seen, created_at=begun))


def drop_session(session: Session, row: WebSession) -> None:
    """Delete a session."""
    session.delete(row)
    session.flush()


def drop_sessions(session: Session, account_id: str) -> None:
    """End every session of an account (ASVS 7.4.1 to 7.4.5)."""
    session.execute(delete(WebSession).where(col(WebSession.account_id) == account_id))


def list_sessions(session: Session, account_id: str) -> Sequence[WebSession]:
    """Return the whole sessions of an account, the last used first; those whose time is over too."""
    query = select(WebSession).where(WebSession.account_id == account_id, col(WebSession.complete))
    return session.exec(query.order_by(col(WebSession.seen_at).desc(), WebSession.handle)).all()


def sweep(session: Session, before: datetime) -> None:
    """Delete sessions, tries and invitations that ended before a moment."""
    session.execute(delete(WebSession).where(col(WebSession.created_at) < before))
    session.execute(delete(Attempt).where(col(Attempt.at) < before))
    session.execute(delete(Invitation).where(col(Invitation.expires_at) < before))


# --- tries ---


def tries_of(session: Session, subject: str, since: datetime) -> Sequence[datetime]:
    """Return when a subject's wrong tries were."""
    return session.exec(select(Attempt.at).where(Attempt.subject == subject, col(Attempt.at) >= since)).all()


def forget_tries(session: Session, subjects: Collection[str]) -> None:
    """Forget the wrong tries that were counted under some subjects."""
    session.execute(delete(Attempt).where(col(Attempt.subject).in_(subjects)))


def count_try(session: Session, subject: str, at: datetime) -> None:
    """Count a wrong try."""
    session.add(Attempt(subject=subject, at=at))
    session.flush()
