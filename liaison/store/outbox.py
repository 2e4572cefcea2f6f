"""Which messages wait to leave, which keys are past their day? Queries of the outbox, with their locks.

SQLite needs no lock here: its transactions begin IMMEDIATE. On PostgreSQL a row that another worker holds is
skipped, never waited for, which also keeps the outbox out of any deadlock.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from liaison.records import OutboxMessage, Transmission
from liaison.vocabulary import DeliveryStatus, KeyStatus, OutboxKind, OutboxStatus

_MOVING: Final = (OutboxStatus.QUEUED.value, OutboxStatus.LEASED.value)
_CANCELLABLE: Final = (OutboxStatus.QUEUED.value, OutboxStatus.FAILED.value)


def next_due(session: Session, kinds: Collection[OutboxKind], now: datetime) -> OutboxMessage | None:
    """Return the message that has waited longest, or whose worker went silent; locked."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.kind).in_([kind.value for kind in kinds]),
        col(OutboxMessage.status).in_(_MOVING),
        col(OutboxMessage.next_at) <= now,
    )
    query = query.order_by(col(OutboxMessage.next_at), OutboxMessage.id).limit(1)
    return session.exec(query.with_for_update(skip_locked=True)).first()


def list_ahead(
    session: Session, now: datetime, *, queued_after: datetime, leased_after: datetime
) -> Sequence[OutboxMessage]:
    """Return the messages that wait for a moment that nobody would have set by the clock of now; locked."""
    status, next_at = col(OutboxMessage.status), col(OutboxMessage.next_at)
    queued = and_(status == OutboxStatus.QUEUED.value, next_at > queued_after)
    made = and_(
        status == OutboxStatus.QUEUED.value, col(OutboxMessage.attempts) == 0, col(OutboxMessage.created_at) > now,
        next_at > now,
    )  # fmt: skip
    leased = and_(status == OutboxStatus.LEASED.value, next_at > leased_after)
    query = select(OutboxMessage).where(status.in_(_MOVING), or_(queued, made, leased))
    return session.exec(query.order_by(OutboxMessage.id).with_for_update(skip_locked=True)).all()


def get_leased(session: Session, message_id: str, until: datetime) -> OutboxMessage | None:
    """Return a message while it is leased until that very moment, locked; nothing once it is another's."""
    query = select(OutboxMessage).where(
        OutboxMessage.id == message_id,
        OutboxMessage.status == OutboxStatus.LEASED.value,
        OutboxMessage.leased_until == until,
    )
    return session.exec(query.with_for_update()).first()


def find_message(session: Session, message_id: str) -> OutboxMessage | None:
    """Return a message by its id, while it is kept."""
    return session.get(OutboxMessage, message_id)


def lock_transmission(session: Session, transmission_id: str) -> Transmission | None:
    """Return a transmission as it stands now, and keep it so until the transaction ends."""
    return session.get(Transmission, transmission_id, with_for_update=True, populate_existing=True)


def list_of(session: Session, transmission_id: str) -> Sequence[OutboxMessage]:
    """Return the messages of a transmission, oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.transmission_id == transmission_id)
    return session.exec(query.order_by(col(OutboxMessage.created_at), OutboxMessage.id)).all()


def list_failed(session: Session, transmission_id: str) -> Sequence[OutboxMessage]:
    """Return the messages of a transmission that were given up, locked."""
    query = select(OutboxMessage).where(
        OutboxMessage.transmission_id == transmission_id, OutboxMessage.status == OutboxStatus.FAILED.value
    )
    return session.exec(query.order_by(OutboxMessage.id).with_for_update(skip_locked=True)).all()


def list_waiting(session: Session) -> Sequence[OutboxMessage]:
    """Return what has not left and was not given up."""
    return session.exec(select(OutboxMessage).where(col(OutboxMessage.status).in_(_MOVING))).all()


def list_cancellable(session: Session, transmission_id: str) -> Sequence[OutboxMessage]:
    """Return the messages of a transmission that nobody is sending, locked."""
    query = select(OutboxMessage).where(
        OutboxMessage.transmission_id == transmission_id, col(OutboxMessage.status).in_(_CANCELLABLE)
    )
    return session.exec(query.order_by(OutboxMessage.id).with_for_update(skip_locked=True)).all()


def list_stale(session: Session, before: datetime, *, limit: int = 100) -> Sequence[OutboxMessage]:
    """Return the messages made before a moment that nobody is sending and that still hold content, locked."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.status).in_(_CANCELLABLE),
        col(OutboxMessage.payload).is_not(None),
        col(OutboxMessage.created_at) <= before,
    )
    return session.exec(query.order_by(OutboxMessage.id).limit(limit).with_for_update(skip_locked=True)).all()


def find_text(session: Session, gateway_id: str) -> OutboxMessage | None:
    """Return the SMS that a gateway knows by this id, locked."""
    query = select(OutboxMessage).where(
        OutboxMessage.kind == OutboxKind.SMS.value, OutboxMessage.provider_id == gateway_id
    )
    return session.exec(query.with_for_update()).first()


def find_mail(session: Session, message_ids: Collection[str]) -> OutboxMessage | None:
    """Return the mail that left under one of these Message-IDs, locked; the newest, should there be several."""
    query = select(OutboxMessage).where(
        OutboxMessage.kind == OutboxKind.MAIL.value, col(OutboxMessage.message_id).in_(message_ids)
    )
    return session.exec(query.order_by(col(OutboxMessage.created_at).desc()).limit(1).with_for_update()).first()


def list_to_poll(session: Session, now: datetime, *, sent_after: datetime, limit: int) -> Sequence[OutboxMessage]:
    """Return the SMS whose arrival is not known and that are due to be asked about, locked."""
    query = select(OutboxMessage).where(
        OutboxMessage.kind == OutboxKind.SMS.value,
        OutboxMessage.status == OutboxStatus.SENT.value,
        OutboxMessage.delivery == DeliveryStatus.ACCEPTED.value,
        OutboxMessage.provider_id != "",
        col(OutboxMessage.sent_at) > sent_after,
        col(OutboxMessage.next_at) <= now,
    )
    ordered = query.order_by(col(OutboxMessage.next_at), OutboxMessage.id).limit(limit)
    return session.exec(ordered.with_for_update(skip_locked=True)).all()


def list_keys_past(
    session: Session, *, withheld_before: datetime, released_before: datetime, limit: int = 100
) -> Sequence[Transmission]:
    """Return the transmissions whose key was withheld, or given and not confirmed, for too long; locked."""
    status, since = col(Transmission.key_status), col(Transmission.key_status_at)
    withheld = and_(status == KeyStatus.WITHHELD.value, since <= withheld_before)
    released = and_(status == KeyStatus.RELEASED.value, since <= released_before)
    query = select(Transmission).where(col(Transmission.passphrase).is_not(None), or_(withheld, released))
    return session.exec(query.order_by(Transmission.id).limit(limit).with_for_update(skip_locked=True)).all()
