"""What does a typed text mean for a field of this kind, and how is its value shown? A closed list.

A parser returns a value and perhaps a warning, or raises `Refused` with a French sentence without the label,
which `forms.binding` puts in front. It knows one value at a time: `forms.rules` looks at several together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from forms import nationalities
from forms.spec import Field, Kind
from forms.text import LONGEST_RAW, clean, longest_word

Value = str | bool | int | date
"""Tick: bool. Number, and a year alone: int. Day: date. Every other kind: str."""

LONGEST_WORD = 200  # characters; no word of any language, and the paper could not break it
DEFAULT_MAX: Mapping[Kind, int] = MappingProxyType(
    {Kind.TEXT: 200, Kind.LONG_TEXT: 6000, Kind.EMAIL: 254, Kind.CHOICE: 1000}
)
ELSE_MAX = 100  # characters of every other kind: no date, number or nationality is longer
FIRST_YEAR = 1900  # a birth before is a slip of the keyboard (F-5)
LAST_YEAR = 2100


class Refused(ValueError):
    """The text has no meaning for this kind; `str()` is a French sentence and what to do."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, and a French sentence when it deserves a second look."""

    value: Value
    warning: str = ""


def parse(field: Field, raw: str, *, today: date) -> Parsed | None:
    """Return the value that `raw` means for this field; None when nothing was typed or a box is not ticked.

    Raises `Refused`. `today` bounds a birth date (F-5).
    """
    if len(raw) > LONGEST_RAW:
        raise Refused("ce texte est trop long. Raccourcissez-le.")
    text = clean(raw, multiline=field.kind is Kind.LONG_TEXT)
    if not text:
        return None
    _check_length(field, text)
    return _PARSERS[field.kind](field, text, today)


def display(field: Field, value: Value) -> str:
    """Return the value as people read it in French: 03/03/2026, 02 40 00 00 00, afghane, oui, Seul(e)."""
    match field.kind, value:
        case Kind.TICK, _:
            return "oui" if value else ""
        case Kind.CHOICE, _:
            return next(option.label for option in field.options if option.id == value)
        case Kind.TELEPHONE, str():
            return display_telephone(value)
        case Kind.NATIONALITY, str():
            known = nationalities.by_code(value)
            return known.feminine if known else value
        case _, date():
            return f"{value:%d/%m/}{value.year:04d}"
        case _:
            return str(value)


def max_length(field: Field) -> int:
    """Return how many characters may be typed in a field."""
    own = field.max if field.kind in (Kind.TEXT, Kind.LONG_TEXT) else None
    return own or DEFAULT_MAX.get(field.kind, ELSE_MAX)


def to_json(value: Value) -> str | bool | int:
    """Return the value as JSON holds it: a day as AAAA-MM-JJ, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def from_json(field: Field, stored: object) -> Value:
    """Return the value that `to_json` wrote; ValueError when it is not one of this field's kind."""
    if field.kind is Kind.TICK:
        fits = stored is True
    elif field.kind is Kind.NUMBER or (field.kind is Kind.DATE_OR_YEAR and isinstance(stored, int)):
        fits = isinstance(stored, int) and not isinstance(stored, bool)
    elif field.kind is Kind.CHOICE:
        fits = stored in [option.id for option in field.options]
    else:
        fits = isinstance(stored, str) and stored != ""
    if not fits or not isinstance(stored, str | bool | int):
        raise ValueError(f"stored value of {field.id} is not of kind {field.kind}")
    if field.kind in (Kind.DATE, Kind.DATE_OR_YEAR) and isinstance(stored, str):
        return date.fromisoformat(stored)
    return stored


# ----------------------------------------------------------------------------------------------------- texts


def _check_length(field: Field, text: str) -> None:
    longest = max_length(field)
    if len(text) > longest:
        raise Refused(f"{len(text)} caractères, c’est trop long ({longest} au plus). Raccourcissez ce texte.")
    if longest_word(text) > LONGEST_WORD:
        raise Refused(f"un mot dépasse {LONGEST_WORD} caractères. Coupez-le par des espaces ou raccourcissez-le.")


def _text(_field: Field, text: str, _today: date) -> Parsed:
    return Parsed(text)


def _email(_field: Field, text: str, _today: date) -> Parsed:
    try:
        # No DNS: nothing leaves the machine while someone types (G-6). The mail server judges the rest.
        checked = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Refused(
            f"« {text} » n’est pas une adresse électronique. Écrivez-la ainsi : prenom.nom@organisme.example."
        ) from None
    return Parsed(checked.normalized)


# ----------------------------------------------------------------------------------------------------- dates

_DAY = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")  # what <input type="date"> sends
_YEAR = re.compile(r"[0-9]{4}")


def _date(_field: Field, text: str, _today: date) -> Parsed:
    day = _day(text, "au format JJ/MM/AAAA, par exemple 03/03/2026")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"l’année {day.year} n’est pas vraisemblable. Vérifiez la date.")
    return Parsed(day)


def _date_or_year(_field: Field, text: str, today: date) -> Parsed:
    if _YEAR.fullmatch(text):
        year = int(text)
        _check_past(year, is_future=year > today.year)
        return Parsed(year)
    day = _day(text, "au format JJ/MM/AAAA, ou l’année seule (AAAA) si le jour n’est pas connu")
    _check_past(day.year, is_future=day > today)
    return Parsed(day)


