"""Does the census of a shelter come in from its workbook, with one doubt that a person settles? Played in Chromium."""

from datetime import date
from typing import Final

import pytest
from playwright.sync_api import FilePayload, Page, expect

from liaison.spreadsheets import Cell, read, write_xlsx
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

STRUCTURE: Final = "CADA des Chimères"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS: Final = ("AGDREF", "Nom", "Prénom", "Né(e) le", "Statut depuis", "CIR signé", "Emploi oui/non", "Accord le")
KNOWN: Final = "RECENSÉE"
"""Somebody who has a dossier already."""


def people_of(*, wrong: bool) -> list[list[Cell]]:
    """Write five rows: one mistake in the first file, none in the second."""
    return [
        list(HEADINGS),
        ["9900000201", "CHIMÉRINE", "Ada", date(1991, 2, 14), date(2025, 5, 3), "oui", "non", date(2025, 10, 1)],
        ["99 0000 0202", "FABULON", "Basile", "1988", date(2025, 6, 4), "non", "NC", ""],
        ["", KNOWN, "Milada", "", "", "oui", "non", date(2025, 10, 2)],
        ["", "ILLUSOIRE", "Dario", "31/02/1990" if wrong else "28/02/1990", "", "", "oui", ""],
    ]


def choose(page: Page, partner_id: str, rows: list[list[Cell]]) -> None:
    """Choose the structure and its file, and ask for the preview."""
    page.get_by_label("Structure", exact=True).select_option(value=partner_id)
    content = write_xlsx(rows, name="Recensement")
    page.get_by_label("Fichier").set_input_files(FilePayload(name="liste.xlsx", mimeType=XLSX, buffer=content))
    page.get_by_role("button", name="Voir l’aperçu").click()


@pytest.mark.requirement("T-5", "T-6")
def test_from_a_workbook_to_dossiers(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """A blank table to give; a mistake told with its row; a column explained once; a doubt settled; all taken in."""
    structure = people.partner(PartnerKind.DNA, STRUCTURE, model=None)
    people.case(people.new(), KNOWN, AgreementKind.ENGAGEMENT)
    doing.sign_in(page, house.url, people.new(Role.COORDINATOR))
    page.goto(f"{house.url}/dossiers")
    page.get_by_role("link", name="Premier recensement").click()
    gallery.look(page, "census-ask")
    with page.expect_download() as model:
        page.get_by_role("link", name="Télécharger le modèle").click()
    assert "N° AGDREF" == read(model.value.path().read_bytes())[0].cells[0]

    choose(page, structure.id, people_of(wrong=True))
    expect(page.get_by_role("alert")).to_contain_text("Ligne 5 : « Né(e) le » : le 31/02/1990 n’existe pas")
    expect(page.get_by_role("button", name="Importer tout")).to_have_count(0)
    gallery.look(page, "census-mistake")
    page.get_by_role("link", name="choisissez-le à nouveau").click()

    choose(page, structure.id, people_of(wrong=False))
    expect(page.get_by_text("3 dossiers nouveaux.")).to_be_visible()
    page.get_by_text("Ce que contiennent les colonnes").click()
    page.get_by_label("Statut depuis").select_option(label="Date d’obtention du statut BPI")
    page.get_by_role("button", name="Revoir l’aperçu").click()
    expect(page.get_by_role("table")).to_contain_text("Date d’obtention du statut BPI : 03/05/2025")
    page.get_by_role("button", name="Importer tout").click()
    expect(page.get_by_role("alert")).to_contain_text("« Ligne 4 » : choisissez une réponse.")
    page.get_by_text("Ce que chaque réponse ferait").click()
    gallery.look(page, "census-doubt")
    page.get_by_label("Votre réponse pour la ligne 4").select_option(index=1)
    page.get_by_role("button", name="Importer tout").click()
    expect(page.get_by_text("Le recensement est importé, en entier.")).to_be_visible()
    for name in ("FABULON", "ILLUSOIRE"):  # the house holds the people of other journeys too
        unsigned = page.get_by_role("listitem").filter(has_text=name)
        expect(unsigned.get_by_text("à orienter vers l’OFII", exact=True)).to_be_visible()
    gallery.look(page, "census-done")

    page.get_by_role("link", name="CHIMÉRINE Ada").click()
    expect(page.get_by_text(STRUCTURE).first).to_be_visible()
    expect(page.get_by_text("Accord pour être proposé·e au programme AGIR").first).to_be_visible()
    gallery.look(page, "census-dossier")

    page.goto(f"{house.url}/recensement")
    choose(page, structure.id, people_of(wrong=False))
    expect(page.get_by_label("Statut depuis")).to_have_value("protection_date")
    gallery.look(page, "census-again")
