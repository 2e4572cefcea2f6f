"""When is a partner asked to destroy, when reminded, and where does a request stand (R-7)? When is an end announced?

Two months after the end, as for us (guide:3271-3274, 3966-3969). A partner has no shorter delay than the texts give.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules.calendar import add_days, add_months
from liaison.vocabulary.attestations import RequestState

DELAY_MONTHS: Final = 2
"""« au plus tard dans un délai de deux mois à compter de l’échéance de la convention » (guide:3273-3274)."""
ERASURE_MONTHS: Final = 1
"""The month in which we answer the person (RGPD art. 12.3): who received the data is told without delay, and asked
to be done by then."""
REMINDER_DAYS: Final = (-15, 0, 30)
"""From the day by which all must be destroyed; their number is the most that a partner is reminded."""
PATIENCE_DAYS: Final = 15
"""Between two words to a partner who was asked late; and after the last one, before it stands as unanswered."""
NOTICE_DAYS: Final = (90, 30)
"""Before the end of a convention, the longest first."""
OFII_MONTHS: Final = 1
"""« à définir avec l’OFII un mois avant la fin de l’accord cadre national » (guide:2699-2733)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request, in days of Paris."""

    due_on: date
    asked_on: date | None
    reminders: int
    reminded_on: date | None
    attested: bool
    withdrawn: bool


def due_after(ends_on: date) -> date:
    """Return the day by which the copies of a convention must be destroyed."""
    return add_months(ends_on, DELAY_MONTHS)


def erasure_due(today: date) -> date:
    """Return the day by which the copies of something that we erase early should be destroyed."""
    return add_months(today, ERASURE_MONTHS)


def state_of(asked: Asked, today: date) -> RequestState:
    """Say where a request stands."""
    if asked.withdrawn:
        return RequestState.WITHDRAWN
    if asked.attested:
        return RequestState.ATTESTED
    if asked.asked_on is None:
        return RequestState.TO_ADDRESS
    if today <= asked.due_on:
        return RequestState.WAITING
    last = asked.reminded_on or asked.asked_on
    told_often = asked.reminders >= len(REMINDER_DAYS) and today > add_days(last, PATIENCE_DAYS)
    return RequestState.UNANSWERED if told_often else RequestState.LATE


def next_reminder(asked: Asked) -> date | None:
    """Return the day of the next reminder; none when nobody was asked, it is answered, or all were sent."""
    if asked.attested or asked.withdrawn or asked.asked_on is None or asked.reminders >= len(REMINDER_DAYS):
        return None
    planned = add_days(asked.due_on, REMINDER_DAYS[asked.reminders])
    return max(planned, add_days(asked.reminded_on or asked.asked_on, PATIENCE_DAYS))


def notice_due(ends_on: date, today: date) -> int | None:
    """Return which notice of a convention's end is to be given by today; none before the first, or after the end."""
    if today > ends_on:
        return None
    due = [days for days in NOTICE_DAYS if today >= add_days(ends_on, -days)]
    return min(due, default=None)


def ofii_notice_on(framework_ends_on: date) -> date:
    """Return the day by which the fate of the OFII's data is to be taken up with it (R-3)."""
    return add_months(framework_ends_on, -OFII_MONTHS)
