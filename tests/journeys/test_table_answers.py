"""Do decisions come back from a workbook that LibreOffice saved, and does each person get a convocation on paper?"""

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from forms.sheets.orientation_workbook import COLUMNS
from liaison.adapters.clock import SystemClock
from liaison.store import tables as table_store
from liaison.usecases.tables import frozen
from liaison.vocabulary import AgreementKind, Role
from tests import tables
from tests.forms.paper.reading import text_of
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People
from tests.office.desk import Step, work
from tests.returned import VALIDATED, workbook
from tests.tables import SentTable

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.requirement("V-5")]

NAMES = ("CONVOCATINE", "REFUSANDRE", "ATTENDULE")
PLACE = "3 quai des Essais, 44000 Nantes"
FIRST = 9
"""The row of the first person in a workbook that states a capacity."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_POSTED = """async () => {
    const form = [...document.forms].find((one) => one.elements.bring);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""Headless, a PDF is not shown: the form is posted by the page, as its button does."""


def test_from_the_returned_workbook_to_the_paper(
    house: House, people: People, page: Page, gallery: Gallery, tmp_path: Path
) -> None:
    """The coordinator takes the decisions back, and corrects one; the référent hands the convocation."""
    referent, coordinator = people.new(), people.new(Role.COORDINATOR)
    cases = [people.case(referent, name, AgreementKind.ORIENTATION) for name in NAMES]
    with people.service.transaction() as ctx:
        table = tables.put_sent(ctx, people.actor_of(coordinator), cases, month="2027-01")
        sent = frozen.written(ctx, table_store.get_table(ctx.session, table.id))

    doing.sign_in(page, house.url, coordinator)
    expect(page.get_by_role("heading", name="Sans réponse de l’OFII")).to_be_visible()
    gallery.look(page, "answers-awaited")
    page.goto(f"{house.url}/tableaux/{table.id}/retour")
    gallery.look(page, "answers-return")
    _takes_back(page, work(sent, _typed(), tmp_path).saved, gallery)
    _corrects(page, house, table, gallery)
    with people.service.transaction() as ctx:
        changed = workbook(ctx, table, {**VALIDATED, "first_name": "Miladka", "appointment_on": "15/03/2027"})
    _takes_over(page, f"{house.url}/tableaux/{table.id}/retour", changed, gallery)
    doing.sign_out(page)

    doing.sign_in(page, house.url, referent)
    gallery.look(page, "answers-my-day")
    _hands(page, gallery)


def _typed() -> list[Step]:
    """Validate the first, refuse the second, say nothing of the third; write the first name otherwise."""
    on = SystemClock().now() + timedelta(days=2)
    cells = {
        "decision": ("Validée", "Refusée"), "reason": ("", "Ne réside pas dans le département"),
        "appointment_on": (f"{on:%Y-%m-%d}", ""), "appointment_time": ("9:30", ""), "appointment_place": (PLACE, ""),
    }  # fmt: skip
    letters = {column.id: "ABCDEFGHIJKLMNOPQ"[place] for place, column in enumerate(COLUMNS)}
    return [
        ["type", f"{letters[key]}{FIRST + place}", text]
        for key, texts in cells.items()
        for place, text in enumerate(texts)
        if text
    ]


def _takes_back(page: Page, content: bytes, gallery: Gallery) -> None:
    page.get_by_label("Fichier").set_input_files(FilePayload(name="retour.xlsx", mimeType=_XLSX, buffer=content))
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", name="2 décisions à enregistrer")).to_be_visible()
    gallery.look(page, "answers-preview")
    page.get_by_role("button", name="Enregistrer les décisions").click()
    expect(page.get_by_text("Les décisions de la DT OFII sont enregistrées.")).to_be_visible()


def _takes_over(page: Page, address: str, content: bytes, gallery: Gallery) -> None:
    """A later return moves the appointment and corrects a first name: it goes to the dossier once it is ticked."""
    page.goto(address)
    page.get_by_label("Fichier").set_input_files(FilePayload(name="retour.xlsx", mimeType=_XLSX, buffer=content))
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("remplace la réponse enregistrée")).to_be_visible()
    page.get_by_label("Reprendre au dossier").check()
    gallery.look(page, "answers-differences")


def _corrects(page: Page, house: House, table: SentTable, gallery: Gallery) -> None:
    page.goto(f"{house.url}/tableaux/lignes/{table.rows[2]}/decision")
    page.get_by_label("Reportée").check()
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_role("alert").get_by_text("écrivez le motif du report").first).to_be_visible()
    gallery.look(page, "answers-decision-wrong")
    page.get_by_label("Motif").fill("Une pièce manque")
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("La réponse de la DT OFII est enregistrée.")).to_be_visible()


def _hands(page: Page, gallery: Gallery) -> None:
    page.get_by_role("link", name=re.compile(NAMES[0])).first.click()
    expect(page.get_by_text("dans trois jours au plus")).to_be_visible()
    page.get_by_label("À apporter").fill("Votre titre de séjour")
    gallery.look(page, "answers-convocation")
    text = text_of(base64.b64decode(page.evaluate(_POSTED)))
    assert all(said in text for said in (NAMES[0], "9 h 30", PLACE, "Votre titre de séjour"))
    page.get_by_label("Comment").select_option(label="En main propre")
    page.get_by_role("button", name="Noter la remise").click()
    expect(page.get_by_text("C’est noté : la convocation est remise.")).to_be_visible()
    gallery.look(page, "answers-decisions")
