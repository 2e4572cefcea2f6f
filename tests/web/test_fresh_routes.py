"""Does a session that is no longer fresh reach a delicate route? Not before a code; then on, with what was typed."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.events import EventKind
from liaison.records import Account, JournalEntry
from liaison.usecases.profiles import email_index
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import Staff, token_in
from tests.web.test_matrix import ROUTES, path_of
from tests.web.test_signing_pages import COOKIE, fields_in, kept_in
from web.fresh import ACT_LABELS, FRESH
from web.matrix import MATRIX

ACCOUNTS = "/administration/comptes"
NEW = {
    "first_name": "Céleste",
    "last_name": 'Essai "<b>',
    "email": "celeste@operateur.example",
    "function": "Conseillère",
    "telephone": "",
    "organisation": "Opérateur Imaginaire",
    "role": "referent",
    "departements": "69",
}


@pytest.fixture
def old(browser: TestClient, staff: Staff, clock: FixedClock) -> TestClient:
    """Give the administrator's browser, a quarter of an hour after the last code."""
    staff.sign_in(browser, Role.ADMINISTRATOR)
    clock.advance(minutes=15)
    return browser


def ask(browser: TestClient, route: APIRoute) -> Response:
    """Ask for a route, by GET or by a form of ours."""
    if "GET" in (route.methods or ()):
        return browser.get(path_of(route), follow_redirects=False)
    return browser.post(path_of(route), data={"csrf": token_in(browser.get("/compte"))}, follow_redirects=False)


def asks_for_a_code(answer: Response) -> bool:
    """Say whether an answer asks for a code first."""
    redirected = answer.status_code == 303 and answer.headers["location"].startswith("/preuve?vers=")
    return redirected or (answer.status_code == 403 and 'action="/preuve"' in answer.text)


def give_code(browser: TestClient, staff: Staff, answer: Response, code: str = "") -> Response:
    """Give a code on the page that asks for one."""
    hidden = {name: value for name, value in fields_in(answer).items() if name in {"csrf", "vers", "garde"}}
    code = code or staff.code(staff.person(Role.ADMINISTRATOR))
    return browser.post("/preuve", data={**hidden, "code": code}, follow_redirects=False)


def emails(service: Service, address: str) -> int:
    """Count the accounts of an address."""
    with service.transaction() as ctx:
        index = email_index(ctx, address)
        return len(ctx.session.exec(select(Account).where(Account.email_index == index)).all())


@pytest.mark.parametrize("role", list(Role))
def test_every_delicate_route_asks_first(browser: TestClient, staff: Staff, clock: FixedClock, role: Role) -> None:
    """Each route of `web.fresh` that a role may reach: a code before, nothing asked after."""
    routes = [route for route in ROUTES if route.name in FRESH and role in _roles(route.name)]
    staff.sign_in(browser, role)
    assert [] == [route.name for route in routes if asks_for_a_code(ask(browser, route))]
    staff.sign_in(browser, role)
    clock.advance(minutes=15)
    assert [] == [route.name for route in routes if not asks_for_a_code(ask(browser, route))]


def test_no_other_route_asks(old: TestClient) -> None:
    """A page that is only read, and what is not delicate, open as before."""
    assert not asks_for_a_code(old.get(ACCOUNTS, follow_redirects=False))
    assert not asks_for_a_code(old.get("/compte", follow_redirects=False))


def test_every_word_of_the_journal_has_its_french() -> None:
    """What a code is asked before is said in the journal."""
    assert set(FRESH.values()) <= set(ACT_LABELS)


def _roles(name: str) -> frozenset[Role]:
    entry = MATRIX[name]
    return entry if isinstance(entry, frozenset) else frozenset()


