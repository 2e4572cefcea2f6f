"""Is every route closed to whom it should be? A truth table over all routes and all roles (A-2, law 8)."""

import re

import pytest
from fastapi.routing import APIRoute
from sqlmodel import select
from starlette.routing import Mount
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.events import EventKind
from liaison.records import JournalEntry
from liaison.vocabulary import Role
from tests.web.staff import Staff, token_in
from web.app import build
from web.error_pages import NOT_FOUND
from web.matrix import MATRIX, Gate, entry_of
from web.routes import routers

ROUTES = [route for router in routers(demo=True) for route in router.routes if isinstance(route, APIRoute)]


def path_of(route: APIRoute) -> str:
    """Give an address of a route, with ids that nothing has."""
    return re.sub(r"\{[^}]+\}", "inconnu", route.path)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    """A route that the table forgets, or a row without route, fails here."""
    names = [route.name for route in ROUTES]
    assert sorted(set(names)) == sorted(names)
    assert set(MATRIX) == {*names, "static"}


def test_only_the_static_files_stand_outside_the_guarded_routes(service: Service) -> None:
    """Whatever else the application serves goes through `enforce`."""
    app = build(service)
    outside = [route for route in app.routes if isinstance(route, Mount)]
    assert ["static"] == [route.name for route in outside]
    assert not [route for route in app.routes if type(route).__name__ == "Route"]


def test_a_route_that_the_table_does_not_know_is_refused(service: Service, staff: Staff) -> None:
    """Somebody adds a page and forgets its row: nobody may open it."""
    app = build(service)

    @app.get("/oubliee")
    def forgotten() -> str:
        return "ouverte"

    assert frozenset() == entry_of("forgotten")
    with TestClient(app, base_url="https://liaison.test", headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        assert 401 == browser.get("/oubliee", headers={"accept": "application/json"}).status_code
        staff.sign_in(browser, Role.ADMINISTRATOR)
        assert 404 == browser.get("/oubliee").status_code


def test_nobody_enters_without_signing_in(browser: TestClient) -> None:
    """Without a session every page but the public ones asks to sign in."""
    closed = [route for route in ROUTES if entry_of(route.name) not in {Gate.PUBLIC, Gate.MACHINE}]
    headers = {"accept": "application/json"}
    statuses = {
        route.name: browser.request(min(route.methods or ()), path_of(route), headers=headers).status_code
        for route in closed
    }
    assert dict.fromkeys(statuses, 401) == statuses


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_its_routes_and_no_other(
    browser: TestClient, service: Service, staff: Staff, role: Role
) -> None:
    """Each route, tried by each role: refused by the matrix exactly where the table says so."""
    staff.sign_in(browser, role)
    wrong = []
    for route in ROUTES:
        entry = entry_of(route.name)
        if isinstance(entry, Gate) or route.name == "sign_out":
            continue
        before = denials(service, route.name)
        answer = knock(browser, route)
        refused = denials(service, route.name) > before
        if refused is (role in entry) or (refused and answer != (404, True)):
            wrong.append((route.name, refused, answer))
    assert [] == wrong


def knock(browser: TestClient, route: APIRoute) -> tuple[int, bool]:
    """Ask for a route; give the status, and whether the page was that of what does not exist."""
    if "GET" in (route.methods or ()):
        answer = browser.get(path_of(route), follow_redirects=False)
    else:
        form = {"csrf": token_in(browser.get("/"))}
        answer = browser.post(path_of(route), data=form, follow_redirects=False)
    return answer.status_code, NOT_FOUND.sentence in answer.text


def denials(service: Service, route: str) -> int:
    """Count the refusals by the matrix that the journal holds for a route."""
    with service.transaction() as ctx:
        entries = ctx.session.exec(select(JournalEntry).where(JournalEntry.kind == EventKind.ACCESS_REFUSED.value))
        return sum(entry.detail == {"where": route, "why": "wrongrole"} for entry in entries)


def test_no_two_routes_share_a_name() -> None:
    """The matrix knows routes by their names: of two with one name, one would be open to the other's readers."""
    names = [route.name for route in ROUTES]
    assert [] == sorted({name for name in names if names.count(name) > 1})
