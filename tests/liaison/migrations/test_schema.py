"""Is the schema that the migrations make the one that the rows expect, on both engines, up and down?"""

from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import liaison.records  # noqa: F401 - the tables to compare with
from liaison import migrations
from liaison.store.engine import open_engine

GUARDS = {"sqlite": 12, "postgresql": 10}
"""The triggers, and the functions that they call, that keep chains, checkpoints and anchors append-only."""


def tables(engine: Engine) -> set[str]:
    """Name the tables of a database, Alembic's own left out."""
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def triggers(engine: Engine) -> int:
    """Count the triggers of a database, and the functions that they call."""
    query = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal) + "
        "(SELECT count(*) FROM pg_proc WHERE proname LIKE '%append_only')",
    }[engine.dialect.name]
    with engine.connect() as connection:
        count: int = connection.execute(text(query)).scalar_one()
    return count


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine on an empty database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_migrations_make_what_the_rows_expect(database_url: str, engine: Engine) -> None:
    """From nothing to the newest version: no table, column, index or constraint differs from the rows."""
    migrations.upgrade(database_url)

    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), SQLModel.metadata
        )

    assert [] == differences
    assert set(SQLModel.metadata.tables) == tables(engine)


def test_down_to_nothing_and_up_again(database_url: str, engine: Engine) -> None:
    """A downgrade leaves neither tables nor triggers behind, and the way up works a second time."""
    states = []
    moves: list[Callable[[], None]] = [
        lambda: migrations.upgrade(database_url),
        lambda: migrations.downgrade(database_url, "base"),
        lambda: migrations.upgrade(database_url),
    ]
    for move in moves:
        move()
        states.append((len(tables(engine)), triggers(engine), migrations.is_current(database_url)))

    assert (0, 0, False) == states[1]
    assert states[0] == states[2]
    assert (len(SQLModel.metadata.tables), GUARDS[engine.dialect.name], True) == states[0]


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    """`liaison migrate` may be run again."""
    migrations.upgrade(database_url)
    migrations.upgrade(database_url)

    assert migrations.is_current(database_url)


def test_empty_database_is_not_current(database_url: str) -> None:
    """A database without a schema is told from one that is up to date."""
    assert not migrations.is_current(database_url)
