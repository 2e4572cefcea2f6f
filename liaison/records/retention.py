"""What changes or suspends a deadline? Delays that the controller set, holds, and what was announced beforehand."""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Delay(SQLModel, table=True):
    """A delay that the controller set; the newest row of a rule counts, the older ones say what counted before."""

    id: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    rule: str = column(Data.TECHNICAL, Dies.NEVER, index=True)
    """A `vocabulary.retention.RuleId`."""
    value: int = column(Data.TECHNICAL, Dies.NEVER)
    """In the unit of the rule."""
    since: datetime = moment(Data.TECHNICAL, Dies.NEVER)
    set_by: str = column(Data.PERSONAL, Dies.ACCOUNT)


class Hold(SQLModel, table=True):
    """Somebody asked that a destruction wait; it waits once the controller granted it (R-4)."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """As people say it: « 2026-S01 »."""
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    scope: str = column(Data.TECHNICAL, Dies.REGISTER)
    subject_id: str = column(Data.PERSONAL, Dies.REGISTER, index=True)
    """The dossier, the transmission or the convention that it covers."""
    request: bytes = column(Data.SEALED, Dies.REGISTER)
    """Why it is asked for; for a legal obligation the text too."""
    ends_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """The term of a legal obligation: its last day, after which it ends by itself."""
    review_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """When the controller looks again at a hold of another kind; it goes on until it is lifted."""
    asked_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    asked_by: str = column(Data.PERSONAL, Dies.REGISTER)
    opinion: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """A `vocabulary.retention.Opinion`; empty while the DPO may still give one."""
    advice: bytes | None = column(Data.SEALED, Dies.REGISTER, default=None)
    """Why the DPO thinks so."""
    advised_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    advised_by: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    decision: str = column(Data.TECHNICAL, Dies.REGISTER, default="", index=True)
    """A `vocabulary.retention.Decision`; empty before it."""
    ground: bytes | None = column(Data.SEALED, Dies.REGISTER, default=None)
    """Why the controller decided so."""
    decided_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    decided_by: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    lifted_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    lifted_by: str = column(Data.PERSONAL, Dies.REGISTER, default="")
    """An account, or the system once the term passed."""
    lifting: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """A `vocabulary.retention.Lifting`."""


class Announcement(SQLModel, table=True):
    """A part that is about to be destroyed, told to one person beforehand, once."""

    subject_kind: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    subject_id: str = column(Data.PERSONAL, Dies.REGISTER, primary_key=True)
    account_id: str = column(Data.PERSONAL, Dies.REGISTER, primary_key=True, index=True)
    told_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    destroy_by: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    """As it was told."""
