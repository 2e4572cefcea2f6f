"""What does somebody do who signs in by a provider? Leave, choose who they are there, come back, go on."""

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode

import pyotp
from httpx2 import Response
from sqlmodel import col, select
from starlette.testclient import TestClient

from liaison import bootstrap, settings
from liaison.bootstrap import Service
from liaison.records import JournalEntry
from liaison.store import accounts
from liaison.usecases import administering, inviting
from liaison.usecases.administering import NewAccount
from liaison.usecases.profiles import email_index
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.provider.process import Provider
from tests.web.staff import DEPARTEMENT, HOST, Staff, close, token_in
from web.app import build

LEAVING: Final = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
HIDDEN: Final = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
REFUSED: Final = "La connexion avec votre compte professionnel n’a pas abouti."
DEPARTURE: Final = "/connexion/fournisseur/depart"
RETURN: Final = "/connexion/fournisseur"


class House:
    """A house that trusts the provider, and the same house under other settings."""

    def __init__(self, service: Service, provider: Provider, clock: FixedClock) -> None:
        self._service, self._provider, self._clock = service, provider, clock
        self._staff, self._numbers = Staff(service, clock), count(1)
        self._services: list[Service] = []
        self._browsers: list[TestClient] = []

    def visitor(self, **more: object) -> "Visitor":
        """Give somebody new, in the house under these further settings."""
        service = self._under(more) if more else self._service
        browser = TestClient(build(service), base_url=f"https://{HOST}", headers={"Sec-Fetch-Site": "same-origin"})
        self._browsers.append(browser)
        self._clock.advance(minutes=20)  # refused tries of an earlier test slow nobody any more
        number = next(self._numbers)
        return Visitor(service, self._staff, browser, self._provider, self._clock, f"agent-{number:03}")

    def bound(self, **more: object) -> "Visitor":
        """Give somebody new whose account is bound, signed out."""
        visitor = self.visitor(**more)
        visitor.invite()
        assert "Vos codes de secours" in visitor.bind().text
        visitor.sign_out()
        assert not visitor.is_in()
        return visitor

    def close(self) -> None:
        """Let all of it go."""
        for browser in self._browsers:
            browser.close()
        for service in self._services:
            close(service)

    def _under(self, more: dict[str, object]) -> Service:
        known = self._service.settings.model_dump()
        service = bootstrap.start(settings.load({}, **{**known, **more}), clock=self._clock)
        self._services.append(service)
        return service


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser, an identity at the provider and a telephone."""

    service: Service
    staff: Staff
    browser: TestClient
    provider: Provider
    clock: FixedClock
    person: str
    seed: str = field(default="", init=False)
    habits: dict[str, str] = field(default_factory=dict, init=False)
    """How the provider is all the while."""

    @property
    def email(self) -> str:
        """The address of their account here."""
        return f"{self.person}@operateur.example"

    def leave(self, path: str = DEPARTURE, **fields: str) -> str:
        """Leave for the provider; return where its page stands."""
        self.provider.lie(at=self.now(), **self.habits)
        answer = self.browser.post(path, data=fields)
        assert answer.status_code == 200, answer.text
        return address_in(answer)

    def choose(self, address: str, **lie: Any) -> dict[str, str]:  # noqa: ANN401 - as JSON
        """Choose who one is there; the provider lies from then on."""
        self.provider.lie(**{"at": self.now(), **self.habits, **lie})
        return self.provider.sign_in(address, self.person)

    def come_back(self, returned: dict[str, str]) -> dict[str, str]:
        """Open the address that the provider sends to; return what its page would post."""
        answer = self.browser.get(f"{RETURN}?{urlencode(returned)}")
        assert answer.status_code == 200, answer.text
        return {name: unescape(value) for name, value in HIDDEN.findall(answer.text) if name != "csrf"}

    def go_on(self, posted: dict[str, str]) -> Response:
        """Post that page."""
        return self.browser.post(RETURN, data=posted, follow_redirects=False)

    def sign_in(self, **lie: Any) -> Response:  # noqa: ANN401 - as JSON
        """Do all of it."""
        return self.go_on(self.come_back(self.choose(self.leave(), **lie)))

    def invite(self) -> None:
        """Have an administrator add an account, and follow its link."""
        new = NewAccount(
            "Zéphyrine", "Testoukhina", self.email, "Référente", "04 72 00 00 00", Role.REFERENT,
            "Opérateur Imaginaire", (DEPARTEMENT,),
        )  # fmt: skip
        administrator = self.staff.actor(Role.ADMINISTRATOR)
        with self.service.transaction() as ctx:
            token = administering.add_account(ctx, administrator, new)
            self.seed = inviting.open_invitation(ctx, token).secret
        assert self.browser.get(f"/invitation/{token}").status_code == 200

    def bind(self, **lie: Any) -> Response:  # noqa: ANN401 - as JSON
        """Open the account of the link by the provider and the telephone."""
        posted = self.come_back(self.choose(self.leave("/invitation/fournisseur"), **lie))
        return self.go_on({**posted, "code": self.code()})

    def code(self) -> str:
        """Read a fresh code off the telephone."""
        self.clock.advance(seconds=60)
        return pyotp.TOTP(self.seed).at(self.clock.now())

    def is_in(self) -> bool:
        """Say whether the browser is signed in."""
        return self.browser.get("/", follow_redirects=False).status_code == 200

    def sign_out(self) -> Response:
        """Leave."""
        form = {"csrf": token_in(self.browser.get("/"))}
        return self.browser.post("/deconnexion", data=form, follow_redirects=False)

    def account_id(self) -> str:
        """Return their account."""
        with self.service.transaction() as ctx:
            account = accounts.find_account(ctx.session, email_index(ctx, self.email))
            assert account is not None
            return account.id

    def faults(self) -> list[str]:
        """Read which faults the journal keeps, in order."""
        with self.service.transaction() as ctx:
            query = select(JournalEntry).where(JournalEntry.kind == "provider:refused")
            return [str(entry.detail["fault"]) for entry in ctx.session.exec(query.order_by(col(JournalEntry.index)))]

    def now(self) -> int:
        """Return the moment, as tokens count it."""
        return int(self.clock.now().timestamp())


def address_in(answer: Response) -> str:
    """Find where a page leads to by itself."""
    found = LEAVING.search(answer.text)
    assert found is not None, answer.text
    return unescape(found.group(1))
