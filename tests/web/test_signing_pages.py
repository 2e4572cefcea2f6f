"""How do people get in, out and back in through the pages? Nothing that was typed is lost on the way."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pyotp
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.usecases import administering, inviting
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.clock import FixedClock
from tests.web.staff import Staff, token_in

COOKIE = "__Host-liaison"
HOSTILE = ' <script>alert("x")</script>\n{{ 7*7 }} & é "guillemets" \'simples\' '


def kept_in(answer: Response) -> str:
    """Find what a sign-in page keeps, sealed."""
    found = re.search(r'name="garde" value="([^"]+)"', answer.text)
    assert found is not None, answer.text
    return found.group(1)


def sign_in_keeping(browser: TestClient, staff: Staff, role: Role, answer: Response) -> Response:
    """Sign in from a page that keeps what was typed, as a browser without script does."""
    person = staff.person(role)
    form = {"email": person.email, "password": person.password, "garde": kept_in(answer)}
    answer = browser.post("/connexion", data=form)
    form = {"csrf": token_in(answer), "code": staff.code(person), "garde": kept_in(answer)}
    return browser.post("/connexion/code", data=form, follow_redirects=False)


def fields_in(answer: Response) -> dict[str, str]:
    """Read the fields of the page that gives back what was typed, as a browser would."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    areas = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in [*hidden, *areas]}


class TestCookie:
    """One cookie, bound to this host and to TLS."""

    def test_its_attributes(self, browser: TestClient, staff: Staff) -> None:
        """`__Host-`, Secure, HttpOnly, SameSite, for the session only (ASVS 3.3)."""
        person = staff.person(Role.REFERENT)
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password})
        parts = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
        assert parts[0].startswith(f"{COOKIE.lower()}=")
        assert {"httponly", "secure", "samesite=lax", "path=/"} == set(parts[1:])

    def test_the_token_changes_at_each_step(self, browser: TestClient, staff: Staff) -> None:
        """One that somebody planted, or saw before, is never promoted (ASVS 7.2.4)."""
        person = staff.person(Role.REFERENT)
        browser.cookies.set(COOKIE, "plante", domain="liaison.test", path="/")
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password})
        half = answer.cookies[COOKIE]
        form = {"csrf": token_in(answer), "code": staff.code(person)}
        whole = browser.post("/connexion/code", data=form, follow_redirects=False).cookies[COOKIE]
        assert 3 == len({"plante", half, whole})

    def test_after_signing_out_the_old_cookie_opens_nothing(self, browser: TestClient, staff: Staff) -> None:
        """Also when somebody kept a copy of it."""
        staff.sign_in(browser, Role.REFERENT)
        kept = browser.cookies[COOKIE]
        answer = browser.post("/deconnexion", data={"csrf": token_in(browser.get("/"))})
        assert "déconnecté" in answer.text
        browser.cookies.set(COOKIE, kept, domain="liaison.test", path="/")
        assert 303 == browser.get("/", follow_redirects=False).status_code


class TestSigningIn:
    """Password, code, page."""

    def test_the_page_that_was_asked_for_opens_afterwards(self, browser: TestClient, staff: Staff) -> None:
        """A link in a message leads there after both factors."""
        person = staff.person(Role.COORDINATOR)
        answer = browser.get("/registre")
        assert "/connexion?vers=%2Fregistre" == str(answer.url).removeprefix("https://liaison.test")
        form = {"email": person.email, "password": person.password, "vers": "/registre"}
        answer = browser.post("/connexion", data=form)
        form = {"csrf": token_in(answer), "code": staff.code(person), "vers": "/registre"}
        answer = browser.post("/connexion/code", data=form, follow_redirects=False)
        assert "/registre" == answer.headers["location"]

    @pytest.mark.parametrize(
        "where",
        [
            "https://pirate.example/",
            "//pirate.example",
            "/\\pirate.example",
            "javascript:alert(1)",
            "\t//p.example",
            "p",
        ],
    )
    def test_it_never_leads_elsewhere(self, browser: TestClient, staff: Staff, where: str) -> None:
        """An address made by a stranger leads home."""
        person = staff.person(Role.REFERENT)
        form = {"email": person.email, "password": person.password, "vers": where}
        answer = browser.post("/connexion", data=form)
        form = {"csrf": token_in(answer), "code": staff.code(person), "vers": where}
        answer = browser.post("/connexion/code", data=form, follow_redirects=False)
        assert "/" == answer.headers["location"]

    def test_a_wrong_password_says_one_thing_and_keeps_the_address(self, browser: TestClient, staff: Staff) -> None:
        """The page comes back with the e-mail address, never with the password."""
        person = staff.person(Role.REFERENT)
        answer = browser.post("/connexion", data={"email": person.email, "password": "mauvais secret"})
        assert 401 == answer.status_code
        assert "ne correspond pas" in answer.text
        assert person.email in answer.text
        assert "mauvais secret" not in answer.text

    def test_too_many_tries_say_how_long_to_wait(self, browser: TestClient, staff: Staff) -> None:
        """429, with Retry-After for a program and a sentence for a person."""
        person = staff.person(Role.REFERENT)
        for _ in range(5):
            browser.post("/connexion", data={"email": person.email, "password": "faux"})
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password})
        assert (429, "2") == (answer.status_code, answer.headers["retry-after"])
        assert "Attendez 2 secondes" in answer.text

    def test_the_second_factor_wants_the_first(self, browser: TestClient) -> None:
        """Its page leads back to the first one."""
        assert "/connexion" == browser.get("/connexion/code", follow_redirects=False).headers["location"]


