"""What stands in the tables that go to the State, and what comes back? Writes docs/formats/tables.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from forms.sheets import (
    ANSWER,
    DECISIONS,
    ERASED,
    NAME_OF_NUMBER,
    ORIENTATION,
    REFERENCE,
    TRACKING,
    UNKNOWN,
    Capacity,
    CapacityKind,
    Column,
    Kind,
)
from forms.sheets.orientation_workbook import LABEL_OF_NUMBER, LEGEND
from forms.sheets.setting import MOST_LINES
from liaison.spreadsheets import MAX_BYTES, MAX_ROWS
from liaison.spreadsheets.returned_cells import spellings
from tests.forms.sheets.made import STAGGERED, orientations, tracking

INTRODUCTION: Final = """\
# The tables of annexes 4-1 and 8

Generated from the code by `make docs`; do not edit. `forms/sheets/` draws both, as PDF (decision 0103) and as XLSX
(decision 0102): `draw(sheet)`, `write(sheet)`. It knows no dossier. Labels are those of the guide, word for word,
straight apostrophes and small letters included (`tests/forms/annexes/orientations.txt`, `tracking.txt`).
"""
ORIENTATIONS: Final = """\
## Annexe 4-1: orientations to be validated by the DT OFII

![The first page of a fictitious table](../images/tableau-orientations.png)

Above the table, a line each:

"""
VALUES: Final = f"""
A value that is not known is « {UNKNOWN} », never « non ». A day known by its year alone is a text. A row whose
dossier was destroyed says « {ERASED} » and nothing else.

**PDF**: A4 across. Heading on the first page, labels on each; at the foot the table's number, the line of the
checkpoint and « page x sur y ». The reference of a row stands in the margin. A cell of more than {MOST_LINES} lines
ends in « … ». The same table gives the same octets. Not tagged.

**XLSX**: one sheet, « Orientations ». The columns of the model, then those that the DT OFII fills in, then the
reference:
"""
SHEET: Final = f"""
- Days are real days, shown as dd/mm/yyyy; every other value is a text, so that zeros stay; an apostrophe stands in
  front of what would begin a formula. No formula, no link, no author; the day in the properties is fixed. The same
  table gives the same octets.
- The sheet is protected without a password: only the cells of the answer are open, columns can be widened, rows
  filtered.
- The table's number stands behind « {LABEL_OF_NUMBER} », in the cell that has the name `{NAME_OF_NUMBER}`.
- Printed: A4 across, as wide as the table, labels on each page, the foot of the PDF.
- It tells its recipient: « {LEGEND} »

"""
BACK: Final = f"""\
### What comes back

`liaison.spreadsheets.read_back(content)` reads a returned XLSX, or a CSV made of it, of {MAX_BYTES // 1024} KiB and
{MAX_ROWS:,} rows at most, by the bounded reader of decision 0056. It decides nothing.

| found by | |
|---|---|
| the table | the named cell, else what stands behind « {LABEL_OF_NUMBER} » |
| a column | its label, without accents, capitals and signs; it may have been moved; one that is gone is not there |
| a row | its reference, wherever it was sorted to; without one it is a stranger; of two the first counts |

Of each row: the values of the model as they stand now (days as JJ/MM/AAAA, whatever the style), the answer as
typed, and what it reads as. `row.changed(sent)` names the columns that are no longer what was sent, `row.unread`
what was typed and does not read.

| decision | read from (accents and capitals do not matter) |
|---|---|
"""
ANSWERS: Final = """
Days: 15/12/2026, 15-12-26, 15.12.2026, 2026-12-15, mardi 15 décembre 2026, a cell in the style of a day. Hours:
09:30, 9h30, 9 h, behind a day too. Anything else stays as typed, for a person to read: « non validée » is no
decision.

Tried at every run of the tests in LibreOffice (`tests/liaison/spreadsheets/test_in_libreoffice.py`): the drop-down
is there, other cells are refused, what is typed comes back; sorted, moved, deleted, saved as CSV. **Not tried**:
Excel, Google Sheets; what they write is imitated in `test_returned_table.py`.

"""
FOLLOW_UP: Final = """\
## Annexe 8: follow-up of the public (FAMI)

![The first page of a fictitious follow-up](../images/tableau-suivi.png)

"""
PLAIN: Final = """
Without identifier the first column is not there, and a line says « {note} »: whoever makes it has shuffled the
rows. No reference stands on either. It is called nowhere anonymous, since exact dates remain. PDF as above; XLSX
plain: nothing is locked, nothing comes back.

## With the operator's own columns

`export_xlsx(columns, rows, name=…)` and `export_csv(columns, rows)` of `liaison.spreadsheets`: pairs of a heading
and a field, in the order given. What is not known is an empty cell. CSV: UTF-8 with its mark, semicolons, days as
JJ/MM/AAAA.
"""
_KINDS: Final = {
    Kind.TEXT: "text",
    Kind.DATE: "day",
    Kind.TIME: "hour, hh:mm",
    Kind.CHOICE: "one of " + ", ".join(f"« {decision} »" for decision in DECISIONS),
}


def render() -> str:
    """Return the whole page."""
    sheet = orientations(count=1)
    above = [*sheet.head, *sheet.title]
    return "".join(
        (
            INTRODUCTION, "\n", ORIENTATIONS,
            *(f"- {line}\n" for line in above),
            *_capacity(), "\n", *_columns(ORIENTATION),
            VALUES, "\n", *_columns((*ANSWER, REFERENCE)), SHEET,
            BACK, *(f"| {decision} | {', '.join(said)} |\n" for decision, said in spellings().items()), ANSWERS,
            FOLLOW_UP, *_columns(TRACKING), PLAIN.format(note=tracking(1, with_identifier=False).notes[0]),
        )
    )  # fmt: skip


def _capacity() -> Iterator[str]:
    steps = Capacity(CapacityKind.STAGGERED, 3, STAGGERED.staggering)
    whole = Capacity(CapacityKind.ALL, 12)
    yield f"- what the operator can take (V-2): « {whole.statement} » or « {steps.statement} »\n"


def _columns(columns: Sequence[Column]) -> Iterable[str]:
    yield "| label | id | holds |\n|---|---|---|\n"
    yield from (f"| {column.label} | `{column.id}` | {_KINDS[column.kind]} |\n" for column in columns)
