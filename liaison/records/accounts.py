"""Who may sign in? Staff accounts, their départements, invitations, sessions and counted attempts.

Name, e-mail address, function and telephone stand in `profile`, sealed under the account's own data key;
the address is found by its keyed hash only.
"""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Account(SQLModel, table=True):
    """One member of staff."""

    id: str = column(Data.TECHNICAL, Dies.ACCOUNT, primary_key=True)
    role: str = column(Data.TECHNICAL, Dies.ACCOUNT)
    organisation: str = column(Data.TECHNICAL, Dies.ACCOUNT)
    email_index: str = column(Data.PERSONAL, Dies.ACCOUNT, unique=True)
    profile: bytes = column(Data.SEALED, Dies.ACCOUNT)
    password: str | None = column(Data.SECRET, Dies.ACCOUNT, default=None)
    totp: bytes | None = column(Data.SEALED, Dies.ACCOUNT, default=None)
    totp_step: int | None = column(Data.TECHNICAL, Dies.ACCOUNT, default=None)
    was_opened: bool = column(Data.TECHNICAL, Dies.ACCOUNT, default=False)
    """Whether its owner was in once: a link that replaces what opens it is handed over, never mailed."""
    enabled: bool = column(Data.TECHNICAL, Dies.ACCOUNT, default=True)
    disabled_at: datetime | None = moment(Data.TECHNICAL, Dies.ACCOUNT, default=None)
    """When it was closed: a year later nothing says whose it was."""
    created_at: datetime = moment(Data.PERSONAL, Dies.ACCOUNT)


class AccountScope(SQLModel, table=True):
    """A département in which an account works (A-2)."""

    account_id: str = column(Data.PERSONAL, Dies.ACCOUNT, primary_key=True, foreign_key="account.id")
    departement: str = column(Data.TECHNICAL, Dies.ACCOUNT, primary_key=True, foreign_key="departement.code")


class Invitation(SQLModel, table=True):
    """A one-time link by which somebody chooses a password and enrols a second factor."""

    token: str = column(Data.SECRET, Dies.SESSION, primary_key=True)
    account_id: str = column(Data.PERSONAL, Dies.SESSION, foreign_key="account.id")
    expires_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
    used_at: datetime | None = moment(Data.TECHNICAL, Dies.SESSION, default=None)


class WebSession(SQLModel, table=True):
    """A session on the server; the browser holds the token of which this is the hash."""

    token: str = column(Data.SECRET, Dies.SESSION, primary_key=True)
    account_id: str = column(Data.PERSONAL, Dies.SESSION, foreign_key="account.id", index=True)
    handle: str = column(Data.TECHNICAL, Dies.SESSION, unique=True, index=True)
    """What the session is called in pages and forms: it stays when its token changes, and opens nothing."""
    browser: str = column(Data.PERSONAL, Dies.SESSION)
    device: str = column(Data.PERSONAL, Dies.SESSION)
    created_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
    seen_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
    complete: bool = column(Data.TECHNICAL, Dies.SESSION, default=False)
    """Whether the second factor was given: nothing opens before."""
    proved_at: datetime | None = moment(Data.TECHNICAL, Dies.SESSION, default=None)
    """When a code was last given in it: some acts ask for a fresh one (ASVS 7.5.1)."""


class Attempt(SQLModel, table=True):
    """A counted try (sign-in), by the keyed hash of what was tried."""

    id: int | None = column(Data.TECHNICAL, Dies.SESSION, default=None, primary_key=True)
    subject: str = column(Data.PERSONAL, Dies.SESSION, index=True)
    at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
