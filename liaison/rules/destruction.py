"""What is to be destroyed now, and what is kept back? Parts past their day, each with the rule that wins (R-6).

A part of a dossier that goes as a whole goes with it: it is not counted twice. What is held is named with what holds
it, and is never silently left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from liaison.vocabulary import DeadlineSubject

HANDLED: Final = frozenset(
    {
        DeadlineSubject.CASE,
        DeadlineSubject.OFII,
        DeadlineSubject.FICHE,
        DeadlineSubject.ARCHIVE,
        DeadlineSubject.DOCUMENT,
    }
)
"""What has a day in the calendar. Keys, unopened deposits and unsent messages end by the hour, with their own tracks
(`usecases.expiring`)."""


@dataclass(frozen=True, slots=True)
class Day:
    """Why a part goes: the line that won."""

    rule: str
    anchor: str
    anchor_on: date | None
    delay: str
    source: str
    due_at: datetime
    destroy_by: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One part that a deadline reached."""

    subject: DeadlineSubject
    id: str
    departement: str
    day: Day
    case_id: str | None = None
    transmission_id: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A part that is due and held: by what, as the page says it."""

    part: Part
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes, and what is due and stays."""

    parts: tuple[Part, ...] = ()
    kept: tuple[Kept, ...] = field(default=())


def plan(parts: Iterable[Part], obstacles: Mapping[str, Sequence[str]]) -> Plan:
    """Part what goes from what is held.

    `obstacles` names what holds, by the id of a dossier, a pli or a document. A dossier that is held holds all of it.
    """
    found = sorted(parts, key=lambda part: (part.day.destroy_by, part.subject.value, part.id))
    why = {part.id: _why(part, obstacles) for part in found}
    going = {part.id for part in found if part.subject is DeadlineSubject.CASE and not why[part.id]}
    goes = [
        part
        for part in found
        if not why[part.id] and (part.subject is DeadlineSubject.CASE or part.case_id not in going)
    ]
    return Plan(tuple(goes), tuple(Kept(part, why[part.id]) for part in found if why[part.id]))


def _why(part: Part, obstacles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    ids = (part.id, part.case_id, part.transmission_id)
    return tuple(dict.fromkeys(one for id_ in ids if id_ is not None for one in obstacles.get(id_, ())))
