"""Can an operator begin with two commands and a browser? From an empty folder to a référent's first dossier."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import doing
from tests.journeys.house import House, installed
from tests.journeys.people import CALLBACK, OPERATOR, PASSWORD, Person, Telephone
from tests.journeys.processes import run

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("A-1", "A-2", "T-7")
def test_from_nothing(new_context: Callable[..., BrowserContext], tmp_path: Path) -> None:
    """`migrate`, `admin first`; then the link, two factors, a département, colleagues, a partner, a convention."""
    with installed(tmp_path) as house:
        link = run(house.settings, "admin", "first").strip()
        house.server.start()
        office = new_context().new_page()
        administrator = _accept(office, link, "ondine@operateur.example", "Ondine", "Réglagette")
        doing.sign_in(office, house.url, administrator)
        _add_departement(office)
        coordinator = _invite(office, "barnabe@operateur.example", "Barnabé", "Essayeur", "Coordinat")
        referent = _invite(office, "zephyrine@operateur.example", "Zéphyrine", "Testoukhina", "Référent")
        doing.sign_out(office)

        desk = new_context().new_page()
        keeper = _accept(desk, coordinator, "barnabe@operateur.example")
        doing.sign_in(desk, house.url, keeper)
        _add_partner(desk)
        doing.sign_out(desk)

        shelter = new_context().new_page()
        person = _accept(shelter, referent, "zephyrine@operateur.example")
        doing.sign_in(shelter, house.url, person)
        _open_first_case(shelter, house)
        doing.sign_out(shelter)

        used = new_context().new_page()
        used.goto(link)
        expect(used.get_by_role("button", name="Ouvrir mon compte")).to_have_count(0)


def _accept(page: Page, link: str, email: str, first_name: str = "", last_name: str = "") -> Person:
    """Open a one-time link, choose a password, enrol a telephone by the written seed."""
    page.goto(link)
    assert urlsplit(link).path.rpartition("/")[2] not in page.url
    if first_name:
        page.get_by_label("Prénom").fill(first_name)
        page.get_by_label("Nom", exact=True).fill(last_name)
        page.get_by_label("Adresse e-mail professionnelle").fill(email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Le même mot de passe").fill(PASSWORD)
    page.get_by_text("Je ne peux pas photographier").click()
    telephone = Telephone("".join(page.locator(".groups li").all_inner_texts()))
    assert page.get_by_role("img").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("Code à six chiffres").fill(telephone.code())
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_text("Votre compte est prêt")).to_be_visible()
    return Person("", email, telephone)


def _add_departement(page: Page) -> None:
    page.get_by_role("link", name="Ajouter un département").first.click()
    page.get_by_label("Code").fill("44")
    page.get_by_label("Nom", exact=True).fill("Loire-Atlantique")
    page.get_by_label("Nom de l’opérateur").fill(OPERATOR)
    page.get_by_label("Téléphone de l’opérateur").fill(CALLBACK)
    page.get_by_label("Fin de l’accord-cadre").fill("31/12/2035")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="44 Loire-Atlantique")).to_be_visible()


def _invite(page: Page, email: str, first_name: str, last_name: str, role: str) -> str:
    """Add a colleague; return the link that the page shows once."""
    page.get_by_role("link", name="Comptes", exact=True).first.click()
    page.get_by_role("link", name="Ajouter un compte").click()
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Nom", exact=True).fill(last_name)
    page.get_by_label("Adresse e-mail professionnelle").fill(email)
    page.get_by_label("Fonction").fill("Référente emploi")
    page.get_by_label("Organisme").fill(OPERATOR)
    page.get_by_role("radio", name=re.compile(f"^{role}")).check()
    page.get_by_label("44 Loire-Atlantique").check()
    page.get_by_role("button", name="Ajouter le compte").click()
    return page.get_by_label("Lien à usage unique").input_value()


def _add_partner(page: Page) -> None:
    page.get_by_role("link", name="Partenaires", exact=True).click()
    page.get_by_role("link", name="Nouveau partenaire").click()
    page.get_by_label("Nom", exact=True).fill("Mission locale des Essais")
    page.get_by_label("Sorte de partenaire").select_option(label="Mission locale")
    page.get_by_label("Standard").fill("02 61 91 01 00")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter un contact").click()
    page.get_by_label("Prénom").fill("Colombe")
    page.get_by_label("Nom", exact=True).fill("Inventaire")
    page.get_by_label("Fonction").fill("Conseillère")
    page.get_by_label("E-mail professionnel").fill("colombe@mission-locale.example")
    page.get_by_label("Mobile professionnel").fill("06 00 00 01 01")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter une convention").click()
    page.get_by_label("Référence").fill("Convention fictive 1")
    page.get_by_label("Début").fill("01/01/2025")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("en vigueur", exact=True)).to_be_visible()


def _open_first_case(page: Page, house: House) -> None:
    page.goto(f"{house.url}/dossiers/nouveau")
    doing.field(page, "beneficiary.last_name").fill("EXEMPLAIRE")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.get_by_label("Enregistrer un accord").select_option(index=0)
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_text("L’accord est enregistré.")).to_be_visible()
    page.get_by_role("link", name="Lire et imprimer le texte").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
