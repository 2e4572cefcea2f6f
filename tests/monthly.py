"""Who is proposed to the OFII in a test? People who look like nobody, and the month's table of the Rhône."""

from collections.abc import Mapping
from typing import Final

from liaison.records import OrientationAnswer
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.tables import freezing_table, frozen, proposing, settling, stating
from liaison.usecases.tables.shown import FrozenRow, FrozenTable, ProposedRow, ProposedTable
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary import AgreementKind, Sealed
from liaison.vocabulary.tables import AnswerSource, Capacity, OfiiDecision, Settled, SettledWhy, TableStatus
from tests.factories import RHONE, House

MONTH: Final = "2026-11"
READY: Final[Mapping[str, str]] = {
    "beneficiary.first_name": "Zéphyrine",
    "beneficiary.birth_date": "14/02/1991",
    "beneficiary.protection_date": "12/03/2026",
    "beneficiary.cir_date": "04/05/2026",
    "programme.cir_number": "0069123",
    "programme.standing": "protected",
    "programme.employment": "no",
    "programme.housing": "no",
    "programme.cph_request": "no",
    "programme.resettled": "no",
    "programme.resides": "yes",
    "programme.referred_by": "Refuge des Essais (fictif)",
}
"""Somebody whom the rules of the guide let in."""


def candidate(
    house: House, last_name: str, changes: Mapping[str, str] | None = None, *, agreed: bool = True
) -> str:  # fmt: skip
    """Open the dossier of somebody who may be proposed; they agreed to it, unless told otherwise."""
    raw = {**READY, "beneficiary.last_name": last_name, **(changes or {})}
    case_id = house.case(raw={key: text for key, text in raw.items() if text}, agreed=False)
    if agreed:
        house.agree(case_id, AgreementKind.ORIENTATION)
    return case_id


def open_table(house: House, month: str = MONTH, departement: str = RHONE) -> str:
    """Open the table of a month, as the night does; return its id."""
    return house.do(lambda ctx: proposing.open_month(ctx, departement, month).id)


def view(house: House, table_id: str) -> ProposedTable:
    """Look at a table that is proposed."""
    return house.do(proposing.view, house["coordinator"], table_id)


def row(house: House, case_id: str) -> ProposedRow:
    """Look at the row of one dossier."""
    return house.do(proposing.row_of, house["coordinator"], case_id)


def include(house: House, case_id: str) -> ProposedRow:
    """Settle the doubts about somebody."""
    house.do(settling.settle, house["coordinator"], case_id, Settled.INCLUDED, SettledWhy.CHECKED_WITH_PERSON)
    return row(house, case_id)


def exclude(house: House, case_id: str, why: SettledWhy = SettledWhy.DECLINED) -> ProposedRow:
    """Leave somebody out."""
    house.do(settling.settle, house["coordinator"], case_id, Settled.EXCLUDED, why)
    return row(house, case_id)


def state(house: House, table_id: str, form: CapacityForm | None = None) -> None:
    """Say that all can be taken, unless told otherwise."""
    revision = house.do(lambda ctx: store.get_table(ctx.session, table_id).revision)
    said = form or CapacityForm(Capacity.ALL, 12)
    house.do(stating.state_capacity, house["coordinator"], table_id, said, revision)


def freeze(house: House, table_id: str) -> FrozenTable:
    """Say that all can be taken, and freeze a table as it is seen."""
    state(house, table_id)
    seen = view(house, table_id)
    house.do(_freeze, house, table_id, seen)
    return read(house, table_id)


def read(house: House, table_id: str) -> FrozenTable:
    """Look at a table that was frozen."""
    return house.do(frozen.read_table, house["coordinator"], table_id)


def month_with(house: House, *case_ids: str, month: str = MONTH) -> FrozenTable:
    """Freeze the table of a month and say that it left; these dossiers, at least, are in it."""
    table_id = open_table(house, month)
    found = freeze(house, table_id)
    assert set(case_ids) <= {one.case_id for one in found.rows}, "not all are in the table"
    left(house, table_id)
    return found


def left(house: House, table_id: str) -> None:
    """Let a table be sent already: who tests the sending goes through its use case."""

    def send(ctx: Context) -> None:
        table = store.get_table(ctx.session, table_id)
        table.status, table.sent_at = TableStatus.SENT.value, ctx.now
        ctx.session.flush()

    house.do(send)


def answered(house: House, one: FrozenRow, decision: OfiiDecision) -> None:
    """Let the OFII have answered about a row: who tests the answers goes through their use case."""

    def answer(ctx: Context) -> None:
        answer_id = ctx.new_id()
        object_id = Sealed.OFII_ANSWER.object(answer_id)
        ctx.vault.create(object_id)
        assert one.case_id is not None
        ctx.session.add(
            OrientationAnswer(
                id=answer_id, row_id=one.id, case_id=one.case_id, decision=decision.value,
                details=ctx.seal(object_id, "details", {}), source=AnswerSource.TYPED.value, recorded_at=ctx.now,
                recorded_by=house["coordinator"].account_id,
            )
        )  # fmt: skip
        ctx.session.flush()

    house.do(answer)


def _freeze(ctx: Context, house: House, table_id: str, seen: ProposedTable) -> None:
    freezing_table.freeze(ctx, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)
