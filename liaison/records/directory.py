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
    programme_ends_on: date | None = column(Data.TECHNICAL, Dies.NEVER, default=None)
    """End of the PIC IPR programme: its conventions end with it (guide:4055-4057)."""
    state_contract_ends_on: date | None = column(Data.TECHNICAL, Dies.NEVER, default=None)
    """End of the operator's contract with the State: it ends every convention (guide:3365-3366)."""
    france_travail: bool = column(Data.TECHNICAL, Dies.NEVER, default=False)
    """Whether fiches say « France Travail (ex-Pôle emploi) » (F-9)."""
    pic_ipr: bool = column(Data.TECHNICAL, Dies.NEVER, default=True)
    """Whether the PIC IPR model is offered (F-9)."""
    deployed_in: int | None = column(Data.TECHNICAL, Dies.NEVER, default=None)
    """The year in which AGIR was deployed here, where it is another than annexe 1 says (E-1)."""
    spe_level: str = column(Data.TECHNICAL, Dies.NEVER, default="A2")
    """The level of French from which the SPE accompanies: A2, or the lower one of the local convention (E-5)."""


class Partner(SQLModel, table=True):
    """An organisation of the directory."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    departement: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="departement.code", index=True)
    kind: str = column(Data.TECHNICAL, Dies.PARTNER)
    name: str = column(Data.TECHNICAL, Dies.PARTNER)
    siret: str = column(Data.TECHNICAL, Dies.PARTNER, default="", index=True)
    """Fourteen digits, or empty: the key by which an import finds the organisation again."""
    switchboard: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    archive_format: str = column(Data.TECHNICAL, Dies.PARTNER, default="zip")
    enabled: bool = column(Data.TECHNICAL, Dies.PARTNER, default=True)
    created_at: datetime = moment(Data.TECHNICAL, Dies.PARTNER)


class Place(SQLModel, table=True):
    """Where a partner receives: one organisation often has several."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    partner_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="partner.id", index=True)
    name: str = column(Data.TECHNICAL, Dies.PARTNER)
    address: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    postcode: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    town: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    enabled: bool = column(Data.TECHNICAL, Dies.PARTNER, default=True)


class Contact(SQLModel, table=True):
    """A professional at a partner; the function stands in clear for the register, the person does not."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    partner_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="partner.id", index=True)
    place_id: str | None = column(Data.TECHNICAL, Dies.PARTNER, default=None)
    function: str = column(Data.TECHNICAL, Dies.PARTNER)
    archive_format: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    """Preferred format; empty: the partner's."""
    key_channel: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    """Preferred way of the key; empty: none said."""
    details: bytes = column(Data.SEALED, Dies.PARTNER)
    revision: int = column(Data.TECHNICAL, Dies.PARTNER, default=1)
    opened_test_at: datetime | None = moment(Data.TECHNICAL, Dies.PARTNER, default=None)
    """When this contact confirmed that a test pli opened (demands.md 1)."""
    opened_format: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    opened_at: datetime | None = moment(Data.TECHNICAL, Dies.PARTNER, default=None)
    """The format of the last pli that opened, real or test, and when that was confirmed."""
    verified_at: datetime | None = moment(Data.TECHNICAL, Dies.PARTNER, default=None)
    """When the contact confirmed the address by the link sent there."""
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
    """Its last day; without one it ends with the framework agreement, a PIC IPR one with the programme."""
    withheld: list[str] = column(Data.TECHNICAL, Dies.PARTNER, sa_type=JSON, default_factory=list)
    """Ids of the fields that this convention does not let through (F-6)."""
    enabled: bool = column(Data.TECHNICAL, Dies.PARTNER, default=True)
    terminated_by: str = column(Data.TECHNICAL, Dies.PARTNER, default="")
    """The party that gave notice; empty while nobody did."""
    notice_received_on: date | None = column(Data.TECHNICAL, Dies.PARTNER, default=None)
    terminated_on: date | None = column(Data.TECHNICAL, Dies.PARTNER, default=None)
    """The day the termination takes effect: the letter's, at the earliest one month after it came (guide:3358-3361)."""


class Amendment(SQLModel, table=True):
    """An amendment to a convention (« avenant »): what it changed, and the new end when it moved the term."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    convention_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="convention.id", index=True)
    reference: str = column(Data.TECHNICAL, Dies.PARTNER)
    signed_on: date = column(Data.TECHNICAL, Dies.PARTNER)
    ends_on: date | None = column(Data.TECHNICAL, Dies.PARTNER, default=None)
    changes: list[str] = column(Data.TECHNICAL, Dies.PARTNER, sa_type=JSON, default_factory=list)
    """Words of `AmendmentChange`."""
    recorded_at: datetime = moment(Data.TECHNICAL, Dies.PARTNER)


class Correspondent(SQLModel, table=True):
    """Who answers for data protection or for security at one party of a convention (G-5); the person is sealed."""

    id: str = column(Data.TECHNICAL, Dies.PARTNER, primary_key=True)
    convention_id: str = column(Data.TECHNICAL, Dies.PARTNER, foreign_key="convention.id", index=True)
    party: str = column(Data.TECHNICAL, Dies.PARTNER)
    duty: str = column(Data.TECHNICAL, Dies.PARTNER)
    details: bytes = column(Data.SEALED, Dies.PARTNER)
    revision: int = column(Data.TECHNICAL, Dies.PARTNER, default=1)


class ImportColumn(SQLModel, table=True):
    """What a heading of an imported file meant in a département, remembered for the next file (demands.md 13)."""

    departement: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True, foreign_key="departement.code")
    heading_index: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    """Keyed hash: a file without headings would leave a name here."""
    meaning: str = column(Data.TECHNICAL, Dies.NEVER)
