"""What does a dossier say of a person, value by value, and where did each come from (T-5)?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liaison.usecases.keeping_cases import CasePage
from liaison.usecases.table_words import ORIGINS

AGDREF: Final = "beneficiary.agdref"


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the dossier and where it came from."""

    label: str
    value: str
    origin: str
    at: datetime


def known_of(case: CasePage, agdref: str) -> tuple[Known, ...]:
    """Return what is known, in the order of the fields; the AGDREF number masked unless it was asked for."""
    shown = {AGDREF: agdref or case.agdref_masked}
    return tuple(
        Known(
            case.spec.naming(field.id), shown.get(field.id, _display(case, field.id)), ORIGINS[value.origin], value.at
        )
        for field in case.fields
        if (value := case.values.get(field.id)) is not None
    )


def _display(case: CasePage, field_id: str) -> str:
    raw = case.values[field_id].raw
    options = {option.id: option.label for option in case.spec.field(field_id).options}
    return options.get(raw, raw)
