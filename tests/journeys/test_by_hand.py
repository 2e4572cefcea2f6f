"""Does a fiche handed over on paper print, and stand in the register with who, where, when (T-2)?"""

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.forms.paper.reading import text_of
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("T-2", "F-11", "G-8")
def test_hand_delivery(house: House, people: People, page: Page) -> None:
    """It asks where, when, and whether the person was recognised; then prints, registers, and sends nothing."""
    spec, referent = Catalog(None).get("generic"), people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    doing.ready_to_send(page, spec, partner)
    mails = len(house.mail.received)

    doing.ask_to_send(page)
    page.get_by_role("group", name="Comment part le pli ?").get_by_label("En main propre").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Chez le partenaire").check()
    page.get_by_role("button", name="Remettre la fiche").click()
    expect(page.get_by_role("alert")).to_contain_text("cochez que vous avez reconnu la personne")
    page.get_by_label("J’ai reconnu la personne").check()
    page.get_by_role("button", name="Remettre la fiche").click()

    expect(page.get_by_text("La remise est inscrite au registre.")).to_be_visible()
    expect(page.get_by_text("fiche remise en main propre")).to_be_visible()
    text = text_of(doing.linked_file(page, "Imprimer la fiche (PDF)"))
    assert "EXEMPLAIRE" in text
    assert partner.name in text
    assert mails == len(house.mail.received)
