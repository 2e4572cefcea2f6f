"""What left, in which shape, until when? Fiches, their frozen versions, transmissions, deadlines."""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Fiche(SQLModel, table=True):
    """A fiche being filled; what is typed stands in `draft`, sealed under the fiche's own data key."""

    id: str = column(Data.TECHNICAL, Dies.EXCHANGE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.EXCHANGE, foreign_key="case.id", index=True)
    model: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    model_version: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    contact_id: str | None = column(Data.PERSONAL, Dies.EXCHANGE, default=None, foreign_key="contact.id")
    status: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    draft: bytes = column(Data.SEALED, Dies.EXCHANGE)
    revision: int = column(Data.TECHNICAL, Dies.EXCHANGE, default=1)
    """Grows at each save; a save that starts from an older one is a conflict, not a loss."""
    corrects: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None)
    """The fiche that this one corrects."""
    started_by: str = column(Data.PERSONAL, Dies.EXCHANGE, foreign_key="account.id")
    started_at: datetime = moment(Data.PERSONAL, Dies.EXCHANGE)
    saved_at: datetime = moment(Data.PERSONAL, Dies.EXCHANGE)


class FicheVersion(SQLModel, table=True):
    """A fiche as it left: answers and signature, immutable, under a data key of its own."""

    id: str = column(Data.TECHNICAL, Dies.EXCHANGE, primary_key=True)
    fiche_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None, foreign_key="fiche.id", index=True)
    model: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    model_version: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    answers: bytes = column(Data.SEALED, Dies.EXCHANGE)
    fingerprint: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    """SHA-256 of the PDF that left, in hexadecimal."""
    frozen_at: datetime = moment(Data.PERSONAL, Dies.EXCHANGE)


class Transmission(SQLModel, table=True):
    """One sealed archive for one recipient, and the two tracks it follows."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    reference: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    is_test: bool = column(Data.TECHNICAL, Dies.REGISTER, default=False)
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    fiche_version_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None)
    table_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    """The monthly table that it carries: it concerns several dossiers, and `case_id` is empty."""
    model: str = column(Data.TECHNICAL, Dies.REGISTER)
    partner_id: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="partner.id", index=True)
    contact_id: str = column(Data.PERSONAL, Dies.REGISTER, foreign_key="contact.id")
    convention_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    carrier: str = column(Data.TECHNICAL, Dies.REGISTER)
    key_channel: str = column(Data.TECHNICAL, Dies.REGISTER)
    archive_status: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    key_status: str = column(Data.TECHNICAL, Dies.REGISTER)
    archive_format: str = column(Data.TECHNICAL, Dies.REGISTER)
    archive_name: str = column(Data.TECHNICAL, Dies.REGISTER)
    archive_size: int = column(Data.TECHNICAL, Dies.REGISTER)
    archive_sha256: str = column(Data.TECHNICAL, Dies.REGISTER)
    archive: bytes | None = column(Data.SEALED, Dies.DELIVERY, default=None)
    passphrase: bytes | None = column(Data.SEALED, Dies.DELIVERY, default=None)
    created_by: str = column(Data.PERSONAL, Dies.REGISTER, foreign_key="account.id", index=True)
    prepared_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    sent_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    acknowledged_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    released_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    key_status_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    archive_status_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    failure: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Closed code of the last failure; never an address."""
    returned_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    """When its mail came back; nothing once it was sent again."""
    release: str = column(Data.TECHNICAL, Dies.REGISTER, default="on_acknowledgement")
    replaces: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    """The transmission whose archive and key this one makes anew."""
    opened_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    trouble: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """Closed word of what the partner said last of an archive that does not open; empty once answered."""
    trouble_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    outcome: str = column(Data.PERSONAL, Dies.REGISTER, default="")
    outcome_reason: str = column(Data.PERSONAL, Dies.REGISTER, default="")
    outcome_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    answer_due_on: date | None = column(Data.TECHNICAL, Dies.REGISTER, default=None)
    """By when the partner's decision is expected; nothing before the acknowledgement, nor for a test pli."""
    reminded_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)


class Deadline(SQLModel, table=True):
    """One rule applied to one part of an exchange: rule, anchor, delay, source (law 7, R-6)."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    subject_kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    subject_id: str = column(Data.PERSONAL, Dies.REGISTER, index=True)
    transmission_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code")
    rule: str = column(Data.TECHNICAL, Dies.REGISTER)
    """The requirement, as people cite it: « R-2 »."""
    rule_id: str = column(Data.TECHNICAL, Dies.REGISTER, default="", index=True)
    """Which rule of it, a `vocabulary.retention.RuleId`."""
    anchor: str = column(Data.TECHNICAL, Dies.REGISTER)
    anchor_on: date | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    delay: str = column(Data.TECHNICAL, Dies.REGISTER)
    """As « 3 ans », « 2 mois », « 30 jours »."""
    source: str = column(Data.TECHNICAL, Dies.REGISTER)
    due_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None, index=True)
    """Nothing while the anchor has no date."""
    destroy_by: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    """`due_at` less the life of key backups (R-5)."""
    done_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)


class SealedObject(SQLModel, table=True):
    """Which dossier a sealed object concerns: destroying a dossier destroys its objects (law 5)."""

    object_id: str = column(Data.TECHNICAL, Dies.EXCHANGE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True, index=True)
