"""Are partners asked, reminded and left alone on the right days, and are ends announced in time (R-7, G-5, R-3)?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liaison.rules import attestations as rules
from liaison.rules.attestations import Asked
from liaison.vocabulary.attestations import RequestState

END = date(2026, 12, 31)
DUE = date(2027, 2, 28)
ASKED = Asked(DUE, date(2027, 1, 1), 0, None, attested=False, withdrawn=False)


@pytest.mark.requirement("R-2", "R-7")
@pytest.mark.parametrize(
    ("ends_on", "due_on"),
    [(END, DUE), (date(2027, 12, 31), date(2028, 2, 29)), (date(2027, 6, 15), date(2027, 8, 15))],
)
def test_two_months_after_the_end(ends_on: date, due_on: date) -> None:
    """By the calendar: no day is won by a short month, a week-end or a leap year."""
    assert due_on == rules.due_after(ends_on)


@pytest.mark.requirement("R-7")
def test_three_reminders_and_no_more() -> None:
    """Fifteen days before the day, on it, thirty days after; then never again."""
    days, asked = [], ASKED
    while (day := rules.next_reminder(asked)) is not None:
        days.append(day)
        asked = replace(asked, reminders=asked.reminders + 1, reminded_on=day)

    assert [date(2027, 2, 13), DUE, date(2027, 3, 30)] == days


def test_who_was_asked_late_is_left_time() -> None:
    """The first release on an old service asks about an end of last year: not three reminders in three nights."""
    days, asked = [], replace(ASKED, asked_on=date(2027, 11, 1))
    while (day := rules.next_reminder(asked)) is not None:
        days.append(day)
        asked = replace(asked, reminders=asked.reminders + 1, reminded_on=day)

    assert [date(2027, 11, 16), date(2027, 12, 1), date(2027, 12, 16)] == days


@pytest.mark.parametrize("over", [{"attested": True}, {"withdrawn": True}, {"asked_on": None}])
def test_nobody_is_reminded_of_what_is_over(over: dict[str, object]) -> None:
    """An answer, a request taken back, and one that never left bring no reminder."""
    assert rules.next_reminder(replace(ASKED, **over)) is None  # type: ignore[arg-type]  # fields of the facts


@pytest.mark.requirement("R-7")
@pytest.mark.parametrize(
    ("asked", "today", "state"),
    [
        (replace(ASKED, asked_on=None), DUE + timedelta(days=400), RequestState.TO_ADDRESS),
        (ASKED, DUE, RequestState.WAITING),
        (ASKED, DUE + timedelta(days=1), RequestState.LATE),
        (replace(ASKED, reminders=3, reminded_on=date(2027, 3, 30)), date(2027, 4, 14), RequestState.LATE),
        (replace(ASKED, reminders=3, reminded_on=date(2027, 3, 30)), date(2027, 4, 15), RequestState.UNANSWERED),
        (replace(ASKED, reminders=2, reminded_on=DUE), date(2027, 9, 1), RequestState.LATE),
        (replace(ASKED, attested=True), date(2027, 9, 1), RequestState.ATTESTED),
        (replace(ASKED, attested=True, withdrawn=True), DUE, RequestState.WITHDRAWN),
    ],
)
def test_where_a_request_stands(asked: Asked, today: date, state: RequestState) -> None:
    """The due day itself is still in time; « sans réponse » begins fifteen days after the last reminder."""
    assert state is rules.state_of(asked, today)


@pytest.mark.requirement("G-5")
@pytest.mark.parametrize(
    ("days_before", "notice"),
    [(91, None), (90, 90), (31, 90), (30, 30), (1, 30), (0, 30), (-1, None)],
)
def test_which_notice_is_due(days_before: int, notice: int | None) -> None:
    """Ninety days before and thirty; a convention recorded late gives the shorter one only; none once it ended."""
    assert notice == rules.notice_due(END, END - timedelta(days=days_before))


@pytest.mark.requirement("R-3")
def test_one_month_before_the_framework_agreement() -> None:
    """« Un mois avant la fin de l'accord-cadre national »: by the calendar."""
    assert date(2027, 11, 30) == rules.ofii_notice_on(date(2027, 12, 31))
