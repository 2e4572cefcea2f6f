"""Where does somebody stand in earlier tables, and are they proposed again? Only what is new is (V-5).

What counts of a person is the newest row about them. A row of a version that was corrected counts only where the OFII
answered it: the newer version says who is still proposed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from liaison.records import OrientationAnswer, OrientationRow, OrientationTable
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.tables.shown import WhyHere
from liaison.vocabulary.tables import OfiiDecision, TableStatus


@dataclass(frozen=True, slots=True)
class Past:
    """The newest row about somebody, its table, and the OFII's answer."""

    row: OrientationRow
    table: OrientationTable
    answer: OrientationAnswer | None

    @property
    def waits(self) -> bool:
        """Say whether an answer is still awaited."""
        return self.answer is None and self.table.status != TableStatus.CLOSED


def pasts(ctx: Context, departement: str, case_ids: Collection[str] | None = None) -> dict[str, Past]:
    """Return where the people of a département stand, by dossier; a fixed number of queries."""
    tables = {table.id: (order, table) for order, table in enumerate(store.frozen_in(ctx.session, departement))}
    answers = store.answers_in(ctx.session, departement, case_ids)
    found: dict[str, tuple[int, Past]] = {}
    for row in store.rows_in(ctx.session, departement, case_ids):
        order, table = tables[row.table_id]
        answer = answers.get(row.id)
        if row.case_id is None or (table.status == TableStatus.CORRECTED and answer is None):
            continue
        if row.case_id not in found or found[row.case_id][0] < order:
            found[row.case_id] = order, Past(row, table, answer)
    return {case_id: past for case_id, (_, past) in found.items()}


def why_here(past: Past | None, corrected: str | None, *, changed: bool, comes_back: bool) -> WhyHere | None:
    """Say why somebody is proposed; None: they are not, since nothing is new.

    `corrected`: the version that the table in hand takes the place of. Whom the OFII validated is asked about no more,
    whatever changes, but where they come back after a positive exit. Of a table that is not sent yet the correction
    says what changed, not the next month's.
    """
    if past is None:
        return WhyHere.NEW
    if past.answer is not None:
        return _answered(OfiiDecision(past.answer.decision), changed=changed, comes_back=comes_back)
    if past.table.id == corrected:
        return WhyHere.CORRECTED
    if past.table.status == TableStatus.CLOSED:
        return WhyHere.UNANSWERED
    return WhyHere.CHANGED if changed and past.table.sent_at is not None else None


def _answered(decision: OfiiDecision, *, changed: bool, comes_back: bool) -> WhyHere | None:
    if decision is OfiiDecision.VALIDATED:
        return WhyHere.NEW if comes_back else None
    if decision is OfiiDecision.POSTPONED:
        return WhyHere.POSTPONED
    return WhyHere.CHANGED if changed else None


def differing(before: Mapping[str, str], now: Mapping[str, str], from_ofii: Collection[str]) -> frozenset[str]:
    """Name the columns whose value is another than what was sent; what the OFII itself told is no news to it."""
    return frozenset(column for column in now if now[column] != before.get(column, "") and column not in from_ofii)
