"""Is the table of annexe 8 what the dossiers say, and does each form give no more than it should (V-6)?"""

from collections.abc import Mapping
from datetime import date

import pytest

from crypto.hashchain import Detail
from forms.sheets import TRACKING
from liaison.errors import Denied, Invalid, Refused
from liaison.rules.tracking import Period, Source
from liaison.spreadsheets import Row, read
from liaison.store import trails
from liaison.usecases import leaving
from liaison.usecases.leaving import ExitForm
from liaison.usecases.tracking import columns, exporting, showing
from liaison.usecases.tracking.exporting import TrackingFormat, Wanted
from liaison.usecases.tracking.showing import TrackingView
from liaison.vocabulary import AgreementKind, Chain, ExitKind, Role
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import TrackingForm
from tests.factories import RHONE, House
from tests.forms.conformity import annexe
from tests.forms.paper.reading import printed_pages
from tests.rights import received

pytestmark = pytest.mark.requirement("V-6")

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def person(house: House, name: str, agdref: str = "", **more: str) -> str:
    """Open a dossier of somebody in the programme since the spring of 2025, unless told otherwise."""
    programme = {f"programme.{key}": value for key, value in more.items() if key != "engaged"}
    raw = {
        "beneficiary.last_name": name,
        "beneficiary.agdref": agdref,
        "beneficiary.engagement_date": more.get("engaged", "03/03/2025"),
        **programme,
    }
    return house.case(raw=raw, agreed=False)


def shown(house: House, period: Period = YEAR) -> TrackingView:
    """Read the page."""
    return house.do(showing.show, house["coordinator"], RHONE, period)


def taken(house: House, form: TrackingForm, table_format: TrackingFormat, *, who: str = "coordinator") -> bytes:
    """Take a file of the year."""
    return house.do(exporting.export, house[who], Wanted(RHONE, YEAR, form, table_format)).content


def table(content: bytes) -> list[Row]:
    """Return the rows of a workbook from its labels on."""
    rows = read(content)
    labels = {column.label for column in TRACKING}
    (first, *_) = [place for place, row in enumerate(rows) if labels & set(row.cells)]
    return rows[first:]


def exported(house: House) -> list[Mapping[str, Detail]]:
    """Read what the journal says of the files, oldest first."""
    page = house.do(lambda ctx: trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=100))
    return [entry.detail for entry in page if entry.kind == "tracking:exported"][::-1]


def test_a_row_is_read_off_the_dossier(house: House) -> None:
    """Facts first, then the exit's day; what is half known is to complete, what nobody said is no exit."""
    person(house, "LOGÉE", "9900000001", lease_on="02/05/2026")
    half = person(house, "MI-EMPLOYÉE", "9900000002", employment_kind="CDI")
    gone = person(house, "SORTIE", "9900000003", employment_kind="Contrat en alternance", employment_on="05/06/2026")
    house.do(leaving.record_exit, house["referent"], gone, ExitForm(ExitKind.POSITIVE_BOTH, date(2026, 10, 1)))
    person(house, "FUTURE", "9900000004", engaged="01/01/2027")

    view = shown(house)

    lines = {line.person: line for line in view.lines}
    assert {"LOGÉE", "MI-EMPLOYÉE", "SORTIE"} == set(lines)
    assert ("•••••••001", date(2025, 3, 3), None) == (
        lines["LOGÉE"].agdref_masked, lines["LOGÉE"].engaged_on, lines["LOGÉE"].ended_on,
    )  # fmt: skip
    sortie = lines["SORTIE"]
    assert sortie.employment is not None
    assert sortie.housing is not None
    assert (date(2026, 10, 1), date(2026, 6, 5), Source.FACT, date(2026, 10, 1), Source.EXIT) == (
        sortie.ended_on, sortie.employment.on, sortie.employment.source, sortie.housing.on, sortie.housing.source,
    )  # fmt: skip
    assert [half] == [line.case_id for line in view.incomplete]
    assert (1, 1, 2) == (view.ended, view.employed, view.housed)


