"""Whose name does the service go by? Its own, whatever a request says: no link, no redirect, no page from a Host."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.house.sources import ROOT, parsed
from tests.web.staff import HOST, Staff, close, make_service, token_in
from web.app import build

PIRATE = "pirate.example"
ADDRESSED = {"base_url", "url_for", "hostname", "netloc"}
"""What of a request, or of its URL, holds the Host that somebody wrote (CVE-2026-48710)."""
JUDGED = {"web/guard.py", "web/returning.py"}
"""Where an address that came in is compared with ours, or refused for being one."""
READS = re.compile(r"url_for|request\.(?:url|base_url|headers|client|scope)|forwarded", re.IGNORECASE)
"""A route is named by `url`, which makes a path."""
HOSTILE = (
    PIRATE, f"{HOST}.{PIRATE}", f"{PIRATE}#{HOST}", f"{HOST}@{PIRATE}", f"{PIRATE}/{HOST}", f"x{HOST}", "*", ".",
    f"{HOST}\\.{PIRATE}", "127.0.0.1.pirate.example", "[::1]",
)  # fmt: skip


def _addressed(module: Path) -> list[str]:
    """Find where a module reads the address that a request gives itself."""
    found = [node for node in ast.walk(parsed(module)) if isinstance(node, ast.Attribute)]
    return [f"{module.name}:{node.lineno} {node.attr}" for node in found if node.attr in ADDRESSED]


def test_no_page_reads_where_a_request_says_it_went() -> None:
    """Links are made of the configured address; only the guards look at what came in, to refuse it."""
    modules = [path for path in (ROOT / "web").rglob("*.py") if path.relative_to(ROOT).as_posix() not in JUDGED]
    assert len(modules) > 50
    assert [] == [line for module in modules for line in _addressed(module)]


def test_no_template_reads_the_request() -> None:
    """A template is given pages, never a request."""
    templates = list((ROOT / "web" / "templates").rglob("*.html"))
    assert templates
    assert [] == [path.name for path in templates if READS.search(path.read_text(encoding="utf-8"))]


def test_reading_it_is_seen() -> None:
    """The look would find one: the guard, which may, is one."""
    assert _addressed(ROOT / "web" / "guard.py")


@pytest.fixture
def addressed(sqlite_database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Service]:
    """Give a service that answers to two names and has one address of its own."""
    service = make_service(sqlite_database_url, tmp_path, clock, public_url="https://liaison.operateur.example")
    yield service
    close(service)


class TestLinks:
    """What a link begins with."""

    def test_of_an_invitation(self, addressed: Service, clock: FixedClock) -> None:
        """The configured address, under another name that is answered to and whatever a proxy's headers claim."""
        claims = {"X-Forwarded-Host": PIRATE, "X-Forwarded-Proto": "http", "Forwarded": f"host={PIRATE}"}
        with TestClient(build(addressed), base_url=f"https://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}) as one:
            people = Staff(addressed, clock)
            people.sign_in(one, Role.ADMINISTRATOR)
            referent = people.person(Role.REFERENT)
            page = one.get("/administration/comptes")
            form = {"csrf": token_in(page), "checked": "in-person"}
            answer = one.post(f"/administration/comptes/{referent.account_id}/lien", data=form, headers=claims)

        assert 200 == answer.status_code
        assert re.search(r"https://liaison\.operateur\.example/invitation/\S{40}", answer.text)
        assert HOST not in answer.text
        assert PIRATE not in answer.text

    def test_without_an_address_of_its_own(self, service: Service) -> None:
        """Then it is the machine's, never the visitor's."""
        assert "http://127.0.0.1:8000" == service.settings.address
        named = service.settings.model_copy(update={"public_url": AnyHttpUrl("https://liaison.example/")})
        assert "https://liaison.example" == named.address


class TestHosts:
    """Who is answered."""

    @pytest.mark.parametrize("host", HOSTILE)
    def test_foreign_names_are_refused(self, browser: TestClient, host: str) -> None:
        """In a page that repeats nothing of them."""
        answer = browser.get("/connexion", headers={"host": host}, follow_redirects=False)
        assert 400 == answer.status_code
        assert PIRATE not in answer.text
        assert "location" not in answer.headers

    @pytest.mark.parametrize("claim", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
    def test_claims_of_a_proxy_change_nothing(self, browser: TestClient, claim: str) -> None:
        """The same octets, with and without."""
        plain = browser.get("/connexion", follow_redirects=False)
        claimed = browser.get("/connexion", headers={claim: f"https://{PIRATE}/"}, follow_redirects=False)
        assert (plain.status_code, plain.text) == (claimed.status_code, claimed.text)

    def test_redirects_are_relative(self, browser: TestClient) -> None:
        """A redirect names a path: no host can be slipped in."""
        answer = browser.get("/", headers={"X-Forwarded-Host": PIRATE}, follow_redirects=False)
        assert 300 <= answer.status_code < 500
        assert PIRATE not in answer.text + answer.headers.get("location", "")
        assert not answer.headers.get("location", "/").startswith(("http", "//"))
