"""Does a directory come in from a spreadsheet, and does a convention that ends stop what would leave under it?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from forms.catalog import Catalog
from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import add_months, local_day
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import Partner, People
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")

PARTNER: Final = "Mission locale du Tableur"
HEADINGS: Final = "Structure;Type;Antenne;Ville;Nom;Prénom;Fonction;Joignable par;Portable"
RIGHT: Final = (
    f"{PARTNER};Mission locale;Antenne Nord;Testville;Inventaire;Colombe;Conseillère;colombe@tableur.example;600000101",
    f"{PARTNER};;Antenne Sud;Autreville;Maquette;Félix;Conseiller;felix@tableur.example;06 00 00 03 03",
)
WRONG: Final = (RIGHT[0].replace("600000101", "02 61 91 01 01"), RIGHT[1])


def file_of(*rows: str) -> FilePayload:
    """Write a CSV as Excel in France does."""
    return {"name": "annuaire.csv", "mimeType": "text/csv", "buffer": "\r\n".join([HEADINGS, *rows]).encode("cp1252")}


def choose_file(page: Page, *rows: str) -> None:
    """Choose a file and ask for its preview."""
    page.get_by_label("Fichier").set_input_files(file_of(*rows))
    page.get_by_role("button", name="Voir l’aperçu").click()


def say_what_is_the_address(page: Page) -> None:
    """Say what the column means that nobody could guess."""
    if not page.get_by_label("Joignable par").is_visible():
        page.get_by_text("Ce que contiennent les colonnes").click()
    page.get_by_label("Joignable par").select_option(label="E-mail professionnel")
    page.get_by_role("button", name="Revoir l’aperçu").click()


@pytest.mark.requirement("R-8", "G-5")
def test_from_a_spreadsheet_to_a_termination(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Mapping, a mistake said with its row, the corrected file; then a termination, and a sending refused for it."""
    keeper = new_context().new_page()
    doing.sign_in(keeper, house.url, people.new(Role.COORDINATOR))
    _import(keeper, house, gallery)
    today = local_day(SystemClock().now())
    _sign_convention(keeper, gallery, today)
    _name_correspondent(keeper, gallery)
    _terminate(keeper, gallery, today)

    page = new_context().new_page()
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    partner = Partner("", PARTNER, "", "Colombe Inventaire", "Conseillère", "", "", "")
    doing.ready_to_send(page, Catalog(None).get("spe"), partner)
    doing.ask_to_send(page)
    expect(page.get_by_role("alert")).to_contain_text("La convention avec ce partenaire a pris fin le")
    expect(page.get_by_role("alert")).to_contain_text("résiliation de la convention")
    expect(page.get_by_role("button", name="Continuer")).to_be_disabled()
    gallery.look(page, "directory-sending-refused")


def _import(page: Page, house: House, gallery: Gallery) -> None:
    page.goto(f"{house.url}/partenaires")
    page.get_by_role("link", name="Importer ou exporter").click()
    gallery.look(page, "directory-import")
    choose_file(page, *WRONG)
    expect(page.get_by_role("alert")).to_contain_text("« E-mail professionnel » : il manque")
    say_what_is_the_address(page)
    expect(page.get_by_role("alert")).to_contain_text(
        "Ligne 2 : « Mobile professionnel » : écrivez un numéro de mobile"
    )
    expect(page.get_by_role("button", name="Importer tout")).to_have_count(0)
    gallery.look(page, "directory-import-mistake")
    page.get_by_role("link", name="choisissez-le à nouveau").click()
    choose_file(page, *RIGHT)
    say_what_is_the_address(page)
    expect(page.get_by_text("5 ajouts.", exact=True)).to_be_visible()
    gallery.look(page, "directory-import-preview")
    page.get_by_role("button", name="Importer tout").click()
    expect(page.get_by_text("L’annuaire est importé, en entier.")).to_be_visible()
    page.get_by_role("link", name=PARTNER).click()
    expect(page.get_by_role("heading", name="Félix Maquette")).to_be_visible()
    gallery.look(page, "directory-partner")


