"""Does the operator's own export have the columns that it defined, and nothing that it should not (V-6)?"""

from datetime import date

import pytest

from forms.spec import Category, Kind
from liaison.errors import Conflict, Invalid
from liaison.rules.tracking import Period
from liaison.spreadsheets import read
from liaison.usecases.dossier import dossier_spec
from liaison.usecases.tracking import columns, exporting
from liaison.usecases.tracking.exporting import TrackingFormat, Wanted
from liaison.vocabulary.tables import TrackingForm
from tests.factories import LOIRE, RHONE, House

pytestmark = pytest.mark.requirement("V-6")

WANTED = Wanted(RHONE, Period(date(2026, 1, 1), date(2026, 12, 31)), TrackingForm.MAPPED, TrackingFormat.CSV)


def add(house: House, heading: str, field: str = "beneficiary.agdref") -> None:
    """Add a column."""
    house.do(columns.add_column, house["coordinator"], RHONE, heading, field)


def headings(house: House) -> list[str]:
    """Read the headings, in their order."""
    return [column.heading for column in house.do(columns.list_columns, house["coordinator"], RHONE)]


def test_columns_are_added_moved_and_removed(house: House) -> None:
    """In the order that was made; at an edge a column stays; another département has its own."""
    for heading in ("A", "B", "C"):
        add(house, heading)
    act = house["coordinator"], RHONE
    house.do(columns.move_column, *act, "C", by=-1)
    assert ["A", "C", "B"] == headings(house)
    house.do(columns.move_column, *act, "A", by=-1)
    house.do(columns.move_column, *act, "B", by=1)
    assert ["A", "C", "B"] == headings(house)
    house.do(columns.move_column, *act, "A", by=1)
    house.do(columns.remove_column, *act, "C")
    assert ["A", "B"] == headings(house)
    assert () == house.do(columns.list_columns, house["coordinator of the Loire"], LOIRE)
    with pytest.raises(Conflict, match="plus là"):
        house.do(columns.remove_column, *act, "C")


@pytest.mark.parametrize(
    ("heading", "field", "wrong"),
    [
        ("", "beneficiary.agdref", "heading"),
        ("a" * 81, "beneficiary.agdref", "heading"),
        ("sur\ndeux lignes", "beneficiary.agdref", "heading"),
        (" n° étranger ", "beneficiary.agdref", "heading"),
        ("Santé", "orientation.health", "field"),
        ("Récit", "", "field"),
    ],
)
def test_what_is_no_column(sqlite_house: House, heading: str, field: str, wrong: str) -> None:
    """No heading, a long one, one that is there already in other capitals, a field that is not on the list."""
    add(sqlite_house, "N° ÉTRANGER")
    with pytest.raises(Invalid) as refusal:
        add(sqlite_house, heading, field)
    assert [wrong] == [problem.field for problem in refusal.value.problems]
    assert ["N° ÉTRANGER"] == headings(sqlite_house)


def test_an_empty_heading_is_asked_for(sqlite_house: House) -> None:
    """Nobody is told about a length who wrote nothing."""
    with pytest.raises(Invalid) as refusal:
        add(sqlite_house, " ")
    assert ["« Titre de la colonne » : écrivez celui qu’attend votre outil."] == [
        problem.message for problem in refusal.value.problems
    ]


def test_there_is_an_end_to_columns(sqlite_house: House) -> None:
    """Forty; then one has to go first."""
    for number in range(columns.MOST):
        add(sqlite_house, f"C{number}")
    with pytest.raises(Invalid):
        add(sqlite_house, "une de trop")


@pytest.mark.requirement("F-7")
def test_nothing_of_health_and_nothing_that_was_told(sqlite_house: House) -> None:
    """Each field of the list that a dossier has is of an innocent kind, asks no consent, and is no free text."""
    spec = sqlite_house.do(dossier_spec)
    known = {field.id: field for field in spec.fields()}
    listed = [known[key] for key in columns.FIELDS if "." in key]

    assert len(listed) > 10
    assert {Category.IDENTIFICATION, Category.STATUS, Category.ORIENTATION} == {field.category for field in listed}
    assert all(field.consent is None and field.kind is not Kind.LONG_TEXT for field in listed)


def test_every_field_gives_what_the_dossier_holds(house: House) -> None:
    """Days as days, a year alone as it was typed, choices by their label, nothing where nothing is known."""
    values = {
        "beneficiary.agdref": "9900000017", "programme.cir_number": "0042", "beneficiary.last_name": "TESTOUKHINA",
        "beneficiary.first_name": "Zéphyrine", "beneficiary.birth_date": "1991", "beneficiary.nationality": "afghane",
        "beneficiary.protection_date": "02/01/2025", "beneficiary.cir_date": "03/02/2025",
        "beneficiary.engagement_date": "03/03/2025", "programme.employment": "Oui", "programme.housing": "Non",
        "programme.lease_on": "02/05/2026", "programme.employment_kind": "CDI", "programme.employment_on": "04/05/2026",
    }  # fmt: skip
    house.case(raw=values, agreed=False)
    house.case(raw={"beneficiary.last_name": "AUTRESSAI", "beneficiary.engagement_date": "04/03/2025"}, agreed=False)
    for key, field in columns.FIELDS.items():
        add(house, field.label, key)

    head, full, empty = read(house.do(exporting.export, house["coordinator"], WANTED).content)

    assert tuple(field.label for field in columns.FIELDS.values()) == head.cells
    found = dict(zip(columns.FIELDS, full.cells, strict=True))
    assert values == {key: found[key] for key in values if key in found} | {
        "beneficiary.engagement_date": found["engaged_on"]
    }
    assert (RHONE, "", "04/05/2026", "02/05/2026") == tuple(
        found[key] for key in ("departement", "ended_on", "to_employment", "to_housing")
    )
    known = [cell for cell in empty.cells if cell]
    assert ["AUTRESSAI", RHONE, "04/03/2025"] == known
