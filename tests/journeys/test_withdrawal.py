"""What if the person withdraws their agreement while the mail waits (T-7)? Nothing leaves, and the key is gone."""

import re

import pytest
from playwright.sync_api import Page, expect

from crypto.errors import KeyGone
from forms.catalog import Catalog
from liaison.store import exchanges
from liaison.vocabulary import AgreementKind, PartnerKind, Sealed
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("T-7")
def test_withdrawn_while_the_mail_waits(restless: House, restless_people: People, page: Page) -> None:
    """The page says so, nothing leaves when the worker runs, and no key is left to give."""
    restless.server.start(worker_in_serve="false")
    referent = restless_people.new()
    partner = restless_people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    case_id = restless_people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT)
    doing.sign_in(page, restless.url, referent)
    doing.open_case(page, restless.url, case_id)
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.ask_to_send(page)
    reference = doing.send(page)
    address = page.url.partition("?")[0]

    doing.open_case(page, restless.url, case_id)
    page.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer l’accord").click()
    expect(page.get_by_text("ce qui attendait de partir est arrêté")).to_be_visible()
    restless.work_later()
    page.goto(address)

    expect(page.get_by_text("Envoi arrêté.")).to_be_visible()
    expect(page.get_by_text("annulé avant de partir")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Transmettre la clé par SMS|l’a reçu"))).to_have_count(0)
    assert [] == [mail for mail in restless.mail.received if reference in str(mail.message["Subject"])]
    transmission_id = address.rpartition("/")[2]
    with restless.service().transaction() as ctx:
        assert exchanges.get_transmission(ctx.session, transmission_id).passphrase is None
        with pytest.raises(KeyGone):
            ctx.vault.seal(Sealed.PASSPHRASE.object(transmission_id), field="passphrase", version=1, plain=b"x")
