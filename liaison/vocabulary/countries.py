"""Which countries may data lie in? The European Economic Area, where the GDPR is law (G-6: guide:2803-2807)."""

from collections.abc import Mapping
from typing import Final

EEA: Final[Mapping[str, str]] = {
    "DE": "Allemagne", "AT": "Autriche", "BE": "Belgique", "BG": "Bulgarie", "CY": "Chypre", "HR": "Croatie",
    "DK": "Danemark", "ES": "Espagne", "EE": "Estonie", "FI": "Finlande", "FR": "France", "GR": "Grèce",
    "HU": "Hongrie", "IE": "Irlande", "IS": "Islande", "IT": "Italie", "LV": "Lettonie", "LI": "Liechtenstein",
    "LT": "Lituanie", "LU": "Luxembourg", "MT": "Malte", "NO": "Norvège", "NL": "Pays-Bas", "PL": "Pologne",
    "PT": "Portugal", "RO": "Roumanie", "SK": "Slovaquie", "SI": "Slovénie", "SE": "Suède", "CZ": "Tchéquie",
}  # fmt: skip
"""Two letters (ISO 3166-1) → French name: the Union's twenty-seven, Iceland, Liechtenstein and Norway."""


def is_inside(country: str) -> bool:
    """Say whether a country, two letters, is one of the Area."""
    return country.upper() in EEA


def checked(country: str) -> str:
    """Return a country of the Area, two letters.

    Raises:
        ValueError: it is of none.
    """
    if not is_inside(country):
        raise ValueError(
            "is no country of the European Economic Area, in two letters: the agreement with the OFII forbids any"
            " transfer outside (G-6)"
        )
    return country.upper()


def named(country: str) -> str:
    """Say a country in French; one that is not of the Area stays two letters."""
    return EEA.get(country.upper(), country.upper())
