"""How does somebody with the database's password change the past? By raw SQL, with the triggers off."""
# ruff: noqa: S608 - the statements are made of our own tables and words

import json
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, text

from crypto.hashchain import Entry, Head, genesis, link
from liaison.usecases import checkpointing, purging
from liaison.vocabulary import Chain
from tests.factories import House

TABLES: Final = {Chain.REGISTER: "registerentry", Chain.SECURITY: "journalentry"}


def force(house: House, *statements: str) -> None:
    """Write past the triggers."""
    with house.service.engine.begin() as connection:
        switch_off(connection)
        for statement in statements:
            connection.execute(text(statement))


def plainly(house: House, *statements: str) -> None:
    """Write as anybody may who may write SQL, and no more."""
    with house.service.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def rewrite(house: House, chain: Chain) -> None:
    """Write a whole past with right links, in place of the one that stood there."""
    head = genesis(chain.value)
    rows = []
    with house.service.engine.begin() as connection:
        switch_off(connection)
        table = TABLES[chain]
        kept = connection.execute(text(f'SELECT * FROM {table} ORDER BY "index"')).mappings()
        for found in list(kept):
            detail = json.loads(found["detail"]) if isinstance(found["detail"], str) else found["detail"]
            rows.append((dict(found), detail))
        for row, detail in rows:
            actor = "somebody-else"
            at = house.clock.now()
            entry = Entry(row["index"], at, row["kind"], actor, row["subject"], detail)
            digest = link(head.digest, entry)
            connection.execute(
                text(
                    f"UPDATE {table} SET actor = :actor, at = :at, previous = :previous, link = :link "
                    'WHERE "index" = :index'
                ),
                {
                    "actor": actor,
                    "at": at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.dialect.name == "sqlite" else at,
                    "previous": head.digest.hex(),
                    "link": digest.hex(),
                    "index": row["index"],
                },
            )
            head = Head(chain.value, row["index"] + 1, digest)


def night(house: House) -> None:
    """Let the night seal and purge, and nothing else of what it does."""
    house.do(checkpointing.seal_night)
    purging.purge_night(house.service)


def switch_off(connection: Connection) -> None:
    """Take the triggers away."""
    _SWITCH_OFF[connection.dialect.name](connection)


def _off_sqlite(connection: Connection) -> None:
    for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _off_postgresql(connection: Connection) -> None:
    for table in (*TABLES.values(), "chaincheckpoint", "chainanchor"):
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


_SWITCH_OFF: Final[Mapping[str, Callable[[Connection], None]]] = {
    "sqlite": _off_sqlite,
    "postgresql": _off_postgresql,
}
