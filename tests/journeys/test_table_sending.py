"""Does a month's table leave from a browser, sealed, and does the DT OFII open it with 7-Zip (V-3)?"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.usecases import keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import PartnerKind
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.table_people import Bureau, bureau, freeze
from tests.journeys.waiting import until

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.requirement("V-3")]

CODE: Final = "61"
EMAIL: Final = "dt.ofii.essai@partenaire.example"


def test_from_the_frozen_table_to_the_opened_workbook(
    house: House, people: People, page: Page, new_context: Callable[..., BrowserContext], gallery: Gallery,
    tmp_path: Path,
) -> None:  # fmt: skip
    """Three answers on one page; mail, acknowledgement, key by SMS, 7-Zip; the pli's page speaks of a table."""
    where = bureau(people, CODE, doubtful=0, ready=3)
    freeze(people, where)
    doing.sign_in(page, house.url, where.coordinator)
    page.goto(f"{house.url}/tableaux/{where.table_id}/envoyer")
    expect(page.get_by_text("L’annuaire n’a pas de contact à la DT OFII")).to_be_visible()
    gallery.look(page, "table-sending-nobody")
    _dt_ofii(people, where)
    page.reload()
    gallery.look(page, "table-sending")
    page.get_by_role("button", name="Envoyer le tableau").click()
    reference = doing.reference(page)
    until(lambda: bool(_letters(house, reference)), f"the mail of {reference}")
    page.reload()
    gallery.look(page, "table-sent-pli")
    (letter,) = _letters(house, reference)
    assert "EXEMPLAIRE" not in letter.words

    partner = new_context().new_page()
    partner.goto(partner_side.link_in(letter))
    gallery.look(partner, "table-partner-pli")
    form = partner.locator("form").filter(has=partner.get_by_role("button", name="Confirmer la réception"))
    form.get_by_role("textbox").fill("reçu")
    form.get_by_role("button").click()
    expect(partner.get_by_role("heading", name="Renvoyer le tableau complété")).to_be_visible()
    expect(partner.get_by_role("heading", name="Votre réponse")).to_have_count(0)
    gallery.look(partner, "table-partner-received")
    workbook = partner_side.unseal(letter, _key(house, reference), tmp_path, named="tableau.xlsx")
    assert workbook.startswith(b"PK")
    assert 0 == len(workbook) % 1024

    page.reload()
    page.get_by_role("button", name="Le partenaire a ouvert le pli").click()
    expect(page.get_by_text("pour renvoyer ses décisions")).to_be_visible()
    gallery.look(page, "table-pli-awaited")
    page.get_by_role("link", name="Ouvrir le tableau").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{CODE}-")


def _dt_ofii(people: People, where: Bureau) -> None:
    with people.service.transaction() as ctx:
        form = PartnerForm(CODE, PartnerKind.OFII, "DT OFII d’Essai", "02 61 91 00 10")
        partner_id = keeping_directory.save_partner(ctx, where.actor, form)
        person = ContactForm(partner_id, "Colombe", "Inventaire", "Chargée d’orientation", EMAIL, "06 00 00 01 01")
        keeping_directory.save_contact(ctx, where.actor, person)


def _letters(house: House, reference: str) -> list[partner_side.Letter]:
    read = [partner_side.read(received) for received in list(house.mail.received)]
    return [letter for letter in read if reference in letter.subject]


def _key(house: House, reference: str) -> str:
    def texts() -> list[str]:
        assert house.gateway is not None
        return [text.text for text in house.gateway.texts.values() if reference in text.text]

    until(lambda: bool(texts()), f"the SMS of {reference}")
    (key,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){6}", texts()[-1])
    return str(key)
