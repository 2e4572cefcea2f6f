"""What do articles 33 and 34 allow to be decided, and when is somebody reminded, to the minute?"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from liaison.errors import Invalid
from liaison.rules.breach import clocks
from liaison.rules.breach_course import Decision, Reached, check_decision, check_told, course_of, half_of, last_call
from liaison.rules.calendar import PARIS, at_hour
from liaison.vocabulary.breaches import Course, Late, NotTelling, Risk

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("decision", "refused"),
    [
        (Decision(Risk.NONE, tell_cnil=False, tell_people=False), []),
        (Decision(Risk.NONE, tell_cnil=True, tell_people=True), []),
        (Decision(Risk.RISK, tell_cnil=True, tell_people=False), []),
        (Decision(Risk.RISK, tell_cnil=False, tell_people=False), ["tell_cnil"]),
        (Decision(Risk.HIGH, tell_cnil=True, tell_people=True), []),
        (Decision(Risk.HIGH, tell_cnil=True, tell_people=False), ["tell_people"]),
        (Decision(Risk.HIGH, tell_cnil=False, tell_people=False), ["tell_cnil", "tell_people"]),
        (Decision(Risk.HIGH, True, False, NotTelling.UNREADABLE), []),
        (Decision(Risk.HIGH, True, True, NotTelling.PUBLIC), ["not_telling"]),
    ],
)
@pytest.mark.requirement("G-4")
def test_what_may_be_decided(decision: Decision, refused: list[str]) -> None:
    """A risk goes to the CNIL (33.1), a high one to the people (34.1), but for the three cases of 34.3."""
    if not refused:
        check_decision(decision)
        return
    with pytest.raises(Invalid) as error:
        check_decision(decision)
    assert refused == [problem.field for problem in error.value.problems]


@pytest.mark.parametrize(
    ("told_at", "late", "field"),
    [
        (START + 5 * HOUR, None, "late"),
        (START - timedelta(minutes=1), None, "told_on"),
        (START + 7 * HOUR, Late.FAULT, "told_on"),
    ],
)
@pytest.mark.requirement("G-3", "G-4")
def test_told_when_it_cannot_be(told_at: datetime, late: Late | None, field: str) -> None:
    """Late needs its reason (33.1); nobody is told before it is known, nor tomorrow."""
    with pytest.raises(Invalid) as error:
        check_told(told_at, late, starts_at=START, due_at=START + 4 * HOUR, now=START + 6 * HOUR)
    assert [field] == [problem.field for problem in error.value.problems]


@pytest.mark.requirement("G-3", "G-4")
def test_told_in_time_to_the_minute() -> None:
    """The last moment of the delay is in time, and asks for no reason; the next one is late."""
    due = START + 4 * HOUR
    check_told(due, None, starts_at=START, due_at=due, now=due)
    check_told(due + timedelta(microseconds=1), Late.FAULT, starts_at=START, due_at=due, now=due + HOUR)
    with pytest.raises(Invalid):
        check_told(due + timedelta(microseconds=1), None, starts_at=START, due_at=due, now=due + HOUR)


@pytest.mark.parametrize(
    ("day", "hour", "shown"),
    [
        (date(2026, 10, 24), time(23, 30), ["25/10 02:30", "26/10 10:30", "27/10 22:30"]),
        (date(2027, 3, 27), time(23, 30), ["28/03 04:30", "29/03 12:30", "31/03 00:30"]),
        (date(2026, 10, 24), time(22, 15), ["25/10 02:15", "26/10 09:15", "27/10 21:15"]),
        (date(2027, 3, 27), time(22, 0), ["28/03 03:00", "29/03 11:00", "30/03 23:00"]),
    ],
)
@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_the_nights_when_the_hour_changes(day: date, hour: time, shown: list[str]) -> None:
    """Discovered on a Saturday night before the change of hour, in autumn and spring: hours elapsed, to the minute."""
    found = clocks(at_hour(day, hour), ofii_data=True)
    assert shown == [f"{clock.due_at.astimezone(PARIS):%d/%m %H:%M}" for clock in found]
    for clock in found:
        half = half_of(at_hour(day, hour), clock.due_at)
        assert timedelta(hours=clock.hours) / 2 == half - at_hour(day, hour)
        assert clock.due_at - HOUR == last_call(at_hour(day, hour), clock.due_at)


def test_last_call_comes_after_the_half() -> None:
    """Of a delay of one hour, half is reminded first: two mails never say the same at once."""
    assert START + HOUR / 2 == last_call(START, START + HOUR)


@pytest.mark.parametrize(
    ("reached", "course"),
    [
        (Reached(), Course.DRAFT),
        (Reached(handled=True), Course.OPEN),
        (Reached(handled=True, all_told=True), Course.OPEN),
        (Reached(handled=True, decided=True), Course.ASSESSED),
        (Reached(handled=True, decided=True, all_told=True), Course.NOTIFIED),
        (Reached(handled=True, decided=True, all_told=True, ended=True), Course.CLOSED),
        (Reached(handled=True, dismissed=True), Course.DISMISSED),
    ],
)
def test_course(reached: Reached, course: Course) -> None:
    """A breach goes from draft to register, or is dismissed."""
    assert course is course_of(reached)
