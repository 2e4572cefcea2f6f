"""Which links do partners hold, who have no account? Each for one purpose and one thing; only its hash is kept."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class PartnerLink(SQLModel, table=True):
    """A link that was mailed to the address of the directory; it expires, is revocable, and its uses are counted."""

    id: str = column(Data.TECHNICAL, Dies.DELIVERY, primary_key=True)
    token: str = column(Data.SECRET, Dies.DELIVERY, unique=True)
    purpose: str = column(Data.TECHNICAL, Dies.DELIVERY)
    subject_id: str = column(Data.PERSONAL, Dies.DELIVERY, index=True)
    """The transmission, the contact or the request that it is about, or who asked for it."""
    made_at: datetime = moment(Data.TECHNICAL, Dies.DELIVERY)
    expires_at: datetime = moment(Data.TECHNICAL, Dies.DELIVERY)
    revoked_at: datetime | None = moment(Data.TECHNICAL, Dies.DELIVERY, default=None)
    uses: int = column(Data.TECHNICAL, Dies.DELIVERY, default=0)
    """How often it gave something away: a download; looking is not counted."""
    deposits: int = column(Data.TECHNICAL, Dies.DELIVERY, default=0)
    """How many files came in by it; `deposited`: their bytes."""
    deposited: int = column(Data.TECHNICAL, Dies.DELIVERY, default=0)
