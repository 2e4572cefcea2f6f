"""What is due to somebody whom the programme supports, and by which day (E-7)? Months go by the calendar.

A contact at least every two months, an end after 24 months, 12 more after a re-entry, an interview three and six months
after a positive exit (guide:365-407). Each is shown some days beforehand; a deadline never moves for a week-end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.rules.calendar import add_days, add_months
from liaison.vocabulary.orientations import FollowUp

CONTACT_MONTHS: Final = 2
SUPPORT_MONTHS: Final = 24
REENTRY_MONTHS: Final = 12
INTERVIEWS: Final[Mapping[FollowUp, int]] = {FollowUp.INTERVIEW_3: 3, FollowUp.INTERVIEW_6: 6}
"""Months after a positive exit; the interview is « contractuel » (guide:396-398)."""

NOTICE_DAYS: Final[Mapping[FollowUp, int]] = {
    FollowUp.CONTACT: 14,
    FollowUp.END: 60,
    FollowUp.INTERVIEW_3: 14,
    FollowUp.INTERVIEW_6: 14,
}
"""How long before its day each is shown: time for an appointment, and for an end time to prepare what follows."""

PLACES: Final[Mapping[FollowUp, str]] = {
    FollowUp.CONTACT: "guide 1.5.1",
    FollowUp.END: "guide 1.5.1",
    FollowUp.INTERVIEW_3: "guide 1.5.2",
    FollowUp.INTERVIEW_6: "guide 1.5.2",
}


class Urgency(StrEnum):
    """Where a day stands, seen from today."""

    AHEAD = "ahead"
    """Not to be shown yet."""
    SOON = "soon"
    LATE = "late"
    """Its day is over."""


@dataclass(frozen=True, slots=True)
class Support:
    """What is known of somebody's support: its days, and the interviews that were held.

    `reentered_on`: the day when the support was taken up again after a positive exit; `left_on`: the exit that stands.
    """

    engaged_on: date | None = None
    last_contact_on: date | None = None
    reentered_on: date | None = None
    left_on: date | None = None
    left_well: bool = False
    held: frozenset[FollowUp] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that the guide asks, its day, and its place."""

    kind: FollowUp
    on: date
    urgency: Urgency
    place: str


def dues(support: Support, today: date) -> tuple[Due, ...]:
    """Return everything that is to come or late, the earliest first; nothing before an engagement."""
    found = [Due(kind, on, urgency_of(kind, on, today), PLACES[kind]) for kind, on in _days(support, today)]
    return tuple(sorted(found, key=lambda due: due.on))


def to_show(support: Support, today: date) -> tuple[Due, ...]:
    """Return what a référent must see today: late, or soon."""
    return tuple(due for due in dues(support, today) if due.urgency is not Urgency.AHEAD)


def contact_due(support: Support, today: date) -> date | None:
    """Return by which day somebody must be in contact again; a contact noted for a day to come is none yet."""
    last = support.last_contact_on if support.last_contact_on and support.last_contact_on <= today else None
    known = [day for day in (support.engaged_on, support.reentered_on, last) if day is not None]
    return add_months(max(known), CONTACT_MONTHS) if support.engaged_on is not None else None


def support_ends(support: Support) -> date | None:
    """Return the last day of a support: 24 months after the engagement, or 12 after the re-entry."""
    if support.reentered_on is not None:
        return add_months(support.reentered_on, REENTRY_MONTHS)
    return add_months(support.engaged_on, SUPPORT_MONTHS) if support.engaged_on is not None else None


def urgency_of(kind: FollowUp, on: date, today: date) -> Urgency:
    """Say whether a day is over, near, or far."""
    if today > on:
        return Urgency.LATE
    return Urgency.SOON if today >= add_days(on, -NOTICE_DAYS[kind]) else Urgency.AHEAD


def _days(support: Support, today: date) -> Iterator[tuple[FollowUp, date]]:
    if support.left_on is not None and support.left_on <= today:
        yield from _after(support, support.left_on)
        return
    contact, end = contact_due(support, today), support_ends(support)
    if contact is not None and (end is None or contact <= end):
        yield FollowUp.CONTACT, contact
    if end is not None:
        yield FollowUp.END, end


def _after(support: Support, left_on: date) -> Iterator[tuple[FollowUp, date]]:
    if support.left_well:
        for kind, months in INTERVIEWS.items():
            if kind not in support.held:
                yield kind, add_months(left_on, months)
