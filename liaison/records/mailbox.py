"""What came into the watched box? How far it was read, and one line for each mail; never a word of any."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class WatchedBox(SQLModel, table=True):
    """How far the box was read: in which life of it, up to which number."""

    id: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    box: str = column(Data.TECHNICAL, Dies.NEVER, default="")
    """Digest of server, account, folder and UIDVALIDITY."""
    number: int = column(Data.TECHNICAL, Dies.NEVER, default=0)
    since: datetime = moment(Data.TECHNICAL, Dies.NEVER)
    """What lay there before and answers none of our mails is not ours to look at."""
    next_at: datetime = moment(Data.TECHNICAL, Dies.NEVER)
    read_at: datetime | None = moment(Data.TECHNICAL, Dies.NEVER, default=None)
    failure: str = column(Data.TECHNICAL, Dies.NEVER, default="")
    """Closed code of why it could not be read the last time; empty: it could."""


class ReceivedMail(SQLModel, table=True):
    """One mail of the box, so that it counts once: its kind, its thread, how many files came with it."""

    id: str = column(Data.TECHNICAL, Dies.JOURNAL, primary_key=True)
    fingerprint: str = column(Data.TECHNICAL, Dies.JOURNAL, unique=True)
    """SHA-256 of its bytes: the same mail is known in another life of the box."""
    kind: str = column(Data.TECHNICAL, Dies.JOURNAL)
    readable: int = column(Data.TECHNICAL, Dies.JOURNAL, default=0)
    sealed: int = column(Data.TECHNICAL, Dies.JOURNAL, default=0)
    transmission_id: str | None = column(Data.TECHNICAL, Dies.JOURNAL, default=None, index=True)
    incident_id: str | None = column(Data.TECHNICAL, Dies.JOURNAL, default=None)
    arrived_at: datetime = moment(Data.TECHNICAL, Dies.JOURNAL)
    read_at: datetime = moment(Data.TECHNICAL, Dies.JOURNAL)
    waits: bool = column(Data.TECHNICAL, Dies.JOURNAL, default=False, index=True)
    """Whether somebody is to look at it in the box, and has not said that they did."""
    seen_at: datetime | None = moment(Data.PERSONAL, Dies.JOURNAL, default=None)
    seen_by: str | None = column(Data.PERSONAL, Dies.JOURNAL, default=None)
