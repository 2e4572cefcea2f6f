"""What did a table say when it was frozen? Read again from its rows; PDF and workbook are drawn again from them.

To the byte while every row is there; the row of somebody whose dossier was destroyed says « ligne effacée ».
"""

from datetime import date
from typing import Final

from crypto.hashchain import Detail
from forms import sheets
from forms.sheets import Kind as CellKind
from forms.sheets import OrientationSheet, SheetRow
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import OrientationRow, OrientationTable
from liaison.rules.access import Actor
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.tables import contents, difference
from liaison.usecases.tables.carrying import reference_of
from liaison.usecases.tables.lines import capacity_of, line_of, on_of, table_of
from liaison.usecases.tables.shown import FrozenRow, FrozenTable
from liaison.vocabulary.tables import Capacity

PDF: Final = "pdf"
XLSX: Final = "xlsx"
_DAYS: Final = frozenset(column.id for column in sheets.ORIENTATION if column.kind is CellKind.DATE)
_CAPACITIES: Final = {Capacity.ALL: sheets.CapacityKind.ALL, Capacity.STAGGERED: sheets.CapacityKind.STAGGERED}


def read_table(ctx: Context, actor: Actor, table_id: str) -> FrozenTable:
    """Return a table that was frozen; reading it is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
        WrongState: it is not frozen yet.
    """
    table = _frozen(ctx, actor, table_id)
    rows = rows_of(ctx, table)
    detail: dict[str, Detail] = {"table": table.id, "rows": len(rows)}
    save(ctx.session, event=Event(EventKind.TABLE_READ, actor.account_id, table.id, detail), at=ctx.now)
    return FrozenTable(line_of(ctx, table), rows, difference.of_frozen(ctx, table))


def rows_of(ctx: Context, table: OrientationTable) -> tuple[FrozenRow, ...]:
    """Return the rows of a frozen table, in their order; for callers that checked who asks."""
    rows = store.rows_of(ctx.session, [table.id])
    held = contents.contents_of(ctx, rows)
    return tuple(_row(row, held.get(row.id)) for row in rows)


def _row(row: OrientationRow, held: contents.Content | None) -> FrozenRow:
    reference = reference_of(row.position)
    if held is None:
        return FrozenRow(row.id, row.position, reference, row.case_id, "", {}, {}, erased=True)
    return FrozenRow(row.id, row.position, reference, row.case_id, held.name, held.texts, held.origins, erased=False)


def sheet_of(ctx: Context, table: OrientationTable) -> OrientationSheet:
    """Return a frozen table as it is drawn; for callers that checked who asks."""
    said = capacity_of(table)
    capacity = sheets.Capacity(_CAPACITIES[said.kind], said.places, said.staggering) if said.kind else None
    rows = (SheetRow(row.reference, _values(row), erased=row.erased) for row in rows_of(ctx, table))
    return OrientationSheet(
        number=table.number, departement=table.departement_name, operator=table.operator, on=on_of(ctx, table),
        rows=rows, capacity=capacity, checkpoint=table.checkpoint,
    )  # fmt: skip


def drawn(ctx: Context, table: OrientationTable) -> bytes:
    """Return the PDF of a frozen table; for callers that checked who asks."""
    return sheets.draw(sheet_of(ctx, table))


def written(ctx: Context, table: OrientationTable) -> bytes:
    """Return the workbook of a frozen table; for callers that checked who asks."""
    return sheets.write(sheet_of(ctx, table))


def pdf_of(ctx: Context, actor: Actor, table_id: str) -> bytes:
    """Return the operator's frozen copy; taking it is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
        WrongState: it is not frozen yet.
    """
    table = _frozen(ctx, actor, table_id)
    _note_taken(ctx, actor, table, PDF)
    return drawn(ctx, table)


def workbook_of(ctx: Context, actor: Actor, table_id: str) -> bytes:
    """Return the workbook as the DT OFII receives it; taking it is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
        WrongState: it is not frozen yet.
    """
    table = _frozen(ctx, actor, table_id)
    _note_taken(ctx, actor, table, XLSX)
    return written(ctx, table)


def _frozen(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    table = table_of(ctx, actor, table_id)
    if table.frozen_at is None:
        raise WrongState("Ce tableau n’est pas encore figé.", hint="Figez-le d’abord : il reçoit alors son numéro.")
    return table


def _note_taken(ctx: Context, actor: Actor, table: OrientationTable, file: str) -> None:
    detail = {"table": table.id, "format": file}
    save(ctx.session, event=Event(EventKind.TABLE_PRINTED, actor.account_id, table.id, detail), at=ctx.now)


def _values(row: FrozenRow) -> dict[str, sheets.Value]:
    """Return the cells as the sheet takes them: days as days, a birth year as it is, nothing for what is not known."""
    return {column: _value(column, text) for column, text in row.cells.items()}


def _value(column: str, text: str) -> sheets.Value:
    if not text:
        return None
    parts = text.split("/")
    if column not in _DAYS or len(parts) != len(("JJ", "MM", "AAAA")):
        return text
    day, month, year = map(int, parts)
    return date(year, month, day)
