"""Can the main task be done by keyboard alone? Filled and sent with Tab, letters, arrows, Space and Enter."""

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

FARTHEST = 150
"""Presses of Tab: more than any page has stops."""


def _go_to(page: Page, place: Locator) -> None:
    """Press Tab until the focus is there; it must be seen."""
    expect(place).to_be_attached()
    for _ in range(FARTHEST):
        if place.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(place).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def _press(page: Page, place: Locator, key: str = "Enter") -> None:
    _go_to(page, place)
    page.keyboard.press(key)


def test_fill_and_send(house: House, people: People, page: Page) -> None:
    """From sign-in to the key: the mouse is never touched, and the focus is always seen."""
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT)
    page.goto(f"{house.url}/connexion")
    _go_to(page, page.get_by_label("Adresse e-mail professionnelle"))
    page.keyboard.type(referent.email)
    _go_to(page, page.get_by_label("Mot de passe"))
    page.keyboard.type(referent.password)
    page.keyboard.press("Enter")
    _go_to(page, page.get_by_label("Code à six chiffres"))
    page.keyboard.type(referent.telephone.code())
    page.keyboard.press("Enter")

    _press(page, page.get_by_role("link", name="Dossiers", exact=True))
    _press(page, page.get_by_role("link", name="EXEMPLAIRE"))
    _press(page, page.get_by_role("link", name="Nouvelle fiche"))
    name = Catalog(None).get("generic").name
    _press(page, page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Commencer"))
    _go_to(page, page.get_by_label("À qui s’adresse cette fiche ?"))
    page.keyboard.type(partner.name)
    _go_to(page, doing.field(page, "beneficiary.children"))
    page.keyboard.type("2")
    # A group of exclusive answers is one stop; arrows go from one to the next.
    _go_to(page, page.locator('[name="beneficiary.family_situation"]:checked'))
    page.keyboard.press("ArrowUp")
    _go_to(page, doing.field(page, "support.needs"))
    page.keyboard.type("Un logement.\nUn emploi.")
    _go_to(page, doing.field(page, "signature.place"))
    page.keyboard.type("Testville")
    _press(page, page.get_by_role("button", name="Envoyer…").last)
    _go_to(page, page.locator('[name="key_channel"]:checked'))
    page.keyboard.press("ArrowDown")
    _press(page, page.get_by_role("button", name="Continuer"))
    _press(page, page.get_by_role("button", name="Envoyer le pli"), key="Space")

    doing.wait_until_sent(page)
    _press(page, page.get_by_role("link", name="Appeler et dicter la clé"))
    _go_to(page, page.get_by_label("La personne en ligne me dit que le pli est arrivé."))
    page.keyboard.press("Space")
    _go_to(page, page.get_by_label("Code à six chiffres"))
    page.keyboard.type(referent.telephone.code())
    _press(page, page.get_by_role("button", name="Afficher la clé, une seule fois"))
    _go_to(page, page.get_by_label("La clé a été relue en entier, sans erreur."))
    page.keyboard.press("Space")
    _press(page, page.get_by_role("button", name="Noter, et effacer la clé ici"))
    expect(page.get_by_text("la clé est effacée ici")).to_be_visible()
