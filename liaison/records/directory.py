"""With whom do we exchange? Départements, partners, their contacts and conventions.

A contact's name, addresses and numbers stand in `details`, sealed under the contact's own data key.
"""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Departement(SQLModel, table=True):
    """A département where the operator is mandated, with the dates that its deadlines hang on."""

    code: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    name: str = column(Data.TECHNICAL, Dies.NEVER)
    operator: str = column(Data.TECHNICAL, Dies.NEVER)
    """The operator's name as printed on the fiches (« Opérateur AGIR : »)."""
    callback: str = column(Data.TECHNICAL, Dies.NEVER, default="")
    """The operator's switchboard, E.164: what a mail gives to call back."""
    framework_ends_on: date | None = column(Data.TECHNICAL, Dies.NEVER, default=None)
    """End of the national framework agreement: no date is assumed (R-8)."""
    france_travail: bool = column(Data.TECHNICAL, Dies.NEVER, default=False)
    """Whether fiches say « France Travail (ex-Pôle emploi) » (F-9)."""
    pic_ipr: bool = column(Data.TECHNICAL, Dies.NEVER, default=True)
    """Whether the PIC IPR model is offered (F-9)."""


class Partner(SQLModel, table=True):
    """An organisation of the directory."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    departement: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="departement.code", index=True)
    kind: str = column(Data.TECHNICAL, Dies.PARTNER)
    name: str = column(Data.TECHNICAL, Dies.PARTNER)
    switchboard: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    archive_format: str = column(Data.TECHNICAL, Dies.PARTNER, default="zip")
    enabled: bool = column(Data.TECHNICAL, Dies.PARTNER, default=True)
    created_at: datetime = moment(Data.TECHNICAL, Dies.PARTNER)


class Contact(SQLModel, table=True):
    """A professional at a partner; the function stands in clear for the register, the person does not."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    partner_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="partner.id", index=True)
    function: str = column(Data.TECHNICAL, Dies.PARTNER)
    details: bytes = column(Data.SEALED, Dies.PARTNER)
    revision: int = column(Data.TECHNICAL, Dies.PARTNER, default=1)
    opened_test_at: datetime | None = moment(Data.TECHNICAL, Dies.PARTNER, default=None)
    """When this contact confirmed that a test pli opened (demands.md 1)."""
    enabled: bool = column(Data.TECHNICAL, Dies.PARTNER, default=True)


class Convention(SQLModel, table=True):
    """An agreement between the operator and a partner (R-2, R-8)."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    partner_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="partner.id", index=True)
    reference: str = column(Data.TECHNICAL, Dies.PARTNER)
    model: str = column(Data.TECHNICAL, Dies.PARTNER)
    """The model of fiche that it covers."""
    starts_on: date = column(Data.TECHNICAL, Dies.PARTNER)
    ends_on: date | None = column(Data.TECHNICAL, Dies.PARTNER, default=None)
    """Its last day; without one it ends with the framework agreement."""
    withheld: list[str] = column(Data.TECHNICAL, Dies.PARTNER, sa_type=JSON, default_factory=list)
    """Ids of the fields that this convention does not let through (F-6)."""
