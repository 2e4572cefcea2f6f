"""How many of what stood in a period? Counts of rows and of events for the report of an inspection; no content."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from liaison.events import EventKind, chain_of
from liaison.records import (
    Convention,
    Deadline,
    Deposit,
    Destruction,
    DestructionRequest,
    JournalEntry,
    Partner,
    RegisterEntry,
    Transmission,
)
from liaison.vocabulary import Chain


def transmissions_between(session: Session, since: datetime, until: datetime) -> Sequence[Transmission]:
    """Return the transmissions prepared in a period, oldest first."""
    query = select(Transmission).where(col(Transmission.prepared_at) >= since, col(Transmission.prepared_at) <= until)
    return session.exec(query.order_by(col(Transmission.prepared_at), Transmission.id)).all()


def kinds_of_partners(session: Session) -> Mapping[str, str]:
    """Return what kind each partner is of."""
    return dict(session.exec(select(Partner.id, Partner.kind)).all())


def references_of_conventions(session: Session) -> Mapping[str, str]:
    """Return what each convention is called."""
    return dict(session.exec(select(Convention.id, Convention.reference)).all())


def deposits_between(session: Session, since: datetime, until: datetime) -> Sequence[Deposit]:
    """Return the deposits that came in a period, oldest first."""
    query = select(Deposit).where(col(Deposit.received_at) >= since, col(Deposit.received_at) <= until)
    return session.exec(query.order_by(col(Deposit.received_at), Deposit.id)).all()


def deadlines_between(session: Session, since: datetime, until: datetime) -> Sequence[Deadline]:
    """Return the deadlines that fell due in a period, the earliest of each part first."""
    query = select(Deadline).where(col(Deadline.due_at) >= since, col(Deadline.due_at) <= until)
    return session.exec(query.order_by(col(Deadline.due_at), Deadline.id)).all()


def destructions_between(session: Session, since: datetime, until: datetime) -> Sequence[Destruction]:
    """Return the destructions begun in a period, by number."""
    query = select(Destruction).where(col(Destruction.begun_at) >= since, col(Destruction.begun_at) <= until)
    return session.exec(query.order_by(Destruction.number)).all()


def requests_between(session: Session, since: datetime, until: datetime) -> Sequence[DestructionRequest]:
    """Return the requests to destroy that were made to partners in a period, by number."""
    query = select(DestructionRequest).where(
        col(DestructionRequest.made_at) >= since, col(DestructionRequest.made_at) <= until
    )
    return session.exec(query.order_by(DestructionRequest.number)).all()


def count_events(
    session: Session, kinds: Sequence[EventKind], since: datetime, until: datetime
) -> Mapping[EventKind, int]:
    """Count the events of some kinds in a period."""
    counted: dict[EventKind, int] = {}
    for table, chain in ((RegisterEntry, Chain.REGISTER), (JournalEntry, Chain.SECURITY)):
        wanted = [kind.value for kind in kinds if chain_of(kind) is chain]
        query = select(table.kind, func.count()).where(col(table.kind).in_(wanted))
        query = query.where(col(table.at) >= since, col(table.at) <= until).group_by(table.kind)
        counted |= {EventKind(kind): count for kind, count in session.exec(query).all()}
    return counted


def reasons_of(session: Session, kind: EventKind, name: str, since: datetime, until: datetime) -> Mapping[str, int]:
    """Count the words that one detail of a kind of event had in a period."""
    table = RegisterEntry if chain_of(kind) is Chain.REGISTER else JournalEntry
    query = select(table.detail).where(table.kind == kind.value, col(table.at) >= since, col(table.at) <= until)
    return Counter(str(detail.get(name) or "") for detail in session.exec(query))
