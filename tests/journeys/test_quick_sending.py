"""How many clicks and fields from a dossier to « pli envoyé »? At most twelve (interface.md, "Measured by")."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")


class Hands:
    """Counts what a person does."""

    def __init__(self) -> None:
        self.did = 0

    def click(self, place: Locator) -> None:
        """Click once."""
        self.did += 1
        place.click()

    def write(self, place: Locator, text: str) -> None:
        """Fill one field."""
        self.did += 1
        place.fill(text)

    def choose(self, place: Locator, label: str) -> None:
        """Choose in one list."""
        self.did += 1
        place.select_option(label=label)


@pytest.mark.requirement("F-10", "T-1")
def test_at_most_twelve_interactions(house: House, people: People, page: Page) -> None:
    """Dossier, staff and directory fill the fiche: what is left is the contact, the place, and saying yes."""
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    case_id = people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    spec, hands = Catalog(None).get("generic"), Hands()

    hands.click(page.get_by_role("link", name="Nouvelle fiche"))
    hands.click(page.get_by_role("listitem").filter(has_text=spec.name).get_by_role("button", name="Commencer"))
    contact = f"{partner.name} : {partner.contact_name}, {partner.function}"
    hands.choose(page.get_by_label("À qui s’adresse cette fiche ?"), contact)
    hands.write(doing.field(page, "signature.place"), "Testville")
    hands.click(page.get_by_role("button", name="Envoyer…").first)
    hands.click(page.get_by_role("button", name="Continuer"))
    hands.click(page.get_by_role("button", name="Envoyer le pli"))
    expect(page.get_by_role("listitem").filter(has_text=re.compile(r"^parti"))).to_contain_text("/", timeout=20_000)

    assert 12 >= hands.did
