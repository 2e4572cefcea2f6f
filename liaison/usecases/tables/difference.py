"""What is otherwise than in the table before? People new, asked about again, or gone, and values that changed."""

from collections.abc import Iterable, Mapping, Sequence

from liaison.records import OrientationTable
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.tables.columns import BY_ID
from liaison.usecases.tables.contents import Content, contents_of
from liaison.usecases.tables.people import Person
from liaison.usecases.tables.rowing import name_of
from liaison.usecases.tables.shown import Difference, PersonChange, ProposedRow, WhyHere
from liaison.vocabulary.tables import TableStatus


def table_before(ctx: Context, table: OrientationTable) -> OrientationTable | None:
    """Return the table that this one is compared with: the version that it corrects, or the last one before it."""
    if table.corrects is not None:
        return store.get_table(ctx.session, table.corrects)
    earlier = [
        one
        for one in store.frozen_in(ctx.session, table.departement)
        if one.status != TableStatus.CORRECTED and (one.month, one.version) < (table.month, table.version)
    ]
    return max(earlier, key=lambda one: (one.month, one.version), default=None)


def of_proposal(
    ctx: Context, table: OrientationTable, people: Mapping[str, Person], rows: Sequence[ProposedRow]
) -> Difference:
    """Compare what is proposed with the table before; who still waits for an answer there is not gone."""
    before = table_before(ctx, table)
    if before is None:
        return Difference(new=tuple(row.name for row in rows))
    here = {row.case_id: row for row in rows}
    held = store.rows_of(ctx.session, [before.id])
    there = {row.case_id for row in held} - set(here)
    left = [one for case_id, one in people.items() if case_id in there]
    return Difference(
        before=before.number,
        new=tuple(row.name for row in rows if row.why_here is WhyHere.NEW),
        again=tuple(row.name for row in rows if row.why_here not in {WhyHere.NEW, WhyHere.CHANGED}),
        changed=tuple(_change(people[row.case_id], row.changed) for row in rows if row.changed),
        gone=tuple(name_of(one) for one in left if _is_gone(one, before, corrected=table.corrects is not None)),
        erased=sum(1 for row in held if row.content is None),
    )


def of_frozen(ctx: Context, table: OrientationTable) -> Difference:
    """Compare a table that was frozen with the one before; only a correction says who is gone."""
    before = table_before(ctx, table)
    now = _said_in(ctx, table)
    if before is None:
        return Difference(new=tuple(row.name for row in now.values()))
    earlier, later = _said_in(ctx, before), now
    changes = [_between(one, earlier[one], row) for one, row in later.items() if one in earlier]
    return Difference(
        before=before.number,
        new=tuple(row.name for one, row in later.items() if one not in earlier),
        again=tuple(change.name for change in changes),
        changed=tuple(change for change in changes if change.cells),
        gone=tuple(row.name for one, row in earlier.items() if one not in later) if table.corrects else (),
        erased=store.count_rows(ctx.session, [before.id]).get(before.id, 0) - len(earlier),
    )


def _said_in(ctx: Context, table: OrientationTable) -> dict[str, Content]:
    """Return what the rows of a frozen table say, by dossier; those that were erased say nothing."""
    rows = store.rows_of(ctx.session, [table.id])
    held = contents_of(ctx, rows)
    return {row.case_id: held[row.id] for row in rows if row.case_id is not None and row.id in held}


def _is_gone(person: Person, before: OrientationTable, *, corrected: bool) -> bool:
    """Say whether somebody is in the table before without an answer, and is asked about no more."""
    past = person.past
    if past is None or past.table.id != before.id or past.answer is not None:
        return False
    return corrected or person.ended or person.assessed.to_orient or person.barred or not past.waits


def _change(person: Person, columns: Iterable[str]) -> PersonChange:
    now = {cell.column: cell.text for cell in person.cells}
    wanted = set(columns)
    cells = tuple((column, person.before.get(column, ""), now[column]) for column in BY_ID if column in wanted)
    return PersonChange(person.case.id, name_of(person), cells)


def _between(case_id: str, before: Content, now: Content) -> PersonChange:
    cells = tuple(
        (column, before.texts[column], now.texts[column])
        for column in BY_ID
        if before.texts[column] != now.texts[column]
    )
    return PersonChange(case_id, now.name, cells)
