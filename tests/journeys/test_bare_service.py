"""Does everything work without an SMS gateway and without a public address? By telephone, and no link in a mail."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing, partner_side
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

GATEWAY = ("sms_url", "sms_headers", "sms_id_field", "sms_status_url", "sms_status_field", "sms_callback_secret")


@pytest.mark.requirement("T-4", "T-3")
def test_by_telephone_alone(restless: House, restless_people: People, page: Page, tmp_path: Path) -> None:
    """SMS is shown and cannot be chosen, with its reason; the key is dictated, and opens the archive."""
    restless.server.start(without=GATEWAY)
    referent = restless_people.new()
    partner = restless_people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    doing.sign_in(page, restless.url, referent)
    doing.open_case(page, restless.url, restless_people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.ask_to_send(page)

    by_sms = page.get_by_role("radio", name=re.compile("^Par SMS"))
    expect(by_sms).to_be_disabled()
    expect(page.get_by_text("L’envoi de SMS n’est pas configuré sur ce service.")).to_be_visible()
    reference = doing.send(page, "Par téléphone")
    doing.wait_until_sent(page)
    key = doing.tell_key(page, referent)
    expect(page.locator(".dictation")).to_contain_text("comme")
    doing.note_read_back(page)

    (letter,) = [letter for letter in map(partner_side.read, restless.mail.received) if reference in letter.subject]
    assert partner_side.link_in(letter).startswith(f"{restless.url}/pli/")
    assert partner_side.is_opened_by(letter, key, tmp_path)
