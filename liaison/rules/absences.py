"""May this colleague take over during this absence (A-2)? Periods in whole days, Europe/Paris, last day included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from liaison.errors import Problem

LONGEST: Final = timedelta(days=183)
"""Longer than half a year, a dossier needs another référent, not a substitute."""


@dataclass(frozen=True, slots=True)
class Period:
    """An absence in one département, declared or asked for."""

    departement: str
    absent: str
    substitute: str
    starts_on: date
    ends_on: date
    ended: bool = False

    def covers(self, day: date) -> bool:
        """Say whether the substitute stands in on a day."""
        return not self.ended and self.starts_on <= day <= self.ends_on

    def meets(self, other: "Period") -> bool:
        """Say whether two periods share a day in one département."""
        return (
            not self.ended
            and not other.ended
            and self.departement == other.departement
            and self.starts_on <= other.ends_on
            and other.starts_on <= self.ends_on
        )


def problems_of(asked: Period, declared: Iterable[Period], today: date) -> list[Problem]:
    """Return everything that stands in the way of an absence; each sentence says what to do."""
    return [*_days(asked, today), *_people(asked, [period for period in declared if period.meets(asked)])]


def _days(asked: Period, today: date) -> Iterable[Problem]:
    label = "Dernier jour"
    if asked.ends_on < asked.starts_on:
        yield Problem("ends_on", label, "« Dernier jour » : il vient avant le premier. Vérifiez les deux dates.")
    elif asked.ends_on < today:
        yield Problem("ends_on", label, "« Dernier jour » : cette période est passée. Écrivez une date à venir.")
    elif asked.ends_on - asked.starts_on > LONGEST:
        sentence = "« Dernier jour » : plus de six mois. Pour une si longue absence, réattribuez les dossiers."
        yield Problem("ends_on", label, sentence)


def _people(asked: Period, meeting: list[Period]) -> Iterable[Problem]:
    if asked.substitute == asked.absent:
        sentence = "« Remplacement » : on ne se remplace pas soi-même. Choisissez quelqu’un d’autre."
        yield Problem("substitute", "Remplacement", sentence)
    for period in meeting:
        span = f"du {period.starts_on:%d/%m/%Y} au {period.ends_on:%d/%m/%Y}"
        if period.absent == asked.absent:
            sentence = f"« Premier jour » : une absence est déjà déclarée {span}. Terminez-la d’abord."
            yield Problem("starts_on", "Premier jour", sentence)
        if period.absent == asked.substitute:
            sentence = f"« Remplacement » : cette personne est absente {span}. Choisissez quelqu’un d’autre."
            yield Problem("substitute", "Remplacement", sentence)
        if period.substitute == asked.absent:
            sentence = f"« Absence de » : cette personne remplace quelqu’un {span}. Confiez d’abord ce remplacement."
            yield Problem("absent", "Absence de", sentence)
