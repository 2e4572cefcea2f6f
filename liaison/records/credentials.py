"""By what else may somebody come in? Recovery codes, links to choose a new password, devices that were used before."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class RecoveryCode(SQLModel, table=True):
    """A code on paper that serves once in the telephone's place; using it deletes it."""

    digest: str = column(Data.SECRET, Dies.ACCOUNT, primary_key=True)
    """Keyed, with the account: the code itself is shown once and kept nowhere."""
    account_id: str = column(Data.PERSONAL, Dies.ACCOUNT, foreign_key="account.id", index=True)


class PasswordReset(SQLModel, table=True):
    """A one-time link by which somebody chooses a new password; the second factor stays, and is asked."""

    token: str = column(Data.SECRET, Dies.SESSION, primary_key=True)
    account_id: str = column(Data.PERSONAL, Dies.SESSION, foreign_key="account.id", index=True)
    expires_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)


class KnownDevice(SQLModel, table=True):
    """A browser in which both factors were given before: others' wrong tries do not slow it down."""

    token: str = column(Data.SECRET, Dies.ACCOUNT, primary_key=True)
    account_id: str = column(Data.PERSONAL, Dies.ACCOUNT, primary_key=True, foreign_key="account.id")
    seen_at: datetime = moment(Data.PERSONAL, Dies.ACCOUNT)
