"""Does every answer carry what keeps a browser from doing harm? Pages, files, refusals, of every route, to all."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from httpx2 import Response

from liaison.vocabulary import Role
from tests.web.every.hostile import urlencoded
from tests.web.every.routes import NOBODY, POSTED, READ
from tests.web.every.world import WHO, World

pytestmark = pytest.mark.xdist_group("every-route")

DESCRIBING: Final = ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/metrics", "/.env", "/.git/HEAD")
FORM: Final = "application/x-www-form-urlencoded"
SAID: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
"""Written here once more: a header that the guard loses is missed."""
NOTHING: Final = ("default-src", "frame-ancestors", "base-uri")
OURS: Final = ("style-src", "script-src", "img-src", "font-src", "connect-src", "form-action")
TAKEN_AWAY: Final = {"default-src": "'none'", "sandbox": ""}
"""Of a file that is kept and never shown."""
NOT_ASKED: Final = ("camera", "microphone", "geolocation", "payment", "usb")


def faults(answer: Response) -> Iterator[str]:
    """Say what an answer lacks (ASVS 3.4.1 to 3.4.6, 14.3.2)."""
    for name, value in SAID.items():
        if answer.headers.get_list(name) != [value]:
            yield f"{name}: {answer.headers.get_list(name)}"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    wanted = dict.fromkeys(NOTHING, "'none'") | dict.fromkeys(OURS, "'self'")
    is_taken_away = answer.headers.get("content-disposition", "").startswith("attachment; ")
    if policy != (TAKEN_AWAY if is_taken_away and "sandbox" in policy else wanted):
        yield f"content-security-policy: {policy}"
    closed = answer.headers["permissions-policy"].split(", ")
    yield from (f"permissions-policy: {name}" for name in NOT_ASKED if f"{name}=()" not in closed)
    if answer.content and "content-type" not in answer.headers:
        yield "no content-type"
    if {"server", "x-powered-by"} & set(answer.headers):
        yield "says what it is made of"


def test_what_pages_answer(world: World) -> None:
    """Every page and file that somebody may open, as it was opened: pages, pictures, PDFs, tables, redirects."""
    found = [f"{who} {address}: {said}" for who, address, answer in world.offered.answers for said in faults(answer)]
    assert [] == found


@pytest.mark.parametrize("who", [NOBODY, Role.COORDINATOR.value, Role.DPO.value])
def test_what_every_route_answers(world: World, who: str) -> None:
    """Every route, asked by who may and by who may not: addresses that nothing has, forms that say nothing."""
    wrong = []
    for route in (*READ, *POSTED):
        path = re.sub(r"\{[^}]+\}", "inconnu", route.path)
        if route.name == "sign_out":
            continue
        if route in READ:
            answer = world.browsers[who].get(path, follow_redirects=False)
        else:
            answer = world.post(who, path, urlencoded([("csrf", world.tokens[who])]), FORM)
        wrong += [f"{route.name}: {said}" for said in faults(answer)]
        if answer.status_code >= 500:
            wrong.append(f"{route.name}: {answer.status_code} {world.incident()}")
    assert [] == wrong


def test_signing_out(world: World) -> None:
    """The one route that ends what the others need."""
    answer = world.post(WHO[1], "/deconnexion", urlencoded([("csrf", world.tokens[WHO[1]])]), FORM)
    assert 303 == answer.status_code
    assert [] == list(faults(answer))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD"])
def test_methods_that_no_page_uses(world: World, method: str) -> None:
    """Refused in French, with the same headers; nothing is described, nothing is done."""
    for path in ("/", "/connexion", "/dossiers", "/nulle-part", "/docs", "/redoc", "/openapi.json", "/static/x/y"):
        answer = world.browsers[WHO[1]].request(method, path, follow_redirects=False)
        assert answer.status_code in {404, 405}, (path, answer.status_code)
        assert [] == [said for said in faults(answer) if not (said.startswith("cache") and path.startswith("/static"))]


@pytest.mark.parametrize("path", DESCRIBING)
def test_nothing_is_described(world: World, path: str) -> None:
    """Neither to strangers nor to those who are signed in (ASVS 13.4.5)."""
    for who in WHO:
        answer = world.browsers[who].get(path)
        assert 404 == answer.status_code
        assert '<html lang="fr">' in answer.text
