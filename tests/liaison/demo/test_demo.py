"""Does the demo start by itself, show everybody one may be, send nothing, and stop when told?"""

import http.client
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from liaison import settings
from liaison.demo import house as demo_house
from liaison.demo.doors import Doors
from liaison.demo.people import PARTNERS, PERSON, STAFF
from liaison.demo.table_people import CANDIDATES
from liaison.rules.access import Actor
from liaison.store import accounts
from liaison.usecases import conventions, directory, keeping_cases, profiles, searching, signing_in
from liaison.usecases.context import Context
from liaison.usecases.tables import proposing
from liaison.vocabulary import Role
from tests import factories
from tests.clock import FixedClock
from tests.liaison.cli.conftest import PROGRAM

PATIENCE = 90
"""Seconds in which a demo must answer, on a machine that does other things too."""


@pytest.fixture
def port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        found: int = door.getsockname()[1]
    return found


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a demo as its visitor does, in an empty folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "LIAISON_DATA_DIR": str(tmp_path / "data"),
        # A demo leaves the operator's own doors alone, whatever the settings say (law 14).
        "LIAISON_SMTP_HOST": "mail.invalid",
        "LIAISON_MAIL_FROM": "liaison@operateur.example",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAM, "demo", "--port", str(port)], env=environment, cwd=tmp_path, stdout=log, stderr=log
        )
        yield process
        if process.poll() is None:
            process.kill()
        process.wait()


def answer_of(port: int, path: str) -> tuple[int, str]:
    """Ask a page of the demo, as soon as it listens."""
    pause = threading.Event()
    for _ in range(PATIENCE * 5):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            pause.wait(0.2)
        finally:
            connection.close()
    raise TimeoutError(f"nothing listens on {port}")


def test_demo_serves_and_stops(running: subprocess.Popen[bytes], port: int, tmp_path: Path) -> None:
    """One command, one page with everybody on it; a SIGTERM ends it, and nothing is left outside its folder."""
    status, page = answer_of(port, "/demo")

    running.send_signal(signal.SIGTERM)
    running.wait(timeout=PATIENCE)

    assert 200 == status
    assert [] == [person.last_name for person in STAFF if person.last_name not in page]
    assert {"data", "log"} == {path.name for path in tmp_path.iterdir()}
    assert ["demo"] == [path.name for path in (tmp_path / "data").iterdir()]
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.fixture
def visited(tmp_path: Path) -> Iterator[factories.House]:
    """Open the demo's house in this process, with a clock set by hand."""
    clock = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    service = demo_house.open_house(settings.load({}, data_dir=tmp_path), port=8000, clock=clock)
    demo = service.demo
    assert isinstance(demo, Doors)
    yield factories.House(service, clock, tmp_path, demo, {})
    factories.close(service)


def test_everybody_can_sign_in(visited: factories.House) -> None:
    """E-mail, password and the code that the page shows now are all that it takes to be each of them."""
    for person in [person for person in visited.doors.people() if person.email and person.password]:
        half = visited.do(signing_in.begin, email=person.email, password=person.password, address="127.0.0.1")
        token = visited.do(signing_in.complete, half, code=person.totp_code)
        presence = visited.do(signing_in.who, token)

        assert person.name == presence.name
        assert person.totp_code == pyotp.TOTP(person.totp_secret).at(visited.clock.now())
    assert set(Role) == {person.role for person in STAFF}


@pytest.mark.requirement("V-4")
def test_a_table_waits_for_the_coordinator(visited: factories.House) -> None:
    """People of whom all is well, people whom the rules doubt, one without agreement, people who stay out."""
    coordinator = visited.do(_actor, Role.COORDINATOR)
    (line,) = visited.do(proposing.list_tables, coordinator)
    table = visited.do(proposing.view, coordinator, line.id)

    assert 1 < sum(row.ready for row in table.rows)
    assert 3 < sum(bool(row.to_settle) for row in table.rows)
    assert 1 == table.without_agreement
    assert ["BROUILLON Amina", "TARDIF Zéphyrin"] == [one.name for one in table.kept_out]


def test_house_is_furnished(visited: factories.House) -> None:
    """Partners, a place, correspondents, conventions and one that ended, a person who agreed, whom to propose."""
    referent = visited.do(_actor, Role.REFERENT)

    partners = visited.do(searching.find_partners, referent).partners
    pages = [visited.do(directory.open_partner, referent, partner.id) for partner in partners]
    cases = visited.do(keeping_cases.list_cases, referent)
    (case,) = [case for case in cases if case.name == PERSON["beneficiary.last_name"]]

    assert 1 + len(CANDIDATES) == len(cases)
    assert {one.name for one in PARTNERS} == {partner.name for partner in partners}
    assert {True, False} == {view.in_force for page in pages for view in page.conventions}
    assert 2 <= len([person for person in visited.doors.people() if person.mobile])
    assert visited.do(keeping_cases.open_case, referent, case.id).agreements
    contacts = [contact for page in pages for contact in page.contacts]
    assert ["Antenne des Quais"] == [place.name for page in pages for place in page.places]
    assert 1 == len([contact for contact in contacts if contact.place])
    assert {"", "sms", "telephone"} == {contact.key_channel for contact in contacts}
    (convention,) = [view for page in pages for view in page.conventions if view.in_force and view.model == "spe"]
    named = visited.do(conventions.open_convention, referent, convention.id).correspondents
    assert 4 == len({(one.party, one.duty) for one in named})


def test_second_visit_finds_what_the_first_left(tmp_path: Path, clock: FixedClock) -> None:
    """A demo is built once in its folder; --fresh forgets."""
    config = settings.load({}, data_dir=tmp_path)
    ids = []
    for fresh in (False, False, True):
        service = demo_house.open_house(config, port=8000, fresh=fresh, clock=clock)
        with service.transaction() as ctx:
            administrator = accounts.find_administrator(ctx.session)
        ids.append(administrator.id if administrator else "")
        factories.close(service)

    assert ids[0] == ids[1] != ids[2]


def _actor(ctx: Context, role: Role) -> Actor:
    email = next(person.email for person in STAFF if person.role is role)
    account = accounts.find_account(ctx.session, profiles.email_index(ctx, email))
    assert account is not None
    return signing_in.actor_of(ctx, account)
