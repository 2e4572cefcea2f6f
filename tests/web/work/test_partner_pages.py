"""Does a partner's page give what it should to who holds its link, and nothing to anyone else?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.store import trails
from liaison.vocabulary import Chain
from tests.clock import FixedClock
from tests.web.staff import HOST, close, make_service
from tests.web.work.office import FIRST_NAME, LAST_NAME, Desk, Office, words

pytestmark = pytest.mark.requirement("T-8", "T-9")
BY_LINK = {"carrier": "link", "key_channel": "sms", "signed": "true"}
ACCEPTED = {"outcome": "accepted"}
UNKNOWN = f"/pli/{'x' * 43}"


@pytest.fixture
def service(tmp_path: Path, clock: FixedClock, doors: Doors, sqlite_database_url: str) -> Iterator[Service]:
    """Give a service that partners reach from outside."""
    house = make_service(sqlite_database_url, tmp_path, clock, public_url=f"https://{HOST}")
    yield replace(house, mailer=doors.mailer, texter=doors.texter)
    close(house)


@pytest.fixture
def sent(desk: Desk, office: Office) -> str:
    """Send a fiche by a link, and let the mail leave; give the path of its page."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_LINK).url.path
    office.deliver()
    return path


@pytest.fixture
def link(sent: str, doors: Doors) -> str:
    """Read the path of the partner's page off the mail."""
    assert sent
    (found,) = set(re.findall(rf"https://{HOST}(/pli/\S+)", "\n".join(mail.text for mail in doors.mails())))
    return str(found)


@pytest.fixture
def partner(new_browser: Callable[[], TestClient]) -> TestClient:
    """Give the partner's browser, which never signed in."""
    return new_browser()


def entries(service: Service, chain: Chain) -> int:
    """Count the entries of a chain."""
    with service.transaction() as ctx:
        return len(trails.read_page(ctx.session, chain, before=None, limit=500))


def test_it_says_nothing_of_anybody(partner: TestClient, link: str, office: Office) -> None:
    """Neither the person, nor the contact, nor an address or number of theirs; no menu, no link inwards."""
    page = partner.get(link)

    assert 200 == page.status_code
    for secret in (LAST_NAME, FIRST_NAME, "Colombe", "Inventaire", "conseil@mission.example", "06 00 00 01 01"):
        assert secret not in page.text
    assert office.case not in page.text
    inside = re.findall(r'href="(/[^"]*)"', page.text.partition("<body")[2])
    assert [f"{link}/depot"] == [path for path in inside if not path.startswith("/static/")]
    assert "04 72 00 00 00" in words(page)


@pytest.mark.requirement("T-4")
def test_it_never_asks_for_a_key_or_a_number(partner: TestClient, link: str) -> None:
    """Words, choices and nothing else can be typed, before and after the acknowledgement."""
    for _ in range(2):
        names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', partner.get(link).text))
        assert names <= {"word", "trouble", "outcome", "reason"}
        partner.post(f"{link}/recu", data={"word": "reçu"})
    assert {"outcome", "reason"} <= names
    for field in ("key", "mobile", "telephone", "email"):
        assert 400 == partner.post(f"{link}/recu", data={"word": "reçu", field: "x"}).status_code


def test_headers(partner: TestClient, link: str) -> None:
    """The address goes nowhere by a referrer, and no shared computer keeps the page."""
    headers = partner.get(link).headers
    assert "no-referrer" == headers["referrer-policy"]
    assert "no-store" in headers["cache-control"]


def test_looking_writes_nothing(partner: TestClient, link: str, service: Service) -> None:
    """Every way of looking, and every form without its word: no entry, no mail, no SMS."""
    before = entries(service, Chain.REGISTER), entries(service, Chain.SECURITY)
    for _ in range(3):
        partner.get(link)
        partner.head(link)
    for act in ("recu", "telecharger", "aide", "reponse"):
        assert 422 == partner.post(f"{link}/{act}", data={}).status_code
        assert 405 == partner.get(f"{link}/{act}").status_code
    assert before == (entries(service, Chain.REGISTER), entries(service, Chain.SECURITY))