class TestForm:
    """What was posted waits, sealed, and is done after the code."""

    def test_it_goes_on_with_what_was_typed(self, old: TestClient, staff: Staff, service: Service) -> None:
        """Refused, asked, confirmed: the account is made as it was typed, and not before."""
        answer = old.post(ACCOUNTS, data={"csrf": token_in(old.get("/compte")), **NEW})
        assert 403 == answer.status_code
        assert "Céleste" not in answer.text
        assert 0 == emails(service, NEW["email"])
        answer = give_code(old, staff, answer)
        given = fields_in(answer)
        assert NEW == {name: given[name] for name in NEW}
        assert f'action="{ACCOUNTS}"' in answer.text
        assert 0 == emails(service, NEW["email"])
        assert 200 == old.post(ACCOUNTS, data=given).status_code
        assert 1 == emails(service, NEW["email"])

    def test_the_journal_says_before_what(self, old: TestClient, staff: Staff, service: Service) -> None:
        """By where the person goes on to, never by what the page claims."""
        give_code(old, staff, old.post(ACCOUNTS, data={"csrf": token_in(old.get("/compte")), **NEW}))
        give_code(old, staff, old.get("/preuve?vers=/registres/subprocessors/pdf"))
        give_code(old, staff, old.get("/preuve?vers=/nulle-part"))
        with service.transaction() as ctx:
            query = select(JournalEntry).where(JournalEntry.kind == EventKind.IDENTITY_PROVED.value)
            rows = ctx.session.exec(query.order_by("index")).all()
            assert ["account", "export", "other"] == [row.detail["before"] for row in rows]

    def test_a_wrong_code_does_nothing_and_loses_nothing(
        self, old: TestClient, staff: Staff, service: Service, clock: FixedClock
    ) -> None:
        """The page comes back with what was kept; the next code leads on; a code serves once."""
        answer = old.post(ACCOUNTS, data={"csrf": token_in(old.get("/compte")), **NEW})
        kept, code = kept_in(answer), staff.code(staff.person(Role.ADMINISTRATOR))
        answer = give_code(old, staff, answer, "000000")
        assert (401, kept) == (answer.status_code, kept_in(answer))
        assert "Ce code ne convient pas" in answer.text
        assert "Céleste" == fields_in(give_code(old, staff, answer, code))["first_name"]
        clock.advance(minutes=11)
        answer = old.post(ACCOUNTS, data={"csrf": token_in(old.get("/compte")), **NEW})
        assert 401 == give_code(old, staff, answer, code).status_code
        assert 0 == emails(service, NEW["email"])

    def test_what_somebody_else_typed_stays_closed(
        self, old: TestClient, staff: Staff, new_browser: Callable[[], TestClient], clock: FixedClock
    ) -> None:
        """A parcel of another account, put into one's own page, opens nothing."""
        kept = kept_in(old.post(ACCOUNTS, data={"csrf": token_in(old.get("/compte")), **NEW}))
        colleague = staff.person(Role.DPO)
        other = staff.sign_in_as(new_browser(), colleague)
        clock.advance(minutes=15)
        form = {"csrf": token_in(other.get("/compte")), "code": staff.code(colleague), "garde": kept}
        answer = other.post("/preuve", data=form)
        assert "sous un autre compte" in answer.text
        assert "Céleste" not in answer.text

    def test_a_form_of_a_session_that_ended_asks_once(self, old: TestClient, staff: Staff, clock: FixedClock) -> None:
        """Signing in again is a code: what was typed then needs no second one."""
        token = token_in(old.get("/compte"))
        clock.advance(hours=1)
        answer = old.post(ACCOUNTS, data={"csrf": token, **NEW})
        person = staff.person(Role.ADMINISTRATOR)
        form = {"email": person.email, "password": person.password, "garde": kept_in(answer)}
        answer = old.post("/connexion", data=form)
        form = {"csrf": token_in(answer), "code": staff.code(person), "garde": kept_in(answer)}
        answer = old.post("/connexion/code", data=form)
        assert 200 == old.post(ACCOUNTS, data=fields_in(answer)).status_code

    def test_a_script_is_told_in_its_own_words(self, old: TestClient) -> None:
        """JSON and a status, not a page."""
        form = {"csrf": token_in(old.get("/compte")), **NEW}
        answer = old.post(ACCOUNTS, data=form, headers={"Accept": "application/json"})
        assert (403, "Cette action demande un nouveau code.") == (answer.status_code, answer.json()["message"])


class TestLink:
    """What was only followed waits in the address."""

    def test_it_goes_on_to_what_was_asked(self, old: TestClient, staff: Staff) -> None:
        """A file: the code, then one link to it, its query too."""
        answer = old.get("/registres/subprocessors/pdf?vierge=1", follow_redirects=False)
        assert f"/preuve?vers={quote('/registres/subprocessors/pdf?vierge=1', safe='')}" == answer.headers["location"]
        answer = give_code(old, staff, old.get(answer.headers["location"]))
        assert 'href="/registres/subprocessors/pdf?vierge=1"' in answer.text
        answer = old.get("/registres/subprocessors/pdf?vierge=1", follow_redirects=False)
        assert (200, "application/pdf") == (answer.status_code, answer.headers["content-type"])

    @pytest.mark.parametrize(
        "where", ["https://pirate.example/", "//pirate.example", "/\\pirate.example", "javascript:alert(1)", "p"]
    )
    def test_it_never_leads_elsewhere(self, old: TestClient, staff: Staff, where: str) -> None:
        """An address made by a stranger leads home, whether in the page's address or in its form."""
        page = old.get("/preuve", params={"vers": where})
        assert "pirate" not in page.text
        form = {"csrf": token_in(page), "code": staff.code(staff.person(Role.ADMINISTRATOR)), "vers": where}
        answer = old.post("/preuve", data=form)
        assert re.search(r'<a class="button button-primary" href="/">', answer.text)
        assert "pirate" not in answer.text


class TestToken:
    """A code changes the session's token (ASVS 7.2.4)."""

    def test_the_cookie_of_before_opens_nothing(self, old: TestClient, staff: Staff) -> None:
        """Whoever copied it before is out; the person stays in, and other tabs' forms are taken."""
        before, token = old.cookies[COOKIE], token_in(old.get("/compte"))
        give_code(old, staff, old.get("/preuve"))
        after = old.cookies[COOKIE]
        assert 200 == old.get("/compte", follow_redirects=False).status_code
        assert 200 == old.post(ACCOUNTS, data={"csrf": token, **NEW}).status_code
        old.cookies.set(COOKIE, before, domain="liaison.test", path="/")
        assert 303 == old.get("/compte", follow_redirects=False).status_code
        assert before != after
