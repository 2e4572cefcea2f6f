"""What happened, so that a changed past shows? The register of transmissions and the security journal."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class RegisterEntry(SQLModel, table=True):
    """One entry of the register of transmissions."""

    index: int = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    actor: str = column(Data.PERSONAL, Dies.REGISTER)
    subject: str = column(Data.PERSONAL, Dies.REGISTER, index=True)
    detail: dict[str, str | int | bool | None] = column(
        Data.TECHNICAL, Dies.REGISTER, sa_type=JSON, default_factory=dict
    )
    previous: str = column(Data.TECHNICAL, Dies.REGISTER)
    link: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)


class JournalEntry(SQLModel, table=True):
    """One entry of the security journal."""

    index: int = column(Data.TECHNICAL, Dies.JOURNAL, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment(Data.PERSONAL, Dies.JOURNAL)
    kind: str = column(Data.TECHNICAL, Dies.JOURNAL)
    actor: str = column(Data.PERSONAL, Dies.JOURNAL)
    subject: str = column(Data.PERSONAL, Dies.JOURNAL, index=True)
    detail: dict[str, str | int | bool | None] = column(
        Data.TECHNICAL, Dies.JOURNAL, sa_type=JSON, default_factory=dict
    )
    previous: str = column(Data.TECHNICAL, Dies.JOURNAL)
    link: str = column(Data.TECHNICAL, Dies.JOURNAL, unique=True)
