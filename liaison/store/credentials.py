"""Which recovery codes, links to a new password and known devices are there? What serves once is deleted by its use."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import CursorResult, func
from sqlmodel import Session, col, delete, select, update

from liaison.records import KnownDevice, PasswordReset, RecoveryCode

# --- recovery codes ---


def replace_codes(session: Session, account_id: str, digests: Iterable[str]) -> None:
    """Let these be the recovery codes of an account, and no others."""
    drop_codes(session, account_id)
    session.add_all(RecoveryCode(digest=digest, account_id=account_id) for digest in digests)
    session.flush()


def drop_codes(session: Session, account_id: str) -> None:
    """Make every recovery code of an account worthless."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))


def spend_code(session: Session, account_id: str, digest: str) -> bool:
    """Use a recovery code; False when there is none. One statement: of two requests with the same code one fails."""
    mine = (col(RecoveryCode.digest) == digest, col(RecoveryCode.account_id) == account_id)
    spent = session.execute(delete(RecoveryCode).where(*mine))
    return isinstance(spent, CursorResult) and spent.rowcount == 1


def count_codes(session: Session, account_id: str) -> int:
    """Return how many recovery codes an account has left."""
    return session.exec(
        select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == account_id)
    ).one()


# --- links to a new password ---


def find_reset(session: Session, digest: str) -> PasswordReset | None:
    """Return a link to a new password by the digest of its token, as it stands now."""
    return session.get(PasswordReset, digest, populate_existing=True)


def drop_resets(session: Session, account_id: str) -> None:
    """Make every link to a new password of an account worthless."""
    session.execute(delete(PasswordReset).where(col(PasswordReset.account_id) == account_id))


# --- known devices ---


def find_device(session: Session, digest: str, account_id: str) -> KnownDevice | None:
    """Return the device of a token, if it is one of an account."""
    return session.get(KnownDevice, (digest, account_id))


def devices_of_token(session: Session, digest: str) -> Sequence[KnownDevice]:
    """Return whose device a token is: one browser may serve several people."""
    return session.exec(select(KnownDevice).where(KnownDevice.token == digest)).all()


def rename_devices(session: Session, digest: str, new: str) -> None:
    """Give a browser another token, for all who come in by it."""
    session.execute(update(KnownDevice).where(col(KnownDevice.token) == digest).values(token=new))


def count_devices(session: Session, account_id: str) -> int:
    """Return how many devices of an account are known."""
    return session.exec(select(func.count()).select_from(KnownDevice).where(KnownDevice.account_id == account_id)).one()


def put_device(session: Session, row: KnownDevice) -> None:
    """Write a device, new or seen again."""
    session.add(row)
    session.flush()


def drop_devices(session: Session, account_id: str) -> int:
    """Forget every device of an account; return how many."""
    dropped = session.execute(delete(KnownDevice).where(col(KnownDevice.account_id) == account_id))
    return dropped.rowcount if isinstance(dropped, CursorResult) else 0


def sweep(session: Session, ended: datetime, unseen: datetime) -> None:
    """Delete the links that ended before a moment, and the devices that were not seen since another."""
    session.execute(delete(PasswordReset).where(col(PasswordReset.expires_at) < ended))
    session.execute(delete(KnownDevice).where(col(KnownDevice.seen_at) < unseen))
