"""Is the page of the demonstration there in a demonstration, and only there?"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.house import open_house
from liaison.ports import Attachment, Mail
from liaison.settings import load
from tests.clock import FixedClock
from tests.web.staff import close
from tests.web.work.office import words
from web.app import build


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Open a demonstration in a folder of its own, once for these tests."""
    clock = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    service = open_house(load({}, data_dir=tmp_path_factory.mktemp("demo")), port=8000, clock=clock)
    yield service
    close(service)


@pytest.fixture
def visitor(house: Service) -> Iterator[TestClient]:
    """Give a visitor's browser."""
    with TestClient(build(house), base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client


@pytest.mark.parametrize("path", ["/demo", "/demo/mails", "/demo/mails/x", "/demo/mails/x/piece-jointe", "/demo/sms"])
def test_outside_a_demonstration_the_pages_do_not_exist(browser: TestClient, service: Service, path: str) -> None:
    """Mails and SMS of a real operator have no page (law 14)."""
    assert service.demo is None
    assert 404 == browser.get(path).status_code


def test_the_first_page_has_all_that_is_needed_to_be_anyone(visitor: TestClient, house: Service) -> None:
    """Whoever reads it can sign in: address, password, the code of now; and six things to try."""
    page = visitor.get("/demo")
    assert house.demo is not None
    for person in house.demo.people():
        for part in (
            person.name,
            person.role_label,
            person.email,
            person.password,
            person.totp_code,
            person.totp_secret,
        ):
            assert part in page.text
    steps = page.text.partition('class="steps"')[2].partition("</ol>")[0].split("<li>")[1:]
    assert 6 == len(steps)
    assert [] == [step for step in steps if "<a href=" not in step]


@pytest.mark.requirement("T-8")
def test_a_kept_mail_is_shown_as_text_and_its_attachment_downloaded(visitor: TestClient, house: Service) -> None:
    """Nothing of a mail runs in the page, and what it carries is never opened there (security.md 22)."""
    assert house.demo is not None
    pli = Attachment("liaison-abc.zip", b"PK\x03\x04", "application/zip")
    text = "Bonjour <script>alert(1)</script>"
    house.demo.mailer.send(Mail("a@b.example", "Pli chiffré", text, f"<p>{text}</p>", "<1@test.example>", pli))
    found = house.demo.mails()[0]
    page = visitor.get(f"/demo/mails/{found.id}")
    assert "<script>alert" not in page.text
    assert "Bonjour &lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "Pli chiffré" in words(visitor.get("/demo/mails"))
    carried = visitor.get(f"/demo/mails/{found.id}/piece-jointe")
    assert b"PK\x03\x04" == carried.content
    assert 'attachment; filename="liaison-abc.zip"' == carried.headers["content-disposition"]
    assert "application/octet-stream" == carried.headers["content-type"]
    assert "sandbox" in carried.headers["content-security-policy"]
    assert "nosniff" == carried.headers["x-content-type-options"]


def test_a_kept_text_is_shown(visitor: TestClient, house: Service) -> None:
    """The SMS of a key is read on the local page."""
    assert house.demo is not None
    house.demo.texter.send("+33600000101", "Une clé <b>fictive</b>", idempotency_key="essai")
    page = visitor.get("/demo/sms")
    assert "06 00 00 01 01" in words(page)
    assert "Une clé &lt;b&gt;fictive&lt;/b&gt;" in page.text


def test_a_mail_that_is_not_there_is_not_found(visitor: TestClient) -> None:
    """An id that no page gave, and one that climbs out of the folder, are not found."""
    for mail_id in ("absent", "..%2F..%2Fseeds.json", "%2e%2e"):
        assert 404 == visitor.get(f"/demo/mails/{mail_id}").status_code
