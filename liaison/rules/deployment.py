"""Since which year is the programme deployed in a département? Annexe 1 of the guide, as default (guide:1163-1310).

The annexe names 52 départements of metropolitan France, 27 for 2022 and 25 for 2023; the others there follow in 2024
(E-1). It prints « VAL-D’OISE 75 »: its number is 95. Of the overseas départements it says nothing, and nothing is
assumed. The operator's own setting comes before all of this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PLACE: Final = "guide, annexe 1"
FIRST_YEAR: Final = 2022
REST_OF_METROPOLE: Final = 2024

ANNEXE_1: Final[Mapping[int, tuple[str, ...]]] = {
    2022: (
        "07", "38", "73",                          # Auvergne - Rhône-Alpes
        "89", "90",                                # Bourgogne - Franche-Comté
        "22", "56",                                # Bretagne
        "41", "45",                                # Centre - Val de Loire
        "10", "57", "68",                          # Grand Est
        "59",                                      # Hauts-de-France
        "94",                                      # Île-de-France
        "27",                                      # Normandie
        "16", "17", "19", "23", "64",              # Nouvelle-Aquitaine
        "30", "32", "66",                          # Occitanie
        "44", "85",                                # Pays de la Loire
        "06", "13",                                # Provence-Alpes-Côte d'Azur
    ),
    2023: (
        "01", "03", "15", "69", "63",              # Auvergne - Rhône-Alpes
        "58", "39",                                # Bourgogne - Franche-Comté
        "36",                                      # Centre - Val de Loire
        "51", "54", "88",                          # Grand Est
        "60",                                      # Hauts-de-France
        "75", "95",                                # Île-de-France
        "50",                                      # Normandie
        "86", "33", "87",                          # Nouvelle-Aquitaine
        "09", "31", "34", "46", "82",              # Occitanie
        "83", "84",                                # Provence-Alpes-Côte d'Azur
    ),
}  # fmt: skip
"""The years of the annexe and the départements of each, in its order."""

METROPOLE: Final = frozenset({*(f"{number:02}" for number in range(1, 96) if number != 20), "2A", "2B"})  # noqa: PLR2004
"""The 96 départements of metropolitan France; 20 is the old Corsica."""

_YEARS: Final = {code: year for year, codes in ANNEXE_1.items() for code in codes}


@dataclass(frozen=True, slots=True)
class Deployment:
    """Since which year the programme is deployed in a département; None where nobody said and annexe 1 is silent."""

    year: int | None


def default_year(code: str) -> int | None:
    """Return the year that the guide gives for a département; nothing for one that it does not speak of."""
    if code in _YEARS:
        return _YEARS[code]
    return REST_OF_METROPOLE if code in METROPOLE else None


def deployment_of(code: str, setting: int | None) -> Deployment:
    """Return what counts in a département: the operator's setting, else annexe 1."""
    return Deployment(setting if setting is not None else default_year(code))


def sentence_of(code: str) -> str:
    """Say where the default of a département comes from."""
    year = default_year(code)
    if year is None:
        return "L’annexe 1 du guide ne parle pas de ce département : écrivez l’année où le programme y a démarré."
    if code in _YEARS:
        return f"L’annexe 1 du guide donne {year} pour ce département."
    return f"L’annexe 1 du guide ne nomme pas ce département : c’est {year}, comme le reste de la métropole."
