"""What does the DT OFII send back, in a test? The workbook of a table with decisions typed, and saved again."""

from collections.abc import Mapping, Sequence
from typing import Final

from forms.sheets.columns import ANSWER, ORIENTATION, REFERENCE
from liaison.spreadsheets import write_xlsx
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.tables import frozen
from tests.tables import SentTable

COLUMNS: Final = tuple(column.id for column in (*ORIENTATION, *ANSWER, REFERENCE))
VALIDATED: Final[Mapping[str, str]] = {
    "decision": "Validée", "appointment_on": "10/12/2026", "appointment_time": "9 h 30",
    "appointment_place": "12 rue des Essais, Lyon",
}  # fmt: skip
REFUSED: Final[Mapping[str, str]] = {"decision": "refusée", "reason": "Ne réside pas dans le département"}
POSTPONED: Final[Mapping[str, str]] = {"decision": "REPORTEE", "reason": "Pièce manquante"}


def workbook(
    ctx: Context, table: SentTable, *typed: Mapping[str, str], number: str = "", more: Sequence[Sequence[str]] = ()
) -> bytes:
    """Make the workbook of a table, each row with what was typed in it; `more`: rows that nobody sent."""
    labels = [column.label for column in (*ORIENTATION, *ANSWER, REFERENCE)]
    rows: list[Sequence[str]] = [["Tableau n°", number or table.number], labels]
    sent = frozen.rows_of(ctx, store.get_table(ctx.session, table.id))
    for place, cells in enumerate(typed):
        known = {column: text or "à compléter" for column, text in sent[place].cells.items()}
        row = {**known, "reference": f"L{place + 1:03}", **cells}
        rows.append([row.get(column, "") for column in COLUMNS])
    return write_xlsx([*rows, *more], name="Orientations")
