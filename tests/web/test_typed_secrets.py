"""Is a typed key, password or code ever kept? Not by any form of any page: it is typed again."""

import base64
import json
import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from crypto.errors import BrokenSeal
from liaison.bootstrap import Service
from liaison.usecases.profiles import object_of
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import Staff, token_in
from tests.web.test_fresh_routes import asks_for_a_code
from tests.web.test_matrix import ROUTES, path_of
from tests.web.test_signing_pages import fields_in, kept_in, sign_in_keeping
from web import receiving, uploads
from web.fresh import FRESH
from web.matrix import Gate, entry_of
from web.pages import HERE
from web.typed_secrets import NOT_SECRET, SECRETS, without_secrets

TYPED = "Un récit que personne ne retape : « guillemets » & <b>\nligne"
CANARY = "Sésame-dont-rien-ne-reste"
ASKS_A_SECRET = re.compile(
    r'type="password"|one-time-code|(?:current|new)-password|name="key"'
    r'|form\.text\("[a-z_]+", "(?:Code (?!postal)|Clé |La clé )'
)
UNREAD = "enter_deposit"
"""Of a large file no octet is read before somebody is there (0080): its three other fields are chosen again with it."""
POSTED = [
    route
    for route in ROUTES
    if not isinstance(entry_of(route.name), Gate)
    and "POST" in (route.methods or ())
    and route.name not in {"sign_out", "prove_again", UNREAD}
]
"""Without the page of the code: it hands on what another form had sealed (`test_signing_pages`)."""


def opened(service: Service, account_id: str, answer: Response) -> str:
    """Open what a page keeps, as the service would for its author."""
    sealed = base64.urlsafe_b64decode(kept_in(answer))
    with service.transaction() as ctx:
        return ctx.vault.unseal(object_of(account_id), field="typed", version=1, sealed=sealed).decode()


def test_the_fields_that_browsers_take_for_secrets_are_known() -> None:
    """Every password, one-time code and key that a template asks for is one of `SECRETS`."""
    asked = set()
    for template in sorted(Path(HERE, "templates").rglob("*.html")):
        for line in template.read_text(encoding="utf-8").splitlines():
            if ASKS_A_SECRET.search(line):
                asked.update(re.findall(r'form\.text\("([a-z_]+)"|<input [^>]*name="([a-z_]+)"', line))
    names = {name for pair in asked for name in pair if name}
    assert names == SECRETS.keys()


def test_the_number_of_a_departement_is_none() -> None:
    """The one field that only sounds like it; everywhere else its name is dropped."""
    assert {("save_departement", "code")} == NOT_SECRET
    assert (("code", "69"),) == without_secrets("save_departement", [("code", "69")])[0]
    assert () == without_secrets("une_page_de_demain", [("code", "123456")])[0]


def test_every_form_keeps_what_was_typed_and_no_secret(
    browser: TestClient, staff: Staff, service: Service, clock: FixedClock
) -> None:
    """Each route of the matrix that takes a form, after its session ended: one sealed parcel, whole but for secrets."""
    person = staff.person(Role.COORDINATOR)
    staff.sign_in(browser, Role.COORDINATOR)
    token = token_in(browser.get("/compte"))
    clock.advance(hours=1)
    wrong = []
    for route in POSTED:
        answer = post(browser, route, {"csrf": token, "récit": TYPED, **dict.fromkeys(SECRETS, CANARY)})
        spared = {name for known, name in NOT_SECRET if known == route.name}
        found = json.loads(opened(service, person.account_id, answer))
        kept = dict(zip(found["names"], found["values"], strict=True))
        wanted = {"récit": TYPED, **dict.fromkeys(spared, CANARY)}
        if (kept, set(found["dropped"])) != (wanted, SECRETS.keys() - spared):
            wrong.append((route.name, answer.status_code, kept))
    assert [] == wrong
    assert len(POSTED) > 150


def post(browser: TestClient, route: APIRoute, form: dict[str, str]) -> Response:
    """Post a form; to where a file is sent, as a browser sends one."""
    if route.name in uploads.ROUTES:
        return browser.post(path_of(route), data=form, files={"file": ("f.csv", b"a;b", "text/csv")})
    return browser.post(path_of(route), data=form)


