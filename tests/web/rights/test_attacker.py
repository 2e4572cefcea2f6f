"""What does somebody get who tries everything by script? Nothing, and the journal tells of it (issue 8).

Ids that are another's: `test_foreign_ids`. Here: forged forms, planted and replayed secrets, headers and log lines
smuggled in through every field, hostile hosts, ways out to other sites, and ten thousand guesses.
"""

import email
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from email.message import Message
from itertools import cycle
from typing import Final

import pyotp
import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from liaison.errors import LiaisonError, TooMany
from liaison.events import EventKind
from liaison.usecases import administering, auditing, inviting, linking, signing_in
from liaison.vocabulary import LinkPurpose
from tests.journeys.reading_all import PASSWORD
from tests.web.rights.addresses import ROUTES, address, opened_to
from tests.web.rights.conftest import OWNERS, Groupement
from tests.web.rights.posting import TOKEN
from tests.web.staff import token_in
from web.matrix import Gate, entry_of

pytestmark = [pytest.mark.requirement("A-1", "A-2"), pytest.mark.xdist_group("rights")]

PIRATE: Final = "pirate.example"
SMUGGLED: Final = f"Essai\r\nBcc: voleur@{PIRATE}\r\nX-Pirate: oui\r\nSet-Cookie: pirate=1\r\n\r\nERROR liaison pirate"
TYPED: Final = frozenset({"Essai", "Un texte d’essai.", "quelquun@exemple.example", "12"})
"""What `posting` types where a field is free."""
TRIES: Final = 10_000
BURST: Final = 100
"""Tries of the same moment."""


def refusals(both: Groupement, why: str) -> int:
    """Count the refusals of a kind that the journal holds."""
    return sum(detail["why"] == why for detail in both.journal(EventKind.ACCESS_REFUSED))


def posts_of(both: Groupement, who: str) -> list[tuple[str, str]]:
    """Name every form that somebody may post, with its address."""
    routes = [route for route in opened_to(both.role(who)) if "POST" in (route.methods or ())]
    return [(route.name, address(route, both.rhone)) for route in routes]


def test_forged_forms_do_nothing(both: Groupement, typed: Mapping[str, dict[str, list[str]]]) -> None:
    """Every form of every role, from the right browser, with a colleague's token, a made-up one, or none."""
    for who in OWNERS:
        both.reader(who)
    before, journalled = both.rows(), refusals(both, "forgedform")
    answered, sent = [], 0
    for who, other in zip(OWNERS, (*OWNERS[1:], OWNERS[0]), strict=True):
        forged = cycle(({TOKEN: both.tokens[other]}, {TOKEN: "x" * 60}, {}))
        for name, place in posts_of(both, who):
            form = {**typed.get(name, {}), **next(forged)}
            answer = both.reader(who).browser.post(place, data=form, follow_redirects=False)
            sent += 1
            answered += [(who, name, answer.status_code)] if answer.status_code != 403 else []
    assert [] == answered
    assert before == both.rows()
    assert sent == refusals(both, "forgedform") - journalled > 150


def test_planted_and_replayed_secrets_open_nothing(both: Groupement) -> None:
    """A cookie planted before signing in, a code used twice, an invitation used twice, a cookie after signing out."""
    reader = both.reader("controller")
    refused = len(both.journal(EventKind.SIGN_IN_REFUSED))
    both.house.clock.advance(seconds=60)
    victim, thief = both.browser(), both.browser()
    planted = thief.post("/connexion", data={"email": reader.email, "password": PASSWORD}).cookies
    victim.cookies.update(planted)
    page = victim.post("/connexion", data={"email": reader.email, "password": PASSWORD})
    code = pyotp.TOTP(reader.seed).at(both.house.clock.now())
    answer = victim.post("/connexion/code", data={TOKEN: token_in(page), "code": code}, follow_redirects=False)
    assert 303 == answer.status_code
    assert 401 == thief.get("/", headers={"accept": "application/json"}).status_code
    half = thief.post("/connexion", data={"email": reader.email, "password": PASSWORD})
    again = thief.post("/connexion/code", data={TOKEN: token_in(half), "code": code}, follow_redirects=False)
    assert 401 == again.status_code
    thief.cookies.clear()
    thief.cookies.update(victim.cookies)
    victim.post("/deconnexion", data={TOKEN: token_in(victim.get("/"))})
    assert 401 == thief.get("/", headers={"accept": "application/json"}).status_code
    assert refused < len(both.journal(EventKind.SIGN_IN_REFUSED))


