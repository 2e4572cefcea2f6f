"""What did a person ask, by when is it answered, who was told, what was handed over? Requests by number (G-1).

Nothing here names anybody: the link to the dossier dies with the dossier, free text is sealed.
"""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class RightsRequest(SQLModel, table=True):
    """A person's request (RGPD art. 12, 15 to 22): its clock, its decision, the proof of its answer."""

    id: str = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True)
    number: str = column(Data.TECHNICAL, Dies.REQUEST, unique=True)
    """As people say it: « 2026-R01 »."""
    departement: str = column(Data.TECHNICAL, Dies.REQUEST, foreign_key="departement.code", index=True)
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    """Nothing while no dossier is found, and once the dossier is destroyed."""
    kind: str = column(Data.PERSONAL, Dies.REQUEST, index=True)
    """Which right, a `vocabulary.rights.Right`."""
    door: str = column(Data.PERSONAL, Dies.REQUEST)
    received_on: date = column(Data.PERSONAL, Dies.REQUEST)
    mandate_seen_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    reach: bytes | None = column(Data.SEALED, Dies.ANSWER, default=None)
    """How to reach a person of whom no dossier is found; it goes with the answer."""
    entered_by: str = column(Data.PERSONAL, Dies.REQUEST)
    entered_at: datetime = moment(Data.PERSONAL, Dies.REQUEST)
    identity: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    identity_asked_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    """When more was asked to prove who they are (art. 12.6): the month stands still from here …"""
    identity_proved_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    """… to here."""
    extension: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    """Why two months more; it counts once the person was told of it within the first month (art. 12.3)."""
    extended_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)
    extended_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    extension_told_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    texts: bytes | None = column(Data.SEALED, Dies.REQUEST, default=None)
    """What the controller, the coordination and the DPO wrote: reasons, in words of their own."""
    revision: int = column(Data.TECHNICAL, Dies.REQUEST, default=0)
    """Of the sealed texts."""
    opinion: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    opinion_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)
    opinion_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    decision: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    ground: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    decided_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)
    decided_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    executed_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)
    """When what was decided was done: an erasure by the destruction, a withdrawal by the dossier."""
    lifted_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    """When a restriction or an objection ended; the person was told before (art. 18.3)."""
    answered_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    answered_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    """The way."""
    answer_sha256: str = column(Data.TECHNICAL, Dies.REQUEST, default="")
    """Of the letter or of the archive that the person got."""
    recourse_told: bool = column(Data.TECHNICAL, Dies.REQUEST, default=False)
    """Whether the answer names the CNIL and the judge (art. 12.4)."""
    closed_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None, index=True)
    closed_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")


class RightsRecipient(SQLModel, table=True):
    """A partner that got something about the person: told of the request or asked for help, and what it answered."""

    id: str = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True)
    request_id: str = column(Data.TECHNICAL, Dies.REQUEST, foreign_key="rightsrequest.id", index=True)
    partner_id: str = column(Data.PERSONAL, Dies.REQUEST, foreign_key="partner.id")
    transmission_id: str = column(Data.PERSONAL, Dies.REQUEST)
    """The pli by whose reference the partner finds the person: the last one, or the one to correct."""
    fiche_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None)
    """The fiche that carried what is to be corrected (art. 16)."""
    correction_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None)
    """The draft that corrects it; a draft that was thrown away leaves its id behind."""
    told_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    told_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    answered_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    spared: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    decided_by: str = column(Data.PERSONAL, Dies.REQUEST, default="")
    decided_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)


class RightsExport(SQLModel, table=True):
    """Everything about one person, sealed for them, until it was handed over (art. 15 and 20)."""

    id: str = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True)
    request_id: str = column(Data.TECHNICAL, Dies.REQUEST, foreign_key="rightsrequest.id", index=True)
    archive: bytes | None = column(Data.SEALED, Dies.ANSWER, default=None)
    passphrase: bytes | None = column(Data.SEALED, Dies.ANSWER, default=None)
    size: int = column(Data.TECHNICAL, Dies.REQUEST)
    sha256: str = column(Data.TECHNICAL, Dies.REQUEST)
    masked: int = column(Data.TECHNICAL, Dies.REQUEST, default=0)
    """How many words about other people were masked, and documents left out."""
    made_by: str = column(Data.PERSONAL, Dies.REQUEST)
    made_at: datetime = moment(Data.PERSONAL, Dies.REQUEST)
    key_shown_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)
    handed_on: date | None = column(Data.PERSONAL, Dies.REQUEST, default=None)
    destroyed_at: datetime | None = moment(Data.PERSONAL, Dies.REQUEST, default=None)


class RightsAlert(SQLModel, table=True):
    """A reminder that went out for a request: one row a stage, so that none goes twice."""

    request_id: str = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True, foreign_key="rightsrequest.id")
    stage: str = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True)
    due_on: date = column(Data.TECHNICAL, Dies.REQUEST, primary_key=True)
    """The last day that it spoke of: an extension has reminders of its own."""
    sent_at: datetime = moment(Data.TECHNICAL, Dies.REQUEST)
