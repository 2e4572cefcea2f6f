"""Is a person answered in time, by whom may it be decided (G-1; RGPD art. 12)?"""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liaison.errors import Denied, Invalid, LiaisonError, Refused
from liaison.events import EventKind
from liaison.rules import circumstances, rights
from liaison.rules.access import Actor
from liaison.rules.rights import ClockState, Dates
from liaison.vocabulary import AccountId, Role
from liaison.vocabulary.rights import (
    AlertStage,
    AnswerWay,
    ExtensionReason,
    IdentityProof,
    Opinion,
    RecipientSpared,
    RecipientWay,
    RefusalGround,
    RequestDecision,
    RequestDoor,
    Right,
)

pytestmark = pytest.mark.requirement("G-1")

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def actor(role: Role) -> Actor:
    """Give somebody of a role."""
    return Actor(AccountId("a"), role, frozenset({"69"}))


@given(DAYS)
@example(date(2027, 1, 31))
@example(date(2028, 1, 31))
@example(date(2026, 8, 31))
@example(date(2026, 12, 31))
def test_the_month_ends_on_the_same_date_or_on_the_last_day(received_on: date) -> None:
    """Never later: neither a shorter month nor a week-end moves it on."""
    due = rights.due_on(Dates(received_on))
    year, month = (received_on.year, received_on.month + 1) if received_on.month < 12 else (received_on.year + 1, 1)
    assert (due.year, due.month) == (year, month)
    assert due.day == min(received_on.day, monthrange(year, month)[1])


@pytest.mark.parametrize(
    ("received_on", "due"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)), (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 8, 31), date(2026, 9, 30)), (date(2026, 11, 21), date(2026, 12, 21)),
        (date(2026, 9, 3), date(2026, 10, 3)),
    ],
)  # fmt: skip
def test_month_ends(received_on: date, due: date) -> None:
    """31 January goes to the end of February, 3 October 2026 is a Saturday and stays."""
    assert rights.due_on(Dates(received_on)) == due


@given(DAYS, st.integers(0, 31), st.integers(0, 60))
def test_a_pause_adds_its_own_days_and_no_other(received_on: date, asked_after: int, took: int) -> None:
    """The month stands still from the question to the proof, and goes on where it was."""
    asked = received_on + timedelta(days=asked_after)
    proved = asked + timedelta(days=took)
    due = rights.due_on(Dates(received_on, asked, proved))
    assert due == rights.due_on(Dates(received_on)) + timedelta(days=took)
    assert rights.state_of(Dates(received_on, asked), received_on + timedelta(days=400)) is ClockState.PAUSED
    assert rights.stage_due(Dates(received_on, asked), received_on + timedelta(days=400)) is None


@given(DAYS)
@example(date(2026, 11, 30))
def test_an_extension_gives_three_months_once_the_person_is_told_in_the_first(received_on: date) -> None:
    """Told on the last day it counts, a day later it does not, and before that it does not either."""
    last = rights.due_on(Dates(received_on))
    told = Dates(received_on, extended=True, told_on=last)
    months = (rights.due_on(told).year - received_on.year) * 12 + rights.due_on(told).month - received_on.month
    assert months == 3
    for late in (
        Dates(received_on, extended=True, told_on=last + timedelta(days=1)),
        Dates(received_on, extended=True),
    ):
        assert rights.due_on(late) == last