def test_what_is_to_come_is_no_exit_yet(house: House) -> None:
    """In a period that still runs: neither a lease nor an employment of next month, nor an end that is foreseen."""
    later = {"lease_on": "01/12/2026", "employment_kind": "CDI", "employment_on": "01/12/2026"}
    person(house, "BIENTÔT", "9900000001", **later)
    person(house, "PAS-ENCORE", "9900000002", engaged="01/12/2026")

    (line,) = shown(house).lines

    assert (None, None, False) == (line.employment, line.housing, line.employment_incomplete)
    house.clock.advance(days=10)
    assert {"BIENTÔT", "PAS-ENCORE"} == {one.person for one in shown(house).lines}
    assert (1, 1) == (shown(house).employed, shown(house).housed)


def test_what_is_missing_is_shown(house: House) -> None:
    """A number, and the day of the contract of somebody who was accompanied; a dossier that only waits is not asked."""
    numberless = person(house, "SANS-NUMÉRO")
    undated = person(house, "SANS-DATE", engaged="")
    house.agree(undated, AgreementKind.ENGAGEMENT)
    person(house, "EN-ATTENTE", engaged="")

    view = shown(house)

    assert [numberless] == [line.case_id for line in view.numberless]
    assert [(undated, date(2026, 10, 22))] == [(one.case_id, one.agreed_on) for one in view.undated]
    assert "1 personne n’y figure pas : la date de son contrat" in view.remarks[0]


@pytest.mark.requirement("G-1")
@pytest.mark.parametrize("right", [Right.RESTRICTION, Right.OBJECTION])
def test_who_may_not_leave_is_counted_only(house: House, right: Right) -> None:
    """Neither with the number nor without it nor in own columns (RGPD art. 18 and 21); the paper says how many."""
    person(house, "VISIBLE", "9900000001")
    kept = person(house, "RETENUE", "9900000002")
    received(house, kept, right)
    house.do(columns.add_column, house["coordinator"], RHONE, "nom", "beneficiary.last_name")

    assert ["VISIBLE"] == [line.person for line in shown(house).lines]
    for form in TrackingForm:
        rows = read(taken(house, form, TrackingFormat.XLSX))
        said = " ".join(cell for row in rows for cell in row.cells)
        assert "9900000002" not in said
        assert "RETENUE" not in said
    assert "1 personne n’y figure pas" in printed_pages(taken(house, TrackingForm.PSEUDONYMISED, TrackingFormat.PDF))[0]
    assert [1, 1, 1, 1] == [entry["rows"] for entry in exported(house)]


def test_labels_are_those_of_the_guide_line_by_line(sqlite_house: House) -> None:
    """The five of the model, in its order; without identifier the last four (guide:4422-4441)."""
    person(sqlite_house, "EXEMPLE", "9900000001")
    said = annexe("tracking").split()

    named = table(taken(sqlite_house, TrackingForm.NOMINAL, TrackingFormat.XLSX))[0].cells
    unnamed = table(taken(sqlite_house, TrackingForm.PSEUDONYMISED, TrackingFormat.XLSX))[0].cells

    assert tuple(column.label for column in TRACKING) == named
    assert said[-len(" ".join(named).split()) :] == " ".join(named).split()
    assert named[1:] == unnamed


@pytest.mark.parametrize("table_format", [TrackingFormat.PDF, TrackingFormat.XLSX])
def test_without_identifier_nothing_names(sqlite_house: House, table_format: TrackingFormat) -> None:
    """No number, no name, no reference; the file says that it is pseudonymised, and so does the journal."""
    house = sqlite_house
    person(house, "RECONNAISSABLE", "9900000001")

    content = taken(house, TrackingForm.PSEUDONYMISED, table_format)

    said = (
        " ".join(printed_pages(content))
        if table_format is TrackingFormat.PDF
        else " ".join(cell for row in read(content) for cell in row.cells)
    )
    assert "9900000001" not in said
    assert "AGDREF" not in said
    assert "RECONNAISSABLE" not in said
    assert "03/03/2025" in said or "45719" in said
    assert "pseudonymisées" in said
    assert {
        "departement": RHONE, "tracking": "pseudonymised", "format": table_format.value, "rows": 1,
        "since": "2026-01-01", "until": "2026-12-31",
    } == exported(house)[0]  # fmt: skip


