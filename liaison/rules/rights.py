"""By when must a person be answered, who decides, on which ground (G-1; RGPD art. 12, 15 to 22)?

The month counts from the receipt, by whatever door, and ends on the same date of the next month, or on its last day;
a week-end never moves it, although the regulation 1182/71 would allow the next working day. It stands still only while
the person is asked to prove who they are (EDPB, Guidelines 01/2022, 5.3; docs/decisions/0096).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from liaison.errors import Denied, Invalid, Problem, Refused
from liaison.rules.access import Actor
from liaison.rules.calendar import add_days, add_months
from liaison.vocabulary import Role
from liaison.vocabulary.rights import AlertStage, RefusalGround, RequestDecision, Right

FIRST: Final = 1
EXTENDED: Final = 3
"""Months from the receipt: one, and two further ones."""
KEPT_YEARS: Final = 5
"""How long the proof of an answer is kept: the civil limitation (Code civil, art. 2224)."""
EXPORT_DAYS: Final = 30
HANDED_DAYS: Final = 7
_BEFORE: Final = ((AlertStage.THREE_DAYS, 3), (AlertStage.TEN_DAYS, 10))
_NEEDS_DPO: Final = frozenset({Right.ERASURE, Right.OBJECTION})
_SIMPLE: Final = frozenset({Right.RECTIFICATION, Right.WITHDRAWAL, Right.AUTOMATED, Right.NOTIFICATION})
"""What a référent may grant: nothing in it weighs one interest against another."""
_NEGATIVE: Final = frozenset({RequestDecision.PARTLY, RequestDecision.REFUSED})
NEEDS_GROUND: Final = _NEGATIVE
TELLS_RECIPIENTS: Final = frozenset({Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION})
"""What is told to each recipient once it is granted (art. 19)."""


class ClockState(StrEnum):
    """Where the month of a request stands."""

    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Dates:
    """What the clock of a request hangs on."""

    received_on: date
    asked_on: date | None = None
    """When more was asked to prove who they are."""
    proved_on: date | None = None
    extended: bool = False
    told_on: date | None = None
    """When the person was told of the extension."""
    answered_on: date | None = None


def is_paused(dates: Dates) -> bool:
    """Say whether the clock stands still: more was asked, and the answer is awaited."""
    return dates.asked_on is not None and dates.proved_on is None


def first_due(dates: Dates) -> date:
    """Return the last day of the first month; the days of a pause that is over come on top."""
    return add_days(add_months(dates.received_on, FIRST), _paused_days(dates))


def is_extended(dates: Dates) -> bool:
    """Say whether two months more count: decided, and the person told within the first month (art. 12.3)."""
    return dates.extended and dates.told_on is not None and dates.told_on <= first_due(dates)


def due_on(dates: Dates) -> date:
    """Return the last day to answer; while the clock stands still, the day that it would be if it went on today."""
    return extended_due(dates) if is_extended(dates) else first_due(dates)


def extended_due(dates: Dates) -> date:
    """Return the last day that an extension gives: three months from the receipt in all (art. 12.3)."""
    return add_days(add_months(dates.received_on, EXTENDED), _paused_days(dates))


def state_of(dates: Dates, today: date) -> ClockState:
    """Say where the month stands."""
    if dates.answered_on is not None:
        return ClockState.ANSWERED
    if is_paused(dates):
        return ClockState.PAUSED
    left = due_on(dates) - today
    if left < timedelta(0):
        return ClockState.LATE
    return ClockState.SOON if left <= timedelta(days=_BEFORE[-1][1]) else ClockState.RUNNING


def stage_due(dates: Dates, today: date) -> AlertStage | None:
    """Say which reminder is due today: the most urgent one; none while the clock stands still or is over."""
    if dates.answered_on is not None or is_paused(dates):
        return None
    due = due_on(dates)
    if today > due:
        return AlertStage.LATE
    return next((stage for stage, days in _BEFORE if today >= due - timedelta(days=days)), None)


def check_received(received_on: date | None, today: date, *, field: str = "received_on") -> date:
    """Return the day of a receipt, which has happened and is not years old.

    Raises:
        Invalid: no day, a day to come, or one that must be a slip of the hand.
    """
    if received_on is None or received_on > today:
        sentence = "« Reçue le » : écrivez le jour où la demande est arrivée, au plus tard aujourd’hui."
        raise Invalid([Problem(field, "Reçue le", sentence)])
    if received_on < add_months(today, -24):
        raise Invalid([Problem(field, "Reçue le", "« Reçue le » : cette date est trop ancienne : vérifiez l’année.")])
    return received_on


def check_may_ask_identity(dates: Dates, today: date) -> None:
    """Let more be asked once, within the first month: later the doubt is late, and nothing stands still for it.

    Raises:
        Refused: it was asked already, or the month is over.
    """
    if dates.asked_on is not None or dates.proved_on is not None:
        raise Refused("Une preuve a déjà été demandée.", hint="Notez sa réponse dès qu’elle arrive.")
    if today > add_months(dates.received_on, FIRST):
        raise Refused("Le premier mois est passé : le délai ne s’arrête plus.", hint="Répondez à la personne.")


def check_may_extend(dates: Dates, today: date) -> None:
    """Let two months more be decided within the first one only (art. 12.3).

    Raises:
        Refused: the first month is over, it stands still, or it was decided already.
    """
    if dates.extended:
        raise Refused("La prolongation est déjà décidée.", hint="Informez-en la personne, et notez la date.")
    if is_paused(dates):
        raise Refused("Le délai est suspendu : rien n’est à prolonger.", hint="Attendez la preuve d’identité.")
    if today > first_due(dates):
        raise Refused(
            "Le premier mois est passé : il ne se prolonge plus (RGPD, article 12.3).",
            hint="Répondez sans attendre, et dites à la personne pourquoi la réponse est tardive.",
        )


def check_extension_told(dates: Dates, told_on: date | None, today: date) -> date:
    """Return the day when the person was told of an extension: within the first month, or it does not count.

    Raises:
        Refused: none was decided, or the day is behind the first month.
        Invalid: no day, a day to come, or before the receipt.
    """
    if not dates.extended:
        raise Refused("Aucune prolongation n’est décidée.", hint="Décidez-la d’abord.")
    if told_on is None or not dates.received_on <= told_on <= today:
        sentence = "« Personne informée le » : écrivez quel jour, au plus tard aujourd’hui."
        raise Invalid([Problem("told_on", "Personne informée le", sentence)])
    if told_on > first_due(dates):
        raise Refused(
            "La personne a été informée après le premier mois : la prolongation ne compte pas (RGPD, article 12.3).",
            hint="Répondez sans attendre.",
        )
    return told_on


# --- who decides ---


def decisions_for(right: Right, *, has_case: bool) -> tuple[RequestDecision, ...]:
    """Return what may be decided about a right."""
    if right is Right.AUTOMATED:
        return (RequestDecision.NONE_TAKEN,)
    if not has_case:
        return (RequestDecision.NOTHING_HELD, RequestDecision.REFUSED)
    if right is Right.WITHDRAWAL:
        return (RequestDecision.GRANTED,)
    return (RequestDecision.GRANTED, RequestDecision.PARTLY, RequestDecision.REFUSED)


_ALWAYS: Final = (RefusalGround.EXCESSIVE, RefusalGround.IDENTITY)
_GROUNDS: Final[Mapping[Right, tuple[RefusalGround, ...]]] = {
    Right.ACCESS: (RefusalGround.OTHERS,),
    Right.PORTABILITY: (RefusalGround.NOT_PROVIDED, RefusalGround.OTHERS),
    Right.RECTIFICATION: (RefusalGround.ACCURATE,),
    Right.ERASURE: (
        RefusalGround.STILL_NEEDED, RefusalGround.EXPRESSION, RefusalGround.LEGAL_OBLIGATION,
        RefusalGround.PUBLIC_HEALTH, RefusalGround.ARCHIVES, RefusalGround.LEGAL_CLAIMS,
    ),
    Right.RESTRICTION: (RefusalGround.NO_CASE_OF_RESTRICTION,),
    Right.OBJECTION: (RefusalGround.COMPELLING, RefusalGround.LEGAL_CLAIMS),
}  # fmt: skip


def grounds_for(right: Right) -> tuple[RefusalGround, ...]:
    """Return the grounds on which a right may be refused."""
    return (*_GROUNDS.get(right, ()), *_ALWAYS)


def deciders(right: Right, decision: RequestDecision) -> frozenset[Role]:
    """Return who may decide: what is refused, erased or objected to is the controller's alone."""
    if decision in _NEGATIVE or right in _NEEDS_DPO:
        return frozenset({Role.CONTROLLER})
    others = {Role.COORDINATOR, Role.CONTROLLER}
    return frozenset(others | {Role.REFERENT} if right in _SIMPLE else others)


def needs_opinion(right: Right, decision: RequestDecision) -> bool:
    """Say whether the DPO is asked before: for an erasure, an objection, and whatever is refused."""
    return right in _NEEDS_DPO or decision in _NEGATIVE


def check_decision(
    actor: Actor, right: Right, decision: RequestDecision, ground: RefusalGround | None, *, offered: Collection[str]
) -> None:
    """Let a decision through that this right knows, by who may take it, with its ground where it is negative.

    Raises:
        Invalid: the decision or the ground is none of this right.
        Denied: it is the controller's.
    """
    if decision not in offered:
        raise Invalid([Problem("decision", "Décision", "« Décision » : choisissez une des réponses proposées.")])
    if actor.role not in deciders(right, decision):
        raise Denied("Cette décision revient au responsable de traitement.", hint="Il la trouve dans « Demandes ».")
    if decision in NEEDS_GROUND and (ground is None or ground not in grounds_for(right)):
        raise Invalid([Problem("ground", "Motif", "« Motif » : dites sur quel article ce refus se fonde.")])


def _paused_days(dates: Dates) -> int:
    if dates.asked_on is None or dates.proved_on is None:
        return 0
    return max((dates.proved_on - dates.asked_on).days, 0)
