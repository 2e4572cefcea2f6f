"""How is the whole database copied out and in, the same on both engines? Rows as lines; sealed stays sealed."""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, Table, func, insert, select
from sqlmodel import Session, SQLModel
from sqlmodel import select as select_rows

from crypto.errors import KeyGone
from crypto.vault import Vault
from liaison import records
from liaison.errors import Conflict
from liaison.store.sealed import case_object

LEFT_OUT: Final = frozenset({"websession", "attempt", "invitation"})
"""Sessions and one-time links end at a restore: whoever held one signs in again."""


def tables() -> list[Table]:
    """Return the tables that are copied, parents first."""
    assert records.__all__  # noqa: S101 - the tables are those of this package
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def dump(session: Session) -> Iterator[bytes]:
    """Give every row as one line of JSON."""
    with _still(session) as reader:
        for table in tables():
            with reader.execute(select(table).execution_options(yield_per=500)) as found:
                for row in found.mappings():
                    values = {column: _written(value) for column, value in row.items()}
                    yield json.dumps([table.name, values], ensure_ascii=False).encode() + b"\n"


def load(session: Session, chunks: Iterable[bytes]) -> int:
    """Put the rows of a dump into an empty database; return how many.

    Raises:
        Conflict: the database is not empty.
    """
    by_name = {table.name: table for table in tables()}
    for table in by_name.values():
        if session.execute(select(func.count()).select_from(table)).scalar_one():
            raise Conflict(
                f"The database is not empty ({table.name}).",
                hint="Restore into a new one: `liaison migrate` first.",
            )
    count = 0
    for line in _lines(chunks):
        name, values = json.loads(line)
        table = by_name[name]
        row = {column: _read(table, column, value) for column, value in values.items()}
        session.execute(insert(table).values(row))
        count += 1
    return count


def open_all_persons(session: Session, vault: Vault) -> tuple[int, int]:
    """Open what every dossier holds, to prove that data and keys fit together; return how many opened, of how many.

    A dossier whose key is gone was destroyed since; anything else that does not open raises.
    """
    opened = total = 0
    for row in session.exec(select_rows(records.Case)):
        total += 1
        with suppress(KeyGone):
            object_id = case_object(row.id, row.generation)
            vault.unseal(object_id, field="person", version=row.revision, sealed=row.person)
            opened += 1
    return opened, total


@contextmanager
def _still(session: Session) -> Iterator[Connection]:
    """Give a view of one moment: a row must not lack the parent that was written after its table was read.

    On SQLite the caller's transaction is one, since it keeps every writer out. On PostgreSQL each statement of
    it sees what others committed meanwhile, so the rows are read in a transaction of their own.
    """
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        yield session.connection()
        return
    with bind.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        yield reader


def _written(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    return value.isoformat() if isinstance(value, date) else value


def _read(table: Table, column: str, value: object) -> object:
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return base64.b64decode(str(value["bytes"]))
    wanted = table.c[column].type.python_type
    if isinstance(value, str) and wanted is datetime:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and wanted is date:
        return date.fromisoformat(value)
    return value


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest
