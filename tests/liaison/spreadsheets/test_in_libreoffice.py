"""Does the real LibreOffice let a DT OFII answer, and nothing else, and is its answer read back?"""

from datetime import date, time
from pathlib import Path

import pytest

from forms.sheets import DECISIONS, write
from liaison.spreadsheets import read_back
from tests.forms.sheets.made import orientations, rows
from tests.office.desk import work

pytestmark = pytest.mark.requirement("V-5")
FIRST = 9


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which LibreOffice keeps its profile: the first start of one takes seconds."""
    return tmp_path_factory.mktemp("office")


def test_what_may_be_typed(office: Path) -> None:
    """The drop-down is there, the five cells of the answer are open and no other; what is typed comes back."""
    columns = "ABCDEFGHIJKLMNOPQ"
    worked = work(
        write(orientations(count=4)),
        [
            *(["open", f"{column}{row}"] for row in (1, FIRST - 2, FIRST - 1, FIRST) for column in columns),
            ["choices", f"L{FIRST}"],
            ["choices", f"M{FIRST}"],
            ["type", f"L{FIRST}", "Validée"],
            ["type", f"N{FIRST}", "15/12/2026"],
            ["type", f"O{FIRST}", "9:30"],
            ["type", f"P{FIRST}", "12 rue Imaginaire"],
            ["type", f"L{FIRST + 1}", "Refusée"],
            ["type", f"M{FIRST + 1}", "=1+1"],
            ["see", f"A{FIRST}"],
            ["see", f"E{FIRST}"],
        ],
        office,
    )
    is_open, seen = worked.seen[: 4 * len(columns)], worked.seen[4 * len(columns) :]
    assert is_open == [False] * 3 * len(columns) + [column in "LMNOP" for column in columns]
    assert seen == [
        list(DECISIONS), [], "Validée", "15/12/2026", "09:30", "12 rue Imaginaire", "Refusée", "=1+1", "0000000001",
        "02/01/1970",
    ]  # fmt: skip

    table = read_back(worked.saved)
    assert table.number == "44-2026-11-1"
    first, second, third, _ = table.rows.values()
    assert (first.decision, first.appointment_on, first.appointment_time) == (
        "Validée", date(2026, 12, 15), time(9, 30),
    )  # fmt: skip
    assert first.appointment_place == "12 rue Imaginaire"
    assert (second.decision, second.reason) == ("Refusée", "=1+1")
    assert not third.is_answered
    assert [row.changed(sent.cells) for row, sent in zip(table.rows.values(), rows(4), strict=True)] == [()] * 4


@pytest.mark.parametrize("place", ["B7", f"C{FIRST}", f"Q{FIRST}"], ids=["number", "name", "reference"])
def test_every_other_cell_is_refused(place: str, office: Path) -> None:
    """The program itself does not let the number, a value or a reference be typed over."""
    worked = work(write(orientations(count=2)), [["see", place], ["type", place, "AUTRE CHOSE"]], office)
    before, after = worked.seen
    assert before == after != "AUTRE CHOSE"


def test_sorted_moved_and_edited(office: Path) -> None:
    """The protection taken off: rows sorted, one deleted, a column moved, a name changed, a row added; all is seen."""
    worked = work(
        write(orientations(count=6)),
        [
            ["type", f"L{FIRST + 5}", "Reportée"],
            ["unprotect"],
            ["type", f"C{FIRST + 1}", "CHANGÉ"],
            ["type", f"C{FIRST + 6}", "AJOUTÉ"],
            ["type", f"L{FIRST + 6}", "Validée"],
            ["drop", FIRST + 2],
            ["sort", f"A{FIRST}", f"Q{FIRST + 4}", 0],
            ["move", 11, 0],
            ["see", f"A{FIRST}"],
        ],
        office,
    )
    assert worked.seen[-1] == "Reportée"
    table = read_back(worked.saved)
    assert table.number == "44-2026-11-1"
    assert list(table.rows) == ["L006", "L005", "L004", "L002", "L001"]
    assert table.rows["L006"].decision == "Reportée"
    sent = {row.reference: row.cells for row in rows(6)}
    assert {key: row.changed(sent[key]) for key, row in table.rows.items() if row.changed(sent[key])} == {
        "L002": ("last_name",)
    }
    assert len(table.strangers) == 1


def test_saved_as_csv(office: Path) -> None:
    """Who saves the table as CSV, as LibreOffice writes it, has answered too."""
    worked = work(
        write(orientations(count=3)), [["type", f"L{FIRST}", "Validée"], ["type", f"N{FIRST}", "15/12/2026"]],
        office, save_as="csv",
    )  # fmt: skip
    table = read_back(worked.saved)
    assert (table.number, len(table.rows)) == ("44-2026-11-1", 3)
    assert (table.rows["L001"].decision, table.rows["L001"].appointment_on) == ("Validée", date(2026, 12, 15))
    sent = {row.reference: row.cells for row in rows(3)}
    assert [key for key, row in table.rows.items() if row.changed(sent[key])] == []