def test_the_order_without_identifier_is_not_that_of_the_dossiers(sqlite_house: House) -> None:
    """Twelve people stand in the same order in two files once in half a milliard: drawn anew each time."""
    house = sqlite_house
    for day in range(1, 13):
        person(house, f"PERSONNE-{day}", f"99000000{day:02}", engaged=f"{day:02}/03/2025")

    def order(form: TrackingForm) -> list[str]:
        place = 1 if form is TrackingForm.NOMINAL else 0
        return [row.cells[place] for row in table(taken(house, form, TrackingFormat.XLSX))[1:]]

    named = order(TrackingForm.NOMINAL)
    drawn = [order(TrackingForm.PSEUDONYMISED) for _ in range(3)]
    assert sorted(named) == named
    assert all(sorted(each) == named for each in drawn)
    assert 4 == len({tuple(each) for each in (named, *drawn)})


def test_a_formula_stays_a_text(sqlite_house: House) -> None:
    """Whatever a dossier or a heading holds, no spreadsheet runs it."""
    house = sqlite_house
    person(house, '=HYPERLINK("//mal.example")', "9900000001")
    for heading, field in (("=1+1", "beneficiary.last_name"), ("@n", "beneficiary.agdref")):
        house.do(columns.add_column, house["coordinator"], RHONE, heading, field)

    csv = taken(house, TrackingForm.MAPPED, TrackingFormat.CSV).decode("utf-8-sig")

    assert ["'=1+1;'@n", '"\'=HYPERLINK(""//mal.example"")";9900000001'] == csv.splitlines()
    cells = [row.cells for row in read(taken(house, TrackingForm.MAPPED, TrackingFormat.XLSX))]
    assert ('\'=HYPERLINK("//mal.example")', "9900000001") == cells[1]


def test_a_file_says_nothing_of_anybody_by_its_name(sqlite_house: House) -> None:
    """Form, département, period, format."""
    made = sqlite_house.do(
        exporting.export,
        sqlite_house["coordinator"],
        Wanted(RHONE, YEAR, TrackingForm.PSEUDONYMISED, TrackingFormat.PDF),
    )
    assert "suivi-sans-identifiant-69-2026-01-01-2026-12-31.pdf" == made.name
    assert "%PDF" not in repr(made)


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("who", ["referent", "coordinator of the Loire", "dpo", "controller", "administrator"])
def test_only_the_coordinator_of_the_departement(sqlite_house: House, who: str) -> None:
    """Neither the page nor a file nor the columns; the DPO reads the journal."""
    house = sqlite_house
    for act in (
        lambda: house.do(showing.show, house[who], RHONE, YEAR),
        lambda: taken(house, TrackingForm.NOMINAL, TrackingFormat.PDF, who=who),
        lambda: house.do(columns.list_columns, house[who], RHONE),
        lambda: house.do(columns.add_column, house[who], RHONE, "n", "beneficiary.agdref"),
    ):
        with pytest.raises(Denied):
            act()
    assert [] == exported(house)
    assert house["coordinator"].role is Role.COORDINATOR


def test_a_form_has_its_own_files(sqlite_house: House) -> None:
    """No CSV of the model; nothing in one's own columns before there is one."""
    with pytest.raises(Invalid):
        taken(sqlite_house, TrackingForm.PSEUDONYMISED, TrackingFormat.CSV)
    with pytest.raises(Refused, match="Aucune colonne"):
        taken(sqlite_house, TrackingForm.MAPPED, TrackingFormat.CSV)
    assert [] == exported(sqlite_house)


@pytest.mark.parametrize(
    ("since", "until", "fields"),
    [
        (None, None, ["du", "au"]),
        (date(2026, 2, 1), None, ["au"]),
        (date(2026, 2, 2), date(2026, 2, 1), ["au"]),
    ],
)
def test_a_period_has_two_days(since: date | None, until: date | None, fields: list[str]) -> None:
    """The first before the last."""
    with pytest.raises(Invalid) as refusal:
        showing.period_of(since, until)
    assert fields == [problem.field for problem in refusal.value.problems]
