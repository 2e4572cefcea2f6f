"""How far is a breach, what may be decided about it, and when is somebody reminded? Pure rules of RGPD 33 and 34."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.vocabulary.breaches import Course, Late, NotTelling, Risk

LAST_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """Which steps an incident has behind it."""

    dismissed: bool = False
    handled: bool = False
    decided: bool = False
    all_told: bool = False
    ended: bool = False


def course_of(reached: Reached) -> Course:
    """Say where an incident stands."""
    if reached.dismissed:
        return Course.DISMISSED
    if reached.ended:
        return Course.CLOSED
    if reached.decided:
        return Course.NOTIFIED if reached.all_told else Course.ASSESSED
    return Course.OPEN if reached.handled else Course.DRAFT


@dataclass(frozen=True, slots=True)
class Decision:
    """What the controller decides, each with its ground; the grounds are sealed elsewhere."""

    risk: Risk
    tell_cnil: bool
    tell_people: bool
    not_telling: NotTelling | None = None


def check_decision(decision: Decision) -> None:
    """Let through a decision that articles 33 and 34 allow.

    A breach that is a risk goes to the CNIL (33.1); one of high risk goes to the people too (34.1), unless one of the
    three cases of 34.3 applies.

    Raises:
        Invalid: what the risk asks for is left out, or a case of 34.3 is named that is not needed.
    """
    problems = []
    if decision.risk is not Risk.NONE and not decision.tell_cnil:
        problems.append(
            Problem(
                "tell_cnil", "Notifier à la CNIL", "Dès qu’il y a un risque, la CNIL doit le savoir (article 33.1)."
            )
        )
    spared = decision.not_telling is not None
    if decision.risk is Risk.HIGH and not decision.tell_people and not spared:
        problems.append(
            Problem(
                "tell_people", "Informer les personnes",
                "Le risque est élevé : informez-les (article 34.1), ou dites lequel des trois cas de 34.3 s’applique.",
            )
        )  # fmt: skip
    if decision.tell_people and spared:
        problems.append(
            Problem("not_telling", "Cas de l’article 34.3", "Il ne sert que si les personnes ne sont pas informées.")
        )
    if problems:
        raise Invalid(problems)


def check_told(told_at: datetime, late: Late | None, *, starts_at: datetime, due_at: datetime, now: datetime) -> None:
    """Let through a moment of telling that can be, and ask why when it came late (RGPD art. 33.1).

    Raises:
        Invalid: it lies ahead, or before anybody knew; or it was late and nobody says why.
    """
    if told_at > now:
        raise Invalid([Problem("told_on", "Annoncé le", "Cette date est dans le futur.")])
    if told_at < starts_at:
        raise Invalid([Problem("told_on", "Annoncé le", "C’est avant la prise de connaissance : vérifiez la date.")])
    if told_at > due_at and late is None:
        raise Invalid([Problem("late", "Motif du retard", "Le délai était dépassé : choisissez le motif du retard.")])


def half_of(starts_at: datetime, due_at: datetime) -> datetime:
    """Return the moment when half of a delay is over."""
    return starts_at + (due_at - starts_at) / 2


def last_call(starts_at: datetime, due_at: datetime) -> datetime:
    """Return the moment when one hour is left, never before the half of it."""
    return max(due_at - LAST_HOUR, half_of(starts_at, due_at))
