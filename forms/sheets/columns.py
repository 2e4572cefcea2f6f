"""What are the columns of the two tables that go to the State? Labels word for word, in the order of the guide.

Annexe 4-1 (the monthly table that the DT OFII validates) and annexe 8 (the follow-up of the public, FAMI) of the
Guide pratique AGIR, décembre 2022.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"
    """As it is, with its leading zeros."""
    DATE = "date"
    """A day; a year alone is a text."""
    TIME = "time"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its id, its label, what it holds, and its width as a share of the paper and in characters."""

    id: str
    label: str
    kind: Kind = Kind.TEXT
    share: float = 1.0
    characters: int = 16


ORIENTATION: Final = (
    Column("agdref", "N° AGDREF", share=1.05, characters=13),
    Column("cir_number", "N° CIR", share=0.95, characters=13),
    Column("last_name", "Nom", share=1.45, characters=19),
    Column("first_name", "Prénom", share=1.25, characters=15),
    Column("birth_date", "date de naissance", Kind.DATE, 0.9, 12),
    Column("protection_date", "Date d'obtention du statut BPI", Kind.DATE, 0.95, 13),
    Column("cir_date", "Date de signature du CIR", Kind.DATE, 0.9, 12),
    Column("employment", "Emploi oui/non", share=0.8, characters=11),
    Column("housing", "Logement oui/non", share=0.9, characters=11),
    Column("cph_request", "Demande d'orientation CPH oui/non", share=1.1, characters=14),
    Column("referrer", "Organisme orienteur", share=1.5, characters=21),
)
"""Annexe 4-1 (guide:2132-2167)."""

DECISIONS: Final = ("Validée", "Refusée", "Reportée")

ANSWER: Final = (
    Column("decision", "Décision de l’OFII", Kind.CHOICE, characters=13),
    Column("reason", "Motif", characters=24),
    Column("appointment_on", "Date du rendez-vous", Kind.DATE, characters=13),
    Column("appointment_time", "Heure", Kind.TIME, characters=8),
    Column("appointment_place", "Lieu", characters=22),
)
"""What the DT OFII fills in, behind the columns of the model."""

REFERENCE: Final = Column("reference", "Réf. liaison", characters=7)
"""What finds a row again, wherever it has been sorted to."""

TRACKING: Final = (
    Column("agdref", "Numéro AGDREF", characters=15),
    Column("engagement_date", "Date de signature du contrat d'engagement", Kind.DATE, 1.2, 20),
    Column("end_date", "Date de fin d'accompagnement", Kind.DATE, 1.2, 20),
    Column("positive_employment", "Sortie positive vers l'emploi", Kind.DATE, 1.2, 20),
    Column("positive_housing", "Sortie positive vers le logement", Kind.DATE, 1.2, 20),
)
"""Annexe 8 (guide:4422-4441)."""
