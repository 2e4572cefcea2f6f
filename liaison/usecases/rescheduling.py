"""Which deadlines move when a term moves? Those of the fiches sent under a convention, at once (R-2, R-8)."""

from collections.abc import Sequence
from datetime import date

from liaison.records import Convention, Deadline, Departement
from liaison.rules import retention
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import scheduling
from liaison.usecases.context import Context
from liaison.vocabulary import DeadlineSubject


def reschedule_convention(ctx: Context, convention: Convention, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was sent under a convention to its end, or the framework agreement's."""
    ends_on = convention.ends_on or departement.framework_ends_on
    return _move(ctx, [convention.id], ends_on)


def reschedule_departement(ctx: Context, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was sent under the conventions that follow the framework agreement."""
    following = directory_store.list_following_framework(ctx.session, departement.code)
    return _move(ctx, [convention.id for convention in following], departement.framework_ends_on)


def _move(ctx: Context, convention_ids: Sequence[str], ends_on: date | None) -> list[Deadline]:
    if not convention_ids:
        return []
    rows = [
        row
        for row in store.list_deadlines_under(ctx.session, convention_ids)
        if row.subject_kind == DeadlineSubject.FICHE and row.rule == "R-2" and row.done_at is None
    ]
    line = retention.convention_line(convention_ends_on=ends_on, limits=scheduling.limits_of(ctx))
    return scheduling.apply(line, rows)
