"""What is typed into a fiche? For every field of a model a value of its own, that nothing else would write."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from forms.spec import Field, FilledBy, FormSpec, Kind

PARTNER: Final = "partner."
FIRST_DAY: Final = date(2024, 3, 1)
"""Days that are typed follow each other from here: protection, CIR, engagement, in the order of the paper."""
NUMBERS: Final = {"beneficiary.children": "7", "beneficiary.children_minor": "4", "beneficiary.children_adult": "3"}
"""They must add up."""
_BY_KIND: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "Réponse-{number:02d}-Œuvrée",
    Kind.LONG_TEXT: "Récit-{number:02d}-premier : un éléphant d’été.\nRécit-{number:02d}-second, <b>sans</b> & reste.",
    Kind.DATE_OR_YEAR: "17/09/1987",
    Kind.TICK: "oui",
    Kind.NUMBER: "1{number:02d}",
    Kind.EMAIL: "adresse{number:02d}@exemple.example",
    Kind.TELEPHONE: "02 61 91 77 {number:02d}",
    Kind.AGDREF: "9912345678",
    Kind.NATIONALITY: "érythréenne",
}


def typed_by_sender(spec: FormSpec) -> list[Field]:
    """Return the fields that whoever sends the fiche may fill."""
    return [field for field in spec.fields() if field.filled_by is not FilledBy.RECIPIENT]


def unique_values(spec: FormSpec, *, agdref: str = "9912345678") -> dict[str, str]:
    """Return a value for every field, each found once in the whole fiche (ticks and choices aside)."""
    values = {field.id: _value(field, number) for number, field in enumerate(typed_by_sender(spec), start=1)}
    return values | {"beneficiary.agdref": agdref}


def canaries(spec: FormSpec, values: Mapping[str, str]) -> Iterator[str]:
    """Give what would betray the person: each line of each value that stands nowhere by chance."""
    for field in typed_by_sender(spec):
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.TELEPHONE, Kind.AGDREF, Kind.DATE_OR_YEAR):
            yield from values[field.id].splitlines()


def _value(field: Field, number: int) -> str:
    if field.kind is Kind.DATE:
        return f"{FIRST_DAY + timedelta(days=number):%d/%m/%Y}"
    if field.kind is Kind.CHOICE:
        return field.options[-1].id
    return NUMBERS.get(field.id) or _BY_KIND[field.kind].format(number=number)
