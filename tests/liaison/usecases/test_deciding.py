"""Is what the DT OFII decides recorded, corrected, and never lost (V-5)?"""

from datetime import time

import pytest
from sqlalchemy import event

from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.records import OrientationTable
from liaison.rules.ofii_decisions import Decision
from liaison.store import cases, ofii_answers, tables
from liaison.usecases.tables import closing, deciding
from liaison.usecases.tables.convocations import list_convocations
from liaison.usecases.tables.deciding import AnswerView
from liaison.usecases.tables.waiting_rows import waiting_rows
from liaison.vocabulary import Sealed
from liaison.vocabulary.tables import OfiiDecision, TableStatus
from tests import tables as sent_tables
from tests.factories import House
from tests.tables import SentTable, day

pytestmark = pytest.mark.requirement("V-5")

VALIDATED = Decision(OfiiDecision.VALIDATED, "", day("10/12/2026"), time(9, 30), "12 rue des Essais, Lyon")
REFUSED = Decision(OfiiDecision.REFUSED, "Ne réside pas dans le département")
POSTPONED = Decision(OfiiDecision.POSTPONED, "Pièce manquante")


@pytest.fixture
def table(house: House) -> SentTable:
    """Give a table of three people that left."""
    return sent_tables.sent(house, sent_tables.people(house))


def test_a_decision_is_read_as_it_was_typed(house: House, table: SentTable) -> None:
    """Decision, appointment and reason come back whole."""
    decide(house, table, 0, VALIDATED)
    decide(house, table, 1, REFUSED)
    first, second = answer(house, table, 0), answer(house, table, 1)
    assert first.given == VALIDATED
    assert first.complete
    assert not first.too_late
    assert second.given == REFUSED
    assert second.label == "Refusée"


def test_an_hour_that_is_not_known_is_no_midnight(house: House, table: SentTable) -> None:
    """A day without hour stays one: no convocation says « 0 h 00 »."""
    decide(house, table, 0, Decision(OfiiDecision.VALIDATED, "", day("10/12/2026"), None, ""))
    found = answer(house, table, 0)
    assert found.appointment_on == day("10/12/2026")
    assert found.appointment_at is None
    assert not found.complete


def test_nothing_of_a_decision_lies_in_clear(house: House, table: SentTable) -> None:
    """Reason and place are sealed."""
    decide(house, table, 0, VALIDATED)
    decide(house, table, 1, REFUSED)
    rows = house.do(lambda ctx: [ofii_answers.newest_answers(ctx.session, table.rows)[row] for row in table.rows[:2]])
    for row in rows:
        assert REFUSED.reason.encode() not in row.details
        assert VALIDATED.place.encode() not in row.details


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Decision(OfiiDecision.REFUSED), "reason"),
        (Decision(OfiiDecision.POSTPONED), "reason"),
        (Decision(OfiiDecision.REFUSED, "Motif", day("10/12/2026")), "appointment_on"),
        (Decision(OfiiDecision.VALIDATED, "", None, time(9)), "appointment_on"),
        (Decision(OfiiDecision.VALIDATED, "", day("20/11/2026")), "appointment_on"),
        (Decision(OfiiDecision.VALIDATED, "", day("10/12/2036")), "appointment_on"),
        (Decision(OfiiDecision.REFUSED, "x" * 501), "reason"),
    ],
)
def test_what_cannot_be_is_refused(house: House, table: SentTable, given: Decision, field: str) -> None:
    """A refusal or a postponement has its reason, an appointment a day that can be; nothing is written."""
    with pytest.raises(Invalid) as refusal:
        decide(house, table, 0, given)
    assert field in {problem.field for problem in refusal.value.problems}
    assert house.do(lambda ctx: deciding.answers_of(ctx, table.rows)) == {}


def test_an_appointment_after_a_month_is_flagged(house: House, table: SentTable) -> None:
    """At most one month after the orientation (guide:233-235): on the last day it is in time, on the next too late."""
    for place, (on, too_late) in enumerate([("21/12/2026", False), ("22/12/2026", True)]):
        decide(house, table, place, Decision(OfiiDecision.VALIDATED, "", day(on), time(9), "Lyon"))
        assert answer(house, table, place).too_late is too_late


def test_the_newest_counts_and_the_older_stays(house: House, table: SentTable) -> None:
    """A correction stands beside what it corrected, even within one microsecond."""
    decide(house, table, 0, POSTPONED)
    decide(house, table, 0, VALIDATED)
    page = house.do(deciding.ask, house["coordinator"], table.rows[0])
    assert page.answer is not None
    assert page.answer.given == VALIDATED
    assert [one.given for one in page.earlier] == [POSTPONED]
    with pytest.raises(WrongState, match="déjà"):
        decide(house, table, 0, VALIDATED)


def test_two_who_decide_at_once(house: House, table: SentTable) -> None:
    """Who did not see a colleague's decision does not write over it."""
    page = house.do(deciding.ask, house["coordinator"], table.rows[0])
    assert page.answer is None
    decide(house, table, 0, REFUSED)
    with pytest.raises(Conflict):
        house.do(deciding.record, house["coordinator"], table.rows[0], VALIDATED, seen="")
    assert answer(house, table, 0).given == REFUSED


def test_answered_when_everybody_has_an_answer(house: House, table: SentTable) -> None:
    """Two of three is not all of them."""
    for place in (0, 1):
        decide(house, table, place, REFUSED)
        assert row_of(house, table).status == TableStatus.SENT
    decide(house, table, 2, POSTPONED)
    assert row_of(house, table).status == TableStatus.ANSWERED
    assert row_of(house, table).answered_at == house.clock.now()


