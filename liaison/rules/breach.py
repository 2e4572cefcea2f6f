"""By when must whom be told of a breach? Three clocks of elapsed hours, from the moment of its discovery."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from liaison.errors import Invalid, Problem
from liaison.rules.calendar import add_hours

TO_OFII: Final = 4
TO_OTHER_PARTY: Final = 36
TO_CNIL: Final = 72

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
    to_ofii = Clock(
        "L’OFII, responsable de traitement", TO_OFII, add_hours(discovered_at, TO_OFII),
        "guide, convention avec l’OFII, notification des incidents de sécurité", ofii_data is True,
    )  # fmt: skip
    others = (
        Clock(
            "L’autre partie à la convention", TO_OTHER_PARTY, add_hours(discovered_at, TO_OTHER_PARTY),
            "guide, annexe 6.1, article 3, et annexe 6.2, article 4",
        ),
        Clock(
            "La CNIL, si la violation fait courir un risque aux personnes", TO_CNIL,
            add_hours(discovered_at, TO_CNIL), "RGPD, article 33",
        ),
    )  # fmt: skip
    return others if ofii_data is False else (to_ofii, *others)


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
