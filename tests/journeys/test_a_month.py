"""Does a month hold together, from forty fiches that come in to the table of the next month? Played once, whole.

A structure's archives by the door of deposits, its list beside them, the table with its doubts, the pli to a DT OFII
that does not exist, its decisions typed in LibreOffice, deposited, taken back, told to each person (issue 7).
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from forms.sheets.orientation_workbook import COLUMNS
from liaison.spreadsheets import Cell, read, write_xlsx
from liaison.store import deposits as deposit_store
from liaison.usecases import deposited, keeping_cases, linking
from liaison.vocabulary import LinkPurpose, PartnerKind, Role
from tests.forms.paper.reading import text_of
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.month import (
    ARCHIVES,
    FICHES,
    KEY,
    MonthHouse,
    acknowledge,
    agdref_of,
    come_back,
    fiche,
    keep,
    month_house,
    name_of,
    post,
)
from tests.journeys.people import Person
from tests.journeys.sealing_again import by_7zip
from tests.office.desk import Step, work

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.requirement("V-1", "V-2", "V-3", "V-4", "V-5", "D-5", "T-6", "T-7"),
]

STRUCTURE: Final = "CADA des Chimères"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNSIGNED: Final = 1
"""Whose CIR is not signed: to orient to the OFII first."""
DOUBTFUL: Final = (38, 39, 40)
"""Who has a gap, or a request that runs: the rules doubt them."""
VALIDATED, REFUSED, POSTPONED, SILENT = range(2, 31), range(31, 36), range(36, 40), 40
"""What the DT OFII decides of whom."""
PLACE: Final = "3 quai des Essais, 44000 Nantes"
AGREED: Final = date(2026, 10, 20)
DECEMBER: Final = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MonthHouse]:
    """Open a house of its own, whose clock moves."""
    with month_house(tmp_path_factory.mktemp("month")) as house:
        yield house


def test_a_month(
    where: MonthHouse, new_context: Callable[..., BrowserContext], gallery: Gallery, tmp_path: Path
) -> None:  # fmt: skip
    """Forty in, one to the OFII first, thirty-nine proposed, three doubts; sent, decided, told; then December."""
    coordinator = where.new(Role.COORDINATOR)
    people = where.people
    structure = people.partner(PartnerKind.DNA, STRUCTURE, model=None, email="cada@partenaire.example")
    people.partner(PartnerKind.OFII, "DT OFII d’Essai", model=None, email="dt@ofii.example", mobile="06 00 00 02 02")
    page, partner = new_context().new_page(), new_context().new_page()
    doing.sign_in(page, where.house.url, coordinator)

    fiches_come_in(where, page, partner, structure.contact_id, tmp_path)
    assert {name_of(number) for number in range(1, FICHES + 1)} == set(where.dossiers(coordinator))
    the_list_completes(where, page, structure.id, gallery)
    table = the_table_is_proposed(where, page, gallery)
    three_doubts_are_settled(page, gallery)
    it_is_frozen(page, gallery)
    reference = it_is_sent(page)
    letter = where.letter(reference)
    assert not [name for name in map(name_of, range(1, FICHES + 1)) if name in letter.words]
    acknowledge(partner, letter)
    sent = partner_side.unseal(letter, where.key(reference), tmp_path, named="tableau.xlsx")
    keep("month-tableau.xlsx", sent)

    where.clock.advance(days=6)
    decided = work(sent, decisions(sent), tmp_path).saved
    keep("month-decided.xlsx", decided)
    deposit = it_comes_back(where, partner, decided, tmp_path)
    come_back(where, page, coordinator, where.clock.now())
    it_is_taken_back(where, page, table, deposit, gallery)
    the_convocations(where, new_context().new_page(), coordinator, gallery)

    case_id = where.dossiers(coordinator)[name_of(UNSIGNED)]
    page.goto(f"{where.house.url}/dossiers/{case_id}")
    page.get_by_role("button", name="Le CIR est signé").click()
    come_back(where, page, coordinator, DECEMBER)
    only_what_changed(page, where, gallery)


def fiches_come_in(where: MonthHouse, page: Page, partner: Page, contact_id: str, folder: Path) -> None:
    """Eight archives of five fiches, made by 7-Zip, through the door; opened with their key, taken into dossiers."""
    numbers = range(1, FICHES + 1)
    for archive in range(ARCHIVES):
        with where.service.transaction() as ctx:
            token = linking.issue(ctx, LinkPurpose.DEPOSIT, contact_id, life=timedelta(days=7))
        mine = numbers[archive::ARCHIVES]
        files = {
            f"fiche-{number}.pdf": fiche(where.service, number, cir_on="" if number == UNSIGNED else "04/08/2026")
            for number in mine
        }
        sealed = by_7zip(folder / f"fiches-{archive}.7z", KEY, files=files)
        partner.goto(f"{where.house.url}/depot/{token}")
        partner.get_by_label("Votre fichier chiffré").set_input_files(sealed)
        partner.get_by_role("button", name="Déposer le fichier").click()
        expect(partner.get_by_role("heading", name="Fichier bien reçu")).to_be_visible()
        adopt_all(where, page, partner.locator("dd .code").first.inner_text())


def adopt_all(where: MonthHouse, page: Page, reference: str) -> None:
    """Open a deposit with its key, and take each of its fiches into a dossier of its own."""
    with where.service.transaction() as ctx:
        found = deposit_store.find_by_reference(ctx.session, reference)
        assert found is not None
        deposit_id = found.id
    post(page, f"{where.house.url}/depots/{deposit_id}/ouvrir", {"key": KEY})
    with where.service.transaction() as ctx:
        documents = [
            (row.id, int("".join(filter(str.isdigit, deposited.name_of(ctx, row)))))
            for row in deposit_store.list_documents(ctx.session, deposit_id)
        ]
    assert FICHES // ARCHIVES == len(documents)
    for document_id, number in documents:
        cir = {"cir": "not_signed"} if number == UNSIGNED else {"cir": "signed", "signed_on": "04/08/2026"}
        address = f"{where.house.url}/depots/{deposit_id}/documents/{document_id}/dossier"
        post(page, address, {"case": "nouveau", **cir})


def the_list_completes(where: MonthHouse, page: Page, structure_id: str, gallery: Gallery) -> None:
    """The structure's list says what no fiche asks: forty dossiers are completed, none is opened, none is doubted."""
    page.goto(f"{where.house.url}/recensement")
    page.get_by_label("Structure", exact=True).select_option(value=structure_id)
    content = write_xlsx(listed(), name="Recensement")
    page.get_by_label("Fichier").set_input_files(FilePayload(name="liste.xlsx", mimeType=XLSX, buffer=content))
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("40 dossiers complétés.")).to_be_visible()
    gallery.look(page, "month-census")
    page.get_by_role("button", name="Importer tout").click()
    expect(page.get_by_text("Le recensement est importé, en entier.")).to_be_visible()
    expect(page.get_by_text("à orienter vers l’OFII", exact=True)).to_have_count(1)


