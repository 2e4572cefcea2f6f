"""Does the référent know whom to tell what the OFII decided, and is the convocation handed by a person (V-5)?"""

from datetime import time

import pytest

from liaison.errors import Denied, Invalid, NotFound, WrongState
from liaison.rules.ofii_decisions import Decision, Urgency
from liaison.store import outbox as outbox_store
from liaison.usecases import ending_support
from liaison.usecases.tables import convocations, deciding
from liaison.usecases.tables.convocations import DecisionsDay
from liaison.vocabulary.tables import HandedBy, OfiiDecision
from tests import tables as sent_tables
from tests.factories import House
from tests.forms.paper.reading import text_of
from tests.tables import SentTable, day

pytestmark = pytest.mark.requirement("V-5")

PLACE = "12 rue des Essais, 69001 Lyon"
VALIDATED = Decision(OfiiDecision.VALIDATED, "", day("30/11/2026"), time(9, 5), PLACE)
REFUSED = Decision(OfiiDecision.REFUSED, "Ne réside pas dans le département")


@pytest.fixture
def table(house: House) -> SentTable:
    """Give a table of three people that left; the first was validated, the second refused."""
    found = sent_tables.sent(house, sent_tables.people(house))
    for row_id, given in zip(found.rows, (VALIDATED, REFUSED), strict=False):
        house.do(deciding.record, house["coordinator"], row_id, given)
    return found


@pytest.mark.usefixtures("table")
def test_the_referent_sees_what_to_hand(house: House) -> None:
    """With the person, the day and the place; the refusal with its reason."""
    today = listed(house)
    (line,) = today.to_hand
    assert (line.person, line.answer.appointment_on, line.answer.place) == (
        "TESTOVITCH Bogdanka", day("30/11/2026"), PLACE,
    )  # fmt: skip
    assert [one.answer.reason for one in today.refused] == [REFUSED.reason]
    assert listed(house, "coordinator") == today


def test_the_most_pressing_first(house: House, table: SentTable) -> None:
    """Past, then soon, then later; one that is not dated waits for the coordination."""
    for row_id, on in ((table.rows[1], "15/12/2026"), (table.rows[2], "28/11/2026")):
        correct(house, row_id, Decision(OfiiDecision.VALIDATED, "", day(on), time(14), PLACE))
    house.clock.advance(days=8)
    lines = listed(house).to_hand
    assert [line.urgency for line in lines] == [Urgency.PAST, Urgency.SOON, Urgency.LATER]
    assert [line.late for line in lines] == [True, True, False]
    correct(house, table.rows[1], Decision(OfiiDecision.VALIDATED))
    assert [line.row_id for line in listed(house).undated] == [table.rows[1]]


def test_the_paper_says_what_the_guide_asks(house: House, table: SentTable) -> None:
    """Day, hour, place, who receives, whom to call (guide:235); what to bring only when the operator says so."""
    text = text_of(house.do(convocations.print_convocation, house["referent"], table.rows[0]))
    for said in (
        "TESTOVITCH Bogdanka", "lundi 30 novembre 2026", "9 h 05", PLACE, "Opérateur Imaginaire", "04 72 00 00 00",
        "Anselme Fabuline",
    ):  # fmt: skip
        assert said in text
    assert "À apporter" not in text
    bring = "Votre titre de séjour et ce papier."
    assert bring in text_of(house.do(convocations.print_convocation, house["referent"], table.rows[0], bring=bring))
    with pytest.raises(Invalid):
        house.do(convocations.print_convocation, house["referent"], table.rows[0], bring="x" * 501)


@pytest.mark.parametrize(
    "given",
    [
        Decision(OfiiDecision.VALIDATED),
        Decision(OfiiDecision.VALIDATED, "", day("30/11/2026"), None, PLACE),
        Decision(OfiiDecision.VALIDATED, "", day("30/11/2026"), time(9)),
        REFUSED,
    ],
)
def test_no_paper_without_day_hour_and_place(house: House, table: SentTable, given: Decision) -> None:
    """A convocation that lacks one of them sends somebody nowhere."""
    correct(house, table.rows[2], given)
    with pytest.raises(WrongState):
        house.do(convocations.print_convocation, house["referent"], table.rows[2])


