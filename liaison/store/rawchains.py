"""What really stands in the two chains? Rows by the driver's own cursor, so that no mapping of ours hides anything.

Each row is built again from the stored values, to the letter: a value that no entry of ours has, or a `previous` that
is not the link before, is a broken chain.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from sqlmodel import Session

from crypto.errors import BrokenChain
from crypto.hashchain import Detail, Digest, Entry, Head, Link
from liaison.vocabulary import Chain

TABLES: Final[Mapping[Chain, str]] = {Chain.REGISTER: "registerentry", Chain.SECURITY: "journalentry"}
_BATCH: Final = 500
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_TIME: Final = "%Y-%m-%d %H:%M:%S.%f"
_COLUMNS: Final[Mapping[str, str]] = {
    "sqlite": '"index", at, kind, actor, subject, detail, previous, link',
    "postgresql": "\"index\", to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), kind, actor, subject, "
    "detail::text, previous, link",
}


class _Cursor(Protocol):
    """What both drivers give."""

    def execute(self, statement: str) -> object: ...
    def fetchmany(self, size: int) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...


def walk(session: Session, chain: Chain, *, start: Head, whole: bool) -> Iterator[Link]:
    """Read the links of a chain behind a head, in their order; `whole`: also what should not stand before it.

    Raises:
        BrokenChain: a row is none that this service writes.
    """
    where = "" if whole else f' WHERE "index" >= {int(start.size)}'
    before, place = start.digest.hex(), start.size
    for row in _rows(session, chain, where):
        made = _link(row, place)
        if row[6] != before:
            raise BrokenChain("previous", place, "it names another link as the one before")
        before = made.digest.hex()
        place += 1
        yield made


def count(session: Session, chain: Chain) -> int:
    """Count the rows that stand in a chain's table."""
    return int(_one(session, f"SELECT count(*) FROM {TABLES[chain]}"))  # noqa: S608 - our own table


def _one(session: Session, statement: str) -> Any:  # noqa: ANN401 - a driver's value
    with closing(_cursor(session, "")) as cursor:
        cursor.execute(statement)
        return cursor.fetchmany(1)[0][0]


def _rows(session: Session, chain: Chain, where: str) -> Iterator[tuple[Any, ...]]:
    columns = _COLUMNS[session.get_bind().dialect.name]
    with closing(_cursor(session, f"walk_{chain.value}")) as cursor:
        cursor.execute(f'SELECT {columns} FROM {TABLES[chain]}{where} ORDER BY "index"')  # noqa: S608 - our own words
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


def _cursor(session: Session, name: str) -> _Cursor:
    """Open a cursor of the driver in the session's transaction; on PostgreSQL a named one holds no whole table."""
    session.flush()
    driver: Any = session.connection().connection.driver_connection
    cursor: _Cursor = (
        driver.cursor(name) if name and session.get_bind().dialect.name == "postgresql" else driver.cursor()
    )
    return cursor


def _link(row: tuple[Any, ...], place: int) -> Link:
    index, at, kind, actor, subject, detail, _, digest = row
    try:
        if not (isinstance(index, int) and isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise ValueError("not an index and a digest")  # noqa: TRY301 - every value that is none of ours ends here
        time = datetime.strptime(at, _TIME).replace(tzinfo=UTC)
        entry = Entry(index, time, kind, actor, subject, _detail(detail))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenChain("row", place, "its row holds what no entry holds") from error
    return Link(entry, Digest(bytes.fromhex(digest)))


def _detail(text: str) -> Mapping[str, Detail]:
    found = json.loads(text, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise TypeError("details are a mapping")
    return found


def _once(pairs: list[tuple[str, Detail]]) -> dict[str, Detail]:
    """Refuse a name that stands twice: two readers may take another one of them."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made