def listed() -> list[list[Cell]]:
    """Write what the structure knows of each; three have a gap, or a request that runs."""
    headings = ("N° AGDREF", "Nom", "Prénom", "N° CIR", "Emploi", "Logement", "Demande CPH", "Accord le")
    rows: list[list[Cell]] = [list(headings)]
    for number in range(1, FICHES + 1):
        has_any = "" if number == DOUBTFUL[0] else "non"
        request = {DOUBTFUL[1]: "", DOUBTFUL[2]: "oui"}.get(number, "non")
        name = [agdref_of(number), name_of(number), "Milada", f"0044{number:03}"]
        rows.append([*name, has_any, has_any, request, AGREED])
    return rows


def the_table_is_proposed(where: MonthHouse, page: Page, gallery: Gallery) -> str:
    """One row per person, each cell with its origin; who has no signed CIR is counted, and stays out."""
    page.get_by_role("link", name="Tableaux", exact=True).click()
    opening = page.get_by_role("button", name="Ouvrir le tableau du mois")
    if opening.count():
        opening.click()
    else:
        page.get_by_role("link", name=re.compile("^Tableau 44-2026-11")).click()
    expect(page.get_by_role("heading", name="À proposer : 39 personnes")).to_be_visible()
    expect(page.get_by_text("1 personne est à orienter d’abord vers l’OFII")).to_be_visible()
    expect(page.locator("table.sheet-table").get_by_text(name_of(UNSIGNED))).to_have_count(0)
    gallery.look(page, "month-proposed")
    assert page.url.startswith(where.house.url)
    return page.url


