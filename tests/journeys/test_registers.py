"""Does a DPO get from an empty register to documents that an inspector can take away?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.vocabulary import AgreementKind, Role
from liaison.vocabulary.registers import RegisterDocument
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("G-4", "G-7", "G-9", "G-10", "G-11")
def test_from_what_is_missing_to_what_is_printed(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Red for a machine that nobody declared, a text to say, each document looked at, and the notice that was given."""
    page = new_context().new_page()
    doing.sign_in(page, house.url, people.new(Role.DPO))
    page.get_by_role("navigation").get_by_role("link", name="Registres").click()
    expect(page.get_by_text("à déclarer ou à corriger")).to_be_visible()
    gallery.look(page, "registers-lacking")
    _declare(page, gallery)
    _say(page, house, gallery)
    for document in RegisterDocument:
        page.goto(f"{house.url}/registres/{document.value}")
        gallery.look(page, f"registers-document-{document.value}")
    page.goto(f"{house.url}/registres")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Texte : Annexe opérationnelle 6").click()
    assert "Badge nominatif d’essai." in taken.value.path().read_text(encoding="utf-8")
    version = _give(house, people, new_context, gallery)
    page.goto(f"{house.url}/registres")
    page.get_by_role("link", name=f"Texte {version}").click()
    expect(page.get_by_role("heading", name="Quels sont vos droits ?")).to_be_visible()
    gallery.look(page, "registers-given-text")


def _declare(page: Page, gallery: Gallery) -> None:
    page.get_by_role("link", name="Déclarer les sous-traitants").click()
    page.get_by_role("link", name="Déclarer : Hébergement du service").click()
    page.get_by_label("Nom").fill("Hébergeur Fictif SAS")
    page.get_by_label("Pays").select_option(label="Un autre pays")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("interdit tout transfert")
    gallery.look(page, "registers-subprocessor-refused")
    page.get_by_label("Pays").select_option(label="France")
    page.get_by_label("Début du contrat").fill("01/01/2026")
    page.get_by_label("Clauses de l’article 28 du RGPD signées le").fill("15/12/2025")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La déclaration est enregistrée.")).to_be_visible()
    gallery.look(page, "registers-subprocessors")
    page.get_by_role("link", name="Hébergeur Fictif SAS").click()
    gallery.look(page, "registers-subprocessor")


def _say(page: Page, house: House, gallery: Gallery) -> None:
    page.goto(f"{house.url}/registres/declarations")
    page.get_by_role("link", name="Accès aux locaux").click()
    gallery.look(page, "registers-statement")
    page.get_by_label("Texte").fill("Badge nominatif d’essai.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    gallery.look(page, "registers-statements")


def _give(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> str:  # fmt: skip
    """Let a référent hand the notice over; return the version of its words."""
    page = new_context().new_page()
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    page.get_by_role("link", name="Lire et imprimer le texte").click()
    gallery.look(page, "registers-notice")
    version = page.locator("input[name=version]").input_value()
    page.get_by_role("button", name="Noter la remise").click()
    page.locator(f"a[href$='/information/{version}']").click()
    gallery.look(page, "registers-given-notice")
    return version
