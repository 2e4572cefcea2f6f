"""What did a person decide about somebody whom the rules doubt, and does it still hold? While nothing new is doubted.

An agreement that is missing is no doubt that somebody settles: it is recorded, or nothing leaves (T-7).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liaison.errors import NotFound
from liaison.records import OrientationSettlement
from liaison.rules.calendar import local_day
from liaison.rules.candidate import Finding
from liaison.usecases import administering
from liaison.usecases.context import Context
from liaison.usecases.table_words import SETTLED, WHY
from liaison.usecases.tables.shown import SettlementView
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.tables import Settled, SettledWhy


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands of somebody now: the verdict, the decision, and the doubts that nobody decided about."""

    verdict: Verdict
    view: SettlementView | None
    open: tuple[Doubt, ...]


def doubts_of(findings: Iterable[Finding]) -> tuple[Doubt, ...]:
    """Name what a person may decide about."""
    doubtful = (finding.code for finding in findings if finding.verdict is Verdict.DOUBTFUL)
    return tuple(code for code in doubtful if code is not Doubt.AGREEMENT_MISSING)


def decide(
    ctx: Context, row: OrientationSettlement | None, findings: Sequence[Finding], names: Mapping[str, str]
) -> Decided:
    """Put what the rules found and what a person decided together."""
    doubts = doubts_of(findings)
    holds = row is not None and _holds(ctx, row, doubts)
    view = _view(row, names, holds=holds) if row is not None else None
    if any(finding.verdict is Verdict.NOT_ELIGIBLE for finding in findings):
        return Decided(Verdict.NOT_ELIGIBLE, view, ())
    still_open = () if holds else doubts
    agreement_missing = any(finding.code is Doubt.AGREEMENT_MISSING for finding in findings)
    verdict = Verdict.DOUBTFUL if still_open or agreement_missing else Verdict.ELIGIBLE
    return Decided(verdict, view, still_open)


def names_of(ctx: Context, rows: Iterable[OrientationSettlement | None]) -> dict[str, str]:
    """Return who decided, by account; each is opened once. Nobody for an account that was forgotten since."""
    found = {}
    for account_id in {row.settled_by for row in rows if row is not None}:
        try:
            found[account_id] = administering.staff_name(ctx, account_id)
        except NotFound:
            found[account_id] = ""
    return found


def _holds(ctx: Context, row: OrientationSettlement, doubts: Sequence[Doubt]) -> bool:
    """A decision holds while nothing is doubted that was not looked at; « un autre mois », until the month is over."""
    settled_on = local_day(row.settled_at)
    is_over = row.why == SettledWhy.LATER and (settled_on.year, settled_on.month) != (ctx.today.year, ctx.today.month)
    return {doubt.value for doubt in doubts} <= set(row.doubts) and not is_over


def _view(row: OrientationSettlement, names: Mapping[str, str], *, holds: bool) -> SettlementView:
    settled, why = Settled(row.settled), SettledWhy(row.why)
    by = names.get(row.settled_by, "")
    return SettlementView(settled, SETTLED[settled], why, WHY[why], by, row.settled_at, holds)
