"""Is the table of a month typed as a sheet, by the keyboard alone, at a desk and on a telephone (V-1, V-4)?"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys import doing
from tests.journeys.gallery import TELEPHONE, Gallery
from tests.journeys.house import House
from tests.journeys.painting import Painting, p95
from tests.journeys.people import People
from tests.journeys.table_people import Bureau, bureau, send

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("V-1", "V-4")
def test_a_table_is_typed_by_keyboard(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """Arrows, typing, Enter, Tab, Escape, Delete, o and n; what is refused stays, and says why."""
    where = bureau(people, "22", doubtful=1, ready=2)
    _open(page, house, where)
    gallery.look(page, "table-proposed")
    sheet = _Sheet(page)
    _tab_to(page, sheet.cell(0, 0))
    expect(page.locator("[data-sheet-origin]")).to_have_text(re.compile("^Dit par la personne, le "))

    page.keyboard.press("ArrowRight")
    page.keyboard.type("44-œ7")
    page.keyboard.press("Enter")
    sheet.expect_saved("N° CIR, DOUTEUSE-000 Milada : enregistré. À vérifier.")
    expect(sheet.cell(0, 1)).to_have_text("44-œ7")
    expect(sheet.cell(1, 1)).to_be_focused()

    page.keyboard.press("Control+Home")
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    sheet.expect_saved("Emploi oui/non, DOUTEUSE-000 Milada : enregistré. À vérifier.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    expect(sheet.cell(0, 8)).to_have_text("oui")
    page.keyboard.press("Delete")
    expect(sheet.cell(0, 8)).to_have_text("à compléter")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(sheet.cell(0, 8)).to_have_text("non")
    expect(sheet.cell(0, 9)).to_be_focused()

    page.keyboard.press("Control+End")
    expect(sheet.cell(2, 11)).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('table')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="EXEMPLAIRE-001 Milada")).to_be_visible()


@pytest.mark.requirement("V-1", "F-5")
def test_what_is_refused_stays(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """A date that does not exist stays in its cell with the reason; Escape brings the kept one back."""
    where = bureau(people, "53", doubtful=1, ready=0)
    _open(page, house, where)
    sheet = _Sheet(page)
    _tab_to(page, sheet.cell(0, 0))
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    before = sheet.cell(0, 4).inner_text()
    page.keyboard.type("31/02/1990")
    page.keyboard.press("Enter")
    expect(sheet.cell(0, 4)).to_have_attribute("aria-invalid", "true")
    expect(sheet.cell(0, 4)).to_contain_text("31/02/1990")
    expect(sheet.state).to_contain_text("Pas enregistré. « date de naissance")
    page.keyboard.press("ArrowUp")
    expect(sheet.cell(0, 4)).to_have_accessible_description(re.compile("le 31/02/1990 n’existe pas"))
    gallery.look(page, "table-refused")
    page.keyboard.press("F2")
    expect(page.get_by_label("date de naissance, DOUTEUSE-000 Milada")).to_have_value("31/02/1990")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(sheet.cell(0, 4)).to_have_text(before)
    page.keyboard.type("03021987")
    page.keyboard.press("Enter")
    sheet.expect_saved("date de naissance, DOUTEUSE-000 Milada : enregistré. À vérifier.")
    expect(sheet.cell(0, 4)).to_have_text("03/02/1987")


@pytest.mark.requirement("V-1")
def test_two_windows_and_no_network(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """What another window saved is shown, never overwritten unseen; without network nothing typed is lost."""
    where = bureau(people, "29", doubtful=1, ready=0)
    context = new_context()
    mine, other = context.new_page(), context.new_page()
    _open(mine, house, where)
    other.goto(mine.url)
    _type(other, _Sheet(other), 1, "AUTRE")
    _Sheet(other).expect_saved("N° CIR, DOUTEUSE-000 Milada : enregistré. À vérifier.")
    sheet = _Sheet(mine)
    _type(mine, sheet, 1, "MIEN")
    expect(sheet.state).to_contain_text("« AUTRE » a été enregistré")
    expect(sheet.cell(0, 1)).to_contain_text("MIEN")
    gallery.look(mine, "table-conflict")
    for _ in range(2):
        mine.keyboard.press("Enter")
    expect(sheet.cell(0, 1)).to_have_text("MIEN")
    sheet.expect_saved("N° CIR, DOUTEUSE-000 Milada : enregistré. À vérifier.")

    _type(other, _Sheet(other), 3, "Bogdanka")
    _Sheet(other).expect_saved("Prénom, DOUTEUSE-000 Bogdanka : enregistré. À vérifier.")
    context.set_offline(offline=True)
    _type(mine, sheet, 10, "CADA des Essais")
    expect(sheet.state).to_contain_text("Pas de réseau")
    expect(sheet.cell(0, 10)).to_contain_text("en attente du réseau")
    gallery.look(mine, "table-offline")
    context.set_offline(offline=False)
    sheet.expect_saved("Organisme orienteur, DOUTEUSE-000 Bogdanka : enregistré. À vérifier.")
    expect(sheet.cell(0, 3)).to_have_text("Bogdanka")
    mine.reload()
    expect(sheet.cell(0, 10)).to_have_text("CADA des Essais")


@pytest.mark.requirement("V-1", "V-2", "T-7")
def test_a_table_is_frozen_on_a_telephone(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Cards to touch, a doubt settled, the capacity stated, the freezing confirmed; then nothing changes any more."""
    where = bureau(people, "35", doubtful=1, ready=1)
    page = new_context(viewport=TELEPHONE, has_touch=True).new_page()
    _open(page, house, where)
    sheet = _Sheet(page)
    sheet.cell(1, 7).tap()
    page.get_by_label("Emploi oui/non, EXEMPLAIRE-000 Milada").select_option("oui")
    sheet.cell(1, 1).tap()
    page.get_by_label("N° CIR, EXEMPLAIRE-000 Milada").fill("44-8")
    sheet.cell(0, 0).tap()
    sheet.expect_saved("N° CIR, EXEMPLAIRE-000 Milada : enregistré. Éligible.")
    expect(sheet.cell(1, 7)).to_have_text("oui")
    page.get_by_role("link", name="Régler les doutes").click()
    expect(page.get_by_role("heading", level=1, name="DOUTEUSE-000 Milada")).to_be_visible()
    gallery.look(page, "table-row")
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "table-row-mistakes")
    page.get_by_label("Justificatif vu").check()
    page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_text("Plus personne n’est à vérifier.")).to_be_visible()

    page.get_by_role("link", name="Indiquer la capacité").click()
    page.get_by_role("button", name="Enregistrer la capacité").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "table-capacity-mistakes")
    page.get_by_label("Nous pouvons accueillir toutes ces personnes").check()
    page.get_by_label("Places ce mois-ci").fill("2")
    page.get_by_role("button", name="Enregistrer la capacité").click()
    page.get_by_role("link", name="Figer le tableau").click()
    expect(page.get_by_role("heading", name="Encore à compléter")).to_be_visible()
    gallery.look(page, "table-freezing")
    page.get_by_role("button", name="Figer le tableau").click()
    expect(page.get_by_role("heading", level=1, name="Tableau 35-")).to_be_visible()
    expect(page.locator("[data-sheet]")).to_have_count(0)
    gallery.look(page, "table-frozen")
    assert doing.linked_file(page, "Le tableau en PDF").startswith(b"%PDF")
    assert doing.linked_file(page, "Le tableau pour la DT OFII (XLSX)").startswith(b"PK")