def test_an_extension_is_decided_within_the_first_month_only() -> None:
    """The day after is too late, so is a second one, and while the clock stands still there is nothing to extend."""
    received_on = date(2026, 1, 31)
    rights.check_may_extend(Dates(received_on), date(2026, 2, 28))
    for dates, today in (
        (Dates(received_on), date(2026, 3, 1)),
        (Dates(received_on, extended=True), date(2026, 2, 1)),
        (Dates(received_on, asked_on=date(2026, 2, 1)), date(2026, 2, 2)),
    ):
        with pytest.raises(Refused):
            rights.check_may_extend(dates, today)
    extended = Dates(received_on, extended=True)
    with pytest.raises(Refused):
        rights.check_extension_told(extended, date(2026, 3, 1), date(2026, 3, 2))
    with pytest.raises(Invalid):
        rights.check_extension_told(extended, date(2026, 2, 10), date(2026, 2, 9))
    assert rights.check_extension_told(extended, date(2026, 2, 28), date(2026, 3, 2)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("today", "stage", "state"),
    [
        (date(2026, 12, 10), None, ClockState.RUNNING), (date(2026, 12, 11), AlertStage.TEN_DAYS, ClockState.SOON),
        (date(2026, 12, 17), AlertStage.TEN_DAYS, ClockState.SOON),
        (date(2026, 12, 18), AlertStage.THREE_DAYS, ClockState.SOON),
        (date(2026, 12, 21), AlertStage.THREE_DAYS, ClockState.SOON),
        (date(2026, 12, 22), AlertStage.LATE, ClockState.LATE),
    ],
)  # fmt: skip
def test_reminders(today: date, stage: AlertStage | None, state: ClockState) -> None:
    """Ten days before, three days before, and once the last day is over; never for an answer that was given."""
    dates = Dates(date(2026, 11, 21))
    assert (rights.stage_due(dates, today), rights.state_of(dates, today)) == (stage, state)
    answered = Dates(date(2026, 11, 21), answered_on=date(2026, 11, 30))
    assert rights.stage_due(answered, today) is None
    assert rights.state_of(answered, today) is ClockState.ANSWERED


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("decision", RequestDecision)
@pytest.mark.parametrize("role", Role)
def test_who_decides(right: Right, decision: RequestDecision, role: Role) -> None:
    """What is refused, erased or objected to is the controller's; the DPO and the administrator decide nothing."""
    offered = rights.decisions_for(right, has_case=True)
    ground = rights.grounds_for(right)[0]
    try:
        rights.check_decision(actor(role), right, decision, ground, offered=offered)
    except LiaisonError:
        allowed = False
    else:
        allowed = True
    grave = decision in {RequestDecision.PARTLY, RequestDecision.REFUSED} or right in {Right.ERASURE, Right.OBJECTION}
    simple = right in {Right.RECTIFICATION, Right.WITHDRAWAL, Right.AUTOMATED, Right.NOTIFICATION}
    may = {Role.CONTROLLER} | (set() if grave else {Role.COORDINATOR} | ({Role.REFERENT} if simple else set()))
    assert allowed == (role in may and decision in offered)


def test_a_refusal_stands_on_a_ground_of_its_own_right() -> None:
    """Freedom of expression keeps nobody from seeing their data; without a ground nothing is refused."""
    controller, offered = actor(Role.CONTROLLER), list(RequestDecision)
    for ground in (None, RefusalGround.EXPRESSION):
        with pytest.raises(Invalid):
            rights.check_decision(controller, Right.ACCESS, RequestDecision.REFUSED, ground, offered=offered)
    rights.check_decision(
        controller, Right.ERASURE, RequestDecision.REFUSED, RefusalGround.EXPRESSION, offered=offered
    )  # fmt: skip
    with pytest.raises(Denied):
        rights.check_decision(
            actor(Role.COORDINATOR), Right.ERASURE, RequestDecision.GRANTED, None, offered=offered
        )  # fmt: skip


def test_a_withdrawal_is_never_refused_and_article_22_has_one_answer() -> None:
    """An agreement is the person's to take back; no decision is taken by a machine alone."""
    assert rights.decisions_for(Right.WITHDRAWAL, has_case=True) == (RequestDecision.GRANTED,)
    assert rights.decisions_for(Right.AUTOMATED, has_case=True) == (RequestDecision.NONE_TAKEN,)
    assert RequestDecision.GRANTED not in rights.decisions_for(Right.ACCESS, has_case=False)


def test_the_day_of_receipt_has_happened() -> None:
    """A day to come, none at all, or one of years ago is a slip of the hand."""
    today = date(2026, 11, 21)
    assert rights.check_received(today, today) == today
    for day in (None, date(2026, 11, 22), date(2023, 1, 1)):
        with pytest.raises(Invalid):
            rights.check_received(day, today)


@pytest.mark.requirement("G-8")
def test_every_word_of_this_room_may_stand_in_the_journal() -> None:
    """A word that the chain refuses would stop the act itself, on the day when somebody first chooses it."""
    for kind, name, words in (
        (EventKind.REQUEST_DECIDED, "ground", RefusalGround), (EventKind.REQUEST_DECIDED, "decision", RequestDecision),
        (EventKind.REQUEST_DECIDED, "right", Right), (EventKind.REQUEST_RECEIVED, "request-door", RequestDoor),
        (EventKind.REQUEST_OPINION, "opinion", Opinion), (EventKind.REQUEST_IDENTITY, "proof", IdentityProof),
        (EventKind.REQUEST_EXTENDED, "extension", ExtensionReason),
        (EventKind.REQUEST_ANSWERED, "answer-way", AnswerWay),
        (EventKind.REQUEST_RECIPIENT_TOLD, "recipient-told", RecipientWay),
        (EventKind.REQUEST_RECIPIENT_TOLD, "spared", RecipientSpared),
        (EventKind.REQUEST_ALERTED, "stage", AlertStage),
    ):  # fmt: skip
        for word in words:
            circumstances.check(kind, {name: word.value})
