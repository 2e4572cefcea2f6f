"""What did somebody mean who typed a decision, a day or an hour into a returned table? Spellings, never a guess."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time
from typing import Final

from forms.sheets.columns import DECISIONS

_VALIDATED, _REFUSED, _POSTPONED = DECISIONS
_DECISIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("validee", "valide", "validees", "valides"), _VALIDATED),
    **dict.fromkeys(("refusee", "refuse", "refus", "refusees", "refuses"), _REFUSED),
    **dict.fromkeys(("reportee", "reporte", "report", "reportees", "reportes"), _POSTPONED),
}
"""« non validée » is none of them: a person reads it."""
_MONTHS: Final[Mapping[str, int]] = {
    month: number
    for number, names in enumerate(
        (
            "janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
            "septembre sept", "octobre oct", "novembre nov", "decembre dec",
        ),
        1,
    )
    for month in names.split()
}  # fmt: skip
_DAY: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})\Z", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ].*)?\Z", re.ASCII)
_WORDS: Final = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})\Z", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2}) ?(?:h|:|heures?) ?(?:(\d{2})(?::\d{2}| ?mn| ?min)?)?\Z", re.ASCII)
_DAY_AND_HOUR: Final = re.compile(r"(.*\d{4})(?: a|,)? (\d{1,2} ?[h:].*)\Z", re.ASCII)


def folded(text: str) -> str:
    """Return a text without accents, capitals or signs: « Réf. liaison » and « REF LIAISON » are the same."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def spellings() -> Mapping[str, tuple[str, ...]]:
    """Return what each decision is read from, without accents and capitals."""
    return {each: tuple(said for said, meant in _DECISIONS.items() if meant == each) for each in DECISIONS}


def decision_in(text: str) -> str:
    """Return the decision as the drop-down writes it; "" for what is none."""
    return _DECISIONS.get(folded(text), "")


def day_in(text: str) -> date | None:
    """Return the day that was typed: 15/12/2026, 15-12-26, 2026-12-15, mardi 15 décembre 2026; None for none."""
    said = _lowered(text)
    if found := _DAY_AND_HOUR.match(said):
        said = found[1]
    if found := _DAY.match(said):
        year = int(found[3])
        return _real(year + 2000 if len(found[3]) == 2 else year, int(found[2]), int(found[1]))  # noqa: PLR2004 - a short year
    if found := _ISO.match(said):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if (found := _WORDS.match(said)) and found[2] in _MONTHS:
        return _real(int(found[3]), _MONTHS[found[2]], int(found[1]))
    return None


def hour_in(text: str) -> time | None:
    """Return the hour that was typed: 09:30, 9h30, 9 h; behind a day too. None for what is none."""
    said = _lowered(text)
    if found := _DAY_AND_HOUR.match(said):
        said = found[2]
    found = _CLOCK.match(said)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a clock


def _lowered(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().strip(" .")
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
