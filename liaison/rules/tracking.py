"""Who was in the programme during a period, and where did each one stand on its last day (V-6, annexe 8)?

A table of a past period says the same whenever it is made: what came after its last day is not in it. Facts of the
dossier come before the day of the exit: annexe 8 has a column for employment and one for housing, an exit one day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.rules.calendar import add_days, add_months
from liaison.vocabulary import ExitKind
from liaison.vocabulary.orientations import EmploymentKind

_TO_EMPLOYMENT: Final = frozenset({ExitKind.POSITIVE_EMPLOYMENT, ExitKind.POSITIVE_BOTH})
_TO_HOUSING: Final = frozenset({ExitKind.POSITIVE_HOUSING, ExitKind.POSITIVE_BOTH})


class Source(StrEnum):
    """Where the day of a positive exit comes from."""

    FACT = "fact"
    """The lease was signed, the employment begun: the dossier says when."""
    EXIT = "exit"
    """Only the exit is recorded, with its day."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to a last one, both in it."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Left:
    """An exit that was no mistake; `reentered_on`: the day when the support was taken up again after it."""

    kind: ExitKind
    left_on: date
    reentered_on: date | None = None


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """What a dossier says of a support."""

    engaged_on: date | None = None
    ended_on: date | None = None
    exits: tuple[Left, ...] = ()
    lease_on: date | None = None
    employment: EmploymentKind | None = None
    employment_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A positive exit, to employment or to housing: its day, and where that comes from."""

    on: date
    source: Source


@dataclass(frozen=True, slots=True)
class Stand:
    """Where somebody stood on the last day of a period: a row of annexe 8."""

    engaged_on: date
    ended_on: date | None
    employment: Reached | None
    housing: Reached | None
    employment_incomplete: bool
    """An employment whose kind or day is not known yet: « à compléter », never « non »."""


def stand(facts: SupportFacts, period: Period) -> Stand | None:
    """Return where somebody stood; nothing when their support neither ran nor ended in the period.

    Without a day of engagement nobody can tell: whoever asks lists these apart.
    """
    if facts.engaged_on is None or facts.engaged_on > period.until:
        return None
    left = _left(facts.exits, period.until)
    ended_on = left.left_on if left else _by(facts.ended_on, period.until)
    if ended_on is not None and ended_on < period.since:
        return None
    employment = _employment(facts, left, period.until)
    return Stand(
        facts.engaged_on,
        ended_on,
        employment,
        _reached(_by(facts.lease_on, period.until), left, _TO_HOUSING),
        employment_incomplete=employment is None and _is_incomplete(facts, period.until),
    )


def _left(exits: Iterable[Left], until: date) -> Left | None:
    """Return the exit that stood at the end of a day."""
    standing = [one for one in exits if one.left_on <= until and (one.reentered_on is None or one.reentered_on > until)]
    return max(standing, key=lambda one: one.left_on, default=None)


def _employment(facts: SupportFacts, left: Left | None, until: date) -> Reached | None:
    known = facts.employment_on if facts.employment is not None else None
    return _reached(_by(known, until), left, _TO_EMPLOYMENT)


def _is_incomplete(facts: SupportFacts, until: date) -> bool:
    if facts.employment is not None:
        return facts.employment_on is None
    return facts.employment_on is not None and facts.employment_on <= until


def _reached(fact: date | None, left: Left | None, kinds: frozenset[ExitKind]) -> Reached | None:
    if fact is not None:
        return Reached(fact, Source.FACT)
    return Reached(left.left_on, Source.EXIT) if left is not None and left.kind in kinds else None


def _by(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None


def usual_periods(today: date) -> tuple[Period, ...]:
    """Return the periods that are asked for most: the last full quarter, the one that runs, the year that runs.

    Payments are asked for by the quarter (guide:4360-4364).
    """
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    before = add_months(first, -3)
    return (
        Period(before, add_days(first, -1)),
        Period(first, add_days(add_months(first, 3), -1)),
        Period(date(today.year, 1, 1), date(today.year, 12, 31)),
    )
