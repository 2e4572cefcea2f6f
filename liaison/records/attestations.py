"""Which partners were asked to destroy their copies, what did they attest, and which ends were announced (R-7)?"""

from datetime import date, datetime

from sqlmodel import SQLModel, UniqueConstraint

from liaison.records.marks import Data, Dies, column, moment


class DestructionRequest(SQLModel, table=True):
    """One request to one partner, by number; nothing about a person, nor who answered but for their function."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """As people say it: « 2026-D01 »."""
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    partner_id: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="partner.id", index=True)
    convention_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    ground: str = column(Data.TECHNICAL, Dies.REGISTER)
    ends_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """The last day of the convention, as it stood when the partner was asked: another one asks anew."""
    anchor: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """What ended it, a `TermAnchor`."""
    due_on: date = column(Data.TECHNICAL, Dies.REGISTER)
    correspondent_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    contact_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """Whom the mails go to: one of the two, or nobody yet."""
    made_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    made_by: str = column(Data.PERSONAL, Dies.REGISTER)
    """An account, or the system."""
    asked_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    reminders: int = column(Data.TECHNICAL, Dies.REGISTER, default=0)
    reminded_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    attested: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """What they answered, an `Attested`; empty while they did not."""
    attested_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    attestor: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    kept_for: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    door: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    recorded_by: str = column(Data.PERSONAL, Dies.REGISTER, default="")
    """Who wrote the answer down: an account, or the partner by its link."""
    withdrawn_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)


class DestructionRequestPli(SQLModel, table=True):
    """One pli that a request is about."""

    request_id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True, foreign_key="destructionrequest.id")
    transmission_id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True, index=True)


class EndAnnouncement(SQLModel, table=True):
    """An end that was announced beforehand, once for each notice; another end is announced anew (G-5, R-3)."""

    __table_args__ = (UniqueConstraint("kind", "subject_id", "ends_on", "notice", name="uq_endannouncement"),)

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    kind: str = column(Data.TECHNICAL, Dies.PARTNER)
    subject_id: str = column(Data.TECHNICAL, Dies.PARTNER, index=True)
    """A convention, or a département."""
    ends_on: date = column(Data.TECHNICAL, Dies.PARTNER)
    notice: int = column(Data.TECHNICAL, Dies.PARTNER)
    """How many days before."""
    announced_at: datetime = moment(Data.TECHNICAL, Dies.PARTNER)
    mails: int = column(Data.TECHNICAL, Dies.PARTNER)
