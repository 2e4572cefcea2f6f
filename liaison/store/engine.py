"""How is the database opened? SQLite or PostgreSQL, one transaction at a time, committed at the edge."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session, create_engine

from liaison.errors import Unavailable

_PATIENCE = 10
"""Seconds to wait for a lock, or for a server to answer: then it is said, rather than that a page hangs."""
_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    # What is deleted is overwritten at once; the WAL is emptied by `checkpoint` after a destruction.
    "PRAGMA secure_delete=ON",
    f"PRAGMA busy_timeout={_PATIENCE * 1000}",
)


def open_engine(url: str) -> Engine:
    """Open the database of a URL.

    SQLite transactions begin IMMEDIATE: one that reads and then writes would fail, not wait, when
    another wrote meanwhile. Accepted loss: requests of one instance write one after the other.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return _open_server(url)
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _open_server(url: str) -> Engine:
    """Open PostgreSQL; options of the URL keep their place."""
    options = " ".join([str(make_url(url).query.get("options", "")), f"-c lock_timeout={_PATIENCE}s"]).strip()
    return create_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args={"options": options, "connect_timeout": _PATIENCE}
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).fetchall()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session whose work is committed when the block ends, and rolled back when it raises.

    What `Context.between` committed inside the block stays; the rest is another transaction of the same session.

    Raises:
        Unavailable: the database, or the key store that the block asked, is locked, full, or gone.
    """
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    except (OperationalError, InterfaceError, NoConnectionFree) as error:
        raise Unavailable(
            "Le service ne répond pas en ce moment. Ce qui était enregistré est toujours là.",
            hint="Gardez cette page ouverte et réessayez dans quelques minutes. Si cela continue, prévenez "
            "votre administration.",
        ) from error


def wipe(engine: Engine, tables: Collection[str]) -> bool:
    """Leave nothing of deleted rows in the files of the database; say whether that could be done now.

    SQLite overwrote what was deleted (`secure_delete`); its write-ahead log is emptied. PostgreSQL keeps a deleted row
    in its table file until the table is written anew: `VACUUM FULL` does that, table by table, and gives up on one that
    somebody uses. What its own write-ahead log and its archives keep is past our reach (docs/security.md).
    """
    if engine.dialect.name == "sqlite":
        return checkpoint(engine)
    whole = True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in sorted(tables):
            try:
                connection.exec_driver_sql(f'VACUUM FULL "{table}"')
            except OperationalError:
                whole = False
    return whole


def checkpoint(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log, so that what was overwritten is nowhere any more; false: somebody reads in it.

    On the driver's own connection: inside a transaction, and SQLAlchemy begins one, SQLite refuses.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        ((busy, *_),) = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    return not busy
