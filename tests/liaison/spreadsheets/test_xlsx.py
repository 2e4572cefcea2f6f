"""Is a workbook read within limits, whatever a stranger put into it?"""

import io
import struct
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.sheets.cells import plain
from liaison.errors import Invalid
from liaison.spreadsheets import Row, read, write_xlsx
from liaison.spreadsheets.rows import MAX_BYTES, clean

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = f'<workbook xmlns:r="{RELATIONS}"><sheets>{{}}</sheets></workbook>'
SHEET = '<sheet name="A" sheetId="1" r:id="rId1"/>'
TARGETS = "<Relationships>{}</Relationships>"
TARGET = '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
CELLS = st.text(max_size=30)


def sheet(*rows: str) -> str:
    """Write the part of a sheet."""
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>"


def workbook(
    *rows: str, method: int = zipfile.ZIP_DEFLATED, more: Mapping[str, str] = MappingProxyType({}), **parts: str
) -> bytes:
    """Write a workbook as Excel does; a part may be another, or none when it is empty."""
    every = {
        "xl/workbook.xml": parts.get("workbook", WORKBOOK.format(SHEET)),
        "xl/_rels/workbook.xml.rels": parts.get("relations", TARGETS.format(TARGET)),
        "xl/sharedStrings.xml": parts.get("strings", ""),
        "xl/worksheets/sheet1.xml": parts.get("sheet", sheet(*rows)),
        **more,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in every.items():
            if content:
                archive.writestr(name, content)
    return made.getvalue()


def value(text: str, place: str = "A1") -> str:
    """Write a row of one cell of text."""
    return f'<row r="{place[1:]}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


class TestReading:
    """What does an honest workbook say?"""

    def test_every_kind_of_cell(self) -> None:
        """Shared, inline, formula's result, number, SIRET as Excel stores it, true, an error; gaps stay gaps."""
        strings = (
            "<sst><si><t>Orga</t></si><si><r><t>en </t></r><r><t>deux</t></r><rPh><t>aside</t></rPh></si></sst>"
        )  # fmt: skip
        row = (
            '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c>'
            '<c r="D3" t="str"><f>HYPERLINK("http://x")</f><v>lien</v></c><c r="E3"><v>612345678</v></c>'
            '<c r="F3"><v>7.3282932000074E13</v></c><c r="G3" t="b"><v>1</v></c><c r="H3" t="e"><v>#N/A</v></c>'
            '<c r="I3"><v>69100.50</v></c></row>'
        )
        cells = ("Orga", "en deux", "", "lien", "612345678", "73282932000074", "oui", "#N/A", "69100.5")
        assert [Row(3, cells)] == read(workbook(row, strings=strings))

    def test_the_first_sheet_that_is_shown(self) -> None:
        """A hidden sheet is not what its author looks at; its path may be absolute."""
        sheets = f'<sheet name="H" sheetId="2" state="hidden" r:id="rId2"/>{SHEET}'
        targets = '<Relationship Id="rId2" Target="worksheets/no.xml"/><Relationship Id="rId1" Target="/xl/shown.xml"/>'
        content = workbook(
            workbook=WORKBOOK.format(sheets), relations=TARGETS.format(targets),
            more={"xl/shown.xml": sheet(value("vu"))},
        )  # fmt: skip
        assert [Row(1, ("vu",))] == read(content)

    @given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
    def test_what_is_written_is_read(self, table: list[list[str]]) -> None:
        """Whatever the cells hold, and no formula among them."""
        content = write_xlsx([["h"], *table], name="Annuaire & <co>")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
        wanted = [tuple(map(clean, row)) for row in table]
        shown = [tuple(clean(plain(cell)) for cell in row.cells) for row in read(content)[1:]]
        assert [_stripped(row) for row in wanted if any(row)] == [_stripped(row) for row in shown]

    def test_the_same_table_gives_the_same_bytes(self) -> None:
        """No date of the day in it."""
        assert write_xlsx([["a"]], name="A") == write_xlsx([["a"]], name="A")


class TestHostile:
    """What does a hostile workbook get?"""

    @pytest.mark.parametrize(
        "content",
        [
            workbook(sheet="<worksheet><sheetData>"),
            workbook(sheet='<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'),
            workbook(sheet='<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'),
            workbook(sheet="<a>" * 60 + "</a>" * 60),
            workbook(sheet=" " * (9 * 1024 * 1024)),
            workbook(value("x"), strings="<sst>" + "<si><t>a</t></si>" * 500_000 + "</sst>"),
            workbook(value("x"), strings="<sst>" + "<si/>" * 1_000_000 + "</sst>"),
            workbook(value("x"), workbook=WORKBOOK.format("<x/>" * 6_000 + SHEET)),
            workbook(value("x"), relations=TARGETS.format("<x/>" * 6_000 + TARGET)),
            workbook('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
            workbook('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
            workbook('<row r="1"><c r="ZZZZ1"><v>7</v></c></row>'),
            workbook('<row r="1"><c r="A2"><v>7</v></c></row>'),
            workbook(value("b", "A2"), value("a", "A1")),
            workbook(value("x"), workbook="<workbook/>"),
            workbook(value("x"), relations="<Relationships/>"),
            workbook(value("x"), relations=TARGETS.format('<Relationship Id="rId1" Target="../../../etc/passwd"/>')),
            workbook(value("x"), method=zipfile.ZIP_BZIP2),
            workbook(value("x"), more={f"xl/media/{number}.png": "x" for number in range(400)}),
            workbook(value("x"))[:-30],
            workbook(value("x"))[:120],
            b"PK\x03\x04" + b"\0" * 300,
        ],
        ids=[
            "unclosed", "entities", "external", "deep", "bomb", "strings-bomb", "many-strings", "many-sheets",
            "many-relations", "no-such-string", "negative-string",
            "no-such-column", "another-row", "rows-backwards", "no-sheet", "no-relation", "path-outside",
            "other-compression", "many-entries", "cut-tail", "cut-head", "nothing",
        ],
    )  # fmt: skip
    def test_it_is_refused_in_a_sentence(self, content: bytes) -> None:
        """Damaged, explosive, or reaching outside: the same sentence, no part of it taken."""
        with pytest.raises(Invalid) as refusal:
            read(content)
        (problem,) = refusal.value.problems
        assert problem.message.startswith("« Fichier » : ")

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ([value("a", f"A{number}") for number in range(1, 2002)], "plus de 2000 lignes"),
            (['<row r="1"><c r="ZZ1"><v>7</v></c></row>'], "plus de 60 colonnes"),
            ([value("a" * 1001)], "plus de 1000 caractères"),
        ],
    )
    def test_too_large(self, rows: list[str], sentence: str) -> None:
        """As for a CSV, with what is too large said."""
        with pytest.raises(Invalid) as refusal:
            read(workbook(*rows))
        assert sentence in refusal.value.problems[0].message

    def test_one_text_named_by_thousands_of_cells(self) -> None:
        """A small file does not become a large table."""
        strings = f"<sst><si><t>{'a' * 1000}</t></si></sst>"
        columns = [chr(ord("A") + number) for number in range(26)]
        rows = [
            f'<row r="{row}">' + "".join(f'<c r="{c}{row}" t="s"><v>0</v></c>' for c in columns) + "</row>"
            for row in range(1, 200)
        ]
        content = workbook(*rows, strings=strings)
        assert len(content) < MAX_BYTES
        with pytest.raises(Invalid, match="à corriger") as refusal:
            read(content)
        assert "trop de texte" in refusal.value.problems[0].message

    def test_a_header_that_lies_about_its_size(self) -> None:
        """What a header says of the size is not believed: an entry gives no more than the limit."""
        content = bytearray(workbook(sheet=" " * (9 * 1024 * 1024)))
        for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            place = content.rfind(mark)
            content[place + at : place + at + 4] = struct.pack("<L", 1000)
        with pytest.raises(Invalid):
            read(bytes(content))

    def test_an_encrypted_entry(self) -> None:
        """An entry that asks for a password is refused like the rest."""
        content = bytearray(workbook(value("x")))
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = -1
            while (place := content.find(mark, place + 1)) >= 0:
                content[place + at] |= 1
        with pytest.raises(Invalid):
            read(bytes(content))

    @given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
    def test_any_damage_gives_rows_or_a_sentence(self, place: int, noise: bytes) -> None:
        """Bytes changed anywhere never break the reader."""
        content = bytearray(write_xlsx([["Organisme", "SIRET"], ["A", "1"]], name="A"))
        place %= len(content)
        content[place : place + len(noise)] = noise
        assert _is_answered(bytes(content))


def _is_answered(content: bytes) -> bool:
    """Read a file: its rows, or a sentence that refuses it."""
    try:
        return bool(read(content))
    except Invalid as refusal:
        return refusal.problems[0].message.startswith("« Fichier » : ")


def _stripped(row: tuple[str, ...]) -> tuple[str, ...]:
    """An empty cell at the end of a row is not written."""
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
