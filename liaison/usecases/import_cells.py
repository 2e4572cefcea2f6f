"""What does a cell of an imported directory say? The spellings that people and spreadsheets really leave there."""

from collections.abc import Callable, Mapping
from typing import Final

from crypto.archive import Format
from liaison.errors import Problem
from liaison.rules.columns import LABELS, Meaning
from liaison.rules.headings import normal
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.telephones import parse_telephone
from liaison.vocabulary import KeyChannel, PartnerKind

KEY_WORDS: Final[Mapping[str, str]] = {
    KeyChannel.SMS.value: "SMS",
    KeyChannel.TELEPHONE.value: "téléphone",
    KeyChannel.IN_PERSON.value: "main propre",
    KeyChannel.LETTER.value: "courrier recommandé",
}
"""How an export writes the preferred way of a key."""
YES: Final = "oui"
NO: Final = "non"

_KINDS: Final[Mapping[str, str]] = {
    **{kind.value.replace("_", " "): kind.value for kind in PartnerKind},
    **{normal(label): kind.value for kind, label in KIND_LABELS.items()},
    "pole emploi": PartnerKind.POLE_EMPLOI.value,
    "france travail": PartnerKind.POLE_EMPLOI.value,
    "ml": PartnerKind.MISSION_LOCALE.value,
    "pic ipr": PartnerKind.PIC_IPR.value,
    "ofii": PartnerKind.OFII.value,
    "cada": PartnerKind.DNA.value,
    "huda": PartnerKind.DNA.value,
    "centre provisoire d hebergement": PartnerKind.CPH.value,
    "hebergement": PartnerKind.HOUSING.value,
}
_FORMATS: Final[Mapping[str, str]] = {one.value: one.value for one in Format}
_KEYS: Final[Mapping[str, str]] = {
    **{normal(word): value for value, word in KEY_WORDS.items()},
    **{value.replace("_", " "): value for value in KEY_WORDS},
    "tel": KeyChannel.TELEPHONE.value,
    "appel": KeyChannel.TELEPHONE.value,
}
TICKS: Final[Mapping[str, str]] = {
    **dict.fromkeys((YES, "o", "x", "1", "vrai", "true"), YES),
    **dict.fromkeys((NO, "n", "0", "faux", "false"), NO),
}
_NATIONAL: Final = 9
"""Digits of a French number that a spreadsheet took for a number: it lost its zero."""


def read_cell(meaning: Meaning, text: str, problems: list[Problem]) -> str:
    """Return what a cell says in one form, or "" after adding a problem; empty stays empty."""
    reader = _READERS.get(meaning)
    return reader(text, problems) if reader and text else text


def _one_of(meaning: Meaning, words: Mapping[str, str], wanted: str) -> Callable[[str, list[Problem]], str]:
    def read(text: str, problems: list[Problem]) -> str:
        found = words.get(normal(text))
        if found is None:
            label = LABELS[meaning]
            problems.append(Problem(meaning.value, label, f"« {label} » : « {text[:40]} » n’est pas connu. {wanted}"))
        return found or ""

    return read


def _siret(text: str, problems: list[Problem]) -> str:
    digits = "".join(sign for sign in text if not sign.isspace() and sign not in ".-")
    if "e+" in digits.casefold():
        sentence = (
            "« SIRET » : le tableur a raccourci ce numéro. "
            "Mettez la colonne au format Texte et retapez ses 14 chiffres."
        )
        problems.append(Problem(Meaning.SIRET.value, LABELS[Meaning.SIRET], sentence))
        return ""
    return digits.zfill(14) if digits.isdigit() and len(digits) == 13 else digits  # noqa: PLR2004 - a zero that a spreadsheet lost


def _number(text: str, _: list[Problem]) -> str:
    """Write a number as the directory keeps it, with the zero that a spreadsheet took off; a wrong one stays."""
    digits = "".join(text.split())
    whole = f"0{digits}" if digits.isdigit() and len(digits) == _NATIONAL and digits[0] != "0" else text
    return parse_telephone("", "", whole, []) or whole


def _postcode(text: str, _: list[Problem]) -> str:
    digits = "".join(text.split())
    return digits.zfill(5) if digits.isdigit() and len(digits) == 4 else text  # noqa: PLR2004 - likewise


_READERS: Final[Mapping[Meaning, Callable[[str, list[Problem]], str]]] = {
    Meaning.KIND: _one_of(Meaning.KIND, _KINDS, "Écrivez par exemple « Mission locale », « CPH » ou « SPADA »."),
    Meaning.SIRET: _siret,
    Meaning.SWITCHBOARD: _number,
    Meaning.FORMAT: _one_of(Meaning.FORMAT, _FORMATS, "Écrivez « zip » ou « 7z »."),
    Meaning.POSTCODE: _postcode,
    Meaning.MOBILE: _number,
    Meaning.TELEPHONE: _number,
    Meaning.CONTACT_FORMAT: _one_of(Meaning.CONTACT_FORMAT, _FORMATS, "Écrivez « zip » ou « 7z »."),
    Meaning.KEY_CHANNEL: _one_of(
        Meaning.KEY_CHANNEL, _KEYS, "Écrivez « SMS », « téléphone », « main propre » ou « courrier recommandé »."
    ),
    Meaning.SMS_TO_MAIL: _one_of(Meaning.SMS_TO_MAIL, TICKS, "Écrivez « oui » ou « non »."),
}