class TestComingBack:
    """Signing in again after expiry loses nothing (issue 2; demands.md 11)."""

    def post_after_expiry(self, browser: TestClient, staff: Staff, clock: FixedClock) -> Response:
        """Open a form, let the session end, post the form."""
        staff.sign_in(browser, Role.ADMINISTRATOR)
        token = token_in(browser.get("/administration/departements/nouveau"))
        clock.advance(hours=72)
        form = {"csrf": token, "new": "1", "code": "38", "name": HOSTILE, "operator": "Zéphyr", "callback": ""}
        return browser.post("/administration/departements", data=form)

    def test_what_was_typed_comes_back_whole_and_is_saved(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """Three days later, both factors, one button: the form arrives as it was typed, markup and all."""
        answer = self.post_after_expiry(browser, staff, clock)
        assert 401 == answer.status_code
        assert "rien n’est perdu" in answer.text
        answer = sign_in_keeping(browser, staff, Role.ADMINISTRATOR, answer)
        assert 200 == answer.status_code
        assert "<script>alert" not in answer.text
        given = fields_in(answer)
        assert ("38", HOSTILE, "Zéphyr", "1") == (given["code"], given["name"], given["operator"], given["new"])
        assert 'action="/administration/departements"' in answer.text
        given["callback"] = "04 76 00 00 00"
        answer = browser.post("/administration/departements", data=given, follow_redirects=False)
        assert "/administration/departements?fait=departement-enregistre" == answer.headers["location"]

    def test_the_sign_in_page_shows_nothing_of_it(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """Whoever sits at that computer next cannot read it."""
        answer = self.post_after_expiry(browser, staff, clock)
        assert "Zéphyr" not in answer.text
        assert "guillemets" not in answer.text

    def test_a_wrong_try_on_the_way_loses_nothing(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """Neither a wrong password nor a wrong code."""
        answer = self.post_after_expiry(browser, staff, clock)
        person, kept = staff.person(Role.ADMINISTRATOR), kept_in(answer)
        answer = browser.post("/connexion", data={"email": person.email, "password": "faux", "garde": kept})
        assert kept == kept_in(answer)
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password, "garde": kept})
        answer = browser.post("/connexion/code", data={"csrf": token_in(answer), "code": "000000", "garde": kept})
        assert (401, kept) == (answer.status_code, kept_in(answer))
        form = {"csrf": token_in(answer), "code": staff.code(person), "garde": kept}
        assert HOSTILE == fields_in(browser.post("/connexion/code", data=form))["name"]

    def test_who_waits_at_the_code_begins_again_and_loses_nothing(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """Ten minutes with the telephone elsewhere: both factors once more, and no ring of pages that ask for them."""
        answer = self.post_after_expiry(browser, staff, clock)
        person, kept = staff.person(Role.ADMINISTRATOR), kept_in(answer)
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password, "garde": kept})
        form = {"csrf": token_in(answer), "code": staff.code(person), "garde": kept, "vers": "/administration/comptes"}
        clock.advance(minutes=11)
        answer = browser.post("/connexion/code", data=form)
        assert (401, kept) == (answer.status_code, kept_in(answer))
        assert 'name="vers" value="/administration/comptes"' in answer.text
        answer = sign_in_keeping(browser, staff, Role.ADMINISTRATOR, answer)
        assert HOSTILE == fields_in(answer)["name"]

    def test_who_waits_at_the_fresh_code_loses_nothing(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """The session ended while the page asked for a code: what was posted before it is given back."""
        staff.sign_in(browser, Role.ADMINISTRATOR)
        token = token_in(browser.get("/administration/comptes/nouveau"))
        clock.advance(minutes=15)
        answer = browser.post("/administration/comptes", data={"csrf": token, "first_name": HOSTILE})
        form, kept = {"csrf": token_in(answer), "code": "123456", "garde": kept_in(answer)}, kept_in(answer)
        clock.advance(hours=1)
        assert kept == kept_in(browser.post("/preuve", data=form))
        answer = sign_in_keeping(browser, staff, Role.ADMINISTRATOR, browser.post("/preuve", data=form))
        assert HOSTILE == fields_in(answer)["first_name"]
        assert 'action="/administration/comptes"' in answer.text

    def test_somebody_else_signs_in_and_sees_nothing_of_it(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """It opens for its author only, and the colleague is told so."""
        answer = self.post_after_expiry(browser, staff, clock)
        answer = sign_in_keeping(browser, staff, Role.REFERENT, answer)
        assert 200 == answer.status_code
        assert "sous un autre compte" in answer.text
        assert "Zéphyr" not in answer.text.replace("Zéphyrine Testoukhina", "")

    def test_what_was_kept_cannot_be_changed_on_the_way(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """One changed sign, and it opens for nobody."""
        answer = self.post_after_expiry(browser, staff, clock)
        kept = kept_in(answer)
        changed = kept[:-6] + ("A" if kept[-6] != "A" else "B") + kept[-5:]
        person = staff.person(Role.ADMINISTRATOR)
        answer = browser.post("/connexion", data={"email": person.email, "password": person.password})
        form = {"csrf": token_in(answer), "code": staff.code(person), "garde": changed}
        assert "autre compte" in browser.post("/connexion/code", data=form).text

    def test_a_form_of_an_earlier_session_is_offered_again(
        self, browser: TestClient, staff: Staff, clock: FixedClock
    ) -> None:
        """Signed in again in another tab, the first tab's form needs one more click, and loses nothing."""
        staff.sign_in(browser, Role.ADMINISTRATOR)
        old = token_in(browser.get("/"))
        clock.advance(hours=1)
        staff.sign_in(browser, Role.ADMINISTRATOR)
        answer = browser.post("/administration/departements", data={"csrf": old, "name": HOSTILE})
        assert 403 == answer.status_code
        assert HOSTILE == fields_in(answer)["name"]
        assert old != fields_in(answer)["csrf"]

    def test_a_form_of_another_account_stays_sealed(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """A colleague signed in meanwhile on the same computer: they do not see it."""
        staff.sign_in(browser, Role.COORDINATOR)
        old = token_in(browser.get("/"))
        clock.advance(hours=1)
        staff.sign_in(browser, Role.ADMINISTRATOR)
        answer = browser.post("/administration/departements", data={"csrf": old, "name": "Zéphyr"})
        assert 403 == answer.status_code
        assert "Zéphyr" not in answer.text
        assert kept_in(answer)

    def test_an_autosave_is_told_in_its_own_words(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """A script gets JSON and a status, not a page."""
        staff.sign_in(browser, Role.ADMINISTRATOR)
        token = token_in(browser.get("/"))
        clock.advance(hours=1)
        headers = {"Accept": "application/json"}
        answer = browser.post("/administration/departements", data={"csrf": token}, headers=headers)
        assert 401 == answer.status_code
        assert "Votre session est terminée." == answer.json()["message"]


class TestInvitation:
    """A one-time link, once."""

    @pytest.fixture
    def link(self, browser: TestClient, staff: Staff) -> str:
        """Add an account through its page and give the link that it shows."""
        staff.sign_in(browser, Role.ADMINISTRATOR)
        form = {
            "csrf": token_in(browser.get("/administration/comptes/nouveau")),
            "first_name": "Céleste", "last_name": "Essai", "email": "celeste@operateur.example",
            "function": "Conseillère logement", "telephone": "", "organisation": "Opérateur Imaginaire",
            "role": "referent", "departements": "69",
        }  # fmt: skip
        answer = browser.post("/administration/comptes", data=form)
        assert 200 == answer.status_code, answer.text
        # The configured address, never the host that was asked (tests/web/test_hosts.py).
        [path] = re.findall(r'value="http://127\.0\.0\.1:8000(/invitation/[^"]+)"', answer.text)
        return f"https://liaison.test{path}"

    def enter(self, newcomer: TestClient, link: str) -> tuple[Response, str]:
        """Open the link; give the page and the seed that it shows."""
        answer = newcomer.get(link)
        seed = "".join(re.findall(r"<li>([A-Z2-7]{4})</li>", answer.text))
        return answer, seed

    def test_from_the_link_to_the_first_page(
        self, link: str, new_browser: Callable[[], TestClient], clock: FixedClock
    ) -> None:
        """Password, QR code or seed, first code; then both factors."""
        newcomer = new_browser()
        answer, seed = self.enter(newcomer, link)
        assert "https://liaison.test/invitation" == str(answer.url)
        assert link.rpartition("/")[2] not in answer.text
        picture = newcomer.get("/code-a-photographier.svg")
        assert ("image/svg+xml", True) == (picture.headers["content-type"], picture.text.lstrip().startswith("<?xml"))
        form = {
            "password": "girafe tricot volcan 9",
            "again": "girafe tricot volcan 9",
            "code": pyotp.TOTP(seed).at(clock.now()),
        }
        answer = newcomer.post("/invitation", data=form)
        assert "Votre compte est prêt" in answer.text
        answer = newcomer.post("/connexion", data={"email": "celeste@operateur.example", "password": form["password"]})
        clock.advance(seconds=60)
        form = {"csrf": token_in(answer), "code": pyotp.TOTP(seed).at(clock.now())}
        answer = newcomer.post("/connexion/code", data=form)
        assert "Céleste Essai" in answer.text

    def test_it_serves_once(self, link: str, new_browser: Callable[[], TestClient], clock: FixedClock) -> None:
        """The second person who opens it is told to ask for another."""
        newcomer = new_browser()
        _, seed = self.enter(newcomer, link)
        form = {
            "password": "girafe tricot volcan 9",
            "again": "girafe tricot volcan 9",
            "code": pyotp.TOTP(seed).at(clock.now()),
        }
        newcomer.post("/invitation", data=form)
        answer = new_browser().get(link)
        assert 409 == answer.status_code
        assert "a déjà servi" in answer.text

    def test_mails_and_commands_name_its_address(self, link: str) -> None:
        """The path that the core writes is that of the route."""
        assert urlsplit(link).path.startswith(inviting.PATH)

    @pytest.mark.parametrize("token", ["%ED%A0%80", "é", "a;b", "a%0D%0Ab", "x" * 5000, "%F0%9F%A6%80"])
    def test_an_address_that_no_mail_holds_is_refused(self, browser: TestClient, token: str) -> None:
        """Whatever a stranger writes there goes into no header: the page says that the link opens nothing."""
        answer = browser.get(f"/invitation/{token}", follow_redirects=False)
        assert 303 == answer.status_code
        assert 'liaison-invitation=""' in answer.headers["set-cookie"]
        assert browser.get("/invitation").status_code in {404, 409, 410}

    def test_it_ends_after_a_week(self, link: str, new_browser: Callable[[], TestClient], clock: FixedClock) -> None:
        """An old message gives nothing."""
        clock.advance(days=7)
        assert 409 == new_browser().get(link).status_code

    def test_all_that_is_wrong_is_said_at_once(self, link: str, new_browser: Callable[[], TestClient]) -> None:
        """And the link still serves."""
        newcomer = new_browser()
        self.enter(newcomer, link)
        answer = newcomer.post("/invitation", data={"password": "court", "again": "court", "code": "000000"})
        assert 422 == answer.status_code
        assert 'href="#f-password"' in answer.text
        assert 200 == newcomer.get("/invitation").status_code

    def test_a_renewed_link_closes_the_old_access(
        self, browser: TestClient, new_browser: Callable[[], TestClient], staff: Staff, service: Service
    ) -> None:
        """Lost telephone: the old password, the old code and the old session open nothing any more."""
        person = staff.person(Role.REFERENT)
        theirs = staff.sign_in(new_browser(), Role.REFERENT)
        with service.transaction() as ctx:
            administering.renew_invitation(
                ctx, staff.actor(Role.ADMINISTRATOR), person.account_id, checked=IdentityCheck.CALLED_BACK
            )
        assert 303 == theirs.get("/", follow_redirects=False).status_code
        assert 401 == browser.post("/connexion", data={"email": person.email, "password": person.password}).status_code
