"""What do people see of their own account, and of a link to a new password? Secrets once, and nothing in an address."""

import re
from collections.abc import Callable

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.store import credentials
from liaison.usecases import administering, resetting
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.web.staff import HOST, PASSWORD, Staff, token_in
from web.routes.signing import subscriber

pytestmark = pytest.mark.requirement("A-1")

CHOSEN = "violon sablier hamac 4"
CODE = re.compile(r'<b class="code">([a-z2-9-]+)</b>')
DEVICE = "__Host-liaison-appareil"


@pytest.fixture
def link(service: Service, staff: Staff) -> str:
    """Have the administrator make the référente a link to a new password."""
    person, administrator = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
    with service.transaction() as ctx:
        token = resetting.send_reset(ctx, administrator, person.account_id).token
    return f"https://{HOST}{resetting.PATH}{token}"


@pytest.mark.parametrize("role", Role)
def test_everybody_has_one(browser: TestClient, staff: Staff, role: Role) -> None:
    """Who they are here, codes left; the name in the header leads there."""
    staff.sign_in(browser, role)
    assert 'href="/compte"' in browser.get("/").text
    page = browser.get("/compte").text
    assert staff.person(role).email in page
    assert "Il vous en reste 10" in page
    assert "1 appareil est connu" in page


def test_new_codes_are_shown_once(browser: TestClient, staff: Staff) -> None:
    """In the answer to both factors, on no other page, kept by no cache."""
    person = staff.person(Role.REFERENT)
    staff.sign_in(browser, Role.REFERENT)
    form = {"csrf": token_in(browser.get("/compte/codes-de-secours")), "password": PASSWORD, "code": staff.code(person)}
    answer = browser.post("/compte/codes-de-secours", data=form)
    codes = CODE.findall(answer.text)
    assert (200, 10, "no-store") == (answer.status_code, len(codes), answer.headers["cache-control"])
    assert not [code for code in codes if code in browser.get("/compte").text]
    again = browser.post("/compte/codes-de-secours", data=form)
    assert (401, []) == (again.status_code, CODE.findall(again.text))
    assert PASSWORD not in again.text


@pytest.mark.parametrize(
    ("left", "sentence"),
    [(0, "Il ne vous en reste aucun."), (1, "Le code qui vous reste"), (2, "Les 2 codes qui vous restent")],
)
def test_what_is_left_is_said_in_french(
    service: Service, browser: TestClient, staff: Staff, left: int, sentence: str
) -> None:
    """Before new codes replace them."""
    staff.sign_in(browser, Role.REFERENT)
    with service.transaction() as ctx:
        account_id = staff.person(Role.REFERENT).account_id
        credentials.drop_codes(ctx.session, account_id)
        credentials.replace_codes(ctx.session, account_id, [str(number) for number in range(left)])
    assert sentence in browser.get("/compte/codes-de-secours").text


def test_a_code_on_paper_leads_to_the_account(
    browser: TestClient, new_browser: Callable[[], TestClient], staff: Staff
) -> None:
    """Who came in so is told what is left, and what to do."""
    person = staff.person(Role.REFERENT)
    staff.sign_in(browser, Role.REFERENT)
    form = {"csrf": token_in(browser.get("/compte/codes-de-secours")), "password": PASSWORD, "code": staff.code(person)}
    code = CODE.findall(browser.post("/compte/codes-de-secours", data=form).text)[0]
    other = new_browser()
    answer = other.post("/connexion", data={"email": person.email, "password": PASSWORD})
    answer = other.post("/connexion/code", data={"csrf": token_in(answer), "secours": code})
    assert "Il vous en reste 9" in answer.text
    assert "Prévenez l’administration" in answer.text


