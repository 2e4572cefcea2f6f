"""Which checkpoints, anchors and verdicts are kept? Queries, and the one deletion that a chain allows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, text
from sqlmodel import Session, col, func, select

from liaison.records import ChainAnchor, ChainCheck, ChainCheckpoint, JournalEntry
from liaison.vocabulary import Chain


def list_of(session: Session, chain: Chain) -> Sequence[ChainCheckpoint]:
    """Return the checkpoints of a chain, oldest first."""
    query = select(ChainCheckpoint).where(ChainCheckpoint.chain == chain.value)
    return session.exec(query.order_by(col(ChainCheckpoint.size))).all()


def newest(session: Session, chain: Chain) -> ChainCheckpoint | None:
    """Return the last checkpoint of a chain."""
    query = select(ChainCheckpoint).where(ChainCheckpoint.chain == chain.value)
    return session.exec(query.order_by(col(ChainCheckpoint.size).desc()).limit(1)).first()


def newest_up_to(session: Session, chain: Chain, size: int) -> ChainCheckpoint | None:
    """Return the last checkpoint of a chain that seals so many entries at most."""
    query = select(ChainCheckpoint).where(ChainCheckpoint.chain == chain.value, col(ChainCheckpoint.size) <= size)
    return session.exec(query.order_by(col(ChainCheckpoint.size).desc()).limit(1)).first()


def last_mailed_at(session: Session) -> datetime | None:
    """Return when a checkpoint was last sent to somebody."""
    query = select(ChainCheckpoint.made_at).where(col(ChainCheckpoint.mailed))
    return session.exec(query.order_by(col(ChainCheckpoint.made_at).desc()).limit(1)).first()


def anchor_of(session: Session, chain: Chain) -> ChainAnchor | None:
    """Return where a chain begins since its last purge; nothing when none was cut."""
    query = select(ChainAnchor).where(ChainAnchor.chain == chain.value)
    return session.exec(query.order_by(col(ChainAnchor.size).desc()).limit(1)).first()


def check_of(session: Session, chain: Chain) -> ChainCheck | None:
    """Return what the last night found."""
    return session.get(ChainCheck, chain.value)


def put(session: Session, row: ChainCheck) -> None:
    """Write down what a night found: no act of a person, so no event; what is broken has one."""
    session.merge(row)
    session.flush()


def first_kept(session: Session, since: datetime) -> int | None:
    """Return the first entry of the journal that is not older than a moment; nothing when all are."""
    query = select(func.min(JournalEntry.index)).where(col(JournalEntry.at) >= since)
    found: int | None = session.exec(query).one()
    return found


def purge_journal(session: Session, *, below: int) -> int:
    """Delete the entries below the anchor, which the database itself checks; return how many."""
    session.flush()
    done = session.execute(text('DELETE FROM journalentry WHERE "index" < :below'), {"below": below})
    assert isinstance(done, CursorResult)  # noqa: S101 - what a deletion gives
    return done.rowcount
