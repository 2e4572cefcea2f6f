"""Do the pages of a first census take what people post, and show what would happen before it does?"""

import re
from collections.abc import Callable, Mapping

import pytest
from httpx2 import Response

from liaison.spreadsheets import read
from liaison.usecases import keeping_directory
from liaison.usecases.keeping_directory import PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, hidden, words

STRUCTURE = "CADA des Chimères"
HEADINGS = "N° AGDREF;Nom;Prénom;Né le;CIR signé;Étage"
CSV = f"{HEADINGS}\r\n9900000101;Inventée;Aline;14/02/1991;oui;3\r\n;Fictif;Boris;1988;non;4\r\n"
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'


@pytest.fixture
def keeper(desk_of: Callable[[Role], Desk]) -> Desk:
    """Give the coordinator's desk."""
    return desk_of(Role.COORDINATOR)


@pytest.fixture
def structure(office: Office) -> str:
    """Give a structure of the directory."""
    form = PartnerForm(DEPARTEMENT, PartnerKind.DNA, STRUCTURE)
    with office.service.transaction() as ctx:
        return keeping_directory.save_partner(ctx, office.staff.actor(Role.COORDINATOR), form)


def upload(desk: Desk, partner_id: str, content: bytes) -> Response:
    """Post a file as the page does."""
    data = {"csrf": hidden(desk.see("/recensement"), "csrf"), "partner": partner_id}
    return desk.browser.post("/recensement", data=data, files={"file": ("r.csv", content, "text/csv")})


def parcel(answer: Response, **changes: str | list[str]) -> Mapping[str, str | list[str]]:
    """Take the fields of a preview, to post them again."""
    selects = re.findall(r'<select id="f-columns[^>]*>(.*?)</select>', answer.text, re.DOTALL)
    columns = ["".join(re.findall(r'value="([a-z_]*)" selected', one)) for one in selects]
    return {"kept": hidden(answer, "kept"), "seen": hidden(answer, "seen"), "columns": columns, **changes}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
def test_a_census_is_looked_at_then_taken(keeper: Desk, structure: str, kind: str) -> None:
    """The preview changes nothing and says everything; then all of it is there."""
    assert kind
    assert f"{STRUCTURE} – " in words(keeper.see("/recensement"))
    seen = upload(keeper, structure, CSV.encode("cp1252"))
    assert f"2 lignes de {STRUCTURE}" in words(seen)
    assert "2 dossiers nouveaux." in words(seen)
    assert "CIR pas encore signé : à orienter vers l’OFII" in words(seen)
    assert "Inventée" not in words(keeper.see("/dossiers"))

    done = keeper.press("/recensement/faire", parcel(seen))

    assert "Le recensement est importé, en entier." in words(done)
    assert "Inventée Aline" in words(done)
    assert 1 == words(done).count("à orienter vers l’OFII")
    assert "Rien à importer." not in words(upload(keeper, structure, CSV.encode()))


def test_a_doubt_is_asked_and_answered(keeper: Desk, office: Office, structure: str) -> None:
    """Nobody is merged by default: the page asks, keeps what was chosen, and takes an answer of its own only."""
    case_id = office.case
    content = f"{HEADINGS}\r\n;{LAST_NAME};{FIRST_NAME};;oui;\r\n;Fictif;Boris;1988;non;4\r\n".encode()
    seen = upload(keeper, structure, content)
    assert "1 doute à lever" in words(seen)
    assert f"•••••••{AGDREF[-3:]}" in words(seen)
    assert AGDREF not in seen.text

    silent = keeper.press("/recensement/faire", parcel(seen, decisions=["2:"]))
    assert 422 == silent.status_code
    assert "« Ligne 2 » : choisissez une réponse." in words(silent)
    assert 400 == keeper.press("/recensement/faire", parcel(seen, decisions=["two:new"])).status_code

    done = keeper.press("/recensement/faire", parcel(silent, decisions=[f"2:{case_id}"]))
    assert "Le recensement est importé, en entier." in words(done)
    assert 1 == words(done).count(LAST_NAME)


def test_mistakes_and_mappings(keeper: Desk, structure: str) -> None:
    """Each mistake with its row and heading; nothing to press as long as one is left."""
    wrong = upload(keeper, structure, CSV.replace("14/02/1991", "31/02/1991").encode())
    assert "Ligne 2 : « Né le » : le 31/02/1991 n’existe pas" in words(wrong)
    assert "Importer tout" not in words(wrong)
    assert 422 == keeper.press("/recensement/faire", parcel(wrong)).status_code
    twice = ["agdref", "last_name", "last_name", "birth_date", "cir_signed", ""]
    again = keeper.press("/recensement/apercu", parcel(wrong, columns=twice))
    assert "deux colonnes seraient « Nom »" in words(again)
    assert "Inventée" not in words(keeper.see("/dossiers"))


def test_another_mapping_than_the_one_that_was_seen(keeper: Desk, structure: str) -> None:
    """Who changes a column and imports at once sees the new preview first."""
    seen = upload(keeper, structure, CSV.encode())
    swapped = ["agdref", "first_name", "last_name", "birth_date", "cir_signed", ""]

    answer = keeper.press("/recensement/faire", parcel(seen, columns=swapped))

    assert 409 == answer.status_code
    assert "ont changé depuis l’aperçu" in words(answer)
    assert "Aline Inventée" in words(answer)


def test_no_structure_and_no_file(keeper: Desk, structure: str) -> None:
    """A sentence beside the field, and the page again."""
    assert "choisissez dans l’annuaire qui a fait ce recensement" in words(upload(keeper, "", CSV.encode()))
    empty = upload(keeper, structure, b"")
    assert 422 == empty.status_code
    assert "il manque, ou il est vide" in words(empty)


def test_hostile_cells_are_text(keeper: Desk, structure: str) -> None:
    """Headings and cells of a stranger's file are never markup."""
    content = CSV.replace("Étage", HOSTILE.replace('"', "'")).replace("Aline", HOSTILE.replace('"', "'"))
    answer = upload(keeper, structure, content.encode())
    assert 200 == answer.status_code
    assert "<script>alert" not in answer.text


def test_the_blank_table(keeper: Desk) -> None:
    """A workbook under a neutral name, whose only line looks like nobody."""
    answer = keeper.see("/recensement/modele")

    assert 'attachment; filename="recensement-modele.xlsx"' == answer.headers["content-disposition"]
    headings, example = read(answer.content, with_days=True)
    assert ("N° AGDREF", "N° CIR", "Nom", "Prénom", "Date de naissance") == headings.cells[:5]
    assert ("0000000000", "", "EXEMPLE À EFFACER", "Personne Fictive", "31/01/1990") == example.cells[:5]


@pytest.mark.requirement("G-2")
@pytest.mark.parametrize("role", [Role.DPO, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_who_must_not_see_content(desk_of: Callable[[Role], Desk], role: Role) -> None:
    """No page of it for them."""
    assert 404 == desk_of(role).see("/recensement").status_code
