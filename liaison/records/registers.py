"""What did the operator declare for the printed registers? Sub-processors, statements, texts that people were given.

Whatever somebody typed is sealed: it may name a person. The rows are proof, and live as long as the register.
"""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Subprocessor(SQLModel, table=True):
    """Who is behind a machine that the service uses, or maintains it (G-11); who it is, is sealed."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    role: str = column(Data.TECHNICAL, Dies.REGISTER)
    host: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """The machine as settings name it: another machine is not declared by this row."""
    country: str = column(Data.TECHNICAL, Dies.REGISTER)
    """Two letters, of the European Economic Area (G-6)."""
    own: bool = column(Data.TECHNICAL, Dies.REGISTER, default=False)
    """Whether the machine is the operator's own: no contract then."""
    starts_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    ends_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    agreed_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """When the agreement of RGPD art. 28 was signed."""
    details: bytes = column(Data.SEALED, Dies.REGISTER)
    revision: int = column(Data.TECHNICAL, Dies.REGISTER, default=1)
    declared_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    declared_by: str = column(Data.PERSONAL, Dies.REGISTER)


class OperatorStatement(SQLModel, table=True):
    """What the operator says of its own organisation, which no software knows (G-7, G-10)."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    subject: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """A `vocabulary.registers.Statement`."""
    text: bytes = column(Data.SEALED, Dies.REGISTER)
    revision: int = column(Data.TECHNICAL, Dies.REGISTER, default=1)
    saved_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    saved_by: str = column(Data.PERSONAL, Dies.REGISTER)


class NoticeText(SQLModel, table=True):
    """A notice as somebody was given it (G-9): it stays readable when the words change."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    version: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    """Digest of the text; a `Notice` names it."""
    text: bytes = column(Data.SEALED, Dies.REGISTER)
    first_given_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
