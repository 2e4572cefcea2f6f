"""What waits to leave the machine? Messages written in the transaction, sent after its commit (law 10).

A line stays with the register: a mail that comes back, or an answer, is known by its Message-ID months later. What it
said is wiped when it was sent, whom it went to (a keyed hash) thirty days later.
"""

from datetime import datetime

from sqlmodel import SQLModel

from liaison.records.marks import Data, Dies, column, moment


class OutboxMessage(SQLModel, table=True):
    """One message; recipient and body stand in `payload`, sealed under its own data key, wiped once sent."""

    id: str = column(Data.TECHNICAL, Dies.REGISTER, primary_key=True)
    kind: str = column(Data.TECHNICAL, Dies.REGISTER)
    about: str = column(Data.TECHNICAL, Dies.REGISTER, default="house")
    """The archive, its key, a later word about them, or something of the house: only the first two move a track."""
    transmission_id: str | None = column(Data.TECHNICAL, Dies.REGISTER, default=None, index=True)
    payload: bytes | None = column(Data.SEALED, Dies.DELIVERY, default=None)
    message_id: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    """The mail's Message-ID or the gateway's idempotency key: the same over every retry."""
    status: str = column(Data.TECHNICAL, Dies.REGISTER, index=True)
    attempts: int = column(Data.TECHNICAL, Dies.REGISTER, default=0)
    created_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    next_at: datetime = moment(Data.TECHNICAL, Dies.REGISTER)
    leased_until: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    sent_at: datetime | None = moment(Data.TECHNICAL, Dies.REGISTER, default=None)
    provider_id: str = column(Data.TECHNICAL, Dies.REGISTER, default="", index=True)
    delivery: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    """The last word of a gateway or a mail server: accepted, delayed, delivered, undelivered."""
    failure: str = column(Data.TECHNICAL, Dies.REGISTER, default="")
    address: str = column(Data.PERSONAL, Dies.DELIVERY, default="")
    """Keyed hash of the address of a mail: one that sent it back is not tried again."""