def test_who_is_not_answered_is_awaited_for_days(house: House, table: SentTable) -> None:
    """The age is counted in days since the sending, and somebody answered leaves the list."""
    house.clock.advance(days=12)
    decide(house, table, 0, REFUSED)
    waiting = house.do(waiting_rows, house["coordinator"])
    assert [(one.row_id, one.days) for one in waiting] == [(table.rows[1], 12), (table.rows[2], 12)]
    assert waiting[0].name == "D’ESSAI Ysolde"


def test_closed_with_people_unanswered(house: House, table: SentTable) -> None:
    """Nobody of it is awaited, and a late answer is still recorded; closed twice it is not."""
    decide(house, table, 0, REFUSED)
    assert len(house.do(waiting_rows, house["coordinator"])) == 2
    close(house, table)
    assert row_of(house, table).status == TableStatus.CLOSED
    assert house.do(waiting_rows, house["coordinator"]) == ()
    with pytest.raises(WrongState):
        close(house, table)
    decide(house, table, 1, VALIDATED)
    assert answer(house, table, 1).given == VALIDATED
    assert row_of(house, table).status == TableStatus.CLOSED


@pytest.mark.requirement("R-5")
def test_while_somebody_is_destroyed(house: House, table: SentTable) -> None:
    """Keys die before rows: meanwhile the others are read as before, and this one is not awaited."""
    decide(house, table, 0, REFUSED)
    decide(house, table, 1, REFUSED)
    for place, sealed in ((0, Sealed.OFII_ANSWER.object(answer(house, table, 0).id)), (2, None)):
        with house.service.transaction() as ctx:
            cases.get_case(ctx.session, table.cases[place]).ending_at = ctx.now
        house.service.vault.destroy(Sealed.CASE.object(table.cases[place]))
        if sealed is not None:
            house.service.vault.destroy(sealed)
    assert house.do(waiting_rows, house["coordinator"]) == ()
    assert set(house.do(lambda ctx: deciding.answers_of(ctx, table.rows))) == {table.rows[1]}
    assert [one.row_id for one in house.do(list_convocations, house["coordinator"]).refused] == [table.rows[1]]


def test_who_is_awaited_and_decided_in_a_fixed_number_of_queries(sqlite_house: House) -> None:
    """The coordination's day asks the database as much for twelve people as for four."""
    house = sqlite_house
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    def asked() -> int:
        seen.clear()
        event.listen(house.service.engine, "before_cursor_execute", note)
        try:
            assert house.do(waiting_rows, house["coordinator"])
            assert house.do(list_convocations, house["coordinator"]).refused
        finally:
            event.remove(house.service.engine, "before_cursor_execute", note)
        return len(seen)

    def send(month: str, count: int) -> None:
        raws = [{"beneficiary.last_name": f"ESSAI-{month}-{number}"} for number in range(count)]
        sent = sent_tables.sent(house, sent_tables.people(house, *raws), month=month)
        for place in range(count // 2):
            decide(house, sent, place, REFUSED)

    send("2026-11", 4)
    few = asked()
    send("2026-12", 8)
    assert few == asked()


def test_somebody_proposed_again_is_awaited_once(house: House, table: SentTable) -> None:
    """In the newest table that names them."""
    house.clock.advance(days=30)
    again = sent_tables.sent(house, table.cases[:1], month="2026-12")
    waiting = house.do(waiting_rows, house["coordinator"])
    assert {(one.row_id, one.days) for one in waiting} == {
        (again.rows[0], 0), (table.rows[1], 30), (table.rows[2], 30),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["referent", "coordinator of the Loire", "dpo", "controller", "administrator"])
def test_only_the_coordination_of_the_departement(house: House, table: SentTable, who: str) -> None:
    """Nobody else records, or reads who is awaited."""
    with pytest.raises(Denied):
        house.do(deciding.ask, house[who], table.rows[0])
    with pytest.raises(Denied):
        house.do(deciding.record, house[who], table.rows[0], REFUSED)
    if who == "coordinator of the Loire":
        assert house.do(waiting_rows, house[who]) == ()
    else:
        with pytest.raises(Denied):
            house.do(waiting_rows, house[who])


@pytest.mark.parametrize("status", [TableStatus.PROPOSED, TableStatus.FROZEN, TableStatus.CORRECTED])
def test_only_a_table_that_left(house: House, table: SentTable, status: TableStatus) -> None:
    """What has not left has no answer; what was replaced is answered in its new version."""
    with house.service.transaction() as ctx:
        tables.get_table(ctx.session, table.id).status = status.value
    with pytest.raises(WrongState):
        decide(house, table, 0, REFUSED)


def decide(house: House, table: SentTable, place: int, given: Decision) -> None:
    """Record a decision over what is known."""
    known = house.do(lambda ctx: deciding.answers_of(ctx, table.rows)).get(table.rows[place])
    house.do(deciding.record, house["coordinator"], table.rows[place], given, seen=known.id if known else "")


def answer(house: House, table: SentTable, place: int) -> AnswerView:
    """Read the answer that counts."""
    return house.do(lambda ctx: deciding.answers_of(ctx, table.rows))[table.rows[place]]


def close(house: House, table: SentTable) -> None:
    """Close a table as it stands."""
    house.do(closing.close, house["coordinator"], table.id, row_of(house, table).revision)


def row_of(house: House, table: SentTable) -> OrientationTable:
    """Read the table as it stands."""
    return house.do(lambda ctx: tables.get_table(ctx.session, table.id))
