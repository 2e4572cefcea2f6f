"""What is known of a person whom one refers, and what may the rules answer? Values only (`rules.orientation`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from liaison.rules.documents import Registration
from liaison.vocabulary import FrenchLevel

LEVELS: Final = tuple(FrenchLevel)
"""From the lowest to the highest."""


class Towards(StrEnum):
    """Whom the rules may point to; all but AGIR itself are kinds of partners (`vocabulary.PartnerKind`)."""

    AGIR = "agir"
    MISSION_LOCALE = "mission_locale"
    POLE_EMPLOI = "pole_emploi"
    CAP_EMPLOI = "cap_emploi"
    APEC = "apec"
    PIC_IPR = "pic_ipr"


class Certainty(StrEnum):
    """How firmly a rule points."""

    POINTED = "pointed"
    POSSIBLE = "possible"
    """Something is to be looked at first, or another answer comes before."""
    LATER = "later"
    """Not before a condition is met, which the reason names."""


class Standing(StrEnum):
    """Under which protection somebody stands, as the sharing between AGIR and PIC IPR asks."""

    PROTECTED = "protected"
    RELATIVE = "relative"
    TEMPORARY = "temporary"
    ASYLUM = "asylum"


@dataclass(frozen=True, slots=True)
class Ages:
    """How old somebody is: both ends are the same but for a birth date that is known by its year only."""

    youngest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a person; None where nobody said.

    `since` is the day of the status, or of the asylum request for who still asks; `entered_on` is the day of the
    engagement contract, by whose year the guide counts N and N-1.
    """

    ages: Ages | None = None
    level: FrenchLevel | None = None
    disability: bool | None = None
    graduate: bool | None = None
    standing: Standing | None = None
    since: date | None = None
    entered_on: date | None = None
    document: str = ""
    followed_by: frozenset[Towards] = frozenset()


@dataclass(frozen=True, slots=True)
class Local:
    """What a département settles: the level of its convention (never above A2), whether PIC IPR is on there."""

    level: FrenchLevel = FrenchLevel.A2
    pic_ipr: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the place of its rule."""

    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to whom the rules point; the reasons of the firmest rules come first."""

    towards: Towards
    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Orientation:
    """The answer: the firmest first; what is doubtful, and what the document allows."""

    suggestions: tuple[Suggestion, ...]
    doubts: tuple[Reason, ...]
    registration: Registration


def ages_of(born: date | int, today: date) -> Ages:
    """Return the age of somebody born on a day, or in a year; a birth to come counts as today's."""
    if isinstance(born, date):
        age = max(today.year - born.year - ((today.month, today.day) < (born.month, born.day)), 0)
        return Ages(age, age)
    return Ages(max(today.year - born - 1, 0), max(today.year - born, 0))
