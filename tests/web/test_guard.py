"""What holds for every answer and every request? Headers, hosts, sizes, and where a form may come from."""

import re
from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.vocabulary import Role
from tests.web.staff import HOST, Staff, token_in
from web.app import build
from web.guard import MAX_BODY
from web.matrix import Gate, entry_of
from web.pages import STATIC
from web.routes import routers

POSTS = [
    route
    for router in routers(demo=False)
    for route in router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ()) and entry_of(route.name) is not Gate.MACHINE
]


class TestHeaders:
    """On every answer, whatever it is (ASVS 3.4)."""

    @pytest.mark.parametrize(
        "path", ["/connexion", "/", "/nulle-part", "/static/x/style.css", "/static/x/rien.css", "/invitation"]
    )
    def test_pages_errors_and_files_are_guarded(self, browser: TestClient, path: str) -> None:
        """Nothing inline, nothing from elsewhere, no frame, no type guessed, no referrer."""
        headers = browser.get(path, follow_redirects=False).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert "'none'" == policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"]
        assert {"'self'"} == {policy[f"{kind}-src"] for kind in ("script", "style", "img", "font", "connect")}
        assert "unsafe" not in headers["content-security-policy"]
        assert ("nosniff", "no-referrer") == (headers["x-content-type-options"], headers["referrer-policy"])
        assert "max-age=31536000" in headers["strict-transport-security"]
        assert "same-origin" == headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"]

    def test_a_foreign_host_is_refused_and_guarded(self, browser: TestClient) -> None:
        """The service answers to its own names only (ASVS 15.3.4)."""
        answer = browser.get("/connexion", headers={"host": "pirate.example"})
        assert 400 == answer.status_code
        assert "nosniff" == answer.headers["x-content-type-options"]

    def test_pages_are_not_kept_and_hashed_files_are(self, browser: TestClient) -> None:
        """A page may name a person: no copy on the disk; a style sheet under its digest stays for a year."""
        page = browser.get("/connexion")
        assert "no-store" == page.headers["cache-control"]
        sheet = re.findall(r'href="(/static/[^"]+style\.css)"', page.text)[0]
        assert "immutable" in browser.get(sheet).headers["cache-control"]
        assert "no-cache" == browser.get("/static/autre/style.css").headers["cache-control"]

    def test_hsts_is_not_said_over_http_without_public_address(self, service: Service) -> None:
        """A demonstration on this machine speaks plain HTTP."""
        with TestClient(build(service), base_url=f"http://{HOST}") as browser:
            assert "strict-transport-security" not in browser.get("/connexion").headers

    @pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
    def test_nothing_is_described_to_strangers(self, browser: TestClient, path: str) -> None:
        """No page of documentation (ASVS 13.4.5)."""
        assert 404 == browser.get(path).status_code

    @pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "%2e%2e/pages.py", "scripts/../../app.py"])
    def test_only_static_files_are_served(self, browser: TestClient, path: str) -> None:
        """No way out of the folder."""
        assert 404 == browser.get(f"/static/x/{path}").status_code


