"""Which deadlines move when a term moves? Those of the fiches sent under a convention, at once (R-2, R-8)."""

from liaison.records import Convention, Deadline, Departement
from liaison.rules import retention
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import ending, scheduling
from liaison.usecases.context import Context
from liaison.usecases.ending import Term
from liaison.vocabulary import DeadlineSubject


def reschedule_convention(ctx: Context, convention: Convention, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was sent under a convention to the earliest end that applies."""
    (term,) = ending.terms_of(ctx, [convention], departement)
    return _move(ctx, term)


def reschedule_departement(ctx: Context, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was sent under the conventions of a département: its dates end them too."""
    conventions = [row for row, _ in directory_store.list_conventions_in(ctx.session, [departement.code])]
    terms = ending.terms_of(ctx, conventions, departement)
    return [row for term in terms for row in _move(ctx, term)]


def _move(ctx: Context, term: Term) -> list[Deadline]:
    """Move what waits for this end; what was destroyed, or hangs on another rule, stays."""
    rows = [
        row
        for row in store.list_deadlines_under(ctx.session, [term.convention.id])
        if row.subject_kind == DeadlineSubject.FICHE and row.rule == "R-2" and row.done_at is None
    ]
    limits = scheduling.limits_of(ctx)
    line = retention.convention_line(convention_ends_on=term.ends_on, limits=limits, anchor=term.anchor)
    return scheduling.apply(line, rows)
