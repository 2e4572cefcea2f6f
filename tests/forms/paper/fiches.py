"""What stands on the fiches of these tests? Fictitious people, one value for every field of a model."""

from datetime import date

from forms.answers import Answers
from forms.kinds import Value
from forms.spec import FormSpec, Kind

VALUES: dict[Kind, Value] = {
    Kind.TEXT: "Zéphyrine d’Exemple",
    Kind.LONG_TEXT: "Première ligne : œuvre, « cité », 3 € d’écart.\nSeconde ligne, Łukasz et Şükrü Nguyễn.",
    Kind.DATE: date(2026, 3, 9),
    Kind.DATE_OR_YEAR: 1990,
    Kind.TICK: True,
    Kind.NUMBER: 12,
    Kind.EMAIL: "z.testoukhina@courriel.example",
    Kind.TELEPHONE: "+33240000000",
    Kind.AGDREF: "4403999999",
    Kind.NATIONALITY: "AFG",
}


def filled(spec: FormSpec, **texts: str) -> Answers:
    """Fill every field of a model; each short text ends with its own number, to be found again."""
    values: dict[str, Value] = {}
    for number, field in enumerate(spec.fields()):
        if field.kind is Kind.CHOICE:
            values[field.id] = field.options[-1].id
        elif field.kind is Kind.TEXT:
            values[field.id] = f"{VALUES[Kind.TEXT]} {number}"
        else:
            values[field.id] = VALUES[field.kind]
    return Answers(spec, values | {name.replace("__", "."): text for name, text in texts.items()})
