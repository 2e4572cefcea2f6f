"""Do the pages of a monthly table work without script, and does its sheet hear what was wrong (V-1, V-2, V-4)?"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from httpx2 import Response

from liaison.usecases import agreeing, keeping_cases
from liaison.vocabulary import AgreementKind, Origin, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import Desk, Office, hidden, words

KNOWN = {
    "beneficiary.first_name": "Lucrèce", "beneficiary.birth_date": "14/02/1991",
    "beneficiary.protection_date": "12/01/2026", "beneficiary.cir_date": "02/03/2026",
    "programme.standing": "protected", "programme.employment": "no", "programme.housing": "no",
    "programme.cph_request": "no", "programme.resides": "yes", "programme.resettled": "no",
}  # fmt: skip


@pytest.fixture
def desk(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


@pytest.fixture
def table(desk: Desk) -> str:
    """Open the table of the month by its page; return its address."""
    answer = desk.press("/tableaux", {"departement": DEPARTEMENT})
    assert answer.status_code == 200
    return answer.url.path


def new_person(office: Office, name: str, *, agreed: bool = True, **more: str) -> str:
    """Open the dossier of somebody who may be proposed."""
    raw = {**KNOWN, "beneficiary.last_name": name, **{f"programme.{key}": text for key, text in more.items()}}
    actor = office.staff.actor(Role.COORDINATOR)
    with office.service.transaction() as ctx:
        case_id = keeping_cases.create_case(
            ctx, actor, departement=DEPARTEMENT, raw={key: text for key, text in raw.items() if text},
            origin=Origin.OFII,
        )  # fmt: skip
        if agreed:
            agreeing.record_agreement(ctx, actor, case_id, AgreementKind.ORIENTATION, date(2026, 11, 1))
    return case_id


def _cell(desk: Desk, row: str, column: str, text: str, revision: int = 1) -> tuple[int, Mapping[str, Any]]:
    answer = desk.autosave(f"{row}/cellule", {"column": column, "text": text, "revision": str(revision)})
    return answer.status_code, answer.json()


@pytest.mark.requirement("V-1", "V-4")
def test_a_cell_is_saved_and_judged(desk: Desk, office: Office, table: str) -> None:
    """The answer says what is shown now, where it comes from, what the guide says, and the new revision."""
    row = f"{table}/personnes/{new_person(office, 'Essayette', resides='')}"
    status, said = _cell(desk, row, "employment", "o")
    assert (status, said["revision"], said["cell"]["shown"]) == (200, 2, "oui")
    assert said["cell"]["origin"].startswith("Notre équipe, le ")
    assert (said["verdict"], said["verdict_label"]) == ("doubtful", "À vérifier")
    assert [found["place"] for found in said["findings"]] == ["guide 1.2.1"]
    status, said = _cell(desk, row, "employment", "", revision=2)
    assert (said["cell"]["missing"], said["cell"]["shown"]) == (True, "")


@pytest.mark.requirement("F-5")
def test_a_cell_that_cannot_be_read_changes_nothing(desk: Desk, office: Office, table: str) -> None:
    """The reason is a sentence; an older revision is a conflict, and the row as it stands now is asked for."""
    row = f"{table}/personnes/{new_person(office, 'Essayette')}"
    status, said = _cell(desk, row, "birth_date", "31/02/1990")
    assert status == 422
    assert "le 31/02/1990 n’existe pas" in said["problems"][0]["message"]
    assert _cell(desk, row, "cir_number", "44-1")[0] == 200
    status, said = _cell(desk, row, "cir_number", "44-2")
    assert status == 409
    now = desk.browser.get(row, headers={"Accept": "application/json"}).json()
    assert (now["revision"], now["cells"]["cir_number"]["shown"]) == (2, "44-1")


@pytest.mark.requirement("T-5", "V-1")
def test_without_script_a_row_has_its_page(desk: Desk, office: Office, table: str) -> None:
    """Eleven fields, each with where it comes from; two mistakes are said together, and nothing is kept then."""
    case_id = new_person(office, "Essayette")
    shown = desk.see(table)
    assert f'href="{table}/personnes/{case_id}"' in shown.text
    assert shown.text.count('<th scope="col"') == 12
    row = desk.see(f"{table}/personnes/{case_id}")
    assert "OFII, le " in words(row)
    typed = {"revision": hidden(row, "revision"), "last_name": "Essayeuse", "birth_date": "31/02/1990", "agdref": "12"}
    answer = desk.press(f"{table}/personnes/{case_id}", typed)
    assert answer.status_code == 422
    assert "2 réponses sont à corriger" in words(answer)
    assert 'value="Essayeuse"' in answer.text
    assert "Essayeuse" not in words(desk.see(table))
    answer = desk.press(f"{table}/personnes/{case_id}", {"revision": "1", "last_name": "Essayeuse", "housing": "oui"})
    assert answer.status_code == 200
    assert "Essayeuse" in words(desk.see(table))


@pytest.mark.requirement("V-2", "V-4", "T-7")
def test_one_step_after_the_other(desk: Desk, office: Office, table: str) -> None:
    """Doubts, agreements, capacity, freezing: the page offers the next thing to do, and the freezing refuses before."""
    doubted, silent = new_person(office, "Douteuse", resides=""), new_person(office, "Silencieuse", agreed=False)
    new_person(office, "Certaine")
    page = desk.see(table)
    assert "Régler les doutes" in words(page)
    assert "3 personnes" in words(page)
    assert "Il reste à faire avant de figer" in words(desk.see(f"{table}/figer"))
    decision = {"settled": "included", "why": "document_seen", "revision": "1"}
    answer = desk.press(f"{table}/personnes/{doubted}/decision", decision)
    assert answer.url.path.endswith(silent)
    assert "Enregistrer les accords" in words(desk.see(table))
    desk.press(f"{table}/personnes/{silent}/accord", {"given_on": "02/11/2026"})
    assert "Indiquer la capacité" in words(desk.see(table))
    revision = hidden(desk.see(table), "revision")
    steps = {f"{name}-{number}": "" for number in range(1, 7) for name in ("on", "places")}
    typed = {**steps, "revision": revision, "capacity": "staggered", "places": "2", "on-1": "05/01/2027"}
    answer = desk.press(f"{table}/capacite", typed)
    assert answer.status_code == 422
    assert 'value="05/01/2027"' in answer.text
    answer = desk.press(f"{table}/capacite", {**typed, "places-1": "1"})
    assert "La capacité d’accueil est enregistrée." in words(answer)
    asked = desk.see(f"{table}/figer")
    assert "1 à partir du 05/01/2027" in words(asked)
    assert "Organisme orienteur" in words(asked)
    answer = desk.press(f"{table}/figer", {"seen": hidden(asked, "seen"), "revision": hidden(asked, "revision")})
    assert "Le tableau est figé." in words(answer)
    assert "Envoyer à la DT OFII" in words(answer)


@pytest.mark.requirement("V-1")
def test_a_frozen_table_gives_its_files(desk: Desk, office: Office, table: str) -> None:
    """PDF and XLSX under names that name nobody, and the fingerprint of each; a correction is another table."""
    new_person(office, "Certaine")
    answer = _freeze(desk, table)
    number = f"{DEPARTEMENT}-2026-11-1"
    pdf, workbook = desk.see(f"{table}/tableau.pdf"), desk.see(f"{table}/tableau.xlsx")
    assert pdf.headers["content-disposition"] == f'inline; filename="tableau-{number}.pdf"'
    assert workbook.headers["content-disposition"] == f'attachment; filename="tableau-{number}.xlsx"'
    assert (pdf.content[:4], workbook.content[:2]) == (b"%PDF", b"PK")
    assert "Certaine" in words(answer)
    assert "data-sheet" not in answer.text
    corrected = desk.press(f"{table}/corriger")
    assert f"{DEPARTEMENT}-2026-11-2" in words(corrected)
    assert corrected.url.path != table


@pytest.mark.requirement("G-8")
@pytest.mark.parametrize("role", [Role.REFERENT, Role.DPO, Role.ADMINISTRATOR, Role.CONTROLLER])
def test_nobody_else_reads_a_table(desk_of: Callable[[Role], Desk], role: Role, office: Office, table: str) -> None:
    """Other roles find neither the list nor a table, nor anybody's row."""
    case_id = new_person(office, "Certaine")
    other = desk_of(role)
    for path in ("/tableaux", table, f"{table}/personnes/{case_id}", f"{table}/tableau.pdf"):
        assert other.see(path).status_code == 404
    assert "Tableaux" not in words(other.see("/"))


