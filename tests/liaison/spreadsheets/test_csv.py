"""Is a CSV read as Excel in France writes it, and refused in a sentence when it is none?"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.sheets.cells import plain
from liaison.errors import Invalid
from liaison.spreadsheets import MAX_BYTES, MAX_ROWS, Row, read, write_csv
from liaison.spreadsheets.rows import clean

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=12)


def expected(table: list[list[str]]) -> list[tuple[str, ...]]:
    """Return the rows of a table that are not empty, as they are read."""
    rows = [tuple(clean(cell) for cell in row) for row in table]
    return [row for row in rows if any(row)]


def tried(content: bytes) -> tuple[list[Row], str]:
    """Read a file; give its rows, or the sentence that refuses it."""
    try:
        return read(content), ""
    except Invalid as refusal:
        return [], refusal.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    """UTF-8 with or without its mark, Windows-1252; semicolons, commas, tabs; accents, the euro and the œ survive."""
    lines = (separator.join(("Organisme", "Élan")), separator.join(("Cœur d’été €", "1")))
    content = "\r\n".join(lines).encode(encoding)
    assert [Row(1, ("Organisme", "Élan")), Row(2, ("Cœur d’été €", "1"))] == read(content)


def test_what_excel_adds() -> None:
    """The line that names the separator, quotes, a cell of two lines, empty rows that still count."""
    content = b'sep=,\r\n"Organisme","Note; longue"\r\n\r\n"A ""B""","deux\r\nlignes"\r\n,,\r\n"C",\r\n'
    assert [Row(1, ("Organisme", "Note; longue")), Row(3, ('A "B"', "deux lignes")), Row(5, ("C", ""))] == read(content)


@given(TABLES, st.sampled_from([";", ","]))
def test_any_table_comes_back(table: list[list[str]], separator: str) -> None:
    """Whatever stands in the cells, what a spreadsheet quotes is read as it was written."""
    # The first row says the separator: a heading holds none, as headings do.
    table[0] = [f"h{number}" for number in range(max(2, len(table[0])))]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    assert expected(table) == [row.cells for row in read(text.getvalue().encode())]


@given(TABLES)
def test_what_is_written_is_read_and_never_runs(table: list[list[str]]) -> None:
    """A written table comes back whole, and no cell of it begins as a formula does."""
    table[0] = [f"h{number}" for number in range(max(2, len(table[0])))]
    content = write_csv(table)
    raw = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [cell for row in raw for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    # A text is cleaned on its way in: blanks around it may hide where the apostrophe was needed.
    assert [tuple(clean(plain(clean(cell))) for cell in row) for row in raw if any(map(clean, row))] == [
        tuple(clean(plain(cell)) for cell in row.cells) for row in read(content)
    ]


@given(st.binary(max_size=3000))
def test_any_bytes_give_rows_or_a_sentence(content: bytes) -> None:
    """Nothing that somebody uploads breaks the reader."""
    rows, sentence = tried(content)
    assert sentence.startswith("« Fichier » : ") or rows
    assert all(any(row.cells) for row in rows)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "il manque, ou il est vide"),
        (b"\r\n;;;\r\n", "il manque, ou il est vide"),
        (b"a;b\r\n\0;c", "ni un CSV ni un classeur"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ni un CSV ni un classeur"),
        ("Élan".encode() + b"\x81\x8d", "ses lettres accentuées sont illisibles"),
        (b'a;b\r\n"c";"d', "n’est pas un CSV lisible"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "protégé par un mot de passe ou d’un ancien format"),
        (b"a" * (MAX_BYTES + 1), "il dépasse 512 Ko"),
        (b"a;b\r\n" * (MAX_ROWS + 1), "plus de 2000 lignes"),
        (b";".join([b"a"] * 61), "la ligne 1 a plus de 60 colonnes"),
        (b"a;" + b"b" * 1001, "une case de la ligne 1 a plus de 1000 caractères"),
        (b"a;" + b"b" * 200_000, "n’est pas un CSV lisible"),
    ],
)
def test_what_is_no_csv_is_said(content: bytes, sentence: str) -> None:
    """Empty, binary, of an unknown encoding, unclosed, protected, too large: what it is and what to do."""
    with pytest.raises(Invalid) as refusal:
        read(content)
    (problem,) = refusal.value.problems
    assert sentence in problem.message