def test_handed_and_noted(house: House, table: SentTable) -> None:
    """How and when stands with the decision and in the register; no mail and no SMS goes to anybody."""
    house.clock.advance(days=1)
    house.do(convocations.print_convocation, house["referent"], table.rows[0])
    house.do(convocations.note_handed, house["referent"], table.rows[0], day("22/11/2026"), HandedBy.IN_PERSON)
    today = listed(house)
    assert today.to_hand == ()
    (line,) = today.handed
    assert (line.answer.handed_on, line.answer.handed_label) == (day("22/11/2026"), "En main propre")
    assert house.do(lambda ctx: outbox_store.list_waiting(ctx.session)) == []


def test_a_day_that_cannot_be(house: House, table: SentTable) -> None:
    """It was not handed before the decision, nor tomorrow."""
    for on in ("20/11/2026", "22/11/2026"):
        with pytest.raises(Invalid):
            house.do(convocations.note_handed, house["referent"], table.rows[0], day(on), HandedBy.LETTER)
    with pytest.raises(WrongState):
        house.do(convocations.note_handed, house["referent"], table.rows[1], day("21/11/2026"), HandedBy.LETTER)


def test_another_appointment_is_to_be_handed_again(house: House, table: SentTable) -> None:
    """What was handed counts while day, hour and place stay; a corrected reason changes nothing of it."""
    house.do(convocations.note_handed, house["referent"], table.rows[0], day("21/11/2026"), HandedBy.LETTER)
    same = Decision(OfiiDecision.VALIDATED, "Précision", VALIDATED.appointment_on, VALIDATED.appointment_at, PLACE)
    correct(house, table.rows[0], same)
    assert [line.row_id for line in listed(house).handed] == [table.rows[0]]
    moved = Decision(OfiiDecision.VALIDATED, "", VALIDATED.appointment_on, time(11), PLACE)
    correct(house, table.rows[0], moved)
    assert [line.row_id for line in listed(house).to_hand] == [table.rows[0]]


def test_a_refusal_leaves_the_day_once_the_dossier_is_ended(house: House, table: SentTable) -> None:
    """What is done asks nothing more."""
    house.do(ending_support.set_support_end, house["referent"], table.cases[1], day("21/11/2026"))
    assert listed(house).refused == ()


@pytest.mark.parametrize("who", ["other referent", "referent of the Loire", "coordinator of the Loire", "dpo"])
def test_only_who_may_open_the_dossier(house: House, table: SentTable, who: str) -> None:
    """Neither list, nor page, nor paper for anybody else."""
    acts = (convocations.show, convocations.print_convocation)
    for act in acts:
        with pytest.raises(Denied):
            house.do(act, house[who], table.rows[0])
    with pytest.raises(Denied):
        house.do(convocations.note_handed, house[who], table.rows[0], day("21/11/2026"), HandedBy.LETTER)
    if who == "dpo":
        with pytest.raises(Denied):
            listed(house, who)
    else:
        assert listed(house, who) == DecisionsDay()


def test_nothing_to_show_before_the_answer(house: House, table: SentTable) -> None:
    """A row without an answer has no convocation."""
    with pytest.raises(NotFound):
        house.do(convocations.show, house["referent"], table.rows[2])


def listed(house: House, who: str = "referent") -> DecisionsDay:
    """Read what waits for somebody."""
    return house.do(convocations.list_convocations, house[who])


def correct(house: House, row_id: str, given: Decision) -> None:
    """Record a decision over what is known."""
    known = house.do(lambda ctx: deciding.answers_of(ctx, [row_id])).get(row_id)
    house.do(deciding.record, house["coordinator"], row_id, given, seen=known.id if known else "")
