"""What do tests of daily work stand on? A house whose mails and SMS are kept in folders, and people at their desks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import Staff, close, make_service
from tests.web.work.office import Desk, Office


@pytest.fixture
def doors(tmp_path: Path, clock: FixedClock) -> Doors:
    """Give the doors of the demonstration: a real Maildir and a real folder of SMS."""
    return Doors(tmp_path / "doors", clock)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Give the kind of database; a test that matters on both asks for each by `parametrize(…, indirect=True)`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def service(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path, clock: FixedClock, doors: Doors
) -> Iterator[Service]:
    """Give a service that can send, into folders; no demonstration otherwise."""
    url: str = request.getfixturevalue(f"{kind}_database_url")
    house = make_service(url, tmp_path, clock)
    yield replace(house, mailer=doors.mailer, texter=doors.texter, mailbox=doors.mailbox)
    close(house)


@pytest.fixture
def office(service: Service, staff: Staff) -> Office:
    """Give the directory and one dossier, made through use cases."""
    return Office(service, staff)


@pytest.fixture
def desk_of(new_browser: Callable[[], TestClient], staff: Staff) -> Callable[[Role], Desk]:
    """Give the desk of a role: a browser, signed in with both factors."""
    return lambda role: Desk(staff.sign_in(new_browser(), role), lambda: staff.code(staff.person(role)))


@pytest.fixture
def desk(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the référent's desk."""
    return desk_of(Role.REFERENT)
