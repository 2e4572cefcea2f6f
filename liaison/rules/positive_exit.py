"""Is this a positive exit? The guide's definition (1.5.2) as an aid, each condition told; a person decides (V-6).

Both conditions hold together: a signed lease, and a lasting employment or training for each member of the household
who looks for work. Several fixed-term contracts of less than six months are none, however long they are together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules.windows import said
from liaison.vocabulary import ExitKind
from liaison.vocabulary.orientations import EmploymentKind

PLACE: Final = "guide 1.5.2"

EMPLOYMENTS: Final[Mapping[EmploymentKind, str]] = {
    EmploymentKind.TRAINING: "Formation qualifiante ou certifiante",
    EmploymentKind.APPRENTICESHIP: "Contrat en alternance",
    EmploymentKind.PERMANENT: "Contrat à durée indéterminée",
    EmploymentKind.FIXED_SIX: "Contrat à durée déterminée d’au moins six mois",
    EmploymentKind.HOPE: "Sortie de HOPE, avec maintien en alternance ou en intérim après les huit mois",
}
HOUSEHOLD: Final = (
    "La définition vaut pour le ménage : chaque membre qui cherche un emploi doit en avoir un durable, ou une "
    "formation. Regardez aussi leurs dossiers."
)
SHORT_ONES: Final = "Plusieurs contrats de moins de six mois ne comptent pas, même s’ils dépassent six mois ensemble."


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """What is known of somebody's housing and work; None where nobody said.

    `lasting_employment` tells a known no from a kind that is not known yet.
    """

    lease_on: date | None = None
    stable_housing: bool | None = None
    employment: EmploymentKind | None = None
    employment_on: date | None = None
    lasting_employment: bool | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition: met, not met, or not known (None)."""

    met: bool | None
    sentence: str
    place: str = PLACE


@dataclass(frozen=True, slots=True)
class PositiveExit:
    """The aid: both conditions, what the household must know, and the exit that annexe 8 would count."""

    housing: Criterion
    employment: Criterion
    household: str = HOUSEHOLD

    @property
    def positive(self) -> bool | None:
        """Whether the definition is met by this person; None while something is not known."""
        both = (self.housing.met, self.employment.met)
        if False in both:
            return False
        return None if None in both else True

    @property
    def kind(self) -> ExitKind | None:
        """How annexe 8 would count what is met already: to employment, to housing, to both; nothing when neither is."""
        counted = {
            (True, True): ExitKind.POSITIVE_BOTH,
            (True, False): ExitKind.POSITIVE_HOUSING,
            (False, True): ExitKind.POSITIVE_EMPLOYMENT,
        }
        return counted.get((self.housing.met is True, self.employment.met is True))


def judge(facts: ExitFacts, on: date) -> PositiveExit:
    """Hold what is known of somebody on a day against the definition."""
    return PositiveExit(_housing(facts, on), _employment(facts, on))


def _housing(facts: ExitFacts, on: date) -> Criterion:
    if facts.lease_on is None and facts.stable_housing is False:
        return Criterion(met=False, sentence="Pas de logement pérenne pour le moment.")
    if facts.lease_on is None:
        return Criterion(met=None, sentence="Bail à compléter : il est signé, dans le parc social ou privé.")
    if facts.lease_on > on:
        return Criterion(met=False, sentence=f"Bail daté du {said(facts.lease_on)}, un jour à venir.")
    return Criterion(met=True, sentence=f"Bail signé le {said(facts.lease_on)}.")


def _employment(facts: ExitFacts, on: date) -> Criterion:
    if facts.employment is None and facts.lasting_employment is False:
        return Criterion(met=False, sentence=f"Pas d’emploi durable pour le moment. {SHORT_ONES}")
    if facts.employment is None:
        return Criterion(met=None, sentence=f"Emploi ou formation à compléter. {SHORT_ONES}")
    name = EMPLOYMENTS[facts.employment]
    if facts.employment_on is None:
        return Criterion(met=None, sentence=f"{name} : la date reste à compléter.")
    if facts.employment_on > on:
        return Criterion(met=False, sentence=f"{name} à partir du {said(facts.employment_on)}, un jour à venir.")
    return Criterion(met=True, sentence=f"{name} depuis le {said(facts.employment_on)}.")
