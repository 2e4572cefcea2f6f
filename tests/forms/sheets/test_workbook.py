"""What leaves as a workbook? Texts stay texts, days are days; no formula, nobody's name, nothing on the disk."""

import io
import re
import tempfile
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.sheets import ANSWER, DECISIONS, ERASED, NAME_OF_NUMBER, ORIENTATION, UNKNOWN, SheetRow, write
from forms.sheets.workbook import Book
from tests.forms.sheets.made import CHECKPOINT, cells, orientations, tracking
from tests.forms.sheets.parts import SHEET, cell, everything, number_format, part, style

FIRST = 9
"""The first row of people in a table that states its capacity."""


def test_the_same_table_gives_the_same_bytes() -> None:
    """No date of the day, no random identifier."""
    assert write(orientations(count=30)) == write(orientations(count=30))
    assert write(tracking(30)) == write(tracking(30))


def test_texts_stay_texts_and_days_are_days() -> None:
    """AGDREF and N° CIR keep their zeros, a day is a number shown as JJ/MM/AAAA, a year alone is a text."""
    content = write(orientations(count=7))
    assert "<is><t>0000000001</t></is>" in cell(content, f"A{FIRST}")
    assert "<is><t>000000001</t></is>" in cell(content, f"B{FIRST}")
    assert ("@", "@") == (number_format(content, f"A{FIRST}"), number_format(content, f"B{FIRST}"))
    assert f"<v>{(date(1970, 1, 2) - date(1899, 12, 30)).days}</v>" in cell(content, f"E{FIRST}")
    assert number_format(content, f"E{FIRST}") == "dd/mm/yyyy"
    assert "<t>1987</t>" in cell(content, f"E{FIRST + 6}")
    assert f"<t>{UNKNOWN}</t>" in cell(content, f"B{FIRST + 4}")


def test_what_the_recipient_may_type() -> None:
    """Only the five columns of the answer are open; the sheet is protected without a password."""
    content = write(orientations(count=3))
    opened = [
        column for column in "ABCDEFGHIJKLMNOPQ" if 'locked="0"' in style(content, f"{column}{FIRST}")
    ]  # fmt: skip
    assert opened == list("LMNOP")
    assert [column for column in "ABLMNOPQ" if 'locked="0"' in style(content, f"{column}{FIRST - 1}")] == []
    (protection,) = re.findall("<sheetProtection[^>]*>", part(content))
    assert 'sheet="1"' in protection
    assert "password" not in protection
    # Zero: it is let through.
    assert all(f'{allowed}="0"' in protection for allowed in ("formatColumns", "formatRows", "autoFilter"))
    assert {Kind: number_format(content, f"{Kind}{FIRST}") for Kind in "LMNOP"} == {
        "L": "@", "M": "@", "N": "dd/mm/yyyy", "O": "hh:mm", "P": "@",
    }  # fmt: skip


def test_the_answer_is_chosen() -> None:
    """The decision from a list, a day and an hour checked, each over the rows of people and no further."""
    said = part(write(orientations(count=3)))
    rules = re.findall(r"<dataValidation .*?</dataValidation>", said)
    assert [re.search('type="(.*?)"', rule)[1] for rule in rules] == ["list", "date", "time"]  # type: ignore[index]
    assert [re.search('sqref="(.*?)"', rule)[1] for rule in rules] == [  # type: ignore[index]
        f"{column}{FIRST}:{column}{FIRST + 2}" for column in "LNO"
    ]
    assert f'"{",".join(DECISIONS)}"' in rules[0].replace("&quot;", '"')


def test_a_table_is_known_by_its_number() -> None:
    """Its number stands in a cell that has a name, and each row has its reference in the last column."""
    content = write(orientations(count=3))
    named = re.search(f'<definedName name="{NAME_OF_NUMBER}">(.*?)</definedName>', part(content, "xl/workbook.xml"))
    assert named is not None
    place = named[1].partition("!")[2].replace("$", "")
    assert "<t>44-2026-11-1</t>" in cell(content, place)
    assert 'locked="0"' not in style(content, place)
    assert "<t>L002</t>" in cell(content, f"Q{FIRST + 1}")


def test_the_printed_page() -> None:
    """A4 across, as wide as the table, labels on each page, number and checkpoint at the foot; the labels stay."""
    content = write(orientations(count=3))
    said = part(content)
    assert 'paperSize="9"' in said
    assert 'orientation="landscape"' in said
    assert 'fitToHeight="0"' in said
    assert f"Tableau n° 44-2026-11-1 · {CHECKPOINT}" in said
    assert "page &amp;P sur &amp;N" in said
    assert f"Orientations!${FIRST - 1}:${FIRST - 1}" in part(content, "xl/workbook.xml")
    assert f'topLeftCell="E{FIRST}"' in said


