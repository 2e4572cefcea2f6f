"""How do the two chains grow, and how are they read? Append and read; nothing here changes an entry."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from sqlalchemy import text
from sqlmodel import Session, col, select

from crypto.hashchain import Detail, Digest, Entry, Head, Link, genesis, link
from liaison.errors import NotFound
from liaison.events import EventKind, chain_of
from liaison.records import JournalEntry, RegisterEntry
from liaison.rules import circumstances
from liaison.vocabulary import Chain

Row = RegisterEntry | JournalEntry
_TABLE: Mapping[Chain, type[Row]] = {
    Chain.REGISTER: RegisterEntry,
    Chain.SECURITY: JournalEntry,
}
_LOCK: Mapping[Chain, int] = {Chain.REGISTER: 0x6C696101, Chain.SECURITY: 0x6C696102}
"""PostgreSQL advisory locks: two writers may not follow the same entry."""
_PLACE: Final = "acts-in-place-of"
"""Where a session keeps who acts in whose place: it lives as long as one transaction."""


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to what: words of the vocabulary and pseudonyms, never a name (G-8)."""

    kind: EventKind
    actor: str
    subject: str
    detail: Mapping[str, Detail] = field(default_factory=dict)


def act_in_place_of(session: Session, actor: str, absent: str | None) -> None:
    """Say in whose place somebody acts from here on in this transaction; None: in their own.

    Every entry of that actor then names whoever is absent, in both chains: no use case has to remember it.
    """
    session.info[_PLACE] = (actor, absent)


def append(session: Session, event: Event, *, at: datetime) -> None:
    """Add an event to its chain, in the transaction of the act itself.

    Raises:
        ValueError: a detail that the closed vocabulary does not have: an error of the caller.
    """
    event = _placed(session, event)
    circumstances.check(event.kind, event.detail)
    chain = chain_of(event.kind)
    table = _TABLE[chain]
    lock(session, chain)
    head = read_head(session, chain)
    entry = Entry(head.size, at, event.kind.value, event.actor, event.subject, event.detail)
    digest = link(head.digest, entry)
    session.add(
        table(
            index=entry.index,
            at=at,
            kind=entry.kind,
            actor=entry.actor,
            subject=entry.subject,
            detail=dict(entry.detail),
            previous=head.digest.hex(),
            link=digest.hex(),
        )
    )
    session.flush()


def append_once(session: Session, event: Event, *, at: datetime, since: datetime) -> None:
    """Add an event, unless the same person did the same to the same thing since a moment.

    The lock comes before the look: a browser asks for many pages of one document at once.
    """
    table = _TABLE[chain_of(event.kind)]
    lock(session, chain_of(event.kind))
    query = select(table.index).where(table.subject == event.subject, table.kind == event.kind.value)
    query = query.where(table.actor == event.actor, col(table.at) >= since).limit(1)
    if session.exec(query).first() is None:
        append(session, event, at=at)


def read_head(session: Session, chain: Chain) -> Head:
    """Return where a chain stands."""
    table = _TABLE[chain]
    last = session.exec(select(table.index, table.link).order_by(col(table.index).desc()).limit(1)).first()
    if last is None:
        return genesis(chain.value)
    return Head(chain.value, last[0] + 1, Digest(bytes.fromhex(last[1])))


def read_page(
    session: Session, chain: Chain, *, before: int | None, limit: int, subject: str | None = None
) -> list[Entry]:
    """Return the newest entries before an index (keyset), newest first."""
    table = _TABLE[chain]
    query = select(table).order_by(col(table.index).desc()).limit(limit)
    if before is not None:
        query = query.where(col(table.index) < before)
    if subject is not None:
        query = query.where(table.subject == subject)
    return [_entry(cast("Row", row)) for row in session.exec(query)]


def begins_at(session: Session, chain: Chain) -> datetime | None:
    """Return when the first entry was written that still stands."""
    table = _TABLE[chain]
    return session.exec(select(table.at).order_by(col(table.index)).limit(1)).first()


def find_range(session: Session, chain: Chain, since: datetime, until: datetime) -> tuple[int, int] | None:
    """Return the first and the last entry of a period; nothing when none was written in it."""
    table = _TABLE[chain]
    query = select(table.index).where(col(table.at) >= since, col(table.at) <= until)
    first = session.exec(query.order_by(col(table.index)).limit(1)).first()
    last = session.exec(query.order_by(col(table.index).desc()).limit(1)).first()
    return None if first is None or last is None else (first, last)


def head_before(session: Session, chain: Chain, index: int) -> Head:
    """Return where a chain stood before an entry that is not its first.

    Raises:
        NotFound: it was purged.
    """
    found = session.exec(select(_TABLE[chain].link).where(_TABLE[chain].index == index - 1)).first()
    if found is None:
        raise NotFound("L’entrée d’avant n’est plus là.", hint="Choisissez une période plus récente.")
    return Head(chain.value, index, Digest(bytes.fromhex(found)))


def read_range(session: Session, chain: Chain, first: int, last: int) -> Iterator[tuple[Entry, str]]:
    """Walk entries from one to another, each with its link."""
    table = _TABLE[chain]
    query = select(table).where(col(table.index) >= first, col(table.index) <= last).order_by(col(table.index))
    with closing(session.exec(query.execution_options(yield_per=1000))) as found:
        for each in found:
            row = cast("Row", each)
            yield _entry(row), row.link


def read_about(session: Session, chain: Chain, subjects: Collection[str]) -> list[Entry]:
    """Return every entry about some subjects, oldest first: what was done with what concerns one person."""
    table = _TABLE[chain]
    query = select(table).where(col(table.subject).in_(subjects)).order_by(col(table.index))
    return [_entry(cast("Row", row)) for row in session.exec(query)]


def find_kind(session: Session, chain: Chain, kind: EventKind) -> list[Entry]:
    """Return the entries of one kind, oldest first; for kinds that are rare."""
    table = _TABLE[chain]
    query = select(table).where(table.kind == kind.value).order_by(col(table.index))
    return [_entry(cast("Row", row)) for row in session.exec(query)]


def read_links(session: Session, chain: Chain) -> Iterator[Link]:
    """Walk a whole chain from its beginning, one link at a time."""
    table = _TABLE[chain]
    query = select(table).order_by(col(table.index)).execution_options(yield_per=1000)
    with closing(session.exec(query)) as found:  # a reader who stops at a broken entry leaves no cursor open
        for each in found:
            row = cast("Row", each)
            yield Link(_entry(row), Digest(bytes.fromhex(row.link)))


def _placed(session: Session, event: Event) -> Event:
    actor, absent = session.info.get(_PLACE, (None, None))
    if absent is None or actor != event.actor:
        return event
    return Event(event.kind, event.actor, event.subject, {**event.detail, "in-place-of": absent})


def _entry(row: RegisterEntry | JournalEntry) -> Entry:
    return Entry(row.index, row.at, row.kind, row.actor, row.subject, row.detail)


def lock(session: Session, chain: Chain) -> None:
    """Let nobody else write to a chain until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK[chain]})
