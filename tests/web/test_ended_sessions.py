"""Does the cookie of an ended session open anything, whatever ended it? Each way, through the pages; then replayed."""

from collections.abc import Callable, Mapping

import pytest
from starlette.testclient import TestClient

from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import DEPARTEMENT, NAMES, PASSWORD, Staff, token_in
from tests.web.test_signing_pages import COOKIE

ACCOUNTS = "/administration/comptes"


class Ends:
    """The ways in which the session of the référente ends."""

    def __init__(self, staff: Staff, new_browser: Callable[[], TestClient], clock: FixedClock) -> None:
        self.staff, self.clock, self.new_browser = staff, clock, new_browser
        self.person = staff.person(Role.REFERENT)
        self.account = f"{ACCOUNTS}/{self.person.account_id}"

    def post(self, browser: TestClient, path: str, **form: str) -> None:
        """Post a form of somebody's."""
        answer = browser.post(path, data={"csrf": token_in(browser.get("/compte")), **form}, follow_redirects=False)
        assert answer.status_code in {200, 303}, answer.text

    def elsewhere(self) -> TestClient:
        """Sign the same person in by another browser."""
        return self.staff.sign_in(self.new_browser(), Role.REFERENT)

    def administrator(self) -> TestClient:
        """Sign the administrator in."""
        return self.staff.sign_in(self.new_browser(), Role.ADMINISTRATOR)

    def sign_out(self, theirs: TestClient) -> None:
        """Leave (ASVS 7.4.1, 7.4.4)."""
        self.post(theirs, "/deconnexion")

    def end_one(self, theirs: TestClient) -> None:
        """End it from another browser (ASVS 7.5.2)."""
        page = self.elsewhere()
        (path,) = {part.split('"')[0] for part in page.get("/compte").text.split('action="') if "/fermer" in part} - {
            "/compte/sessions/fermer-les-autres"
        }
        assert theirs.cookies[COOKIE] not in path
        self.post(page, path)

    def end_others(self, theirs: TestClient) -> None:  # noqa: ARG002 - ended from elsewhere
        """End all others from another browser (ASVS 7.5.2)."""
        self.post(self.elsewhere(), "/compte/sessions/fermer-les-autres")

    def end_all(self, theirs: TestClient) -> None:  # noqa: ARG002 - ended from elsewhere
        """The administrator ends them all (ASVS 7.4.5)."""
        self.post(self.administrator(), f"{self.account}/sessions/fermer")

    def disable(self, theirs: TestClient) -> None:  # noqa: ARG002 - ended from elsewhere
        """The account is closed, and opened again (ASVS 7.4.2)."""
        for act in ("desactiver", "reactiver"):
            self.post(self.administrator(), f"{self.account}/{act}")

    def other_role(self, theirs: TestClient) -> None:  # noqa: ARG002 - ended from elsewhere
        """Another role, and back."""
        first_name, last_name, function = NAMES[Role.REFERENT]
        form = {
            "first_name": first_name, "last_name": last_name, "function": function, "email": self.person.email,
            "organisation": "Opérateur Imaginaire", "departements": DEPARTEMENT, "confirmed": "1",
        }  # fmt: skip
        for role in ("coordinator", "referent"):
            self.post(self.administrator(), self.account, role=role, **form)

    def other_password(self, theirs: TestClient) -> None:
        """Another password, in the session itself (ASVS 7.4.3)."""
        form = {"password": PASSWORD, "chosen": "violon sablier hamac 4", "again": "violon sablier hamac 4"}
        self.post(theirs, "/compte/mot-de-passe", code=self.staff.code(self.person), **form)

    def code_again(self, theirs: TestClient) -> None:
        """A fresh code gives the session another token (ASVS 7.2.4)."""
        self.post(theirs, "/preuve", code=self.staff.code(self.person))

    def idle(self, theirs: TestClient) -> None:  # noqa: ARG002 - time alone
        """Nothing for half an hour (ASVS 7.3.1)."""
        self.clock.advance(minutes=30)

    def age(self, theirs: TestClient) -> None:
        """Ten hours, however busy (ASVS 7.3.2)."""
        for _ in range(31):
            self.clock.advance(minutes=20)
            theirs.get("/compte", follow_redirects=False)

    def new_link(self, theirs: TestClient) -> None:  # noqa: ARG002 - ended from elsewhere
        """A new link takes the place of password and telephone (ASVS 7.4.3)."""
        self.post(self.administrator(), f"{self.account}/lien", checked="in-person")

    def ways(self) -> Mapping[str, Callable[[TestClient], None]]:
        """List those after which the person signs in with what they had."""
        ways = (
            self.sign_out, self.end_one, self.end_others, self.end_all, self.disable, self.other_role,
            self.code_again, self.idle, self.age,
        )  # fmt: skip
        return {way.__name__: way for way in ways}


@pytest.fixture
def ends(staff: Staff, new_browser: Callable[[], TestClient], clock: FixedClock) -> Ends:
    """Give the ways to end a session."""
    return Ends(staff, new_browser, clock)


def replayed(ends: Ends, cookie: str) -> tuple[int, int]:
    """Hold a copied cookie in a browser of its own; give the answers to a page and to a form."""
    thief = ends.new_browser()
    thief.cookies.set(COOKIE, cookie, domain="liaison.test", path="/")
    page = thief.get("/compte", follow_redirects=False)
    return page.status_code, thief.post("/compte/appareils", data={"csrf": "x"}).status_code


def opens(ends: Ends, way: Callable[[TestClient], None]) -> bool:
    """Sign in, copy the cookie, end the session; say whether the copy still opens anything."""
    theirs = ends.staff.sign_in(ends.new_browser(), Role.REFERENT)
    cookie = theirs.cookies[COOKIE]
    assert (200, 403) == replayed(ends, cookie), "it opened something before"
    way(theirs)
    return replayed(ends, cookie) != (303, 401)


def test_whatever_ended_it_a_copied_cookie_opens_nothing(ends: Ends) -> None:
    """Each way through its page; what it was copied to is asked to sign in (ASVS 7.4)."""
    assert [] == [name for name, way in ends.ways().items() if opens(ends, way)]


def test_other_secrets_end_it_too(ends: Ends) -> None:
    """A changed password, in the session itself."""
    assert not opens(ends, ends.other_password)


def test_a_new_link_ends_it_too(ends: Ends) -> None:
    """Password and telephone are replaced by the administrator."""
    assert not opens(ends, ends.new_link)


def test_one_signs_out_on_every_page(browser: TestClient, staff: Staff) -> None:
    """The button stands beside one's name (ASVS 7.4.4)."""
    staff.sign_in(browser, Role.REFERENT)
    assert [] == [path for path in ("/", "/compte", "/preuve") if "Se déconnecter" not in browser.get(path).text]
