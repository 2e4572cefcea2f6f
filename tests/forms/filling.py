"""Whose fiche do the tests fill? Fictitious people, whole on every model."""

from datetime import date

from forms.spec import Consent, FormSpec, Kind

TODAY = date(2026, 11, 21)
EVERY_CONSENT = frozenset(Consent)

_BY_KIND = {
    Kind.TEXT: "Testoukhina",
    Kind.LONG_TEXT: "Première ligne.\nSeconde ligne.",
    Kind.DATE: "03/03/2026",
    Kind.DATE_OR_YEAR: "1990",
    Kind.TICK: "oui",
    Kind.CHOICE: "En couple",
    Kind.NUMBER: "2",
    Kind.EMAIL: "zephyrine@exemple.example",
    Kind.TELEPHONE: "06 39 98 01 02",
    Kind.AGDREF: "0123456789",
    Kind.NATIONALITY: "afghane",
}


def everything(spec: FormSpec) -> dict[str, str]:
    """Return a text for every field of a model, as a person would type it."""
    return {field.id: _BY_KIND[field.kind] for field in spec.fields()}


def essential() -> dict[str, str]:
    """Return the least that makes a fiche (F-10)."""
    return {
        "partner.organisation": "Mission locale des Essais",
        "beneficiary.last_name": "Testoukhina",
        "signature.place": "Nantes",
        "signature.date": "21/11/2026",
    }
