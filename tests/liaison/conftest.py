"""What do the tests of liaison stand on? A whole house, on SQLite and on PostgreSQL, with a clock set by hand.

It is built once for each engine; every test lives in a copy of its own.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from liaison import bootstrap, migrations, settings
from tests import factories
from tests.clock import FixedClock
from tests.factories import House

_BUILT_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_TEMPLATE = "liaison_house"


@pytest.fixture(scope="session")
def sqlite_original(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Build the house on SQLite, all of it in one data folder; nobody lives in this one."""
    house = factories.build("", tmp_path_factory.mktemp("sqlite") / "house", FixedClock(_BUILT_AT))
    factories.close(house.service)
    return house


@pytest.fixture(scope="session")
def postgresql_original(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> House:
    """Build the house on PostgreSQL: its database is the template of all others."""
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{_TEMPLATE}"'.encode())
    folder = tmp_path_factory.mktemp("postgresql") / "house"
    house = factories.build(postgres_url.replace("/postgres?", f"/{_TEMPLATE}?"), folder, FixedClock(_BUILT_AT))
    factories.close(house.service)
    return house


@pytest.fixture
def sqlite_house(sqlite_original: House, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Give a house on SQLite: for what does not hang on the engine."""
    house = factories.copy_of(sqlite_original, "", tmp_path / "house", clock)
    yield house
    factories.close(house.service)


@pytest.fixture
def postgresql_house(
    postgresql_original: House, postgres_url: str, tmp_path: Path, clock: FixedClock
) -> Iterator[House]:
    """Give a house whose database is PostgreSQL; its key store stays in the data folder."""
    name = f"liaison_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"'.encode())
        url = postgres_url.replace("/postgres?", f"/{name}?")
        house = factories.copy_of(postgresql_original, url, tmp_path / "house", clock)
        yield house
        factories.close(house.service)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def linked_house(house: House) -> House:
    """Give a house of each kind that partners reach from outside."""
    return house.reached_from_outside()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> House:
    """Give a house of each kind in turn: the test runs twice."""
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found


@pytest.fixture
def fresh_machine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[House, str], House]]:
    """Give new machines that have the master key back, and nothing else."""
    with ExitStack() as stack:

        def make(house: House, engine: str) -> House:
            folder = tmp_path / "fresh"
            folder.mkdir()
            url = "" if engine == "sqlite" else request.getfixturevalue("postgresql_database_url")
            config = settings.load({}, data_dir=folder, database_url=url)
            shutil.copy(house.service.settings.master_key, config.master_key)
            migrations.upgrade(config.database)
            service = bootstrap.start(config, clock=house.clock, demo=house.doors)
            stack.callback(factories.close, service)
            return House(service, house.clock, folder, house.doors, house.actors)

        yield make
