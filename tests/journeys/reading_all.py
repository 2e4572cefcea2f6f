"""What does somebody see of a house? Every page and every file that they may open, read as text by other programs."""

import io
import re
import unicodedata
import zipfile
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyotp
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.routing import Match
from starlette.testclient import TestClient

from liaison.usecases import administering, inviting
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.factories import PUBLIC_URL, House
from tests.forms.paper.reading import text_of
from tests.web.staff import token_in
from web.app import build
from web.matrix import MATRIX
from web.routes import routers

PASSWORD: Final = "girafe tricot volcan 7"
MOST: Final = 25
"""Addresses of one route that a reader opens: the pages of a long list are alike, and the exports hold every line."""
_LINK: Final = re.compile(r'(?:href|src)="([^"#]+)"')
ROUTES: Final = {
    route.name: route
    for router in routers(demo=False)
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
}


def opened_to(role: Role) -> set[str]:
    """Name the pages and files that the matrix opens to a role."""
    return {name for name in ROUTES if isinstance(entry := MATRIX[name], frozenset) and role in entry}


@dataclass(slots=True)
class Reader:
    """Somebody of the house in a browser, and all that they read there, by address."""

    house: House
    who: str
    email: str
    seed: str
    browser: TestClient
    seen: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    """The routes of what they read."""

    def sign_in(self) -> None:
        """Enter by both factors; a session lasts no longer than a day."""
        self.browser.cookies.clear()
        self.house.clock.advance(seconds=60)
        answer = self.browser.post("/connexion", data={"email": self.email, "password": PASSWORD})
        form = {"csrf": token_in(answer), "code": pyotp.TOTP(self.seed).at(self.house.clock.now())}
        answer = self.browser.post("/connexion/code", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def read_all(self, role: Role = Role.DPO) -> None:
        """Open every page without an id, and whatever is linked from there, as long as the role may."""
        self.sign_in()
        mine = opened_to(role)
        waiting = deque(sorted(route.path for name, route in ROUTES.items() if name in mine and "{" not in route.path))
        asked, count = set(waiting), Counter[str]()
        while waiting:
            address = waiting.popleft()
            name = route_of(address)
            if name not in mine or count[name] >= MOST:
                continue
            count[name] += 1
            self.opened.add(name)
            answer = self.browser.get(address)
            assert answer.status_code == 200, f"{name} {address}: {answer.status_code} {answer.text[:2000]}"
            self.seen[f"{self.house.clock.now():%Y-%m-%d} {address}"] = as_text(answer)
            for link in links_in(answer):
                if link not in asked:
                    asked.add(link)
                    waiting.append(link)

    def get(self, address: str) -> bytes:
        """Take a file by its address."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return answer.content

    def take(self, address: str, **form: str) -> bytes:
        """Post a form of a page, and take the file that it answers."""
        self.sign_in()
        page = self.browser.get("/preuves")
        answer = self.browser.post(address, data={"csrf": token_in(page), **form})
        assert answer.status_code == 200, answer.text
        assert "content-disposition" in answer.headers, "a page, where a file was asked for"
        self.seen[f"{self.house.clock.now():%Y-%m-%d} {address} {form}"] = as_text(answer)
        return answer.content


def enter(house: House, who: str) -> Reader:
    """Let somebody of the house accept an invitation, and give them a browser."""
    account_id = house[who].account_id
    checked = IdentityCheck.IN_PERSON
    token = house.do(administering.renew_invitation, house["administrator"], account_id, checked=checked)
    seed = house.do(inviting.open_invitation, token).secret
    code = pyotp.TOTP(seed).at(house.clock.now())
    house.do(inviting.accept_invitation, token, password=PASSWORD, code=code)
    browser = TestClient(build(house.service), base_url=PUBLIC_URL, headers={"Sec-Fetch-Site": "same-origin"})
    return Reader(house, who, f"{who.replace(' ', '.')}@operateur.example", seed, browser)


def route_of(address: str) -> str:
    """Name the route of an address; empty when there is none."""
    scope = {"type": "http", "method": "GET", "path": address.partition("?")[0]}
    for name, route in ROUTES.items():
        if route.matches(scope)[0] is Match.FULL:
            return name
    return ""


def links_in(answer: Response) -> list[str]:
    """Give what a page links to, in this house."""
    if "text/html" not in answer.headers["content-type"]:
        return []
    found = (link.replace("&amp;", "&").removeprefix(PUBLIC_URL) for link in _LINK.findall(answer.text))
    return [link for link in found if link.startswith("/") and not link.startswith("/static")]


def as_text(answer: Response) -> str:
    """Read an answer as whoever opens it does: paper, workbook or text."""
    headers = f"{answer.headers.get('content-disposition', '')} {answer.url}"
    content = answer.content
    if content.startswith(b"%PDF"):
        return f"{headers} {text_of(content)}"
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            return " ".join(
                [headers, *(workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist())]
            )
    return f"{headers} {content.decode('utf-8-sig', 'replace')}"


def told(canaries: Iterable[str], texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Say which canary stands in which text, however it is spaced, accented or written large."""
    wanted = [(canary, _bare(canary)) for canary in canaries]
    bare = [(name, _bare(text)) for name, text in texts]
    return [(canary, name) for canary, needle in wanted for name, text in bare if needle in text]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