def test_a_secret_of_a_link_opens_one_door_only(both: Groupement) -> None:
    """The link of a pli, of an address, of a deposit, of an attestation: each tried on every route that takes one."""
    subjects = {
        LinkPurpose.PLI: both.rhone.ids["transmission_id"],
        LinkPurpose.ADDRESS: both.rhone.ids["contact_id"],
        LinkPurpose.DEPOSIT: both.rhone.ids["contact_id"],
        LinkPurpose.ATTESTATION: both.rhone.of_route["show_attestation"]["request_id"],
    }
    words = {"pli": LinkPurpose.PLI, "adresse": LinkPurpose.ADDRESS, "attestation": LinkPurpose.ATTESTATION}
    doors = [route for route in ROUTES if "{token}" in route.path]
    tokens = {
        purpose: both.house.do(linking.issue, purpose, subject, life=timedelta(days=1))
        for purpose, subject in subjects.items()
    }
    before, told = both.rows(), []
    browser, nothing = both.browser(), "a" * 43
    for route in doors:
        own = words.get(route.path.split("/")[1], LinkPurpose.DEPOSIT)
        absent = knock(browser, route, nothing)
        for purpose, token in tokens.items():
            if purpose is not own and knock(browser, route, token) != absent:
                told.append((route.name, purpose))
    assert [] == told
    assert before == both.rows()
    assert len(doors) > 10


def knock(browser: TestClient, route: APIRoute, token: str) -> tuple[int, str, str]:
    """Try a token at a door; give the answer as it is without it."""
    browser.cookies.clear()
    method = min(route.methods or ())
    answer = browser.request(method, route.path.format(token=token), data={}, follow_redirects=False)
    return answer.status_code, str(answer.headers).replace(token, ""), answer.text.replace(token, "")


def test_an_invitation_serves_once(both: Groupement) -> None:
    """Whoever finds the link later gets nothing, and the one before it died when it was renewed."""
    account_id = both.house["other referent"].account_id
    first = both.house.do(administering.renew_invitation, both.house["administrator"], account_id)
    token = both.house.do(administering.renew_invitation, both.house["administrator"], account_id)
    seed = both.house.do(inviting.open_invitation, token).secret
    code = pyotp.TOTP(seed).at(both.house.clock.now())
    both.house.do(inviting.accept_invitation, token, password=PASSWORD, code=code)
    for stale in (first, token):
        browser = both.browser()
        browser.get(f"/invitation/{stale}")
        answer = browser.post("/invitation", data={"password": PASSWORD, "code": code}, follow_redirects=False)
        assert answer.status_code >= 400


def test_hostile_hosts_and_proxies(both: Groupement) -> None:
    """Another Host is not answered; what claims to come from a proxy changes no page, no link and no address."""
    headers = {
        "X-Forwarded-Host": PIRATE, "X-Forwarded-Server": PIRATE, "X-Forwarded-Proto": "http", "X-Host": PIRATE,
        "Forwarded": f"host={PIRATE};proto=http;for=10.0.0.1", "X-Original-URL": "/administration/comptes",
        "X-Rewrite-URL": "/administration/comptes", "X-HTTP-Method-Override": "POST", "X-Forwarded-For": "10.9.9.9",
    }  # fmt: skip
    browser = both.reader("coordinator").browser
    places = [address(route, both.rhone) for route in opened_to(both.role("coordinator")) if "{" not in route.path]
    for place in [one for one in places if "deconnexion" not in one]:
        assert 400 == browser.get(place, headers={"host": PIRATE}, follow_redirects=False).status_code
    for route in opened_to(both.role("coordinator")):
        if "GET" not in (route.methods or ()) or "{" in route.path:
            continue
        plain, led = browser.get(route.path), browser.get(route.path, headers=headers)
        # Another attack of this house may have typed the name: its pages show it, as often as before.
        found = (led.status_code, led.text.count(PIRATE), PIRATE in str(led.headers))
        assert (plain.status_code, plain.text.count(PIRATE), False) == found, route.name
        assert title(plain) == title(led)


def title(answer: Response) -> str:
    """Read the title of a page; nothing of a file."""
    return answer.text.partition("<title>")[2].partition("</title>")[0]


WAYS_OUT: Final = (
    f"https://{PIRATE}/", f"//{PIRATE}/", f"/\\{PIRATE}", f"\\\\{PIRATE}", f"https:{PIRATE}", "javascript:alert(1)",
    f"/%0d%0aLocation:%20https://{PIRATE}", f"/\r\nLocation: https://{PIRATE}", f" //{PIRATE}", f"/\t/{PIRATE}",
)  # fmt: skip


