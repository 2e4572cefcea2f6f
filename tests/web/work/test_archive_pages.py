"""Does the coordination find an archived dossier, say why and open it, and is its référent told where it is?"""

from collections.abc import Callable

import pytest

from liaison.bootstrap import Service
from liaison.usecases import archiving, ending_support
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import Staff
from tests.web.work.office import FIRST_NAME, LAST_NAME, Desk, Office, words


@pytest.fixture
def archived(service: Service, staff: Staff, office: Office, clock: FixedClock) -> str:
    """Give a dossier whose support ended two years ago."""
    with service.transaction() as ctx:
        ending_support.set_support_end(ctx, staff.actor(Role.REFERENT), office.case, ctx.today)
    clock.advance(days=731)
    with service.transaction() as ctx:
        assert 1 == archiving.archive_due(ctx)
    return office.case


def test_from_the_list_to_the_dossier(archived: str, desk_of: Callable[[Role], Desk]) -> None:
    """Three steps; without a reason the page asks for it again."""
    desk = desk_of(Role.COORDINATOR)
    assert LAST_NAME not in desk.see("/dossiers").text
    assert "/dossiers/archives" in desk.see("/dossiers").text
    first = desk.see("/dossiers/archives")
    assert "1 dossier est aux archives" in words(first)
    assert LAST_NAME not in first.text
    found = desk.press("/dossiers/archives", {"search": LAST_NAME})
    assert f"{LAST_NAME} {FIRST_NAME}" in words(found)
    path = f"/dossiers/archives/{archived}"
    assert "Motif" in words(desk.see(path))
    refused = desk.press(path)
    assert 422 == refused.status_code
    assert LAST_NAME in words(refused)
    shown = desk.press(path, {"why": "for-a-check"})
    assert f"/dossiers/{archived}" == shown.url.path
    assert "sorti des archives pour un mois" in words(shown)
    assert LAST_NAME in desk.see("/dossiers").text


def test_nobody_found_is_said(archived: str, desk_of: Callable[[Role], Desk]) -> None:
    """With what to try next."""
    assert archived
    answer = desk_of(Role.COORDINATOR).press("/dossiers/archives", {"search": "Introuvable"})
    assert "Aucun dossier archivé pour « Introuvable »" in words(answer)


def test_the_referent_is_told_where_it_is(archived: str, desk: Desk) -> None:
    """No name, the reason, and whom to ask; the archive itself is not theirs."""
    answer = desk.see(f"/dossiers/{archived}")
    assert 409 == answer.status_code
    assert "Ce dossier est aux archives" in words(answer)
    assert LAST_NAME not in answer.text
    assert 404 == desk.see("/dossiers/archives").status_code
    assert "/dossiers/archives" not in desk.see("/dossiers").text