def _sign_convention(page: Page, gallery: Gallery, today: date) -> None:
    page.get_by_role("link", name="Ajouter une convention").click()
    page.get_by_label("Référence").fill("SPE 2026 (fictive)")
    page.get_by_label("Début").fill(f"{today - timedelta(days=300):%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="SPE 2026 (fictive)", exact=True).click()
    expect(page.get_by_text("fin de l’accord-cadre").first).to_be_visible()
    gallery.look(page, "directory-convention")


def _name_correspondent(page: Page, gallery: Gallery) -> None:
    page.get_by_role("link", name="Nommer un correspondant").click()
    page.get_by_label("Protection des données").check()
    page.get_by_label("Le partenaire").check()
    page.get_by_label("Nom", exact=True).fill("Registrine")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("écrivez un e-mail ou un téléphone")
    gallery.look(page, "directory-correspondent-mistake")
    page.get_by_label("E-mail").fill("dpd@tableur.example")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("À nommer : protection des données (opérateur)")).to_be_visible()


def _terminate(page: Page, gallery: Gallery, today: date) -> None:
    received = today - timedelta(days=40)
    page.get_by_role("link", name="Enregistrer une résiliation").click()
    page.get_by_label("Le partenaire").check()
    page.get_by_label("Lettre reçue le").fill(f"{received:%d/%m/%Y}")
    page.get_by_label("Prend effet le").fill(f"{received + timedelta(days=3):%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer la résiliation").click()
    expect(page.get_by_role("alert")).to_contain_text(f"donc le {add_months(received, 1):%d/%m/%Y}")
    gallery.look(page, "directory-termination-mistake")
    page.get_by_label("Prend effet le").fill(f"{today - timedelta(days=2):%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer la résiliation").click()
    expect(page.get_by_text("Cette convention n’est pas en vigueur.")).to_be_visible()
    expect(page.get_by_text("à la demande du partenaire")).to_be_visible()
    gallery.look(page, "directory-convention-terminated")


def test_an_address_is_confirmed_by_who_reads_it(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """A button sends the mail; the contact types a word on a page without menu; the day stands on the contact."""
    email = "verification@partenaire.example"
    partner = people.partner(PartnerKind.CPH, "CPH des Adresses", model=None, email=email)
    keeper, contact = new_context().new_page(), new_context().new_page()
    doing.sign_in(keeper, house.url, people.new(Role.COORDINATOR))
    keeper.goto(f"{house.url}/partenaires/{partner.id}")
    keeper.get_by_role("button", name="Vérifier l’adresse de Colombe Inventaire").click()
    expect(keeper.get_by_text("L’e-mail de vérification part dans un instant.")).to_be_visible()
    contact.goto(_link_sent_to(house, email))
    expect(contact.get_by_role("navigation")).to_have_count(0)
    contact.get_by_role("button", name="Confirmer mon adresse").click()
    expect(contact.get_by_role("alert")).to_contain_text("Écrivez le mot « confirmer »")
    gallery.look(contact, "address-asked")
    contact.get_by_label("écrivez le mot").fill("Confirmer")
    contact.get_by_role("button", name="Confirmer mon adresse").click()
    expect(contact.get_by_role("heading", name="C’est noté, merci")).to_be_visible()
    gallery.look(contact, "address-confirmed")
    keeper.reload()
    expect(keeper.get_by_text("adresse vérifiée le")).to_be_visible()
    gallery.look(keeper, "directory-address-verified")


def _link_sent_to(house: House, email: str) -> str:
    """Wait for the mail; return the link that it holds."""

    def letters() -> list[str]:
        read = [partner_side.read(received) for received in list(house.mail.received)]
        return [letter.text for letter in read if "/adresse/" in letter.text and email in letter.to]

    until(lambda: bool(letters()), "the mail that asks for an address")
    return next(word for word in letters()[-1].split() if "/adresse/" in word)
