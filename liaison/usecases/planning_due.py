"""What does the next night take, and what does it leave because it is held? Counts and references, for a page."""

from dataclasses import dataclass
from datetime import date

from liaison.rules.access import Actor, check_may_read_register
from liaison.rules.calendar import local_day
from liaison.rules.destruction import Part
from liaison.usecases import certifying, planning_destruction
from liaison.usecases.certifying import KIND_LABELS
from liaison.usecases.context import Context
from liaison.vocabulary.destruction import Destroyed


@dataclass(frozen=True, slots=True)
class KeptLine:
    """Something that is due and held."""

    label: str
    reference: str
    due_on: date
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What the next night takes, and what is held."""

    counts: tuple[tuple[int, str], ...]
    kept: tuple[KeptLine, ...]


def due_tonight(ctx: Context, actor: Actor) -> Due:
    """Return what is due in the actor's départements.

    Raises:
        Denied: another role than those of the register.
    """
    check_may_read_register(actor)
    plan = planning_destruction.plan(ctx, departements=actor.departements)
    kept = tuple(
        KeptLine(KIND_LABELS[_kind(one.part)][0], one.part.reference, local_day(one.part.day.due_at), one.why)
        for one in plan.kept
    )
    return Due(certifying.counted(_kind(part) for part in plan.parts), kept)


def _kind(part: Part) -> Destroyed:
    return Destroyed(part.subject.value)
