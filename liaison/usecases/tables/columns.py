"""Which eleven columns has the table that the OFII validates, and which answer of a dossier stands in each (V-1)?"""

from dataclasses import dataclass
from typing import Final

from forms.sheets import ORIENTATION

_LABELS: Final = {column.id: column.label for column in ORIENTATION}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of annexe 4-1, the field of the dossier behind it, and what the guide says for who fills it in."""

    id: str
    field: str
    hint: str = ""

    @property
    def label(self) -> str:
        """Its label, word for word (guide:2147-2167)."""
        return _LABELS[self.id]


COLUMNS: Final = (
    TableColumn("agdref", "beneficiary.agdref", "Dix chiffres, comme sur le titre de séjour."),
    TableColumn("cir_number", "programme.cir_number", "Celui du contrat d’intégration républicaine."),
    TableColumn("last_name", "beneficiary.last_name"),
    TableColumn("first_name", "beneficiary.first_name"),
    TableColumn("birth_date", "beneficiary.birth_date", "JJ/MM/AAAA, ou l’année seule."),
    TableColumn(
        "protection_date", "beneficiary.protection_date",
        "Elle dit jusqu’à quand la personne peut entrer dans le programme (guide 1.2.2).",
    ),
    TableColumn(
        "cir_date", "beneficiary.cir_date", "Sans CIR signé, l’OFII convoque d’abord la personne (guide 1.3.2.1).",
    ),
    TableColumn("employment", "programme.employment", "Oui ou non ; rien tant que ce n’est pas su."),
    TableColumn("housing", "programme.housing", "Oui ou non ; rien tant que ce n’est pas su."),
    TableColumn("cph_request", "programme.cph_request", "Oui ou non ; rien tant que ce n’est pas su (guide 1.3.2.2)."),
    TableColumn("referrer", "programme.referred_by", "Vient de l’orientation notée dans le dossier, s’il y en a une."),
)  # fmt: skip
"""In the order of the model."""

BY_ID: Final = {column.id: column for column in COLUMNS}
YES_OR_NO: Final = frozenset({"employment", "housing", "cph_request"})
REFERRER: Final = "referrer"
CIR_DATE: Final = "cir_date"
