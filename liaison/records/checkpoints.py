"""Which heads of the two chains were signed, where does the journal begin since its purge, and does the past hold?"""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class ChainCheckpoint(SQLModel, table=True):
    """A signed head of a chain (C2SP note); appended only, as the chains are."""

    chain: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    size: int = column(Data.TECHNICAL, Dies.NEVER, primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str = column(Data.TECHNICAL, Dies.NEVER)
    """As it left the machine: three lines, an empty one, the signature."""
    made_at: datetime = moment(Data.TECHNICAL, Dies.NEVER)
    mailed: bool = column(Data.TECHNICAL, Dies.NEVER, default=False)
    """Whether a mail with it was queued for somebody."""


class ChainAnchor(SQLModel, table=True):
    """Where a chain begins since a purge: the checkpoint at which it was cut; appended only, the largest counts."""

    chain: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    size: int = column(Data.TECHNICAL, Dies.NEVER, primary_key=True, sa_column_kwargs={"autoincrement": False})
    note: str = column(Data.TECHNICAL, Dies.NEVER)
    cut_at: datetime = moment(Data.TECHNICAL, Dies.NEVER)


class ChainCheck(SQLModel, table=True):
    """What the last night found when it followed a whole chain."""

    chain: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    size: int = column(Data.TECHNICAL, Dies.NEVER)
    broken_at: int | None = column(Data.TECHNICAL, Dies.NEVER, default=None)
    """The first entry that does not fit; nothing: it holds."""
    checked_at: datetime = moment(Data.TECHNICAL, Dies.NEVER)