def _day(text: str, form: str) -> date:
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, iso.groups())
    elif typed := _DAY.fullmatch(text):
        day, month, year = map(int, typed.groups())
    else:
        raise Refused(f"« {text} » n’est pas une date. Écrivez-la {form}.")
    try:
        return date(year, month, day)
    except ValueError:
        shown = f"{day:02d}/{month:02d}/{year:04d}"
        raise Refused(f"le {shown} n’existe pas. Écrivez une date réelle, {form}.") from None


def _check_past(year: int, *, is_future: bool) -> None:
    if is_future:
        raise Refused("cette date est dans l’avenir. Vérifiez-la.")
    if year < FIRST_YEAR:
        raise Refused(f"l’année {year} est antérieure à {FIRST_YEAR}. Vérifiez-la.")


# -------------------------------------------------------------------------------------------- boxes, numbers

_TICKED = frozenset({"oui", "true", "on", "1", "x", "☒", "☑"})
_NOT_TICKED = frozenset({"non", "false", "off", "0", "☐"})


def _tick(_field: Field, text: str, _today: date) -> Parsed | None:
    if text.casefold() in _TICKED:
        return Parsed(value=True)
    if text.casefold() in _NOT_TICKED:
        return None
    raise Refused("cette case se coche ou se laisse vide. Répondez « oui », ou rien.")


def _choice(field: Field, text: str, _today: date) -> Parsed:
    for option in field.options:
        if text.casefold() in (option.id.casefold(), option.label.casefold()):
            return Parsed(option.id)
    labels = ", ".join(f"« {option.label} »" for option in field.options)
    raise Refused(f"« {text} » n’est pas une des réponses. Choisissez une seule réponse parmi {labels}.")


def _number(field: Field, text: str, _today: date) -> Parsed:
    digits = text.replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,9}", digits):
        raise Refused(f"« {text} » n’est pas un nombre entier. Écrivez-le en chiffres.")
    number = int(digits)
    low, high = field.min or 0, field.max
    if number < low:
        raise Refused(f"{number} est trop petit ({low} au moins). Vérifiez ce nombre.")
    if high is not None and number > high:
        raise Refused(f"{number} est trop grand ({high} au plus). Vérifiez ce nombre.")
    return Parsed(number)


def _agdref(_field: Field, text: str, _today: date) -> Parsed:
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[0-9]{10}", digits):
        return Parsed(digits)
    if re.fullmatch(r"[0-9]{9}", digits):
        return Parsed(digits, "ce numéro n’a que 9 chiffres ; il en a d’ordinaire 10. Vérifiez-le sur le titre.")
    raise Refused("un numéro AGDREF s’écrit en 10 chiffres. Vérifiez-le sur le titre, ou laissez la case vide.")


# --------------------------------------------------------------------------------- telephones, nationalities

_TELEPHONE = re.compile(r"\+?[0-9 .()/\-]+")
_FRANCE = 33
_FRENCH_PAIRS = re.compile(r"\+33[1-7][0-9]{8}")


def _telephone(_field: Field, text: str, _today: date) -> Parsed:
    advice = "Écrivez un seul numéro, par exemple 02 40 00 00 00, ou +32 2 555 12 12 hors de France."
    if not _TELEPHONE.fullmatch(text):
        raise Refused(f"« {text} » n’est pas un numéro de téléphone. {advice}")
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise Refused(f"« {text} » n’est pas un numéro de téléphone. {advice}") from None
    if not phonenumbers.is_possible_number(number):
        raise Refused(f"« {text} » n’a pas le bon nombre de chiffres. {advice}")
    # Numbering plans change faster than libraries: a possible number that is in no known range only warns.
    warning = "" if phonenumbers.is_valid_number(number) else "ce numéro semble ne pas exister. Vérifiez-le."
    return Parsed(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), warning)


def display_telephone(e164: str) -> str:
    """Return an E.164 number as the French read it: « 06 12 34 56 78 », « +32 2 555 12 12 »; another text as it is."""
    if _FRENCH_PAIRS.fullmatch(e164):  # nearly all of them, and five times on a fiche
        digits = f"0{e164[3:]}"
        return " ".join(digits[n : n + 2] for n in range(0, len(digits), 2))
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:  # typed wrongly, and shown again to be corrected
        return e164
    style = phonenumbers.PhoneNumberFormat
    french = number.country_code == _FRANCE and len(e164) == len("+33240000000")
    return phonenumbers.format_number(number, style.NATIONAL if french else style.INTERNATIONAL)


def _nationality(_field: Field, text: str, _today: date) -> Parsed:
    found = nationalities.find(text)
    if len(found) == 1:
        return Parsed(found[0].code)
    if found:
        choices = " ou ".join(f"« {nationality.feminine} »" for nationality in found)
        return Parsed(text, f"« {text} » peut désigner plusieurs nationalités. Écrivez {choices}.")
    return Parsed(text, f"« {text} » n’est pas dans la liste des nationalités ; gardé tel quel. Vérifiez-le.")


_PARSERS: Mapping[Kind, Callable[[Field, str, date], Parsed | None]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LONG_TEXT: _text,
        Kind.DATE: _date,
        Kind.DATE_OR_YEAR: _date_or_year,
        Kind.TICK: _tick,
        Kind.CHOICE: _choice,
        Kind.NUMBER: _number,
        Kind.EMAIL: _email,
        Kind.TELEPHONE: _telephone,
        Kind.AGDREF: _agdref,
        Kind.NATIONALITY: _nationality,
    }
)
