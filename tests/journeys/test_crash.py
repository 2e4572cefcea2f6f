"""What if the machine stops between the commit and the sending, or between the sending and its mark (law 10)?"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.rules.delivery import LEASE
from liaison.store import outbox
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing, partner_side
from tests.journeys.house import House
from tests.journeys.partner_side import Letter
from tests.journeys.people import People
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")


@dataclass(frozen=True, slots=True)
class Sending:
    """A pli that a référent sent: its page, and what is known of its mail."""

    address: str
    reference: str
    message_id: str


def _send(page: Page, house: House, people: People) -> Sending:
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.ask_to_send(page)
    reference = doing.send(page)
    address = page.url.partition("?")[0]
    with house.service().transaction() as ctx:
        (row,) = outbox.list_of(ctx.session, address.rpartition("/")[2])
        return Sending(address, reference, row.message_id)


def _key_by_sms(page: Page, house: House, reference: str) -> str:
    """Release the key; there must be one, in one SMS."""
    doing.wait_until_sent(page)
    doing.hear_that_it_arrived(page)
    expect(page.get_by_text("accepté par l’opérateur de SMS")).to_be_visible(timeout=20_000)
    return _key(house, reference)


def _key(house: House, reference: str) -> str:
    assert house.gateway is not None
    (text,) = [text.text for text in house.gateway.texts.values() if reference in text.text]
    return text.splitlines()[-1]


def _letters(house: House, reference: str) -> list[Letter]:
    letters = [partner_side.read(received) for received in house.mail.received]
    return [letter for letter in letters if reference in letter.subject]


@pytest.mark.requirement("T-4", "T-5")
def test_killed_between_commit_and_sending(
    restless: House, restless_people: People, page: Page, tmp_path: Path
) -> None:
    """What was committed leaves once after the restart, under the Message-ID that it had, with its one key."""
    restless.server.start(worker_in_serve="false")
    sending = _send(page, restless, restless_people)
    restless.server.kill()
    assert [] == _letters(restless, sending.reference)

    restless.server.start()
    page.goto(sending.address)
    key = _key_by_sms(page, restless, sending.reference)

    (letter,) = _letters(restless, sending.reference)
    assert sending.message_id == letter.message_id
    assert key == _key(restless, sending.reference)
    assert partner_side.is_opened_by(letter, key, tmp_path)


@pytest.mark.requirement("T-4", "T-5")
def test_killed_after_the_mail_server_took_it(
    restless: House, restless_people: People, page: Page, tmp_path: Path
) -> None:
    """Nobody knows then whether it left: the same mail goes again, and never with a second key."""
    restless.mail.silent_after_content = True
    restless.server.start()
    sending = _send(page, restless, restless_people)
    until(lambda: len(_letters(restless, sending.reference)) == 1, "the mail, at the mail server")
    restless.server.kill()

    restless.mail.silent_after_content = False
    restless.server.start()
    page.goto(sending.address)
    expect(page.get_by_text("Le pli part dans un instant.")).to_be_visible()
    assert 1 == len(_letters(restless, sending.reference))
    restless.work_later(LEASE + timedelta(minutes=1))
    page.reload()
    key = _key_by_sms(page, restless, sending.reference)

    first, second = _letters(restless, sending.reference)
    assert first == second
    assert sending.message_id == first.message_id
    assert partner_side.is_opened_by(first, key, tmp_path)
