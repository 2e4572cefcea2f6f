"""How do a référent and a partner exchange, in a journey? One at a screen, the other with a telephone’s browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, ViewportSize, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind
from tests.journeys import doing, partner_side
from tests.journeys.house import House
from tests.journeys.people import Partner, People, Person
from tests.journeys.waiting import until

PHONE: Final = ViewportSize(width=390, height=844)


@dataclass(slots=True)
class Exchange:
    """A référent at a screen, a partner with a browser on a telephone, and the pli between them."""

    house: House
    people: People
    page: Page
    partner_page: Page
    referent: Person
    partner: Partner
    reference: str = ""

    def letters(self, subject: str) -> list[partner_side.Letter]:
        """Read the partner's mails whose subject holds something."""
        read = [partner_side.read(received) for received in list(self.house.mail.received)]
        return [letter for letter in read if subject in letter.subject and self.partner.email in letter.to]

    def letter(self, subject: str) -> partner_side.Letter:
        """Read the last of these mails, once it is there."""
        until(lambda: bool(self.letters(subject)), f"a mail about {subject}")
        return self.letters(subject)[-1]

    def key(self) -> str:
        """Read the key of the pli off the SMS, once it is there."""
        assert self.house.gateway is not None
        texts = self.house.gateway.texts
        until(lambda: any(self.reference in text.text for text in texts.values()), "the SMS of the key")
        return [text.text for text in texts.values() if self.reference in text.text][-1].splitlines()[-1]

    def choose(self, file: Path) -> None:
        """Have the partner choose a file and send it."""
        self.partner_page.get_by_label("Votre fichier chiffré").set_input_files(file)
        self.partner_page.get_by_role("button", name="Déposer le fichier").click()

    def deposited(self) -> str:
        """Read the reference on the receipt."""
        expect(self.partner_page.get_by_role("heading", name="Fichier bien reçu")).to_be_visible()
        return self.partner_page.locator("dd .code").first.inner_text()


def send_and_open(exchange: Exchange, folder: Path) -> bytes:
    """Send a fiche by e-mail; the partner says « reçu », gets the key by SMS and opens it with 7-Zip."""
    case_id = exchange.people.case(exchange.referent, "EXEMPLAIRE", *AgreementKind)
    doing.open_case(exchange.page, exchange.house.url, case_id)
    doing.ready_to_send(exchange.page, Catalog(None).get("generic"), exchange.partner)
    doing.ask_to_send(exchange.page)
    exchange.reference = doing.send(exchange.page)
    letter = exchange.letter(exchange.reference)
    exchange.partner_page.goto(partner_side.link_in(letter))
    form = exchange.partner_page.locator("form").filter(
        has=exchange.partner_page.get_by_role("button", name="Confirmer la réception")
    )
    form.get_by_role("textbox").fill("reçu")
    form.get_by_role("button", name="Confirmer la réception").click()
    return partner_side.unseal(letter, exchange.key(), folder)
