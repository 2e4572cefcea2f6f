"""Is this the same person? Names compared as people say them, birth dates as far as they go; it only proposes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_YEAR: Final = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_WORDS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as a form says it."""

    last_name: str
    first_name: str
    birth_date: str

    @property
    def is_told(self) -> bool:
        """Say whether there is a name to compare at all."""
        return bool(folded(self.last_name))


def is_alike(one: Identity, other: Identity) -> bool:
    """Say whether two may be the same: same names, whatever accents, hyphens and case; no birth date against it.

    A year alone agrees with any day of it, and a date that nobody wrote agrees with all.
    """
    return one.is_told and name_key(one) == name_key(other) and _agree(one.birth_date, other.birth_date)


def name_key(one: Identity) -> tuple[str, str]:
    """Return what two that are alike share: among many, only those of the same key need comparing."""
    return folded(one.last_name), folded(one.first_name)


def folded(name: str) -> str:
    """Return a name without accents, capitals and signs: how people look one up in a list."""
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_WORDS.findall(bare.casefold()))


def _agree(one: str, other: str) -> bool:
    if not one.strip() or not other.strip():
        return True
    if _is_year(one) or _is_year(other):
        return _YEAR.findall(one) == _YEAR.findall(other)
    return one.strip() == other.strip()


def _is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text.strip()))
