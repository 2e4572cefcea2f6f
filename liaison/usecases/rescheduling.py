"""Which deadlines move when a term or a delay moves? Planned first, to be shown; then moved (R-2, R-3, R-8).

A plan changes no row: what a page shows beforehand, and what a simulation supposes, is what would then move.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from liaison.records import Convention, Deadline, Departement
from liaison.rules import retention
from liaison.rules.retention import Limits, Line
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import ending, scheduling
from liaison.usecases.context import Context
from liaison.usecases.ending import Term
from liaison.usecases.suspending import received_under
from liaison.vocabulary import DeadlineSubject
from liaison.vocabulary.retention import RuleId


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline, and the line to which it would move."""

    row: Deadline
    line: Line

    @property
    def moves(self) -> bool:
        """Whether its date changes."""
        return self.row.destroy_by != self.line.destroy_by

    @property
    def earlier(self) -> bool:
        """Whether it would be destroyed before the day that stands now; a first date is earlier than none."""
        return self.moves and _when(self.line.destroy_by) < _when(self.row.destroy_by)


def _when(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else float("inf")


def carry_out(moves: Iterable[Move]) -> list[Deadline]:
    """Move the deadlines of a plan; return them."""
    return [row for move in moves for row in scheduling.apply(move.line, [move.row])]


def reschedule_convention(ctx: Context, convention: Convention, departement: Departement) -> list[Deadline]:
    """Move the deadlines of what was exchanged under a convention to the earliest end that applies."""
    (term,) = ending.terms_of(ctx, [convention], departement)
    return carry_out(plan_terms(ctx, [term]))


def reschedule_departement(ctx: Context, departement: Departement) -> list[Deadline]:
    """Move the deadlines that hang on the dates of a département: its conventions', and the OFII's data."""
    return carry_out(plan_departement(ctx, departement))


def plan_departement(ctx: Context, departement: Departement) -> list[Move]:
    """Plan what the dates of a département move: they end its conventions too."""
    conventions = [row for row, _ in directory_store.list_conventions_in(ctx.session, [departement.code])]
    line = retention.framework_line(framework_ends_on=departement.framework_ends_on, limits=scheduling.limits_of(ctx))
    ofii = store.open_deadlines(ctx.session, RuleId.FRAMEWORK_END, [departement.code])
    return [
        *plan_terms(ctx, ending.terms_of(ctx, conventions, departement)),
        *(Move(row, line) for row in ofii),
    ]


def plan_terms(ctx: Context, terms: Sequence[Term]) -> list[Move]:
    """Plan what waits for the ends of conventions; what was destroyed, or hangs on another rule, stays."""
    limits = scheduling.limits_of(ctx)
    moves = []
    for term in terms:
        line = retention.convention_line(convention_ends_on=term.ends_on, limits=limits, anchor=term.anchor)
        waiting = _waiting_for(ctx, term.convention)
        moves += [Move(row, replace(line, subject=_subject(row))) for row in waiting]
    return moves


def plan_delay(ctx: Context, limits: Limits, rule_id: RuleId) -> list[Move]:
    """Plan what another delay of a rule moves, in every département: each row knows what its delay counts from."""
    return [
        Move(row, retention.line_of(rule_id, row.anchor_on, limits, subject=_subject(row), anchor=row.anchor))
        for row in store.open_deadlines(ctx.session, rule_id, None)
    ]


def _subject(row: Deadline) -> DeadlineSubject:
    return DeadlineSubject(row.subject_kind)


def _waiting_for(ctx: Context, convention: Convention) -> list[Deadline]:
    """Give what waits for the end of a convention: what was sent under it, what a partner sent of itself meanwhile."""
    rows = [
        row
        for row in store.list_deadlines_under(ctx.session, [convention.id])
        if row.rule_id == RuleId.CONVENTION_END and row.done_at is None
    ]
    own = {document.id for document in received_under(ctx, convention)}
    return rows + [
        row
        for row, _ in deposit_store.deadlines_by_convention(ctx.session, convention.partner_id)
        if row.done_at is None and row.subject_id in own
    ]