@pytest.mark.requirement("V-1")
def test_the_day_of_the_coordination(desk: Desk, office: Office, table: str) -> None:
    """« Ma journée » says how many are in the table and how many are to look at."""
    assert "à vérifier" not in words(desk.see("/"))
    new_person(office, "Douteuse", resides="")
    assert "Novembre 2026, Rhône 1 personne · 1 à vérifier" in words(desk.see("/"))
    assert table in desk.see("/").text


def test_a_month_without_anybody(desk: Desk, table: str) -> None:
    """It is closed from its page, says so, and is not offered to be opened again."""
    page = desk.see(table)
    assert "Il n’y a personne à proposer ce mois-ci." in words(page)
    answer = desk.press(f"{table}/clore", {"revision": hidden(page, "revision")})
    assert "Personne n’a été proposé ce mois-ci" in words(answer)
    assert "Ouvrir le tableau du mois" not in words(desk.see("/tableaux"))


def test_markup_in_a_row_is_shown_as_text(desk: Desk, office: Office, table: str) -> None:
    """Whatever a name holds, no page of the table holds it as markup."""
    case_id = new_person(office, '"><script>alert(1)</script>')
    for path in (table, f"{table}/personnes/{case_id}"):
        assert "<script>alert" not in desk.see(path).text
    _, said = _cell(desk, f"{table}/personnes/{case_id}", "referrer", "<img src=x>")
    assert said["cell"]["shown"] == "<img src=x>"


def _freeze(desk: Desk, table: str) -> Response:
    typed = {f"{name}-{number}": "" for number in range(1, 7) for name in ("on", "places")}
    revision = hidden(desk.see(table), "revision")
    desk.press(f"{table}/capacite", {**typed, "revision": revision, "capacity": "all", "places": "2"})
    asked = desk.see(f"{table}/figer")
    return desk.press(f"{table}/figer", {"seen": hidden(asked, "seen"), "revision": hidden(asked, "revision")})
