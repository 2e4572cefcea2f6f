"""Is the house prepared for the worst? The sheet, the drill; and what went wrong: drafts of incidents."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Safeguard(SQLModel, table=True):
    """For one master key: when its sheet was checked and a restore was drilled (`doctor`)."""

    master_id: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    sheet_checked_at: datetime | None = moment(Data.TECHNICAL, Dies.NEVER, default=None)
    restore_drilled_at: datetime | None = moment(Data.TECHNICAL, Dies.NEVER, default=None)


class Incident(SQLModel, table=True):
    """Something that may have to be told (RGPD art. 33): a draft, by number, without anything about a person."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """As people say it: « 2026-007 »."""
    departement: str | None = column(
        Data.TECHNICAL, Dies.REGISTER, default=None, foreign_key="departement.code", index=True
    )
    """Nothing while nobody knows which: a readable file that answers no mail of ours."""
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    people: int = column(Data.TECHNICAL, Dies.REGISTER, default=0)
    """How many people it may concern; 0: not known yet (RGPD art. 33.3)."""
    ofii_data: bool | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """Whether data processed for the OFII are concerned (G-3); nothing: not known yet."""
    transmission_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    discovered_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    """The 4 h, 36 h and 72 h count from here (G-2, G-3, G-4)."""
    opened_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    opened_by: str = column(Data.PERSONAL, Dies.REGISTER)
    """An account, or the system."""
    dismissed_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    """Nothing while it stands open."""
    dismissed_by: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    dismissed_for: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Why it leads nowhere, a `vocabulary.Dismissal`; empty while it stands open."""
