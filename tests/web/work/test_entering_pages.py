"""Does the page of a file of another door refuse in words, and the page of a deposit say what the clock destroyed?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx2 import Response

from liaison.adapters.opening import ChildOpener
from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.ports import Look, OpeningStopped
from liaison.usecases import expiring
from liaison.vocabulary import Role, Stopped
from tests.clock import FixedClock
from tests.deposits import By, Sent, deposit
from tests.letters import PDF
from tests.web.staff import close, make_service
from tests.web.work.depositing import kept
from tests.web.work.office import Desk, Office, hidden, words


class Overworked(ChildOpener):
    """A child process that every scan is too much for."""

    def look(self, content: bytes) -> Look:
        """Stop."""
        assert content
        raise OpeningStopped(Stopped.MEMORY)


def enter(desk: Desk, office: Office, door: str) -> Response:
    """Post the form of another door with a clear PDF."""
    fields = {"csrf": hidden(desk.see("/depots/nouveau"), "csrf"), "partner_id": office.partner, "door": door}
    return desk.browser.post("/depots/nouveau", data=fields, files={"file": ("fiche.pdf", PDF)})


@pytest.mark.requirement("D-6")
@pytest.mark.parametrize("door", ["reply", "desk"])
def test_a_door_of_partners(desk: Desk, office: Office, service: Service, door: str) -> None:
    """A form that somebody changed by hand takes no clear file in by it."""
    answer = enter(desk, office, door)

    assert (422, []) == (answer.status_code, kept(service))
    assert "choisissez par e-mail ou sur papier" in words(answer)


@pytest.mark.requirement("R-2")
def test_what_the_clock_destroyed(
    desk: Desk, desk_of: Callable[..., Desk], office: Office, service: Service, clock: FixedClock
) -> None:
    """The file is gone, its document is still to be dealt with: the page says both."""
    actor = office.staff.actor(Role.REFERENT)
    deposit_id, _ = deposit(service, actor, By(office.contact), Sent(PDF, "lettre.pdf"))
    before = words(desk.see(f"/depots/{deposit_id}"))
    clock.advance(days=30)
    with service.transaction() as ctx:
        assert 1 == expiring.expire_files(ctx)

    after = words(desk_of(Role.REFERENT).see(f"/depots/{deposit_id}"))
    assert "d’origine est détruit" not in before
    assert "Le fichier d’origine est détruit" in after
    assert "Lire et traiter" in after


class TestStopped:
    """Is a scan that takes too much told, and no incident?"""

    @pytest.fixture
    def service(self, tmp_path: Path, clock: FixedClock, doors: Doors, sqlite_database_url: str) -> Iterator[Service]:
        """Give a service that looks at no scan to its end."""
        house = make_service(sqlite_database_url, tmp_path, clock)
        yield replace(house, mailer=doors.mailer, texter=doors.texter, opener=Overworked())
        close(house)

    @pytest.mark.requirement("D-6")
    def test_told(self, desk: Desk, office: Office, service: Service) -> None:
        """The form again, with what to do."""
        answer = enter(desk, office, "paper")

        assert (403, []) == (answer.status_code, kept(service))
        assert "demande trop de travail au service" in words(answer)
        assert 'name="file"' in answer.text