def test_a_foot_is_no_command() -> None:
    """A sign that spreadsheets read as a command is doubled, and never cut in two."""
    sheet = replace(orientations(count=1), number="&F&D", checkpoint="&" * 400)
    (foot,) = re.findall("<oddFooter>(.*?)</oddFooter>", part(write(sheet)))
    said = foot.replace("&amp;", "&")
    assert len(said) <= 255
    assert "n° &&F&&D" in said
    middle = said.removeprefix("&L&8 ").removesuffix("&R&8 page &P sur &N")
    assert middle.count("&") % 2 == 0


def test_an_erased_row() -> None:
    """« ligne effacée » and nothing else: no value, no reference, nothing to answer."""
    content = write(orientations(SheetRow("L777", cells(5), erased=True), count=1))
    row = re.search(rf'<row r="{FIRST}".*?</row>', part(content))
    assert row is not None
    assert re.findall("<t>(.*?)</t>", row[0]) == [ERASED]
    assert 'locked="0"' not in style(content, f"L{FIRST}")


def test_nobody_stands_in_the_properties() -> None:
    """No author, no company, no machine, no day but a fixed one."""
    for content in (write(orientations(count=1)), write(tracking(1))):
        core = part(content, "docProps/core.xml")
        assert re.findall(r">([^<]+)<", core.partition("?>")[2].strip()) == ["2000-01-01T00:00:00Z"] * 2
        application = part(content, "docProps/app.xml")
        assert "<Company></Company>" in application
        assert "fictif" not in core + application


HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", '=HYPERLINK("http://x.example","y")', "http://x.example",
    "mailto:a@example.org", "internal:Orientations!A1", "file:///etc/passwd", "<r>a</r>",
    '<r></t></is></c><c r="B1"><f>1+1</f></c></r>', "_x003D_1+1", "{=1}", "\t=1", "a\x00b\x1fc", "<liaison-rows/>",
    "\ufffe\uffff", "  =1",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_formula_and_no_link_comes_from_data(hostile: str) -> None:
    """Whatever stands in a cell is a text, and none that begins as a formula does."""
    row = SheetRow("L001", dict.fromkeys((column.id for column in ORIENTATION), hostile))
    sheet = replace(orientations(row), operator=hostile, departement=hostile)
    content = write(sheet)
    assert_only_texts(content)
    (said,) = {text_of(content, f"{column}{FIRST}") for column in "ABCDEFGHIJK"}
    assert not said.startswith(("=", "+", "-", "@", "＝", "\t"))


def test_a_text_that_looks_escaped() -> None:
    """What spreadsheets decode is escaped once more: the name stays as it was typed, and no « = » comes out of it."""
    content = write(orientations(SheetRow("L001", {"last_name": "_x003D_1+1"})))
    assert text_of(content, f"C{FIRST}") == "_x005F_x003D_1+1"


@given(st.text(max_size=40))
def test_any_text_is_a_text(value: str) -> None:
    """Whatever anybody types, the sheet is well-formed and holds no formula."""
    assert_only_texts(write(orientations(SheetRow("L001", {"last_name": value}))))


def assert_only_texts(content: bytes) -> None:
    """Assert that a workbook is well-formed, with no formula, no link, no other part than those of a plain one."""
    expat.ParserCreate().Parse(part(content), True)
    said = everything(content)
    assert not re.search(r"<f[ >]|hyperlink|<externalLink|<r>", said)
    cells = re.findall(r"<c r=", part(content))
    assert len(cells) < 60
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml",
            "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml", "xl/workbook.xml", SHEET,
        ]  # fmt: skip


def text_of(content: bytes, place: str) -> str:
    """Return what a cell says, as a spreadsheet decodes it."""
    found = re.search(r"<t[^>]*>(.*?)</t>", cell(content, place), re.DOTALL)
    return found[1] if found else ""


def test_nothing_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no place for temporary files a table is written all the same (law 1)."""
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    assert write(orientations(count=200))
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()


def test_moments_and_hours() -> None:
    """A moment as its clock says, an hour as a part of the day, a day before spreadsheets count as a text."""
    book = Book("A")
    values = (datetime(2026, 11, 30, 12, 0), time(6, 0), date(1899, 1, 1), 7, None, datetime(2026, 11, 30, 10, 0))  # noqa: DTZ001 - a spreadsheet's
    for place, value in enumerate(values):
        book.put(0, place, value)
    said = part(book.close())
    assert re.findall(r"<v>(.*?)</v>", said) == ["46356.5", "0.25", "7", "46356.41666667"]
    assert "<t>01/01/1899</t>" in said


def test_the_follow_up_is_open() -> None:
    """Annexe 8 is a plain export: nothing locked, days are days, no reference."""
    content = write(tracking(3))
    assert "sheetProtection" not in part(content)
    assert "dataValidation" not in part(content)
    assert number_format(content, "B7") == "dd/mm/yyyy"
    assert "<t>0000000001</t>" in cell(content, "A7")
    assert len(ANSWER) == 5
