"""Does an operator get the columns that it asked for, in its words, and no formula among them?"""

import csv
import io
from datetime import date

import pytest

from forms.sheets import Value
from liaison.spreadsheets import export_csv, export_xlsx, read
from liaison.spreadsheets.reading_xlsx import read_named
from tests.forms.sheets.parts import number_format, part

pytestmark = pytest.mark.requirement("V-6")
COLUMNS = [("=Entrée", "engagement_date"), ("Sortie", "positive_employment"), ("Étranger n°", "agdref"), ("?", "none")]
ROWS: list[dict[str, Value]] = [
    {"agdref": "0000000001", "engagement_date": date(2025, 3, 1), "positive_employment": None},
    {"agdref": "+33", "engagement_date": "2025", "positive_employment": "non"},
]


def test_csv() -> None:
    """Its headings in its order, days as people write them, unknown fields empty."""
    said = csv.reader(io.StringIO(export_csv(COLUMNS, ROWS).decode("utf-8-sig"), newline=""), delimiter=";")
    assert list(said) == [
        ["'=Entrée", "Sortie", "Étranger n°", "?"],
        ["01/03/2025", "", "0000000001", ""],
        ["2025", "non", "'+33", ""],
    ]


def test_xlsx() -> None:
    """The same as a workbook: a day is a day, a number with zeros a text, no formula."""
    content = export_xlsx(COLUMNS, iter(ROWS), name="Export")
    assert [row.cells for row in read_named(content, "x").rows][1] == ("01/03/2025", "", "0000000001")
    assert number_format(content, "A2") == "dd/mm/yyyy"
    assert "<f>" not in part(content)
    assert read(content)[0].cells[0] == "'=Entrée"