class TestSizes:
    """A body is counted while it streams."""

    def test_a_body_over_the_limit_is_refused(self, browser: TestClient) -> None:
        """413, in French."""
        answer = browser.post("/connexion", data={"email": "x" * MAX_BODY, "password": "y"})
        assert 413 == answer.status_code
        assert "trop volumineux" in answer.text

    def test_a_body_that_does_not_say_its_size_is_counted_too(self, browser: TestClient) -> None:
        """Sent in pieces, without Content-Length."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        pieces = (b"a=" + b"x" * 65536 + b"&" for _ in range(64))
        answer = browser.post("/connexion", content=pieces, headers=headers)
        assert 413 == answer.status_code

    def test_too_many_fields_are_refused(self, browser: TestClient) -> None:
        """A thousand small fields cost more than they weigh (CVE-2026-54283)."""
        answer = browser.post("/connexion", data={f"f{n}": "1" for n in range(2000)})
        assert 400 == answer.status_code

    def test_a_file_is_refused(self, browser: TestClient) -> None:
        """No form of these takes files."""
        answer = browser.post("/connexion", files={"email": ("x.txt", b"x")})
        assert 400 == answer.status_code

    def test_an_unknown_field_is_refused(self, browser: TestClient) -> None:
        """Nobody gives themselves a role by adding a field (ASVS 15.3.3)."""
        form = {"email": "a@b.example", "password": "x", "role": "administrator"}
        assert 400 == browser.post("/connexion", data=form).status_code

    def test_a_field_that_comes_twice_is_refused(self, browser: TestClient) -> None:
        """Two readers of one request must not see two values (ASVS 15.3.7)."""
        assert (
            400
            == browser.post("/connexion", data={"email": ["a@b.example", "c@d.example"], "password": "x"}).status_code
        )

    def test_a_nul_is_refused(self, browser: TestClient) -> None:
        """PostgreSQL cannot hold one, and nobody types it."""
        assert 400 == browser.post("/connexion", data={"email": "a\0b", "password": "x"}).status_code

    @pytest.mark.parametrize("path", ["/dossiers/a%00b", "/connexion?vers=%00", "/pli/%00", "/connexion?%00=1", "/%00"])
    def test_a_nul_in_an_address_is_refused(self, browser: TestClient, path: str) -> None:
        """Before anything is looked up: PostgreSQL would raise."""
        answer = browser.get(path, follow_redirects=False)
        assert answer.status_code == (404 if path == "/%00" else 400)
        assert '<html lang="fr">' in answer.text

    def test_a_moment_that_is_none_is_refused(self, browser: TestClient, staff: Staff) -> None:
        """The first day of the calendar, in a zone where it began before there was one."""
        staff.sign_in(browser, Role.DPO)
        assert 400 == browser.get("/registre?avant=0001-01-01T00:00:00%2B23:59").status_code

    def test_a_token_that_comes_twice_is_refused(self, browser: TestClient, staff: Staff) -> None:
        """Also where the form of an older session would be offered again."""
        staff.sign_in(browser, Role.REFERENT)
        assert 400 == browser.post("/deconnexion", data={"csrf": ["x", "y"]}).status_code


class TestOrigins:
    """A form counts only when it comes from a page of ours (ASVS 3.5.1)."""

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
    def test_a_form_from_elsewhere_is_refused(self, browser: TestClient, site: str) -> None:
        """On every route, signed in or not."""
        statuses = {
            route.name: browser.post(
                re.sub(r"\{[^}]+\}", "inconnu", route.path), data={"csrf": "x"}, headers={"Sec-Fetch-Site": site}
            ).status_code
            for route in POSTS
        }
        assert dict.fromkeys(statuses, 403) == statuses

    @pytest.mark.parametrize(
        ("origin", "status"),
        [
            (f"https://{HOST}", 401),
            ("https://pirate.example", 403),
            (f"https://{HOST}.pirate.example", 403),
            ("null", 403),
            (None, 403),
        ],
    )
    def test_an_older_browser_is_judged_by_its_origin(self, service: Service, origin: str | None, status: int) -> None:
        """Without Sec-Fetch-Site, Origin must name this host."""
        headers = {} if origin is None else {"Origin": origin}
        with TestClient(build(service), base_url=f"https://{HOST}") as browser:
            form = {"email": "a@b.example", "password": "faux"}
            assert status == browser.post("/connexion", data=form, headers=headers).status_code

    @pytest.mark.parametrize("token", [None, "", "x", "%s0", "autre.%s"])
    def test_a_form_without_this_sessions_token_does_nothing(
        self, browser: TestClient, staff: Staff, token: str | None
    ) -> None:
        """Even from a page of ours: the session stays open and nothing is done."""
        staff.sign_in(browser, Role.REFERENT)
        real = token_in(browser.get("/"))
        form = {} if token is None else {"csrf": token.replace("%s", real)}
        assert 403 == browser.post("/deconnexion", data=form).status_code
        assert 200 == browser.get("/", follow_redirects=False).status_code

    def test_another_sessions_token_does_nothing(self, new_browser: Callable[[], TestClient], staff: Staff) -> None:
        """A colleague's token, or one's own of another session, is worth nothing."""
        mine, theirs = new_browser(), new_browser()
        staff.sign_in(mine, Role.REFERENT)
        staff.sign_in(theirs, Role.COORDINATOR)
        answer = mine.post("/deconnexion", data={"csrf": token_in(theirs.get("/"))})
        assert 403 == answer.status_code
        assert 200 == mine.get("/", follow_redirects=False).status_code


def test_nothing_is_inline_and_no_markup_is_trusted() -> None:
    """No template carries style, script or a value that escapes the escaping (ASVS 1.2.1, row 70)."""
    forbidden = re.compile(
        r"\sstyle=|<style|\son\w+=|\|\s*safe\b|Markup\(|autoescape|javascript:|<script(?![^>]*\ssrc=)"
    )
    found = [
        (path.name, match.group(0))
        for path in (STATIC.parent / "templates").rglob("*.html")
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert [] == found


def test_no_template_is_made_from_a_string() -> None:
    """And nothing in the web package marks text as markup."""
    sources = list(STATIC.parent.rglob("*.py"))
    assert sources
    assert not [path for path in sources if re.search(r"from_string|Markup\b", path.read_text(encoding="utf-8"))]


def test_every_posting_form_carries_the_token() -> None:
    """A form that forgets it would lose what is typed in it."""
    forms = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
    public = {
        "sign_in.html", "invitation.html", "pli.html", "address.html", "deposit.html", "ask.html", "code.html",
        "organisation.html", "attestation.html", "by_provider.html", "provider_return.html", "invitation_provider.html",
        "reset.html",
    }  # fmt: skip
    missing = [
        (path.name, form[:80])
        for path in (STATIC.parent / "templates").rglob("*.html")
        if path.name not in public
        for form in forms.findall(path.read_text(encoding="utf-8"))
        if 'name="csrf"' not in form and "token(frame)" not in form
    ]
    assert [] == missing