def test_a_new_password_ends_this_session_too(browser: TestClient, staff: Staff) -> None:
    """The old password and the telephone are asked; then one signs in with the new one."""
    person = staff.person(Role.REFERENT)
    staff.sign_in(browser, Role.REFERENT)
    form = {
        "csrf": token_in(browser.get("/compte/mot-de-passe")), "password": PASSWORD, "code": staff.code(person),
        "chosen": "court", "again": "court",
    }  # fmt: skip
    answer = browser.post("/compte/mot-de-passe", data=form)
    assert (422, True) == (answer.status_code, 'href="#f-chosen"' in answer.text)
    form |= {"chosen": CHOSEN, "again": CHOSEN}
    answer = browser.post("/compte/mot-de-passe", data={**form, "password": "faux"})
    assert (401, True) == (answer.status_code, "n’est pas le vôtre" in answer.text)
    answer = browser.post("/compte/mot-de-passe", data={**form, "code": staff.code(person)})
    assert "Votre nouveau mot de passe est enregistré" in answer.text
    assert 401 == browser.post("/connexion", data={"email": person.email, "password": PASSWORD}).status_code
    assert 200 == browser.post("/connexion", data={"email": person.email, "password": CHOSEN}).status_code


class TestLink:
    """A link to a new password."""

    def use(self, browser: TestClient, link: str, **form: str) -> Response:
        """Follow it and post its form."""
        browser.get(link)
        return browser.post("/mot-de-passe", data={"password": CHOSEN, "again": CHOSEN, **form})

    def test_it_leaves_the_address(self, browser: TestClient, link: str) -> None:
        """The page has another address, and carries the token nowhere."""
        page = browser.get(link)
        token = link.rpartition("/")[2]
        assert f"https://{HOST}/mot-de-passe" == str(page.url)
        assert token not in page.text

    def test_it_asks_the_second_factor(self, browser: TestClient, staff: Staff, link: str) -> None:
        """Without it nothing changed; with it the browser is known, whoever tries from elsewhere."""
        person = staff.person(Role.REFERENT)
        forgotten = self.use(browser, link)
        assert (422, True) == (forgotten.status_code, "Recopiez celui de votre téléphone" in forgotten.text)
        assert 401 == self.use(browser, link, code="000000").status_code
        assert 200 == browser.post("/connexion", data={"email": person.email, "password": PASSWORD}).status_code
        answer = self.use(browser, link, code=staff.code(person))
        assert "Votre nouveau mot de passe est enregistré" in answer.text
        assert browser.cookies.get(DEVICE)

    def test_every_dead_link_is_one_page(self, browser: TestClient, staff: Staff, service: Service, link: str) -> None:
        """Made up, used, of another telephone: the same bytes."""
        person, administrator = staff.person(Role.REFERENT), staff.actor(Role.ADMINISTRATOR)
        seen = {browser.get(f"{link.rpartition('/')[0]}/invente").text}
        assert browser.get(link).is_success
        with service.transaction() as ctx:
            administering.renew_invitation(ctx, administrator, person.account_id, checked=IdentityCheck.IN_PERSON)
        answer = browser.get(link)
        seen.add(answer.text)
        assert (409, 1) == (answer.status_code, len(seen))


def test_the_device_cookie(browser: TestClient, staff: Staff) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite; half a year; given after both factors, opening nothing (ASVS 3.3)."""
    person = staff.person(Role.REFERENT)
    answer = browser.post("/connexion", data={"email": person.email, "password": PASSWORD})
    assert DEVICE not in answer.headers["set-cookie"]
    form = {"csrf": token_in(answer), "code": staff.code(person)}
    answer = browser.post("/connexion/code", data=form, follow_redirects=False)
    (line,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(DEVICE)]
    parts = {part.strip().lower() for part in line.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=15552000"} == parts
    del browser.cookies["__Host-liaison"]
    assert 303 == browser.get("/", follow_redirects=False).status_code
    assert f'value="{person.email}"' in browser.get("/connexion").text


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_subscriber_is_counted_as_one(host: str, counted: str) -> None:
    """Whoever has a whole IPv6 network does not get five tries for each of its addresses."""
    assert counted == subscriber(host)