def test_no_way_out(both: Groupement) -> None:
    """Every page, asked with every name of a way back; and the sign-in, which has one."""
    names = ("vers", "next", "url", "retour", "return_to", "redirect", "continue", "fait", "garde")
    browser = both.reader("referent").browser
    routes = [*opened_to(both.role("referent")), *(one for one in ROUTES if entry_of(one.name) is Gate.PUBLIC)]
    for number, route in enumerate(one for one in routes if "GET" in (one.methods or ()) and "{" not in one.path):
        way = WAYS_OUT[number % len(WAYS_OUT)]
        answer = browser.get(route.path, params=dict.fromkeys(names, way), follow_redirects=False)
        assert PIRATE not in answer.headers.get("location", ""), route.name
        assert "javascript:" not in answer.text, route.name
    reader = both.reader("dpo")
    for way in WAYS_OUT[:4]:
        both.house.clock.advance(seconds=60)
        fresh = both.browser()
        form = {"email": reader.email, "password": PASSWORD, "vers": way}
        page = fresh.post("/connexion", data=form)
        code = pyotp.TOTP(reader.seed).at(both.house.clock.now())
        form = {TOKEN: token_in(page), "code": code, "vers": way}
        answer = fresh.post("/connexion/code", data=form, follow_redirects=False)
        assert (303, "/") == (answer.status_code, answer.headers["location"])


def test_nothing_is_smuggled_into_headers_mails_or_logs(
    both: Groupement, typed: Mapping[str, dict[str, list[str]]], caplog: pytest.LogCaptureFixture
) -> None:
    """Line ends in every free field, then in every field, of every form of those who write to partners."""
    caplog.set_level(logging.DEBUG)
    seen: list[Response] = []
    for who in ("referent", "coordinator"):
        reader = both.reader(who)
        for name, place in posts_of(both, who):
            if name == "sign_out":
                continue
            fields = typed.get(name, {})
            free = {key: [SMUGGLED if one in TYPED else one for one in many] for key, many in fields.items()}
            every = {key: [SMUGGLED for _ in many] for key, many in fields.items()}
            for form in (free, every):
                data = {**form, TOKEN: both.tokens[who]}
                seen.append(reader.browser.post(place, data=data, follow_redirects=False))
    both.house.work()
    assert 200 < len(seen)
    assert [] == [answer.url for answer in seen if answer.status_code >= 500]
    assert [] == [answer.url for answer in seen if {"x-pirate", "bcc"} & set(answer.headers)]
    assert [] == [answer.url for answer in seen if "pirate" in answer.headers.get("set-cookie", "")]
    assert [] == [key for mail in mails(both) for key in mail if key in {"Bcc", "X-Pirate", "Set-Cookie"}]
    assert [] == [
        one.getMessage() for one in caplog.records if "pirate" in one.getMessage() or "\n" in one.getMessage()
    ]
    for kind in EventKind:
        assert PIRATE not in str(both.journal(kind))


def mails(both: Groupement) -> list[Message]:
    """Read the mails that arrived, as a mail program does."""
    folder = both.house.folder / "outside"
    found = [email.message_from_bytes(path.read_bytes()) for path in folder.rglob("new/*") if path.is_file()]
    assert found
    return found


def test_ten_thousand_guesses(both: Groupement) -> None:
    """A hundred at a time, from a hundred machines, for hours: nearly all are made to wait, and nobody is kept out."""
    reader, counted = both.reader("dpo"), Counter[bool]()
    slowed = len(both.journal(EventKind.SIGN_IN_SLOWED))
    for burst in range(TRIES // BURST):
        both.house.clock.advance(seconds=BURST)
        with both.house.service.transaction() as ctx:
            for number in range(BURST):
                machine = f"198.51.{burst}.{number}"
                try:
                    signing_in.begin(ctx, email=reader.email, password=f"essai {burst} {number}", address=machine)
                except LiaisonError as error:
                    counted[isinstance(error, TooMany)] += 1
                    auditing.note_refusal(ctx, error, actor=None, where="post_sign_in")
    assert TRIES == counted.total()
    assert counted[False] < TRIES // 50
    assert counted[True] == len(both.journal(EventKind.SIGN_IN_SLOWED)) - slowed
    both.house.clock.advance(seconds=15 * 60)
    reader.sign_in()
    assert 200 == reader.browser.get("/").status_code
