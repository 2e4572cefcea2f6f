"""What was destroyed, by which rule, and how far is it? The proof outlives what it proves, and names nobody."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Destruction(SQLModel, table=True):
    """One destruction of one or several parts in a département; written down before anything is destroyed."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """As people say it: « 2026-C007 »."""
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    ground: str = column(Data.TECHNICAL, Dies.REGISTER)
    decided_by: str = column(Data.PERSONAL, Dies.REGISTER)
    """An account, or the system for a day that came."""
    request: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Number of the person's request that it answers; empty: none."""
    status: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    begun_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    emptied_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    certified_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    covered_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    """When the last backup of keys that could hold one of its keys is past its life."""
    certificate: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """The signed text (docs/formats/certificate.md); empty until it was read again."""


class DestroyedPart(SQLModel, table=True):
    """One part of a destruction: what it was, by which rule, and the sealed objects whose keys die with it."""

    destruction_id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True, foreign_key="destruction.id")
    position: int = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    subject_id: str = column(Data.PERSONAL, Dies.REGISTER, index=True)
    """A pseudonym that leads nowhere once its row is gone."""
    reference: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Of the pli or deposit that it belonged to; empty for what belonged to none."""
    rule: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """The rule that won; empty when no day brought it."""
    anchor: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    anchor_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    delay: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    due_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    objects: list[str] = column(Data.TECHNICAL, Dies.REGISTER, sa_type=JSON, default_factory=list)
    """Names of the data keys in the vault."""
    fingerprints: list[str] = column(Data.TECHNICAL, Dies.REGISTER, sa_type=JSON, default_factory=list)
    """SHA-256 of what was sealed, as it lay here: of random bytes, so that nothing can be tried against it."""