def test_another_site_cannot_post(partner: TestClient, link: str, service: Service) -> None:
    """A page elsewhere that knew the link could not use the partner's browser."""
    before = entries(service, Chain.REGISTER)
    for site in ("cross-site", "same-site"):
        headers = {"Origin": "https://ailleurs.example", "Sec-Fetch-Site": site}
        assert 403 == partner.post(f"{link}/recu", data={"word": "reçu"}, headers=headers).status_code
    assert before == entries(service, Chain.REGISTER)


def test_dead_links_look_alike(partner: TestClient, link: str, desk: Desk, sent: str, service: Service) -> None:
    """Recalled or never made: the same page, and a stranger who tries thousands fills no journal."""
    desk.press(f"{sent}/rappeler")
    before = entries(service, Chain.SECURITY)
    dead, unknown = partner.get(link), partner.get(UNKNOWN)
    assert (410, 410) == (dead.status_code, unknown.status_code)
    assert words(dead) == words(unknown)
    for act, more in (("recu", {}), ("telecharger", {}), ("aide", {"trouble": "other"}), ("reponse", ACCEPTED)):
        assert 410 == partner.post(f"{UNKNOWN}/{act}", data={"word": "x", **more}).status_code
    assert before == entries(service, Chain.SECURITY)


@pytest.mark.requirement("T-4")
def test_whole_story_by_its_pages(
    partner: TestClient, link: str, desk: Desk, sent: str, office: Office, doors: Doors
) -> None:
    """Fetched, acknowledged, the key by SMS, answered; what the référent reads at each step; no key on any page."""
    archive = partner.post(f"{link}/telecharger", data={"word": "télécharger"})
    assert ("application/octet-stream", b"PK") == (archive.headers["content-type"], archive.content[:2])
    assert archive.headers["content-disposition"].startswith('attachment; filename="liaison-')
    thanked = partner.post(f"{link}/recu", data={"word": "reçu"})
    assert "La réception est confirmée" in words(thanked)
    office.deliver()
    (text,) = doors.texts()
    key = text.body.splitlines()[-1]
    assert "La clé est remise" in words(desk.see(sent))
    answered = partner.post(f"{link}/reponse", data={"word": "réponse", "outcome": "refused", "reason": "no_place"})
    assert "Votre réponse est notée" in words(answered)
    desk.press(f"{sent}/ouvert")
    page = words(desk.see(sent))
    assert "demande refusée" in page
    assert "Nous n’avons pas de place" in page
    for shown in (thanked, answered, partner.get(link), desk.see(sent), desk.see("/"), desk.see("/transmissions")):
        assert key not in shown.text


def test_answers_of_no_partner(partner: TestClient, link: str) -> None:
    """What stands in no list is refused with its field, not with an error page."""
    partner.post(f"{link}/recu", data={"word": "reçu"})
    for outcome, reason in (("no_answer", ""), ("accepté", ""), ("refused", ""), ("refused", "parce que")):
        form = {"word": "réponse", "outcome": outcome, **({"reason": reason} if reason else {})}
        assert 422 == partner.post(f"{link}/reponse", data=form).status_code


def test_trouble_is_told(partner: TestClient, link: str, desk: Desk) -> None:
    """« Je n’arrive pas à ouvrir » stands first on « Ma journée »."""
    told = partner.post(f"{link}/aide", data={"word": "aide", "trouble": "blocked"})
    assert "La pièce jointe a été retirée ou bloquée" in words(told)
    assert "N’arrivent pas à ouvrir" in words(desk.see("/"))


def test_link_that_was_cut(partner: TestClient, link: str, desk: Desk, sent: str) -> None:
    """The référent cuts it: it is as dead as any; the pli is not."""
    assert "Le lien ne fonctionne plus." in words(desk.press(f"{sent}/lien/couper"))
    assert 410 == partner.get(link).status_code
    assert 409 == desk.press(f"{sent}/lien/couper").status_code
    assert "La clé attend ici" in words(desk.see(sent))
