"""What do we hold about one person? The dossier, its binôme, what the person agreed to and was told.

The person's data stand in `person`, sealed under the dossier's own data key; the AGDREF number is found
by its keyed hash only (ten digits are enumerated in seconds).
"""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Case(SQLModel, table=True):
    """A dossier; its random id is the pseudonym that the chains use, and dies with it (G-8)."""

    id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True)
    departement: str = column(Data.TECHNICAL, Dies.CASE, foreign_key="departement.code", index=True)
    agdref_index: str | None = column(Data.PERSONAL, Dies.CASE, default=None, index=True)
    person: bytes = column(Data.SEALED, Dies.CASE)
    revision: int = column(Data.TECHNICAL, Dies.CASE, default=1)
    generation: int = column(Data.TECHNICAL, Dies.CASE, default=1)
    """Which data key seals `person`: the first, or another since a value that died before the dossier was taken out."""
    support_ended_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    ending_at: datetime | None = moment(Data.TECHNICAL, Dies.CASE, default=None)
    """When its destruction began: from then on nobody sees it."""
    archived_on: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    """When it left daily work, two years after the end of the support; a coordinator takes it out again."""
    out_until: date | None = column(Data.PERSONAL, Dies.CASE, default=None)
    """The last day of work in a dossier that was taken out of the archive."""
    created_at: datetime = moment(Data.PERSONAL, Dies.CASE)
    changed_at: datetime = moment(Data.PERSONAL, Dies.CASE)


class CaseReferent(SQLModel, table=True):
    """One of the one or two référents of a dossier (law 8)."""

    case_id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True, foreign_key="case.id")
    account_id: str = column(Data.PERSONAL, Dies.CASE, primary_key=True, foreign_key="account.id", index=True)
    since: datetime = moment(Data.PERSONAL, Dies.CASE)


class Agreement(SQLModel, table=True):
    """What the person agreed to, when, and when they withdrew it (T-7, F-4, F-7)."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    kind: str = column(Data.PERSONAL, Dies.CASE)
    given_on: date = column(Data.PERSONAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
    withdrawn_at: datetime | None = moment(Data.PERSONAL, Dies.CASE, default=None)


class Notice(SQLModel, table=True):
    """When the person was told what happens with their data (G-9)."""

    id: str = column(Data.TECHNICAL, Dies.CASE, primary_key=True)
    case_id: str = column(Data.PERSONAL, Dies.CASE, foreign_key="case.id", index=True)
    given_on: date = column(Data.PERSONAL, Dies.CASE)
    text_version: str = column(Data.TECHNICAL, Dies.CASE)
    recorded_by: str = column(Data.PERSONAL, Dies.CASE, foreign_key="account.id")
