"""Which document lets somebody register as a job-seeker? Annexe 5 of the guide, as a table (E-5).

The annexe prints article R. 5221-48 of the Code du travail as it stood from 1 April to 1 May 2021 (guide:2190-2270);
the articles of the CESEDA that it cites were numbered anew since. The table keeps its twenty items in its order; the
pages put first those that people of the programme really hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

PLACE: Final = "guide, annexe 5"
AS_OF: Final = (
    "L’annexe 5 reproduit le Code du travail d’avril 2021, dont les renvois ont été renumérotés depuis. "
    "En cas de doute, l’agence décide."
)


class Registers(StrEnum):
    """What a document allows."""

    YES = "yes"
    IF = "if"
    """Under the condition that its line names."""
    NO = "no"
    UNKNOWN = "unknown"
    """Nobody said which document the person holds."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that a foreign national may hold: its item of annexe 5, or none when the annexe leaves it out."""

    label: str
    item: str = ""
    condition: str = ""

    @property
    def registers(self) -> Registers:
        """Say whether its holder may register."""
        if not self.item:
            return Registers.NO
        return Registers.IF if self.condition else Registers.YES


_WORKS: Final = "le document porte la mention « autorise son titulaire à travailler »"

DOCUMENTS: Final[Mapping[str, Document]] = MappingProxyType(
    {
        "resident": Document("Carte de résident (dont réfugié et sa famille), ou résident de longue durée-UE", "1°"),
        "subsidiary": Document("Carte « bénéficiaire de la protection subsidiaire » ou sa famille", "13°"),
        "stateless": Document("Carte « bénéficiaire du statut d’apatride » ou sa famille", "14°"),
        "receipt_first": Document("Récépissé de première demande de titre", "17°", _WORKS),
        "receipt_renewal": Document("Récépissé de renouvellement de titre", "18°", _WORKS),
        "favourable": Document("Attestation de décision favorable", "19°", _WORKS),
        "extension": Document("Attestation de prolongation", "20°", _WORKS),
        "permit": Document("Autorisation provisoire de séjour (dont protection temporaire)", "15°", _WORKS),
        "permit_316_1_1": Document("Autorisation provisoire de séjour de l’article L. 316-1-1 du CESEDA", "16°"),
        "private_life": Document("Carte ou visa « vie privée et familiale » (L. 313-11, L. 313-17, L. 316-1…)", "2°"),
        "private_life_eu": Document(
            "Carte « vie privée et familiale », famille d’un résident de longue durée-UE (L. 313-11-1)",
            "3°",
            "la carte a plus d’un an, ou son titulaire séjourne en France depuis au moins un an",
        ),
        "talent": Document("Carte ou visa « passeport talent » (1°, 2°, 4°, 9°), ou sa famille", "4°"),
        "ict": Document(
            "Carte ou visa « salarié détaché ICT (famille) » ou « mobile ICT (famille) »",
            "5°",
            "un droit à l’allocation chômage est ouvert",
        ),
        "ict_trainee": Document(
            "Carte ou visa « stagiaire ICT (famille) »", "6°", "un droit à l’allocation chômage est ouvert"
        ),
        "employee_years": Document("Carte pluriannuelle « salarié »", "7°"),
        "employee": Document(
            "Carte temporaire ou visa « salarié »", "8°", "l’autorisation de travail l’accompagne"
        ),
        "eu": Document("Carte de citoyen de l’Union (régime transitoire), ou de sa famille", "9°"),
        "temporary_worker": Document(
            "Carte ou visa « travailleur temporaire »",
            "10°",
            "l’employeur, établi en France, a rompu le contrat avant son terme, de son fait ou par force majeure",
        ),
        "job_search": Document("Carte ou visa « recherche d’emploi ou création d’entreprise »", "11°"),
        "student": Document(
            "Carte ou visa « étudiant » ou « étudiant-programme de mobilité »",
            "12°",
            "une autorisation de travail a été donnée, et un contrat lié aux études a été rompu par l’employeur "
            "ou par force majeure",
        ),
        "asylum_request": Document("Attestation de demande d’asile"),
        "no_work_mention": Document("Récépissé, attestation ou autorisation provisoire sans la mention du travail"),
        "visa": Document("Visa de court séjour, passeport étranger seul"),
        "none": Document("Aucun document en cours de validité"),
    }
)  # fmt: skip
"""By the word that a form posts. The last four stand in no item: they do not allow registration."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether the person may register as a job-seeker, why, and where it stands."""

    registers: Registers
    sentence: str
    place: str


def registration_with(document: str) -> Registration:
    """Say what a document allows; `document` is a key of `DOCUMENTS`, or anything else when it is not known."""
    held = DOCUMENTS.get(document)
    if held is None:
        sentence = "Le document de séjour n’est pas précisé : c’est lui qui permet ou non l’inscription."
        return Registration(Registers.UNKNOWN, sentence, PLACE)
    if held.registers is Registers.NO:
        sentence = f"« {held.label} » n’est pas dans la liste des documents qui permettent l’inscription."
        return Registration(Registers.NO, sentence, PLACE)
    place = f"{PLACE}, R. 5221-48, {held.item}"
    if held.registers is Registers.IF:
        return Registration(Registers.IF, f"Ce document permet l’inscription si {held.condition}.", place)
    return Registration(Registers.YES, "Ce document permet l’inscription comme demandeur d’emploi.", place)
