"""What went wrong, whom does it concern, who was told of it when? The register of breaches, and complaints.

By number, without anything about a beneficiary: only `BreachPerson` and `Complaint.case_id` name a dossier, and they
die with it. Texts that the DPO and the controller type stand in `BreachText`, sealed.
"""

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Incident(SQLModel, table=True):
    """Something that may have to be told (RGPD art. 33), from its draft to the register, by number."""

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.BREACH, unique=True)
    """As people say it: « 2026-007 »."""
    departement: str | None = column(
        Data.TECHNICAL, Dies.BREACH, default=None, foreign_key="departement.code", index=True
    )
    """Nothing while nobody knows which: a readable file that answers no mail of ours."""
    kind: str = column(Data.TECHNICAL, Dies.BREACH)
    people: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """How many people it may concern; 0: not known yet (RGPD art. 33.3)."""
    ofii_data: bool | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    """Whether data processed for the OFII are concerned (G-3); nothing: not known yet."""
    transmission_id: str | None = column(Data.TECHNICAL, Dies.BREACH, default=None, index=True)
    discovered_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    """When the house knew: the 4 h, 36 h and 72 h count from here (G-2, G-3, G-4). It may only go back."""
    opened_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    opened_by: str = column(Data.PERSONAL, Dies.BREACH)
    """An account, or the system."""
    dismissed_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    """Nothing while it stands open."""
    dismissed_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
    dismissed_for: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """Why it leads nowhere, a `vocabulary.Dismissal`; empty while it stands open."""
    alerted_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    """When the DPO and the controller were told by mail that it exists."""
    aware_of: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """Who knew first, a `breaches.AwareOf`."""
    handled_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    """When somebody took it in hand: from a draft to a breach that stands open."""
    handled_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
    natures: list[str] = column(Data.TECHNICAL, Dies.BREACH, sa_type=JSON, default_factory=list)
    effects: list[str] = column(Data.TECHNICAL, Dies.BREACH, sa_type=JSON, default_factory=list)
    measures: list[str] = column(Data.TECHNICAL, Dies.BREACH, sa_type=JSON, default_factory=list)
    categories: list[str] = column(Data.TECHNICAL, Dies.BREACH, sa_type=JSON, default_factory=list)
    """What sorts of data the service found, `forms.spec.Category` and `breaches.DOCUMENT_DATA`."""
    found: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """How many dossiers the service found."""
    records: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """How many fiches, plis, documents and dossiers (RGPD art. 33.3, a)."""
    opinion: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """The risk in the DPO's opinion, a `breaches.Risk`."""
    opined_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    opined_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
    risk: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """The risk as the controller decided, a `breaches.Risk`."""
    tell_cnil: bool | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    tell_people: bool | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    not_telling: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """Why people at high risk are not told one by one, a `breaches.NotTelling`."""
    decided_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    decided_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
    informed: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """How many people were told; it stays when their dossiers are gone."""
    ended_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    ended_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)


class BreachLead(SQLModel, table=True):
    """From where persons concerned were looked for: a pli, a partner, a user, a device, a period."""

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    incident_id: str = column(Data.TECHNICAL, Dies.BREACH, foreign_key="incident.id", index=True)
    kind: str = column(Data.TECHNICAL, Dies.BREACH)
    subject_id: str = column(Data.PERSONAL, Dies.BREACH, default="")
    """A transmission, a partner or an account; nothing for a period."""
    starts_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    ends_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    people: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    records: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    searches: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """Searches whose results the journal does not name: it never does."""
    gone: int = column(Data.TECHNICAL, Dies.BREACH, default=0)
    """What was read and is destroyed since: it cannot be told whom it was about."""
    added_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    added_by: str = column(Data.PERSONAL, Dies.BREACH)


class BreachPerson(SQLModel, table=True):
    """One dossier that a breach concerns, and when its person was told (RGPD art. 34)."""

    incident_id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True, foreign_key="incident.id")
    case_id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True, index=True)
    categories: list[str] = column(Data.PERSONAL, Dies.CASE, sa_type=JSON, default_factory=list)
    ofii_data: bool = column(Data.PERSONAL, Dies.CASE, default=False)
    found_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    informed_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    informed_way: str = column(Data.PERSONAL, Dies.CASE, default="")
    informed_by: str | None = column(Data.PERSONAL, Dies.CASE, default=None)


class BreachClock(SQLModel, table=True):
    """Whom to tell of an incident or a complaint, by when, and what came of it."""

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    subject_id: str = column(Data.TECHNICAL, Dies.BREACH, index=True)
    """An incident or a complaint."""
    whom: str = column(Data.TECHNICAL, Dies.BREACH)
    partner_id: str | None = column(Data.TECHNICAL, Dies.BREACH, default=None, index=True)
    convention_id: str | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    starts_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    due_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    spared: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """Why they need not be told, a `breaches.Spared`."""
    spared_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
    late: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """Why they were told late, a `breaches.Late`."""
    half_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    """When it was said by mail that half of the delay is over."""
    last_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    """When it was said by mail that one hour is left."""


class BreachNotice(SQLModel, table=True):
    """One time that somebody was told: by whom, when, how."""

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    clock_id: str = column(Data.TECHNICAL, Dies.BREACH, foreign_key="breachclock.id", index=True)
    stage: str = column(Data.TECHNICAL, Dies.BREACH)
    way: str = column(Data.TECHNICAL, Dies.BREACH)
    told_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    told_by: str = column(Data.PERSONAL, Dies.BREACH)
    recorded_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    message_id: str | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    """The message of the outbox, when the service wrote it."""


class BreachText(SQLModel, table=True):
    """A text of an incident, a clock or a complaint, sealed under a data key of its own."""

    __table_args__ = (UniqueConstraint("subject_id", "passage"),)

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    subject_id: str = column(Data.TECHNICAL, Dies.BREACH, index=True)
    passage: str = column(Data.TECHNICAL, Dies.BREACH)
    content: bytes = column(Data.SEALED, Dies.BREACH)
    revision: int = column(Data.TECHNICAL, Dies.BREACH, default=1)
    written_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    written_by: str = column(Data.PERSONAL, Dies.BREACH)


class Complaint(SQLModel, table=True):
    """A person complains (G-2): told to the other party within 36 hours of its receipt."""

    id: str = column(Data.TECHNICAL, Dies.BREACH, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.BREACH, unique=True)
    """As people say it: « R-2026-003 »."""
    departement: str = column(Data.TECHNICAL, Dies.BREACH, foreign_key="departement.code", index=True)
    about: str = column(Data.TECHNICAL, Dies.BREACH)
    way: str = column(Data.TECHNICAL, Dies.BREACH)
    received_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    recorded_at: datetime = moment(Data.TECHNICAL, Dies.BREACH)
    recorded_by: str = column(Data.PERSONAL, Dies.BREACH)
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    alerted_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    answer: str = column(Data.TECHNICAL, Dies.BREACH, default="")
    """A `breaches.ComplaintAnswer`; empty while it stands open."""
    answered_on: date | None = column(Data.TECHNICAL, Dies.BREACH, default=None)
    closed_at: datetime | None = moment(Data.TECHNICAL, Dies.BREACH, default=None)
    closed_by: str | None = column(Data.PERSONAL, Dies.BREACH, default=None)