def three_doubts_are_settled(page: Page, gallery: Gallery) -> None:
    """Each with what the rules found; the freezing asks for nobody else."""
    page.get_by_role("link", name="Régler les doutes").click()
    for number in DOUBTFUL:
        expect(page.get_by_role("heading", level=1, name=f"{name_of(number)} Milada")).to_be_visible()
        gallery.look(page, f"month-doubt-{number}")
        page.get_by_label("Vérifié avec la personne").check()
        page.get_by_role("button", name="Proposer", exact=True).click()
    expect(page.get_by_text("Plus personne n’est à vérifier.")).to_be_visible()


def it_is_frozen(page: Page, gallery: Gallery) -> None:
    """The capacity is stated in steps, the table frozen; its PDF says what the XLSX says."""
    page.get_by_role("link", name="Indiquer la capacité").click()
    page.get_by_label("Il faut échelonner leur prise en charge").check()
    page.get_by_label("Places ce mois-ci").fill("20")
    page.get_by_text("Échelonnement : jours et places").click()
    page.get_by_label("À partir du").first.fill("01/12/2026")
    page.get_by_label("Places", exact=True).first.fill("19")
    page.get_by_role("button", name="Enregistrer la capacité").click()
    page.get_by_role("link", name="Figer le tableau").click()
    gallery.look(page, "month-freezing")
    page.get_by_role("button", name="Figer le tableau").click()
    expect(page.get_by_role("heading", level=1, name="Tableau 44-2026-11-1")).to_be_visible()
    gallery.look(page, "month-frozen")
    pdf = doing.linked_file(page, "Le tableau en PDF")
    keep("month-tableau.pdf", pdf)
    text = text_of(pdf)
    assert [] == [name_of(number) for number in range(2, FICHES + 1) if name_of(number) not in text]
    assert name_of(UNSIGNED) not in text


def it_is_sent(page: Page) -> str:
    """By the page of the table: a pli like any other; return its reference."""
    page.get_by_role("link", name="Envoyer à la DT OFII").click()
    page.get_by_role("button", name="Envoyer le tableau").click()
    return doing.reference(page)


def decisions(sent: bytes) -> list[Step]:
    """Type as the DT OFII does: validated with an appointment, refused and postponed with a reason, one left empty."""
    letters = {column.id: "ABCDEFGHIJKLMNOPQ"[place] for place, column in enumerate(COLUMNS)}
    found = {
        number: row.number
        for row in read(sent)
        for number in range(2, FICHES + 1)
        if agdref_of(number) in row.cells[:1]
    }
    assert FICHES - 1 == len(found)
    cells: dict[int, dict[str, str]] = {
        **{number: {"decision": "Validée", "appointment_on": "19/11/2026", "appointment_time": "9:30",
                    "appointment_place": PLACE} for number in VALIDATED},
        **{number: {"decision": "Refusée", "reason": "Ne réside pas dans le département"} for number in REFUSED},
        **{number: {"decision": "Reportée", "reason": "Une pièce manque"} for number in POSTPONED},
    }  # fmt: skip
    return [
        ["type", f"{letters[column]}{found[number]}", text]
        for number, typed in cells.items()
        for column, text in typed.items()
    ]