def test_what_is_not_read_is_not_kept(browser: TestClient, staff: Staff, clock: FixedClock) -> None:
    """The one form whose body is refused unread: one is told that the session ended, and begins it again."""
    staff.sign_in(browser, Role.COORDINATOR)
    token = token_in(browser.get("/compte"))
    clock.advance(hours=1)
    file = {"file": ("f.zip", b"PK", "application/zip")}
    answer = browser.post("/depots/nouveau", data={"csrf": token, "reference": "abcd2345"}, files=file)
    assert 401 == answer.status_code
    assert "abcd2345" not in answer.text
    assert "Votre session s’est terminée" in answer.text
    assert [UNREAD] == [name for name in receiving.ROUTES if not isinstance(entry_of(name), Gate)]


@pytest.mark.parametrize("route", [route for route in POSTED if route.name in {"add_account", "destroy_now"}])
def test_no_secret_goes_through_a_fresh_code(
    browser: TestClient, staff: Staff, service: Service, clock: FixedClock, route: APIRoute
) -> None:
    """What waits while a code is given holds none either."""
    role = Role.ADMINISTRATOR if route.name == "add_account" else Role.CONTROLLER
    staff.sign_in(browser, role)
    clock.advance(minutes=15)
    form = {"csrf": token_in(browser.get("/compte")), "récit": TYPED, **dict.fromkeys(SECRETS, CANARY)}
    answer = browser.post(path_of(route), data=form)
    assert route.name in FRESH
    assert asks_for_a_code(answer)
    kept = opened(service, staff.person(role).account_id, answer)
    assert "Un récit" in kept
    assert CANARY not in kept
    assert CANARY not in answer.text


class TestTypedAgain:
    """The page that gives back what was typed asks for the secret anew."""

    KEY = "abcd-efgh-jkmn-pqrs-tuvw-xyz2-3456"
    OPENING = "/depots/inconnu/ouvrir"

    def test_a_key_typed_when_the_session_had_ended(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """« Reprendre » shows an empty field with its label, and the rest as it was."""
        staff.sign_in(browser, Role.REFERENT)
        token = token_in(browser.get("/compte"))
        clock.advance(hours=1)
        answer = browser.post(self.OPENING, data={"csrf": token, "key": self.KEY, "confirmed": "1"})
        assert self.KEY not in answer.text
        answer = sign_in_keeping(browser, staff, Role.REFERENT, answer)
        assert self.KEY not in answer.text
        assert f'action="{self.OPENING}"' in answer.text
        assert "1" == fields_in(answer)["confirmed"]
        field = r'<label for="f-key">La clé</label>\s*<input id="f-key" name="key" type="text" value=""'
        assert re.search(field, answer.text)
        assert "n’est jamais gardé : retapez-le" in answer.text

    def test_a_form_of_an_earlier_session(self, browser: TestClient, staff: Staff, clock: FixedClock) -> None:
        """Posted from an old tab: what it held is shown to its author, but for the password and the code."""
        staff.sign_in(browser, Role.REFERENT)
        token = token_in(browser.get("/compte"))
        clock.advance(hours=1)
        staff.sign_in(browser, Role.REFERENT)
        form = {"csrf": token, "password": CANARY, "chosen": CANARY, "again": CANARY, "code": CANARY}
        answer = browser.post("/compte/mot-de-passe", data=form)
        assert 403 == answer.status_code
        assert CANARY not in answer.text
        assert 4 == len(re.findall(r'<input id="f-(?:password|chosen|again|code)"', answer.text))

    def test_a_parcel_is_sealed(self, browser: TestClient, staff: Staff, service: Service, clock: FixedClock) -> None:
        """Under its author's key: under nobody else's does it open."""
        staff.sign_in(browser, Role.REFERENT)
        token = token_in(browser.get("/compte"))
        clock.advance(hours=1)
        answer = browser.post(self.OPENING, data={"csrf": token, "récit": TYPED})
        assert TYPED in json.loads(opened(service, staff.person(Role.REFERENT).account_id, answer))["values"]
        with pytest.raises(BrokenSeal):
            opened(service, staff.person(Role.COORDINATOR).account_id, answer)
