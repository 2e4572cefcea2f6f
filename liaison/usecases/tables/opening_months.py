"""When is a table of the month there? From its first night on, one for each département; it is a view until frozen."""

from liaison.events import EventKind
from liaison.records import OrientationTable
from liaison.store import directory as directory_store
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.delivering import Transactions
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.tables import TableStatus


def open_months(transaction: Transactions) -> int:
    """Open the table of this month in every département whose framework agreement runs; return how many were new."""
    with transaction() as ctx:
        today = ctx.today
        running = [
            row.code
            for row in directory_store.list_departements(ctx.session)
            if row.framework_ends_on is None or row.framework_ends_on >= today
        ]
    opened = 0
    for code in running:
        with transaction() as ctx:
            opened += not store.tables_of_month(ctx.session, code, this_month(ctx))
            open_month(ctx, code, this_month(ctx))
    return opened


def this_month(ctx: Context) -> str:
    """Return the month that it is in Paris, as « 2026-11 »."""
    return f"{ctx.today:%Y-%m}"


def open_month(ctx: Context, departement: str, month: str, *, by: str = SYSTEM) -> OrientationTable:
    """Return the table of a month, its newest version; opened if there was none."""
    directory_store.get_departement(ctx.session, departement)
    versions = store.tables_of_month(ctx.session, departement, month)
    if versions:
        return versions[0]
    table = proposed(ctx, departement, month, version=1)
    detail = {"table": table.id, "departement": departement}
    save(ctx.session, table, event=Event(EventKind.TABLE_PROPOSED, by, table.id, detail), at=ctx.now)
    return table


def proposed(
    ctx: Context, departement: str, month: str, *, version: int, corrects: str | None = None
) -> OrientationTable:  # fmt: skip
    """Make a table, or a version that is to take the place of another."""
    return OrientationTable(
        id=ctx.new_id(), departement=departement, month=month, version=version,
        number=f"{departement}-{month}-{version}", status=TableStatus.PROPOSED.value, corrects=corrects,
        proposed_at=ctx.now,
    )  # fmt: skip