def it_comes_back(where: MonthHouse, partner: Page, decided: bytes, folder: Path) -> str:
    """Sealed under a key of the DT OFII's own, by the link of the pli; return the reference of its receipt."""
    sealed = by_7zip(folder / "retour.7z", KEY, files={"tableau.xlsx": decided})
    partner.reload()
    partner.get_by_role("link", name="Répondre par un fichier chiffré").click()
    partner.get_by_label("Votre fichier chiffré").set_input_files(sealed)
    partner.get_by_role("button", name="Déposer le fichier").click()
    expect(partner.get_by_role("heading", name="Fichier bien reçu")).to_be_visible()
    assert partner.url.startswith(where.house.url)
    return partner.locator("dd .code").first.inner_text()


def it_is_taken_back(where: MonthHouse, page: Page, table: str, deposit: str, gallery: Gallery) -> None:
    """The deposit is opened, the workbook read in the page of its table, all decisions taken as one."""
    page.goto(f"{where.house.url}/depots")
    page.locator("li").filter(has_text=deposit).get_by_role("link").click()
    page.get_by_role("textbox", name="La clé").fill(KEY)
    page.get_by_role("button", name="Ouvrir le dépôt").click()
    expect(page.get_by_text("tableau.xlsx").first).to_be_visible()
    gallery.look(page, "month-return-deposit")
    page.goto(f"{table}/retour")
    page.get_by_role("button", name="Lire ce tableau").first.click()
    expect(page.get_by_role("heading", name="38 décisions à enregistrer")).to_be_visible()
    gallery.look(page, "month-return-preview")
    page.get_by_role("button", name="Enregistrer les décisions").click()
    expect(page.get_by_text("Les décisions de la DT OFII sont enregistrées.")).to_be_visible()
    expect(page.get_by_text("1 personne attend la réponse de la DT OFII.")).to_be_visible()
    gallery.look(page, "month-answered")


def the_convocations(where: MonthHouse, page: Page, coordinator: Person, gallery: Gallery) -> None:
    """The référent of those who were validated prepares the paper, and notes that it was handed."""
    referent = where.new(Role.REFERENT)
    keeper, dossiers = where.people.actor_of(coordinator), where.dossiers(coordinator)
    with where.service.transaction() as ctx:
        for number in VALIDATED:
            keeping_cases.assign(ctx, keeper, dossiers[name_of(number)], (referent.account_id,))
    doing.sign_in(page, where.house.url, referent)
    gallery.look(page, "month-my-day")
    page.get_by_role("link", name=re.compile(name_of(VALIDATED[0]))).first.click()
    gallery.look(page, "month-convocation")
    paper = base64.b64decode(page.evaluate(POSTED))
    keep("month-convocation.pdf", paper)
    assert all(said in text_of(paper) for said in (name_of(VALIDATED[0]), "9 h 30", PLACE))
    page.get_by_label("Comment").select_option(label="En main propre")
    page.get_by_role("button", name="Noter la remise").click()
    expect(page.get_by_text("C’est noté : la convocation est remise.")).to_be_visible()


POSTED: Final = """async () => {
    const form = [...document.forms].find((one) => one.elements.bring);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""Headless, a PDF is not shown: the form is posted by the page, as its button does."""


def only_what_changed(page: Page, where: MonthHouse, gallery: Gallery) -> None:
    """Who was postponed, and who signed the CIR since; who waits is told with their days, nobody else is there."""
    page.goto(f"{where.house.url}/tableaux")
    page.get_by_role("link", name=re.compile("^Tableau 44-2026-12")).click()
    expect(page.get_by_role("heading", name="À proposer : 5 personnes")).to_be_visible()
    sheet = page.locator("table.sheet-table").first
    for number in (UNSIGNED, *POSTPONED):
        expect(sheet.get_by_text(name_of(number), exact=True)).to_have_count(1)
    for number in (*VALIDATED, *REFUSED, SILENT):
        expect(sheet.get_by_text(name_of(number))).to_have_count(0)
    expect(page.get_by_text(name_of(SILENT)).first).to_be_visible()
    gallery.look(page, "month-december")
