"""Does the coordinator see, complete and take the table of annexe 8 by its pages (V-6)?"""

from collections.abc import Callable

import pytest

from liaison.spreadsheets import read
from liaison.usecases import keeping_cases
from liaison.vocabulary import Origin, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import Desk, Office, words

pytestmark = pytest.mark.requirement("V-6")

PERIOD = {"departement": DEPARTEMENT, "du": "2026-07-01", "au": "2026-09-30"}


@pytest.fixture
def coordination(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


def person(office: Office, name: str, agdref: str = "", engaged_on: str = "03/03/2025", **more: str) -> str:
    """Open a dossier."""
    raw = {"beneficiary.last_name": name, "beneficiary.agdref": agdref, "beneficiary.engagement_date": engaged_on}
    raw |= {f"programme.{key}": value for key, value in more.items()}
    with office.service.transaction() as ctx:
        actor = office.staff.actor(Role.COORDINATOR)
        return keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=raw, origin=Origin.OFII)


def test_from_the_day_to_the_table(coordination: Desk, office: Office) -> None:
    """A link, the last full quarter, one row per person, the number masked, what is missing."""
    person(office, "Logeova", "9900000001", lease_on="02/08/2026")
    person(office, "Sansnumerova")
    person(office, "Tropnouvelle", "9900000003", "01/10/2026")
    assert "Tableau de suivi du public (annexe 8)" in words(coordination.see("/"))

    page = coordination.see("/suivi")

    said = words(page)
    assert "Du 01/07/2026 au 30/09/2026 2 personnes dans le programme" in said
    assert "1 sortie positive vers le logement" in said
    assert "Logeova •••••••001 03/03/2025 en cours" in said
    assert "Numéro AGDREF à compléter Sansnumerova" in said
    assert "Tropnouvelle" not in said
    assert "9900000001" not in page.text
    assert "pseudonymisées, encore personnelles, pas anonymes" in said
    assert "3 personnes dans" in words(
        coordination.see(f"/suivi?departement={DEPARTEMENT}&du=2026-10-01&au=31/12/2026")
    )


def test_a_period_that_cannot_be(coordination: Desk, office: Office) -> None:
    """What was typed comes back, each with its sentence."""
    person(office, "Logeova")
    page = coordination.see(f"/suivi?departement={DEPARTEMENT}&du=30/09/2026&au=1er juillet")
    assert 422 == page.status_code
    assert "Écrivez la date ainsi" in words(page)
    assert 'value="30/09/2026"' in page.text
    page = coordination.see(f"/suivi?departement={DEPARTEMENT}&du=30/09/2026&au=01/07/2026")
    assert "cette date vient avant le début" in words(page)
    assert "Logeova" not in words(page)


def test_files_leave_under_neutral_names_and_are_journalled(
    coordination: Desk, desk_of: Callable[[Role], Desk], office: Office
) -> None:
    """By POST only; the DPO reads who took which form of how many rows, and no name."""
    person(office, "Logeova", "9900000001")
    unnamed = coordination.press("/suivi", {**PERIOD, "tracking": "pseudonymised", "table_format": "xlsx"})
    named = coordination.press("/suivi", {**PERIOD, "tracking": "nominal", "table_format": "pdf"})

    assert 'filename="suivi-sans-identifiant-69-2026-07-01-2026-09-30.xlsx"' in unnamed.headers["content-disposition"]
    assert named.content.startswith(b"%PDF")
    assert not any("9900000001" in cell for row in read(unnamed.content) for cell in row.cells)
    journal = desk_of(Role.DPO).see("/journal")
    assert 2 == words(journal).count("tableau de suivi emporté")
    assert "Sans identifiant, dans un ordre tiré au hasard" in words(journal)
    assert "Logeova" not in journal.text
    wrong = coordination.press("/suivi", {**PERIOD, "tracking": "nominal", "table_format": "csv"})
    assert 422 == wrong.status_code


def test_columns_by_buttons(coordination: Desk, office: Office) -> None:
    """Added, moved, taken; a mistake keeps what was typed."""
    person(office, "Logeova", "9900000001")
    path = f"/suivi/colonnes/{DEPARTEMENT}"
    assert "Aucune colonne n’est encore définie" in words(coordination.see("/suivi"))
    for heading, field in (("ID", "beneficiary.agdref"), ("NOM", "beneficiary.last_name")):
        coordination.press(path, {"act": "add", "heading": heading, "field": field})
    twice = coordination.press(path, {"act": "add", "heading": "nom", "field": "beneficiary.last_name"})
    assert 422 == twice.status_code
    assert 'value="nom"' in twice.text
    assert "une colonne a déjà ce titre" in words(twice)
    page = coordination.press(path, {"act": "up", "heading": "NOM"})
    assert words(page).index("NOM Nom") < words(page).index("ID N° AGDREF")
    gone = coordination.press(path, {"act": "down", "heading": "PARTI"})
    assert 409 == gone.status_code
    assert "n’est plus là" in words(gone)

    made = coordination.press("/suivi", {**PERIOD, "tracking": "mapped", "table_format": "csv"})

    assert ["NOM;ID", "Logeova;9900000001"] == made.content.decode("utf-8-sig").splitlines()
    coordination.press(path, {"act": "remove", "heading": "NOM"})
    assert "NOM" not in words(coordination.see(path))


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("role", [Role.REFERENT, Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_nobody_else(desk_of: Callable[[Role], Desk], role: Role) -> None:
    """Neither the pages nor the files; another département neither."""
    desk = desk_of(role)
    wanted = {**PERIOD, "tracking": "nominal", "table_format": "pdf"}
    assert {404} == {
        desk.see("/suivi").status_code,
        desk.see(f"/suivi/colonnes/{DEPARTEMENT}").status_code,
        desk.press("/suivi", wanted).status_code,
    }
    assert "Tableau de suivi du public" not in words(desk.see("/"))


def test_not_another_departement(coordination: Desk) -> None:
    """The coordinator's own only."""
    assert 404 == coordination.see("/suivi?departement=42&du=01/07/2026&au=30/09/2026").status_code
    assert 404 == coordination.see("/suivi/colonnes/42").status_code
