"""What may the DT OFII decide of somebody, and how much time is left until their appointment (V-5, guide 1.3.1)?

« Le rendez-vous auprès de l’opérateur AGIR doit intervenir dans le délai d’un mois maximum » (guide:233-235,
2432-2434).
A later one is recorded all the same: the operator sees it, and asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from liaison.errors import Problem
from liaison.rules.calendar import add_months
from liaison.vocabulary.tables import OfiiDecision

MONTHS_TO_APPOINTMENT: Final = 1
PLACE: Final = "guide 1.3.1 et convention type, « maximum un mois à compter de l’orientation »"
SOON_DAYS: Final = 3
"""A convocation that is not handed so shortly before the appointment is late."""
LONGEST_REASON: Final = 500
LONGEST_PLACE: Final = 200
_FARTHEST_MONTHS: Final = 12
"""No appointment is given a year ahead: the year was typed wrong."""


class Urgency(StrEnum):
    """How pressing a convocation is that was not handed yet."""

    PAST = "past"
    """The day of the appointment is over."""
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    """Validated, and the DT OFII has not said when."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the DT OFII decided of somebody; an appointment may come later than the decision."""

    decision: OfiiDecision
    reason: str = ""
    appointment_on: date | None = None
    appointment_at: time | None = None
    """The hour of the clock in Paris; none while it is not known."""
    place: str = ""


def problems_of(decision: Decision, *, sent_on: date) -> tuple[Problem, ...]:
    """Return what is to be corrected before a decision may be recorded; each problem names its field."""
    return tuple(_problems(decision, sent_on))


def _problems(given: Decision, sent_on: date) -> Iterator[Problem]:
    if given.decision is OfiiDecision.VALIDATED:
        yield from _of_appointment(given, sent_on)
    else:
        if not given.reason:
            word = "refus" if given.decision is OfiiDecision.REFUSED else "report"
            yield _problem("reason", "Motif", f"écrivez le motif du {word}, tel que la DT OFII le donne.")
        if given.appointment_on or given.appointment_at or given.place:
            yield _problem(
                "appointment_on", "Date du rendez-vous", "un rendez-vous ne va qu’avec une décision « Validée »."
            )
    if len(given.reason) > LONGEST_REASON:
        yield _problem("reason", "Motif", f"{LONGEST_REASON} caractères au plus.")
    if len(given.place) > LONGEST_PLACE:
        yield _problem("place", "Lieu", f"{LONGEST_PLACE} caractères au plus.")


def _of_appointment(given: Decision, sent_on: date) -> Iterator[Problem]:
    if given.appointment_on is None:
        if given.appointment_at is not None or given.place:
            yield _problem("appointment_on", "Date du rendez-vous", "elle manque, alors que l’heure ou le lieu est là.")
    elif given.appointment_on < sent_on:
        yield _problem("appointment_on", "Date du rendez-vous", "elle est d’avant l’envoi du tableau.")
    elif given.appointment_on > add_months(sent_on, _FARTHEST_MONTHS):
        yield _problem("appointment_on", "Date du rendez-vous", "elle est à plus d’un an de l’envoi du tableau.")


def _problem(field: str, label: str, sentence: str) -> Problem:
    return Problem(field, label, f"« {label} » : {sentence}")


def is_too_late(decided_on: date, appointment_on: date | None) -> bool:
    """Say whether an appointment is later than one month after the decision."""
    return appointment_on is not None and appointment_on > add_months(decided_on, MONTHS_TO_APPOINTMENT)


def urgency(appointment_on: date | None, today: date) -> Urgency:
    """Say how pressing it is to hand a convocation."""
    if appointment_on is None:
        return Urgency.UNDATED
    if appointment_on < today:
        return Urgency.PAST
    return Urgency.SOON if (appointment_on - today).days <= SOON_DAYS else Urgency.LATER
