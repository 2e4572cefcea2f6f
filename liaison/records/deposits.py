"""What did partners send us, and what became of it? Deposits, what they held, who asked for a link, referrals."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Deposit(SQLModel, table=True):
    """A file that came in; its octets stand in `DepositBlock` until it is settled, sealed under a key of its own."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    reference: str = column(Data.TECHNICAL, Dies.REGISTER, unique=True)
    departement: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="departement.code", index=True)
    partner_id: str = column(Data.TECHNICAL, Dies.REGISTER, foreign_key="partner.id", index=True)
    contact_id: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None, foreign_key="contact.id")
    """Whose link it came by; nothing where the référent knows the organisation only."""
    transmission_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    """The pli that it answers."""
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    """The dossier that it belongs to, once that is known: who may open the dossier may open it, nobody else."""
    door: str = column(Data.TECHNICAL, Dies.REGISTER)
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    """What the file is, by its content: zip, 7z, axcrypt; pdf or image for a scanned paper."""
    warnings: list[str] = column(Data.TECHNICAL, Dies.REGISTER, sa_type=JSON, default_factory=list)
    """Closed words of what was let in with a remark: a shorter key, a content that could not be looked at."""
    size: int = column(Data.TECHNICAL, Dies.REGISTER)
    sha256: str = column(Data.TECHNICAL, Dies.REGISTER)
    blocks: int = column(Data.TECHNICAL, Dies.DELIVERY)
    """How many blocks are kept; none once it is settled."""
    status: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    status_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    refusal: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """A `vocabulary.DepositRefusal`; empty while it is not refused."""
    received_at: datetime = moment(Data.PERSONAL, Dies.REGISTER)
    received_by: str = column(Data.PERSONAL, Dies.REGISTER)
    """The partner, or the account that entered it."""
    opened_at: datetime | None = moment(Data.PERSONAL, Dies.REGISTER, default=None)
    opened_by: str | None = column(Data.PERSONAL, Dies.REGISTER, default=None)
    wrong_keys: int = column(Data.TECHNICAL, Dies.REGISTER, default=0)


class DepositBlock(SQLModel, table=True):
    """One block of a deposit, sealed: no statement and no process ever holds more than a file's worth of them."""

    deposit_id: str = column(Data.TECHNICAL, Dies.DELIVERY, primary_key=True, foreign_key="deposit.id")
    number: int = column(Data.TECHNICAL, Dies.DELIVERY, primary_key=True)
    content: bytes = column(Data.SEALED, Dies.DELIVERY)


class DepositDocument(SQLModel, table=True):
    """A document that a deposit held; name and content under a data key of its own."""

    id: str = column(Data.TECHNICAL, Dies.EXCHANGE, primary_key=True)
    deposit_id: str = column(Data.TECHNICAL, Dies.EXCHANGE, foreign_key="deposit.id", index=True)
    number: int = column(Data.TECHNICAL, Dies.EXCHANGE)
    kind: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    traits: list[str] = column(Data.TECHNICAL, Dies.EXCHANGE, sa_type=JSON, default_factory=list)
    """Closed words of what it could do to who opens it: scripts, launches, files inside."""
    pages: int = column(Data.TECHNICAL, Dies.EXCHANGE, default=0)
    size: int = column(Data.TECHNICAL, Dies.EXCHANGE)
    sha256: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    scan: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    name: bytes = column(Data.SEALED, Dies.EXCHANGE)
    content: bytes | None = column(Data.SEALED, Dies.EXCHANGE, default=None)
    """Nothing once it was left out."""
    fate: str = column(Data.TECHNICAL, Dies.EXCHANGE)
    fate_at: datetime = moment(Data.PERSONAL, Dies.EXCHANGE)
    fate_by: str = column(Data.PERSONAL, Dies.EXCHANGE, default="")
    case_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    transmission_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None, index=True)
    """The pli that it answers, once a person said so."""
    fiche_id: str | None = column(Data.TECHNICAL, Dies.EXCHANGE, default=None)
    """The fiche of a dossier that it became."""


class DepositRequest(SQLModel, table=True):
    """Somebody asked for a link on the standing page; whether the address is known, the worker finds out."""

    id: str = column(Data.SECRET, Dies.SESSION, primary_key=True)
    """Digest of what the asking page holds."""
    address: str = column(Data.PERSONAL, Dies.SESSION, index=True)
    """Keyed hash of the address."""
    code: str = column(Data.SECRET, Dies.SESSION, default="")
    """Keyed hash of the code; empty while, or because, none was sent."""
    contact_id: str | None = column(Data.PERSONAL, Dies.SESSION, default=None)
    made_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
    expires_at: datetime = moment(Data.TECHNICAL, Dies.SESSION)
    looked_up_at: datetime | None = moment(Data.TECHNICAL, Dies.SESSION, default=None)
    used_at: datetime | None = moment(Data.TECHNICAL, Dies.SESSION, default=None)


class Referral(SQLModel, table=True):
    """Somebody whom a third party referred to us, and whether their CIR is signed (T-6)."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    partner_id: str = column(Data.TECHNICAL, Dies.CASE, foreign_key="partner.id")
    contact_id: str | None = column(Data.PERSONAL, Dies.CASE, default=None)
    deposit_id: str | None = column(Data.TECHNICAL, Dies.CASE, default=None)
    cir: str = column(Data.PERSONAL, Dies.CASE)
    cir_signed_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    copy_to_ofii: str = column(Data.TECHNICAL, Dies.CASE)
    copied_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)
    told_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)
    """When the sender was told that the person goes to the OFII first."""
    recorded_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    changed_at: datetime = moment(Data.PERSONAL, Dies.CASE)
