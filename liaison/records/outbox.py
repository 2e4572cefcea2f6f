"""What waits to leave the machine? Messages written in the transaction, sent after its commit (law 10)."""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class OutboxMessage(SQLModel, table=True):
    """One message; recipient and body stand in `payload`, sealed under its own data key, wiped once sent."""

    id: str = column(Data.TECHNICAL, Dies.DELIVERY, primary_key=True)
    kind: str = column(Data.TECHNICAL, Dies.DELIVERY)
    transmission_id: str | None = column(Data.TECHNICAL, Dies.DELIVERY, default=None, index=True)
    payload: bytes | None = column(Data.SEALED, Dies.DELIVERY, default=None)
    message_id: str = column(Data.TECHNICAL, Dies.DELIVERY)
    """The mail's Message-ID or the gateway's idempotency key: the same over every retry."""
    status: str = column(Data.TECHNICAL, Dies.DELIVERY, index=True)
    attempts: int = column(Data.TECHNICAL, Dies.DELIVERY, default=0)
    created_at: datetime = moment(Data.TECHNICAL, Dies.DELIVERY)
    next_at: datetime = moment(Data.TECHNICAL, Dies.DELIVERY)
    leased_until: datetime | None = moment(Data.TECHNICAL, Dies.DELIVERY, default=None)
    sent_at: datetime | None = moment(Data.TECHNICAL, Dies.DELIVERY, default=None)
    provider_id: str = column(Data.TECHNICAL, Dies.DELIVERY, default="", index=True)
    delivery: str = column(Data.TECHNICAL, Dies.DELIVERY, default="")
    """The gateway's word on a text: accepted, delivered, undelivered."""
    failure: str = column(Data.TECHNICAL, Dies.DELIVERY, default="")
