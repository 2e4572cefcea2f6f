"""Does what the tests stand on hold: the clock, the databases, the closed network?"""

import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import create_engine, text

from liaison.ports import Clock
from tests.clock import FixedClock


def test_clock_moves_only_when_told(clock: FixedClock) -> None:
    """The clock of a test stands still, then moves by what it is told, in UTC."""
    port: Clock = clock
    before = port.now()

    clock.advance(days=31, hours=1)

    assert before == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert timedelta(days=31, hours=1) == port.now() - before


def test_naive_moment_is_refused() -> None:
    """A clock is not set to a moment of which nobody could say the hour."""
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 11, 21))  # noqa: DTZ001 - the mistake itself


def test_database_is_fresh(database_url: str) -> None:
    """Each test gets an empty database of its own, SQLite and PostgreSQL in turn."""
    engine = create_engine(database_url)

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (n INTEGER)"))

    engine.dispose()


def test_two_databases_are_apart(postgresql_database_url: str, postgres_url: str) -> None:
    """A test's PostgreSQL database is not the server's first one."""
    with psycopg.connect(postgresql_database_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_database()").fetchone()

    assert row is not None
    assert row[0] != "postgres"
    assert row[0] not in postgres_url


@pytest.mark.requirement("G-6")
def test_no_other_host_is_called() -> None:
    """A test that calls another machine fails (G-6): only loopback is open."""
    with socket.socket() as door, pytest.raises(UserWarning, match=r'with host "192\.0\.2\.1"'):
        door.connect(("192.0.2.1", 443))
