"""Who may be proposed to the OFII in the demo? Fictitious people whose dates follow the day on which it is built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

_SETTLED: Final[Mapping[str, str]] = {
    "programme.standing": "Bénéficiaire de la protection internationale",
    "programme.employment": "Non",
    "programme.housing": "Non",
    "programme.cph_request": "Non",
    "programme.resides": "Oui",
    "programme.resettled": "Non",
}
"""What the rules ask, answered."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might enter the programme; days are counted back from today."""

    last_name: str
    first_name: str
    agdref: str
    birth_date: str
    protected: int | None = 150
    cir: int | None = 90
    agreed: bool = True
    programme: Mapping[str, str] = field(default_factory=lambda: _SETTLED)

    def raw(self, today: date) -> dict[str, str]:
        """Return what their dossier holds, as typed."""
        known = {
            "beneficiary.last_name": self.last_name,
            "beneficiary.first_name": self.first_name,
            "beneficiary.agdref": self.agdref,
            "beneficiary.birth_date": self.birth_date,
            "beneficiary.protection_date": _day(today, self.protected),
            "beneficiary.cir_date": _day(today, self.cir),
        }
        return {key: text for key, text in {**known, **self.programme}.items() if text}


def _day(today: date, back: int | None) -> str:
    return "" if back is None else f"{today - timedelta(days=back):%d/%m/%Y}"


def _but(**changes: str) -> dict[str, str]:
    return {**_SETTLED, **{f"programme.{name}": text for name, text in changes.items()}}


CANDIDATES: Final = (
    Candidate(
        "FICTIVET-LACAPALISSE", "Ysolde", "9900000101", "03/05/1988",
        programme=_but(cir_number="44-000101", referred_by="CADA de l’Estuaire (fictif)"),
    ),
    Candidate(
        "IMAGINOT", "Abdoulaye", "9900000102", "1979", programme=_but(employment="Oui", lasting_employment="Non"),
    ),
    Candidate("D’ESSAI", "Nadejda", "9900000103", "30/09/1994", programme={"programme.housing": "Non"}),
    Candidate("ÉBAUCHE", "Samira", "", "11/11/1990", cir=None, programme=_but(resides="")),
    Candidate("PROTOTYPE", "Haroun", "9900000105", "22/06/2001", agreed=False, programme=_but(cph_request="Oui")),
    Candidate(
        "MAQUETTE", "Olha", "9900000106", "17/02/1985", protected=None,
        programme=_but(standing="Rejoignant d’un bénéficiaire"),
    ),
    Candidate("TARDIF", "Zéphyrin", "9900000107", "05/08/1983", protected=1200, cir=1100),
    Candidate(
        "BROUILLON", "Amina", "9900000108", "09/01/1996",
        programme=_but(stable_housing="Oui", lasting_employment="Oui"),
    ),
)  # fmt: skip
"""Two of whom all is well, four of whom something is doubted, two who stay out."""
