"""Does somebody keep in touch in one press, and does the coordinator take the table of annexe 8 (E-7, V-6)?"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import add_months, local_day
from liaison.spreadsheets import read
from liaison.usecases import keeping_cases
from liaison.vocabulary import Origin, Role
from tests.forms.paper.reading import printed_pages
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import DEPARTEMENT, People, Person

pytestmark = pytest.mark.xdist_group("browser")

NUMBER: Final = "9900000088"


def today() -> date:
    """Return the day that it is in Paris."""
    return local_day(SystemClock().now())


def engaged(people: People, referent: Person, name: str, on: date, **more: str) -> str:
    """Open a dossier of somebody whose contract was signed on a day."""
    raw = {"beneficiary.last_name": name, "beneficiary.engagement_date": f"{on:%d/%m/%Y}"}
    raw |= {f"programme.{key}" if key != "agdref" else "beneficiary.agdref": value for key, value in more.items()}
    actor = people.actor_of(referent)
    with people.service.transaction() as ctx:
        return keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=raw, origin=Origin.PERSON)


@pytest.mark.requirement("E-7")
def test_a_referent_keeps_in_touch(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """From the day in one press by the keyboard, on the dossier in two clicks; then the aid before an exit."""
    referent = people.new()
    late = engaged(people, referent, "TARDIVE-FICTIVE", add_months(today(), -3))
    engaged(people, referent, "PROCHE-FICTIVE", add_months(today(), -2) + timedelta(days=5))
    ending = engaged(people, referent, "FINISSANTE-FICTIVE", add_months(today(), -23), lease_on="03/11/2025")
    doing.sign_in(page, house.url, referent)
    expect(page.get_by_role("heading", name="Contacts des deux mois")).to_be_visible()
    gallery.look(page, "contacts-my-day")

    button = page.get_by_role("button", name="Noter aujourd’hui : TARDIVE-FICTIVE")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le contact est noté.")).to_be_visible()
    expect(button).to_have_count(0)

    doing.open_case(page, house.url, late)
    expect(page.get_by_text("noté par Zéphyrine")).to_be_visible()
    page.get_by_label("Visite").check()
    page.get_by_role("button", name="Noter le contact").click()
    expect(page.get_by_role("button", name="Retirer le contact")).to_have_count(2)
    gallery.look(page, "contacts-case")
    page.get_by_role("button", name="visite").click()
    expect(page.get_by_text("Le contact est retiré.")).to_be_visible()
    page.get_by_label("Le", exact=True).fill(f"{today() + timedelta(days=2):%d/%m/%Y}")
    page.get_by_role("button", name="Noter le contact").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "contacts-case-mistakes")

    page.goto(house.url)
    page.get_by_role("link", name="Préparer la sortie : FINISSANTE-FICTIVE").click()
    expect(page.get_by_text("Bail signé le")).to_be_visible()
    expect(page.get_by_label("Date de sortie")).to_have_value("")
    gallery.look(page, "exit-aid")
    page.get_by_label("Sortie positive vers l’emploi et le logement").check()
    page.get_by_label("Date de sortie").fill(f"{add_months(today(), -3):%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer la sortie").click()
    page.goto(house.url)
    expect(page.get_by_role("heading", name="Entretiens à 3 et 6 mois")).to_be_visible()
    gallery.look(page, "contacts-interviews")
    doing.open_case(page, house.url, ending)
    expect(page.get_by_label("Objet")).to_be_visible()


@pytest.mark.requirement("V-6")
def test_a_coordinator_takes_the_table(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery, tmp_path: Path
) -> None:
    """Looked at, then taken in its three forms; one's own columns by the keyboard alone, without script."""
    referent, coordinator = people.new(), people.new(Role.COORDINATOR)
    begun = add_months(today(), -8)
    engaged(people, referent, "LOGÉE-FICTIVE", begun, agdref=NUMBER, lease_on=f"{today():%d/%m/%Y}")
    engaged(people, referent, "INCOMPLÈTE-FICTIVE", begun, employment_kind="CDI")
    page = new_context().new_page()
    doing.sign_in(page, house.url, coordinator)
    page.get_by_role("link", name="Tableau de suivi du public (annexe 8)").click()
    page.get_by_role("link", name="Année en cours").click()
    expect(page.get_by_role("rowheader", name="LOGÉE-FICTIVE")).to_be_visible()
    gallery.look(page, "tracking")
    named = _taken(page, "PDF : avec le N° AGDREF", tmp_path)
    assert NUMBER in printed_pages(named)[0]
    unnamed = _taken(page, "Tableur (XLSX) : sans identifiant", tmp_path)
    assert not any(NUMBER in cell for row in read(unnamed) for cell in row.cells)
    page.get_by_label("Au", exact=True).fill("31/02/2026")
    page.get_by_role("button", name="Afficher la période").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "tracking-mistakes")

    plain = new_context(java_script_enabled=False).new_page()
    doing.sign_in(plain, house.url, coordinator)
    plain.goto(f"{house.url}/suivi/colonnes/{DEPARTEMENT}")
    for heading, downs in (("Identifiant", 1), ("Nom d’usage", 3)):
        plain.get_by_label("Titre de la colonne").focus()
        plain.keyboard.type(heading)
        plain.keyboard.press("Tab")
        for _ in range(downs):
            plain.keyboard.press("ArrowDown")
        plain.keyboard.press("Tab")
        plain.keyboard.press("Enter")
        expect(plain.get_by_role("listitem").filter(has_text=heading)).to_be_visible()
    plain.get_by_role("button", name="Monter : Nom d’usage").focus()
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("button", name="Monter : Identifiant")).to_be_visible()
    page.goto(f"{house.url}/suivi/colonnes/{DEPARTEMENT}")
    gallery.look(page, "tracking-columns")
    page.get_by_role("link", name="Tableau de suivi du public").click()
    page.get_by_role("link", name="Année en cours").click()
    mapped = _taken(page, "CSV : avec vos colonnes", tmp_path).decode("utf-8-sig")
    assert mapped.startswith("Nom d’usage;Identifiant")
    assert f"LOGÉE-FICTIVE;{NUMBER}" in mapped.splitlines()


def _taken(page: Page, button: str, folder: Path) -> bytes:
    """Press a button that gives a file; return it."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()
