"""Is the house prepared for the worst? When its sheet was checked and a restore was drilled."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class Safeguard(SQLModel, table=True):
    """For one master key: when its sheet was checked and a restore was drilled (`doctor`)."""

    master_id: str = column(Data.TECHNICAL, Dies.NEVER, primary_key=True)
    sheet_checked_at: datetime | None = moment(Data.TECHNICAL, Dies.NEVER, default=None)
    restore_drilled_at: datetime | None = moment(Data.TECHNICAL, Dies.NEVER, default=None)
