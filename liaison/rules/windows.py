"""From which day until which may somebody enter the programme, and for how long were they in a CPH (E-1, E-3)?

« L’année d’obtention de leur statut, l’année suivant » (guide:190-194): the window of a status of year N closes on
31 December of N + 1. It never opens before 1 January of the year of deployment, so that who was protected the year
before the deployment has that year alone (guide:196-198, with its example).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules.calendar import add_months
from liaison.rules.deployment import Deployment

CPH_MONTHS: Final = 9
"""« après 9 mois d’hébergement en centre » (guide:200-202, 313-319)."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which somebody may enter, both included, and why in one sentence."""

    opens: date
    closes: date
    sentence: str

    def holds(self, on: date) -> bool:
        """Say whether a day stands in it."""
        return self.opens <= on <= self.closes


def window_of(status_on: date, deployment: Deployment) -> Window | None:
    """Return the window of a status; nothing when it had closed before the programme was deployed there."""
    year = deployment.year
    closes = date(status_on.year + 1, 12, 31)
    if year is None:
        sentence = f"{_obtained(status_on)} : éligible jusqu’au {said(closes)}, si le programme est déployé ici."
        return Window(status_on, closes, sentence)
    opens = max(status_on, date(year, 1, 1))
    if opens > closes:
        return None
    before = f", l’année avant le déploiement ({year})" if status_on.year < year else ""
    return Window(opens, closes, f"{_obtained(status_on)}{before} : éligible du {said(opens)} au {said(closes)}.")


def full_months(since: date, on: date) -> int:
    """Return how many full months went by, by the calendar; none when the first day is to come."""
    if on < since:
        return 0
    months = (on.year - since.year) * 12 + on.month - since.month
    return months if add_months(since, months) <= on else months - 1


def out_of_cph_on(since: date) -> date:
    """Return the first day on which somebody housed in a CPH may be proposed."""
    return add_months(since, CPH_MONTHS)


def said(day: date) -> str:
    """Write a day as the guide's tables do."""
    return f"{day:%d/%m/%Y}"


def _obtained(status_on: date) -> str:
    return f"Statut obtenu le {said(status_on)}"
