"""Which deadlines move when a term moves? Those of what was exchanged under a convention, at once (R-2, R-8)."""

from liaison.records import Convention, Deadline, Departement
from liaison.rules import retention
from liaison.rules.calendar import local_day
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import ending, scheduling
from liaison.usecases.context import Context
from liaison.usecases.ending import Term
from liaison.vocabulary import DeadlineSubject

_EXCHANGED = frozenset({DeadlineSubject.FICHE, DeadlineSubject.DOCUMENT})
"""What went one way or the other under a convention."""


def reschedule_convention(ctx: Context, convention: Convention, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was exchanged under a convention to the earliest end that applies."""
    (term,) = ending.terms_of(ctx, [convention], departement)
    return _move(ctx, term)


def reschedule_departement(ctx: Context, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was exchanged under the conventions of a département: its dates end them too."""
    conventions = [row for row, _ in directory_store.list_conventions_in(ctx.session, [departement.code])]
    terms = ending.terms_of(ctx, conventions, departement)
    return [row for term in terms for row in _move(ctx, term)]


def _move(ctx: Context, term: Term) -> list[Deadline]:
    """Move what waits for this end; what was destroyed, or hangs on another rule, stays."""
    rows = [
        row
        for row in store.list_deadlines_under(ctx.session, [term.convention.id])
        if row.subject_kind in _EXCHANGED and row.rule == "R-2" and row.done_at is None
    ]
    rows += _received(ctx, term.convention)
    limits = scheduling.limits_of(ctx)
    line = retention.convention_line(convention_ends_on=term.ends_on, limits=limits, anchor=term.anchor)
    return scheduling.apply(line, rows)


def _received(ctx: Context, convention: Convention) -> list[Deadline]:
    """Give the deadlines of what a partner sent of itself while this convention covered it: no pli says which did."""
    others = [
        other
        for other in directory_store.list_conventions(ctx.session, convention.partner_id)
        if other.model == convention.model
    ]
    rows = []
    for row, deposit in deposit_store.deadlines_by_convention(ctx.session, convention.partner_id):
        day = local_day(deposit.received_at)
        begun = [other for other in others if other.starts_on <= day]
        latest = max(begun, key=lambda other: other.starts_on, default=None)
        if row.done_at is None and latest is not None and latest.id == convention.id:
            rows.append(row)
    return rows
