"""Is somebody whose destruction has begun seen and sent by nobody, while their row is still there (R-1, T-7)?

A destruction may stand as begun for days: a store of keys that does not answer. The others of a table must not wait.
"""

from contextlib import suppress

import pytest

from liaison.errors import Conflict, NotFound, Refused
from liaison.records import Case, OrientationTable
from liaison.rules.ofii_decisions import Decision
from liaison.store import table_plis
from liaison.usecases import destroying, erasing, my_day
from liaison.usecases.context import Context
from liaison.usecases.tables import (
    convocations,
    deciding,
    freezing_table,
    frozen,
    proposing,
    taking_back,
    waiting_rows,
)
from liaison.usecases.tables.shown import ProposedTable
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.destruction import Ground
from liaison.vocabulary.tables import OfiiDecision
from tests import frozen_tables, monthly, returned, tables
from tests.factories import House
from tests.frozen_tables import NAMES, Frozen
from tests.liaison.usecases.test_destroying_killed import Died, Dying

pytestmark = pytest.mark.requirement("R-1")

GONE = 1
"""Which of the three people goes."""
KEYS_GONE = 8
"""The step behind which the keys are gone, and the rows are not emptied yet."""


def begin(house: House, table: Frozen, *, keys: bool) -> None:
    """Decide that one of the people is erased; with `keys`, die once their keys are gone."""
    case_id = table.cases[GONE]
    house.do(erasing.erase_case, by=SYSTEM, case_id=case_id, ground=Ground.ERASURE, request="")
    if keys:
        before = house.key_ids()
        with suppress(Died):
            destroying.carry_on_all(Dying(house.service, KEYS_GONE))
        assert house.key_ids() < before
    assert table.cases[GONE] in house.do(_in_table, table)


def _in_table(ctx: Context, table: Frozen) -> list[str]:
    return table_plis.cases_in(ctx.session, table.id)


@pytest.mark.parametrize("keys", [False, True])
def test_a_table_does_not_leave_with_them(house: House, *, keys: bool) -> None:
    """It was frozen before; it says which line, as for a row that is destroyed."""
    table = frozen_tables.frozen(house)
    begin(house, table, keys=keys)
    with pytest.raises(Refused, match="L002"):
        frozen_tables.send(house, table)


@pytest.mark.parametrize("keys", [False, True])
def test_a_frozen_table_names_them_no_more(house: House, *, keys: bool) -> None:
    """Its page says « ligne effacée », the others stand."""
    table = frozen_tables.frozen(house)
    begin(house, table, keys=keys)
    rows = house.do(frozen.read_table, house["coordinator"], table.id).rows
    assert [False, True, False] == [row.erased for row in rows]
    assert NAMES[GONE] not in repr([row.cells for row in rows])


@pytest.mark.parametrize("keys", [False, True])
def test_the_day_of_the_coordination_opens(house: House, *, keys: bool) -> None:
    """The others are awaited, or to be told; nobody is a page that does not open."""
    table = frozen_tables.frozen(house)
    frozen_tables.send(house, table)
    for row_id in table.rows[:2]:
        house.do(deciding.record, house["coordinator"], row_id, Decision(OfiiDecision.REFUSED, "Motif d’essai"))
    begin(house, table, keys=keys)
    day = house.do(my_day.my_day, house["coordinator"])
    assert [table.cases[0]] == [line.case_id for line in day.decisions.refused]
    assert [table.cases[2]] == [row.case_id for row in day.unanswered]
    assert day.decisions == house.do(convocations.list_convocations, house["coordinator"])
    assert day.unanswered == house.do(waiting_rows.waiting_rows, house["coordinator"])
    with pytest.raises(NotFound):
        house.do(convocations.show, house["coordinator"], table.rows[GONE])


@pytest.mark.parametrize("keys", [False, True])
def test_a_return_is_taken_for_the_others(house: House, *, keys: bool) -> None:
    """What the DT OFII says of who goes is not taken; of the others it is."""
    table = frozen_tables.frozen(house)
    frozen_tables.send(house, table)
    sent = tables.SentTable(table.id, table.number, table.rows, table.cases)
    content = house.do(returned.workbook, sent, returned.REFUSED, returned.REFUSED, returned.REFUSED)
    begin(house, table, keys=keys)
    upload = house.do(taking_back.read_file, house["coordinator"], table.id, content)
    seen = house.do(taking_back.preview, house["coordinator"], upload)
    assert ["L001", "L003"] == [one.reference for one in seen.rows]
    house.do(taking_back.take, house["coordinator"], upload, seen=seen.digest, over=frozenset())
    assert {table.rows[0], table.rows[2]} == set(house.do(deciding.answers_of, list(table.rows)))


def test_who_goes_meanwhile_is_not_frozen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A destruction that began while the table was worked out would not know of their row: it would stay."""
    case_id = monthly.candidate(house, NAMES[0])
    table_id = monthly.open_table(house)
    monthly.state(house, table_id)
    seen = monthly.view(house, table_id)

    def meanwhile(ctx: Context, table: OrientationTable) -> ProposedTable:
        shown = proposing.proposal_of(ctx, table)
        ctx.session.get_one(Case, case_id).ending_at = ctx.now
        ctx.session.flush()
        return shown

    monkeypatch.setattr(freezing_table, "proposal_of", meanwhile)
    with pytest.raises(Conflict):
        house.do(freezing_table.freeze, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)
