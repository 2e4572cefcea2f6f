"""Whom do we propose to the OFII, and what did it decide? Monthly tables, their rows, answers (V-1 … V-6, E-7)."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class OrientationTable(SQLModel, table=True):
    """A monthly table of a département, in one version (annexe 4-1); proposed, it is a view and has no rows."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    month: str = column(Data.TECHNICAL, Dies.REGISTER)
    """As « 2026-11 »."""
    version: int = column(Data.TECHNICAL, Dies.REGISTER, default=1)
    number: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    """As people say it: « 44-2026-11-1 »."""
    status: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    corrects: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """The version that this one takes the place of."""
    capacity: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """A `vocabulary.tables.Capacity`; empty while nobody said (V-2)."""
    places: int | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """Places this month."""
    staggering: list[dict[str, str | int]] = column(Data.TECHNICAL, Dies.REGISTER, sa_type=JSON, default_factory=list)
    """As `{"on": "2026-12-01", "places": 4}`, in the order of the days."""
    revision: int = column(Data.TECHNICAL, Dies.REGISTER, default=1)
    departement_name: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Of the département and of the operator when it was frozen: its PDF is drawn again to the byte."""
    operator: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    checkpoint: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """The line of the register's last checkpoint when it was frozen."""
    fingerprint: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """SHA-256 of its PDF, in hexadecimal."""
    workbook_sha256: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """SHA-256 of its XLSX."""
    transmission_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    """The pli that carried it, the newest where it was made anew."""
    proposed_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    frozen_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    frozen_by: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    sent_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    answered_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    closed_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)


class OrientationRow(SQLModel, table=True):
    """Somebody in a frozen table. Each row has a data key of its own: a dossier's destruction empties its rows only."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    table_id: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="orientationtable.id", index=True)
    position: int = column(Data.TECHNICAL, Dies.REGISTER)
    """From 1; the recipient reads it as « L001 »."""
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    content: bytes | None = column(Data.SEALED, Dies.CASE, default=None)
    """The eleven values as they left, and where each came from; nothing once the dossier is destroyed."""


class OrientationAnswer(SQLModel, table=True):
    """What the DT OFII decided about a row; the newest of a row counts (V-5)."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    row_id: str = column(Data.TECHNICAL, Dies.CASE, foreign_key="orientationrow.id", index=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    decision: str = column(Data.PERSONAL, Dies.CASE)
    """A `vocabulary.tables.OfiiDecision`."""
    details: bytes = column(Data.SEALED, Dies.CASE)
    """Reason and place of the appointment as written, and what the OFII wrote otherwise than it was sent."""
    appointment_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)
    source: str = column(Data.TECHNICAL, Dies.CASE)
    deposit_id: str | None = column(Data.TECHNICAL, Dies.CASE, default=None)
    recorded_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    handed_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    """When the convocation reached the person."""
    handed_by: str = column(Data.PERSONAL, Dies.CASE, default="")
    """A `vocabulary.tables.HandedBy`."""
    handed_noted_by: str | None = column(Data.PERSONAL, Dies.CASE, default=None, foreign_key="account.id")


class OrientationSettlement(SQLModel, table=True):
    """What a person decided about somebody whom the rules doubt; it stands while the doubts are the same."""

    case_id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True, foreign_key="case.id")
    settled: str = column(Data.PERSONAL, Dies.CASE)
    why: str = column(Data.PERSONAL, Dies.CASE)
    doubts: list[str] = column(Data.PERSONAL, Dies.CASE, sa_type=JSON, default_factory=list)
    """The `vocabulary.orientations.Doubt` that were looked at."""
    settled_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    settled_at: datetime = moment(Data.PERSONAL, Dies.CASE)


class FollowUp(SQLModel, table=True):
    """A contact with somebody who is accompanied, or an interview after their exit (E-7); no word about it."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    happened_on: date = column(Data.PERSONAL, Dies.CASE)
    way: str = column(Data.PERSONAL, Dies.CASE)
    purpose: str = column(Data.PERSONAL, Dies.CASE)
    recorded_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")


class TrackingColumn(SQLModel, table=True):
    """A column of the export that the operator defined for another tool, per département (V-6)."""

    departement: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True, foreign_key="departement.code")
    position: int = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    heading: str = column(Data.TECHNICAL, Dies.NEVER)
    field: str = column(Data.TECHNICAL, Dies.NEVER)
    """The id of a field of the dossier, or of what follows from it."""


class CensusColumn(SQLModel, table=True):
    """What a heading of a first census meant in a département, remembered for the next file."""

    departement: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True, foreign_key="departement.code")
    heading_index: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    """Keyed hash: a file without headings would leave a name here."""
    meaning: str = column(Data.TECHNICAL, Dies.NEVER)
