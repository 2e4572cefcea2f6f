"""Does an upgrade that is taken back, and made again, keep what both versions know? Every step, rows in every table."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlmodel import SQLModel

from liaison import migrations
from liaison.errors import Misconfigured
from liaison.store.engine import open_engine
from liaison.usecases import sending
from tests.deposits import By, Sent
from tests.factories import BY_TELEPHONE, House

Rows = Mapping[str, list[dict[str, Any]]]
VERSIONS: Final = migrations.versions()
PLAIN: Final[Mapping[type, object]] = {
    str: "2", int: 2, float: 2.0, bool: True, bytes: b"\x02", date: date(2026, 11, 2),
    datetime: datetime(2026, 11, 2, tzinfo=UTC), object: {},
}  # fmt: skip
"""A value for a column about which a migration knows no more than its type."""

EMPTIED: Final[Mapping[str, tuple[str, ...]]] = {"0020": ("websession",)}
"""What a version empties on its way up, knowingly: everybody signs in again."""


def tables_of(url: str) -> tuple[dict[str, list[dict[str, Any]]], dict[str, set[str]]]:
    """Read every row and name every column of every table, as the database has them now."""
    engine, metadata = open_engine(url), MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        tables = [table for table in metadata.tables.values() if table.name != "alembic_version"]
        rows = {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}
    engine.dispose()
    return rows, {table.name: set(table.columns.keys()) for table in tables}


def shared(rows: Rows, columns: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Keep of some rows what stands in these columns, in an order of its own."""
    return {
        table: sorted(repr(sorted(item for item in row.items() if item[0] in columns[table])) for row in found)
        for table, found in rows.items()
        if table in columns
    }


def live_in(house: House) -> None:
    """Let things happen whose rows a migration looks into."""
    transmission_id = house.sent("spe")
    contact_id = house.row(transmission_id).contact_id
    house.do(sending.send_test, house["referent"], contact_id, BY_TELEPHONE)
    house.deposited(By(contact_id, transmission_id), Sent(house.printed(transmission_id)))


def fill(url: str) -> None:
    """Put a row into every table that has none: of values of the right types, and of keys that lead somewhere."""
    engine = open_engine(url)
    with engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is None:
                keys = {column.name: _key(connection, column) for column in table.columns if column.foreign_keys}
                connection.execute(insert(table).values(_values(table) | keys))
    engine.dispose()


def _key(connection: Any, column: Column[Any]) -> object:  # noqa: ANN401 - sqlalchemy's connection
    (foreign,) = column.foreign_keys
    return connection.execute(select(foreign.column).limit(1)).scalar()


def _values(table: Table) -> dict[str, object]:
    return {
        column.name: PLAIN[getattr(column.type, "impl", column.type).python_type]
        for column in table.columns
        if not (column.foreign_keys or (column.primary_key and column.autoincrement is True))
    }


def test_each_step_keeps_what_both_sides_know(house: House) -> None:
    """From the newest version to the first: down one, up one, down again; what the older schema holds never changes."""
    url = house.service.settings.database
    live_in(house)
    house.service.engine.dispose()
    fill(url)
    before, _ = tables_of(url)
    assert all(before.values())

    for newer, older in zip(reversed(VERSIONS[1:]), reversed(VERSIONS[:-1]), strict=True):
        assert (newer,) == migrations.move(url, older)
        after, columns = tables_of(url)
        kept = shared(before, columns)
        assert kept == shared(after, columns), f"{newer} to {older}"
        assert () == migrations.move(url, newer)
        again, columns_again = tables_of(url)
        emptied: dict[str, list[Any]] = {table: [] for table in EMPTIED.get(newer, ())}
        assert kept | emptied == shared(again, columns), f"{older} to {newer}"
        assert set(before) == set(columns_again)
        migrations.move(url, older)
        before = after | emptied

    assert VERSIONS[0] == migrations.current(url)


@pytest.mark.parametrize("version", ["9999", "base", "0001; DROP TABLE case"])
def test_unknown_version_is_refused(sqlite_database_url: str, version: str) -> None:
    """Nothing is done for a version that this code does not know; the known ones are named."""
    migrations.upgrade(sqlite_database_url)

    with pytest.raises(Misconfigured, match="no version") as refused:
        migrations.move(sqlite_database_url, version)

    assert VERSIONS[-1] in refused.value.hint
    assert migrations.is_current(sqlite_database_url)
