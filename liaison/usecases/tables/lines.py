"""How is a table called, and where does it stand? One line of the list, for every page about it."""

from datetime import date

from liaison.records import Departement, OrientationRow, OrientationTable
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.calendar import local_day, spoken_month
from liaison.store import directory as directory_store
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.table_words import STATUSES
from liaison.usecases.tables.shown import CapacityView, TableLine, WaitingRow
from liaison.vocabulary import Role
from liaison.vocabulary.tables import Capacity, TableStatus


def check_may_keep_tables(actor: Actor, departement: str) -> None:
    """Let the coordinator of a département make its tables, and see the names in them.

    Raises:
        Denied: another role, or another département.
    """
    check_has_role(actor, {Role.COORDINATOR})
    check_may_work_in(actor, departement)


def table_of(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Return a table that the actor keeps.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
    """
    table = store.get_table(ctx.session, table_id)
    check_may_keep_tables(actor, table.departement)
    return table


def locked_table(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Return a table that the actor keeps, as it stands, and keep it so until the transaction ends.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
    """
    table = store.lock_table(ctx.session, table_id)
    check_may_keep_tables(actor, table.departement)
    return table


def list_tables(ctx: Context, actor: Actor) -> tuple[TableLine, ...]:
    """Return the tables of the actor's départements, the newest month first."""
    check_has_role(actor, {Role.COORDINATOR})
    tables = store.list_tables(ctx.session, actor.departements)
    departements = {row.code: row for row in directory_store.list_departements(ctx.session)}
    counts = store.count_rows(ctx.session, [table.id for table in tables])
    return tuple(_line(ctx, table, departements[table.departement], counts.get(table.id, 0)) for table in tables)


def line_of(ctx: Context, table: OrientationTable) -> TableLine:
    """Return the line of a table."""
    departement = directory_store.get_departement(ctx.session, table.departement)
    return _line(ctx, table, departement, store.count_rows(ctx.session, [table.id]).get(table.id, 0))


def capacity_of(table: OrientationTable) -> CapacityView:
    """Return what was said of the operator's places."""
    return CapacityView(
        Capacity(table.capacity) if table.capacity else None,
        table.places,
        tuple((date.fromisoformat(str(step["on"])), int(step["places"])) for step in table.staggering),
    )


def month_name(month: str) -> str:
    """Say « 2026-11 » in French."""
    return spoken_month(date.fromisoformat(f"{month}-01"))


def on_of(ctx: Context, table: OrientationTable) -> date:
    """Return the day that the table bears: of its freezing, today while it is proposed."""
    return local_day(table.frozen_at) if table.frozen_at is not None else ctx.today


def waiting_row(ctx: Context, case_id: str, name: str, row: OrientationRow, table: OrientationTable) -> WaitingRow:
    """Return somebody whom the OFII did not answer about, with the age of the question in days."""
    since = local_day(table.sent_at or table.frozen_at or table.proposed_at)
    return WaitingRow(
        row_id=row.id, case_id=case_id, name=name, table_id=table.id, number=table.number, position=row.position,
        since=since, days=(ctx.today - since).days, sent=table.sent_at is not None,
    )  # fmt: skip


def _line(ctx: Context, table: OrientationTable, departement: Departement, rows: int) -> TableLine:
    status = TableStatus(table.status)
    return TableLine(
        id=table.id, number=table.number, departement=table.departement, departement_name=departement.name,
        operator=departement.operator, month=table.month, month_name=month_name(table.month), version=table.version,
        status=status, status_label=STATUSES[status], corrects=table.corrects, revision=table.revision,
        capacity=capacity_of(table), on=on_of(ctx, table), rows=rows, proposed_at=table.proposed_at,
        frozen_at=table.frozen_at, sent_at=table.sent_at, answered_at=table.answered_at, closed_at=table.closed_at,
        checkpoint=table.checkpoint, fingerprint=table.fingerprint, workbook_sha256=table.workbook_sha256,
        transmission_id=table.transmission_id,
    )  # fmt: skip