@pytest.mark.requirement("V-5")
def test_what_was_answered_stands_in_the_sent_table(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """Answers, who still waits and for how long; nothing of the month is proposed twice."""
    where = bureau(people, "72", doubtful=1, ready=2)
    send(people, where)
    _open(page, house, where, "72-2027-01-1")
    expect(page.get_by_text("1 personne attend la réponse de la DT OFII.")).to_be_visible()
    expect(page.get_by_text("Refusée : Déjà accompagnée ailleurs.")).to_be_visible()
    expect(page.get_by_role("link", name="Saisir la réponse : EXEMPLAIRE-001 Milada")).to_be_visible()
    gallery.look(page, "table-sent")
    page.get_by_role("link", name="Tableaux", exact=True).first.click()
    gallery.look(page, "tables")
    page.get_by_role("link", name=re.compile("^Tableau 72-")).last.click()
    expect(page.get_by_role("heading", name="Sans réponse de l’OFII : 1 personne")).to_be_visible()
    gallery.look(page, "table-proposed-nobody")
    page.goto(house.url)
    expect(page.get_by_role("heading", name="Tableaux à valider par l’OFII")).to_be_visible()
    gallery.look(page, "table-my-day")


def test_a_long_table_answers_at_once(house: House, people: People, page: Page) -> None:
    """What a key takes of the page's thread would be done within a tenth of a second by one that is four times slower.

    Its own time, not that of the clock: this machine is at work. `make bench` measures the clock too, on 500 people.
    """
    where = bureau(people, "56", doubtful=0, ready=150)
    _open(page, house, where)
    _Sheet(page).cell(0, 1).click()
    painting = Painting(page)
    assert 4 * p95(painting.own_time(["ArrowDown"] * 40)) <= 100
    assert 4 * p95(painting.own_time(["a", "b", "Escape"] * 12, only="ab")) <= 100


class _Sheet:
    def __init__(self, page: Page) -> None:
        self._page = page
        self.state = page.locator("[data-sheet-state]")

    def cell(self, row: int, column: int) -> Locator:
        return self._page.locator("table.sheet-table tbody tr").nth(row).locator("th, td").nth(column)

    def expect_saved(self, sentence: str) -> None:
        expect(self.state).to_have_text(sentence)


def _open(page: Page, house: House, where: Bureau, number: str = "") -> None:
    doing.sign_in(page, house.url, where.coordinator)
    page.get_by_role("link", name="Tableaux", exact=True).click()
    page.get_by_role("link", name=re.compile(f"^Tableau {number or where.departement}")).click()


def _tab_to(page: Page, cell: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if cell.evaluate("cell => cell === document.activeElement"):
            return
    raise AssertionError("the sheet is not reached by the keyboard")


def _type(page: Page, sheet: _Sheet, column: int, text: str) -> None:
    sheet.cell(0, 0).click()
    page.keyboard.press("Home")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
