"""Is a person answered over a month-end, from the référent's first note to the archive that 7-Zip opens (G-1)?"""

import io
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from liaison.adapters.clock import SystemClock
from liaison.rules.calendar import local_day
from liaison.vocabulary import AgreementKind, Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People, Person

pytestmark = pytest.mark.xdist_group("browser")

NAME = "CANARINE-DEMANDEUSE"


def last_31st(today: date) -> tuple[date, date]:
    """Give the last 31st whose next month is shorter, and the last day of that month."""
    day = today
    while day.day != 31 or (day + timedelta(days=31)).day == 31:
        day -= timedelta(days=1)
    following = day + timedelta(days=1)
    last = following
    while (last + timedelta(days=1)).month == following.month:
        last += timedelta(days=1)
    return day, last


@pytest.mark.requirement("G-1")
def test_an_access_over_a_month_end(house: House, people: People, page: Page, gallery: Gallery, tmp_path: Path) -> None:
    """Received on a 31st, due on the last day of a shorter month; copied, handed over; the DPO sees a number."""
    referent, coordinator, dpo = people.new(), people.new(Role.COORDINATOR), people.new(Role.DPO)
    case_id = people.case(referent, NAME, AgreementKind.ENGAGEMENT)
    received_on, due_on = last_31st(local_day(SystemClock().now()))
    today = f"{local_day(SystemClock().now()):%d/%m/%Y}"

    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    page.get_by_role("link", name="Saisir une demande").click()
    gallery.look(page, "request-new")
    page.get_by_role("button", name="Enregistrer la demande").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "request-new-mistakes")
    page.get_by_label("Ce que la personne demande").select_option("access")
    page.get_by_label("Comment", exact=True).select_option("in_person")
    page.get_by_label("Reçue le").fill(f"{received_on:%d/%m/%Y}")
    page.get_by_role("button", name="Enregistrer la demande").click()
    expect(page.locator(f"time[datetime='{due_on.isoformat()}']").first).to_be_visible()
    gallery.look(page, "request-received")
    request_url = page.url.partition("?")[0]
    number = page.get_by_role("heading", level=1).inner_text().removeprefix("Demande ")
    page.get_by_label("Comment", exact=True).select_option("known")
    page.get_by_role("button", name="L’identité est établie").click()
    gallery.look(page, "request-known")
    doing.sign_out(page)

    doing.sign_in(page, house.url, dpo)
    _follow_by_number(page, house, request_url, number, gallery)
    doing.sign_out(page)

    doing.sign_in(page, house.url, coordinator)
    archive, key = _copy(page, house, request_url, coordinator, gallery)
    (tmp_path / "copie.zip").write_bytes(archive)
    command = ["7z", "x", f"-p{key}", f"-o{tmp_path}", str(tmp_path / "copie.zip")]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(io.BytesIO((tmp_path / "document.zip").read_bytes())) as packed:
        assert NAME in packed.read("vos-donnees.json").decode()

    page.goto(request_url)
    page.get_by_label("Comment", exact=True).select_option("in_person")
    page.get_by_label("Répondue le").fill(today)
    page.get_by_role("button", name="Noter la réponse et clore").click()
    expect(page.get_by_text("La personne est répondue : la demande est close.")).to_be_visible()
    gallery.look(page, "request-answered")


def _follow_by_number(page: Page, house: House, request_url: str, number: str, gallery: Gallery) -> None:
    page.goto(f"{house.url}/demandes")
    expect(page.get_by_role("link", name=number)).to_be_visible()
    gallery.look(page, "request-list-dpo")
    assert NAME not in page.content()
    page.goto(request_url)
    gallery.look(page, "request-dpo")
    assert NAME not in page.content()


def _copy(page: Page, house: House, request_url: str, coordinator: Person, gallery: Gallery) -> tuple[bytes, str]:
    """Decide, prepare, take the archive, see its key once; give both."""
    page.goto(f"{house.url}/demandes")
    gallery.look(page, "request-list-coordinator")
    page.goto(request_url)
    page.get_by_label("Acceptée", exact=True).check()
    page.get_by_role("button", name="Enregistrer la décision").click()
    page.get_by_role("link", name="Préparer la copie").click()
    gallery.look(page, "request-copy")
    page.get_by_role("button", name="Préparer la copie scellée").click()
    gallery.look(page, "request-copied")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Enregistrer l’archive").click()
    archive = Path(taken.value.path()).read_bytes()
    page.get_by_role("link", name="Montrer la clé, une fois").click()
    gallery.look(page, "request-copy-code")
    page.get_by_label("Code à six chiffres").fill(coordinator.telephone.code())
    page.get_by_role("button", name="Afficher la clé, une seule fois").click()
    gallery.look(page, "request-copy-key")
    return archive, page.locator("[data-key]").inner_text()
