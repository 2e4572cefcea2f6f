"""What is given to a structure to fill? A blank workbook: the headings of the census, one example that is left out."""

from datetime import date
from typing import Final

from liaison.rules.access import Actor, check_has_role
from liaison.rules.census import LABELS, MODEL, Meaning
from liaison.spreadsheets import Cell, write_xlsx
from liaison.usecases.keeping_cases import CASE_ROLES

EXAMPLE_NAME: Final = "EXEMPLE À EFFACER"
"""Whoever forgets to erase the line opens no dossier: it is known by this name."""
_EXAMPLE: Final[dict[Meaning, Cell]] = {
    Meaning.AGDREF: "0000000000",
    Meaning.CIR_NUMBER: "",
    Meaning.LAST_NAME: EXAMPLE_NAME,
    Meaning.FIRST_NAME: "Personne Fictive",
    Meaning.BIRTH_DATE: date(1990, 1, 31),
    Meaning.PROTECTION_DATE: date(2022, 9, 15),
    Meaning.CIR_DATE: date(2022, 11, 3),
    Meaning.EMPLOYMENT: "non",
    Meaning.HOUSING: "non",
    Meaning.CPH_REQUEST: "non",
    Meaning.CIR_SIGNED: "oui",
    Meaning.AGREED_ON: date(2022, 11, 20),
    Meaning.RESIDES: "oui",
}


def blank(actor: Actor) -> bytes:
    """Return the workbook; its dates are real dates, its other cells text.

    Raises:
        Denied: the actor keeps no dossiers.
    """
    check_has_role(actor, CASE_ROLES)
    headings: list[Cell] = [LABELS[meaning] for meaning in MODEL]
    return write_xlsx([headings, [_EXAMPLE.get(meaning, "") for meaning in MODEL]], name="Premier recensement")
