"""Who is known by an identity provider? Which identity opens which account, and which sign-ins by it were used up."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class ProviderIdentity(SQLModel, table=True):
    """The identity at the provider that opens an account: at most one, bound by a one-time link."""

    account_id: str = column(Data.PERSONAL, Dies.ACCOUNT, primary_key=True, foreign_key="account.id")
    identity: str = column(Data.PERSONAL, Dies.ACCOUNT, unique=True)
    """The keyed hash of issuer and subject."""
    bound_at: datetime = moment(Data.PERSONAL, Dies.ACCOUNT)


class ProviderArrival(SQLModel, table=True):
    """A sign-in by the provider that was used: it serves once, and says what the provider is told when one leaves."""

    ticket: str = column(Data.SECRET, Dies.SESSION, primary_key=True)
    """The digest of what the browser left with."""
    account_id: str = column(Data.PERSONAL, Dies.SESSION, foreign_key="account.id", index=True)
    token: bytes = column(Data.SEALED, Dies.SESSION)
    """The ID token, under the account's own data key."""
    arrived_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
