"""By when must whom be told of a breach? Three clocks of elapsed hours, from the moment of its discovery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.rules.calendar import add_hours
from liaison.vocabulary.breaches import Whom

TO_OFII: Final = 4
TO_OTHER_PARTY: Final = 36
TO_CNIL: Final = 72

HOURS: Final[Mapping[Whom, int]] = {Whom.OFII: TO_OFII, Whom.PARTY: TO_OTHER_PARTY, Whom.CNIL: TO_CNIL}
WHOM_LABELS: Final[Mapping[Whom, str]] = {
    Whom.OFII: "L’OFII, responsable de traitement",
    Whom.PARTY: "L’autre partie à la convention",
    Whom.CNIL: "La CNIL, si la violation fait courir un risque aux personnes",
}
SOURCES: Final[Mapping[Whom, str]] = {
    Whom.OFII: "guide, convention avec l’OFII, notification des incidents de sécurité",
    Whom.PARTY: "guide, annexe 6.1, article 3, et annexe 6.2, article 4",
    Whom.CNIL: "RGPD, article 33",
}

MOST_PEOPLE: Final = 100_000
"""More people than any operator follows: a slip of the hand."""
OLDEST: Final = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Clock:
    """Whom to tell, by when, why; `is_certain` is false while nobody knows whether it applies."""

    whom: str
    hours: int
    due_at: datetime
    source: str
    is_certain: bool = True


def clocks(discovered_at: datetime, *, ofii_data: bool | None) -> tuple[Clock, ...]:
    """Return the clocks of an incident, the shortest first (G-2, G-3, G-4).

    The 4 hours to the OFII run only where data processed for it are concerned; unknown, they are shown too.
    """
    certain = {Whom.OFII: ofii_data is True}
    return tuple(
        Clock(
            WHOM_LABELS[whom], hours, add_hours(discovered_at, hours), SOURCES[whom], certain.get(whom, True),
        )
        for whom, hours in HOURS.items()
        if whom is not Whom.OFII or ofii_data is not False
    )  # fmt: skip


def check_declaration(discovered_at: datetime, people: int, *, now: datetime) -> None:
    """Let through a discovery that has happened, and a number of people that may be.

    Raises:
        Invalid: the discovery lies ahead or years ago, or the number cannot be.
    """
    problems = []
    if discovered_at > now:
        problems.append(Problem("discovered_on", "Découvert le", "Cette date est dans le futur."))
    elif discovered_at < now - OLDEST:
        problems.append(Problem("discovered_on", "Découvert le", "Cette date est trop ancienne : vérifiez l’année."))
    if not 0 <= people <= MOST_PEOPLE:
        problems.append(Problem("people", "Personnes concernées", "Écrivez un nombre, 0 si vous ne savez pas encore."))
    if problems:
        raise Invalid(problems)
