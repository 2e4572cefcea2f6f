"""What do structures send? Tables of people whom they shelter, every one of them invented, and ways to take them in."""

from collections.abc import Mapping, Sequence
from typing import Final

from liaison.usecases import keeping_cases
from liaison.usecases.census import reading, taking
from liaison.usecases.census.planning import Plan
from liaison.usecases.census.taking import Taken
from liaison.vocabulary import PartnerKind
from tests.factories import House

HEADINGS: Final = (
    "N° AGDREF;Nom;Prénom;Né(e) le;Date du statut;CIR signé;Date CIR;Emploi;Logement;Demande CPH;Accord le;Chambre"
)
ROWS: Final = (
    "9900000101;INVENTÉE;Aline;14/02/1991;03/05/2025;oui;12/09/2025;non;non;non;01/10/2026;12",
    "99 0000 0102;FICTIF;Boris;1988;;non;;;oui;;;14",
    ";CHIMÈRE;Chloé;;;;;;;;02/10/2026;15",
)
"""Somebody of whom all is known; somebody whose CIR is not signed; somebody of whom little is."""


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    """Write a CSV as Excel in France does."""
    return "\r\n".join([headings, *rows]).encode("cp1252")


def shelter(house: House, kind: PartnerKind = PartnerKind.DNA) -> str:
    """Return a structure of the directory."""
    return house.partner(kind)


def look(house: House, partner_id: str, content: bytes, *, by: str = "coordinator") -> Plan:
    """Look at what a file would do."""
    census = house.do(reading.read_upload, house[by], partner_id, content)
    return house.do(taking.preview, house[by], census, house.do(reading.propose, house[by], census))


def take(
    house: House, partner_id: str, content: bytes, *, decisions: Mapping[int, str] | None = None,
    meanings: Sequence[str] | None = None, by: str = "coordinator",
) -> Taken:  # fmt: skip
    """Take a file in as a person does who agrees with what is proposed."""
    census = house.do(reading.read_upload, house[by], partner_id, content)
    columns = meanings or house.do(reading.propose, house[by], census)
    seen = house.do(taking.preview, house[by], census, columns)
    return house.do(taking.run, house[by], census, columns, decisions=decisions or {}, seen=seen.digest)


def people(house: House, *, by: str = "coordinator") -> dict[str, str]:
    """Return the dossiers that somebody sees, by name."""
    return {line.name: line.id for line in house.do(keeping_cases.list_cases, house[by])}


def values(house: House, name: str, *, by: str = "coordinator") -> dict[str, str]:
    """Return what the dossier of somebody holds."""
    return house.do(keeping_cases.open_case, house[by], people(house, by=by)[name]).raw
