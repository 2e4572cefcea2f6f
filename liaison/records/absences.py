"""Who stands in for whom, and until when? Declared absences; the reason of an absence is nobody's affair here."""

from datetime import date, datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Absence(SQLModel, table=True):
    """A référent's absence in one département, and the colleague who takes over from the first day to the last."""

    id: str = column(Data.TECHNICAL, Dies.ACCOUNT, primary_key=True)
    departement: str = column(Data.TECHNICAL, Dies.ACCOUNT, foreign_key="departement.code")
    account_id: str = column(Data.PERSONAL, Dies.ACCOUNT, foreign_key="account.id", index=True)
    substitute_id: str = column(Data.PERSONAL, Dies.ACCOUNT, foreign_key="account.id", index=True)
    starts_on: date = column(Data.PERSONAL, Dies.ACCOUNT)
    ends_on: date = column(Data.PERSONAL, Dies.ACCOUNT)
    """Its last day, included."""
    declared_by: str = column(Data.PERSONAL, Dies.ACCOUNT, foreign_key="account.id")
    declared_at: datetime = moment(Data.PERSONAL, Dies.ACCOUNT)
    ended_at: datetime | None = moment(Data.PERSONAL, Dies.ACCOUNT, default=None)
    """When it was ended before its last day: access ends at that moment."""
