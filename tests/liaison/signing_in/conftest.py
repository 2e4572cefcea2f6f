"""What do tests of signing in stand on? A service on each engine, with its staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison.bootstrap import Service
from tests.clock import FixedClock
from tests.web.staff import Staff, close, make_service


@pytest.fixture
def service(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Service]:
    """Give a service on SQLite, then on PostgreSQL."""
    service = make_service(database_url, tmp_path, clock)
    yield service
    close(service)


@pytest.fixture
def staff(service: Service, clock: FixedClock) -> Staff:
    """Give the people of the house."""
    return Staff(service, clock)
