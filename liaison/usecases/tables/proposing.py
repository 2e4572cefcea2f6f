"""Whom do we propose to the OFII this month? A live view of the dossiers: nothing is copied before it is frozen (V-4).

A row says what stands in the eleven columns, what the rules found, what a person decided, and why it is here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from crypto.hashchain import Detail
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Case, OrientationTable
from liaison.rules.access import Actor
from liaison.rules.likeness import folded
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.tables import difference, people, rowing, settled
from liaison.usecases.tables.lines import check_may_keep_tables, line_of, list_tables, table_of, waiting_row
from liaison.usecases.tables.opening_months import open_month
from liaison.usecases.tables.people import Person
from liaison.usecases.tables.shown import ProposedRow, ProposedTable, WaitingRow, WhyHere
from liaison.vocabulary.tables import Capacity, TableStatus

__all__ = ["current_row", "kept_case", "list_tables", "open_month", "proposal_of", "row_of", "view"]


def view(ctx: Context, actor: Actor, table_id: str) -> ProposedTable:
    """Return a table that is proposed, as the dossiers stand now; reading it is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
        WrongState: it is frozen: `frozen.read_table` shows it.
    """
    shown = proposal_of(ctx, table_of(ctx, actor, table_id))
    detail: dict[str, Detail] = {"table": table_id, "rows": len(shown.rows)}
    save(ctx.session, event=Event(EventKind.TABLE_READ, actor.account_id, table_id, detail), at=ctx.now)
    return shown


def row_of(ctx: Context, actor: Actor, case_id: str) -> ProposedRow:
    """Return the row of one dossier as it stands now, proposed or not; reading it is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    case = kept_case(ctx, actor, case_id)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, case.id), at=ctx.now)
    return current_row(ctx, case)


def kept_case(ctx: Context, actor: Actor, case_id: str) -> Case:
    """Return a dossier whose row the actor may change.

    Raises:
        NotFound: there is none of that id.
        Denied: it is another département's, or another role's.
    """
    case = case_of(ctx, actor, case_id)
    check_may_keep_tables(actor, case.departement)
    return case


def current_row(ctx: Context, case: Case) -> ProposedRow:
    """Return the row of a dossier as it stands now."""
    person = people.one_of(ctx, case)
    corrected = {table.corrects for table in store.corrections_in(ctx.session, case.departement)}
    mine = person.past.table.id if person.past is not None and person.past.table.id in corrected else None
    names = settled.names_of(ctx, [person.settlement])
    return rowing.proposed(ctx, person, person.why_here(mine) or WhyHere.NEW, names)


def proposal_of(ctx: Context, table: OrientationTable) -> ProposedTable:
    """Work a table that is proposed out of the dossiers.

    Raises:
        WrongState: it is frozen, or closed.
    """
    if table.status != TableStatus.PROPOSED:
        raise WrongState("Ce tableau n’est plus à préparer.", hint="Rechargez la page : elle montre où il en est.")
    sorted_ = _sort(ctx, table)
    rows = tuple(row for row in sorted_.rows if not rowing.stays_out(row))
    return ProposedTable(
        line=line_of(ctx, table),
        rows=rows,
        kept_out=tuple(rowing.kept_out(row) for row in sorted_.rows if rowing.stays_out(row)),
        waiting=sorted_.waiting,
        to_orient=sorted_.to_orient,
        changes=difference.of_proposal(ctx, table, sorted_.people, rows),
        obstacles=_obstacles(table, rows),
        seen=_seen(ctx, rows),
    )


@dataclass(frozen=True, slots=True)
class _Sorted:
    people: Mapping[str, Person]
    rows: tuple[ProposedRow, ...]
    """Those about whom there is something new to ask, by name."""
    waiting: tuple[WaitingRow, ...]
    to_orient: int


def _sort(ctx: Context, table: OrientationTable) -> _Sorted:
    """Say of everybody in the département where they belong."""
    everybody = people.everybody(ctx, table.departement)
    names = settled.names_of(ctx, (one.settlement for one in everybody.values()))
    rows, waiting, to_orient = [], [], 0
    for one in everybody.values():
        if one.assessed.to_orient and not one.ended:
            to_orient += 1
        why = None if one.ended or one.assessed.to_orient else one.why_here(table.corrects)
        if why is not None:
            rows.append(rowing.proposed(ctx, one, why, names))
        elif one.past is not None and one.past.waits and one.past.table.id != table.corrects:
            waiting.append(waiting_row(ctx, one.case.id, rowing.name_of(one), one.past.row, one.past.table))
    rows.sort(key=lambda row: (folded(row.name), row.case_id))
    waiting.sort(key=lambda row: (row.since, row.number, row.position))
    return _Sorted(everybody, tuple(rows), tuple(waiting), to_orient)


def _obstacles(table: OrientationTable, rows: tuple[ProposedRow, ...]) -> tuple[str, ...]:
    doubtful = sum(1 for row in rows if row.to_settle)
    silent = sum(1 for row in rows if row.agreement_missing)
    said = (
        "" if rows else "Il n’y a personne à proposer.",
        _counted(doubtful, "Une personne est à vérifier.", "{} personnes sont à vérifier."),
        _counted(silent, "L’accord d’une personne est à enregistrer.", "L’accord de {} personnes est à enregistrer."),
        "" if table.capacity else "Dites si vous pouvez accueillir ces personnes, ou s’il faut échelonner.",
        _too_few(table, len(rows)),
    )
    return tuple(sentence for sentence in said if sentence)


def _too_few(table: OrientationTable, people: int) -> str:
    """What the DT OFII would read must hold together (V-2): all at once needs as many places."""
    if table.capacity != Capacity.ALL or table.places is None or table.places >= people:
        return ""
    places = _counted(table.places, "1 place", "{} places") or "aucune place"
    return f"Vous indiquez {places} pour {people} personnes : échelonnez, ou corrigez le nombre de places."


def _counted(count: int, one: str, several: str) -> str:
    return "" if not count else one if count == 1 else several.format(count)


def _seen(ctx: Context, rows: tuple[ProposedRow, ...]) -> str:
    """Say by a keyed hash what a page shows: it tells nothing, and another one means that something changed."""
    what = [[row.case_id, [cell.text for cell in row.cells]] for row in rows]
    return ctx.vault.index("table", json.dumps(what, ensure_ascii=False))
