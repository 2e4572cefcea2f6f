"""About whom has the DT OFII said nothing yet, and for how many days (V-5)? From the tables that left; nobody is lost.

Somebody who was proposed again is awaited once, in the newest table that names them. A table that was closed awaits
nobody: those whom it leaves without an answer are proposed again, and a late answer is still taken.
"""

from collections.abc import Collection, Mapping

from liaison.records import OrientationRow, OrientationTable
from liaison.rules.access import Actor, check_has_role
from liaison.store import cases as case_store
from liaison.store import ofii_answers as store
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, raw_of, read_people
from liaison.usecases.tables.lines import waiting_row
from liaison.usecases.tables.shown import WaitingRow
from liaison.vocabulary import Role
from liaison.vocabulary.tables import TableStatus


def waiting_rows(ctx: Context, actor: Actor) -> tuple[WaitingRow, ...]:
    """Return who is awaited in the actor's départements, the longest first; a fixed number of queries.

    Raises:
        Denied: another role.
    """
    check_has_role(actor, {Role.COORDINATOR})
    newest = _newest(ctx, actor.departements)
    known = store.newest_answers(ctx.session, [row.id for row, _ in newest.values()])
    awaited = {
        case_id: (row, table)
        for case_id, (row, table) in newest.items()
        if row.id not in known and table.status != TableStatus.CLOSED
    }
    names = _names(ctx, actor.departements, awaited)
    return tuple(
        waiting_row(ctx, case_id, names[case_id], row, table)
        for case_id, (row, table) in awaited.items()
        if case_id in names  # not, while its destruction is under way
    )


def _newest(ctx: Context, departements: Collection[str]) -> dict[str, tuple[OrientationRow, OrientationTable]]:
    """Return the newest row of each dossier; those of the oldest table come first."""
    newest: dict[str, tuple[OrientationRow, OrientationTable]] = {}
    for row, table in store.sent_rows(ctx.session, departements):
        if row.case_id is not None:
            newest.pop(row.case_id, None)
            newest[row.case_id] = (row, table)
    return newest


def _names(ctx: Context, departements: Collection[str], wanted: Collection[str]) -> Mapping[str, str]:
    cases = [case for case in case_store.list_cases_in(ctx.session, departements) if case.id in wanted]
    return {case_id: full_name(raw_of(values)) for case_id, values in read_people(ctx, cases).items()}
