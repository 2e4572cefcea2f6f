"""What do tests of the pages stand on? A real service, its staff made through use cases, a browser's habits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from tests.clock import FixedClock
from tests.web.staff import HOST, Staff, close, make_service
from web.app import build


@pytest.fixture
def service(sqlite_database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Service]:
    """Give a service with an empty database, no mail server, and a clock set by hand."""
    service = make_service(sqlite_database_url, tmp_path, clock)
    yield service
    close(service)


@pytest.fixture
def staff(service: Service, clock: FixedClock) -> Staff:
    """Give the people of the house: one of each role, made when first asked for."""
    return Staff(service, clock)


@pytest.fixture
def new_browser(service: Service) -> Iterator[Callable[[], TestClient]]:
    """Give browsers that share nothing but the service."""
    app = build(service)
    opened: list[TestClient] = []

    def open_one() -> TestClient:
        client = TestClient(app, base_url=f"https://{HOST}", headers={"Sec-Fetch-Site": "same-origin"})
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


@pytest.fixture
def browser(new_browser: Callable[[], TestClient]) -> TestClient:
    """Give one browser, nobody signed in."""
    return new_browser()
