"""Does a free text say more about a person than a fiche may carry? It warns, never forbids (F-7, demands.md 14).

It finds a social-security number by its shape and its key (modulo 97, Corsica included), and phrases of
`rules.sensitive_words`. It works on letters without accents; what it returns stands in the text as it was typed.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Final

from liaison.rules.sensitive_words import NIR, WORDS, Category
from liaison.vocabulary import Sensitive


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that deserves a second look: its kind, and where it stands in the text."""

    kind: Sensitive
    start: int
    end: int


def find(text: str, *, numbers_only: bool = False) -> tuple[Finding, ...]:
    """Return every sensitive passage of a text, in its order; only numbers where words stand for names.

    Passages of one kind do not overlap. It never raises, whatever the text.
    """
    plain, places = _plain(text)
    spans = [(Sensitive.NIR, span) for span in _numbers(plain)]
    if not numbers_only:
        spans += [(kind, span) for kind in WORDS for span in _phrases(kind, plain)]
    found = [Finding(kind, places[start], places[end - 1] + 1) for kind, (start, end) in spans]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def category_of(kind: Sensitive) -> Category:
    """Return what is said about a kind: label, rule, advice."""
    return NIR if kind is Sensitive.NIR else WORDS[kind]


def passages(text: str, found: Sequence[Finding], kind: Sensitive) -> tuple[str, ...]:
    """Return the passages of one kind as typed, each once; line breaks as blanks."""
    typed = (" ".join(text[one.start : one.end].split()) for one in found if one.kind is kind)
    return tuple(dict.fromkeys(typed))


# --- letters ---

_LIGATURES: Final = {"œ": "oe", "æ": "ae", "ß": "ss"}
_APOSTROPHES: Final = "’ʼ‘`´"


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in small letters without accents, and for each of its characters its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        base = _base(character)
        letters.append(base)
        places += [place] * len(base)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _base(character: str) -> str:
    small = character.lower()
    if small in _LIGATURES:
        return _LIGATURES[small]
    if small in _APOSTROPHES:
        return "'"
    if small.isspace() and small != "\n":
        return " "
    return "".join(part for part in unicodedata.normalize("NFD", small) if not unicodedata.combining(part))


# --- phrases ---

_BETWEEN: Final = r"[\s'\-]{1,3}"
_GAP: Final = rf"(?:{_BETWEEN}[a-z0-9]+){{0,3}}?"
_SHORT: Final = 2
"""Letters of a word that has no ending: « de », « a », « la »."""


def _phrases(kind: Sensitive, plain: str) -> Iterator[tuple[int, int]]:
    hidden = [found.span() for found in _compiled(WORDS[kind].harmless).finditer(plain)]
    for found in _compiled(WORDS[kind].phrases).finditer(plain):
        start, end = found.span()
        # Harmless spans stand in order and apart: only the last that begins before can hold this one.
        last = bisect_right(hidden, start, key=itemgetter(0)) - 1
        if last < 0 or hidden[last][1] < end:
            yield start, end


@cache
def _compiled(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Make one expression of many phrases, the longest first, grouped by their first letter to be quick."""
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_letter.setdefault(phrase.lstrip("=")[0], []).append(_expression(phrase))
    groups = [f"(?={letter})(?:{'|'.join(expressions)})" for letter, expressions in sorted(by_letter.items())]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(groups) or '(?!)'})(?![a-z0-9])")


def _expression(phrase: str) -> str:
    is_exact = phrase.startswith("=")
    pieces: list[str] = []
    for word in phrase.lstrip("=").split():
        if word == "…":
            pieces.append(_GAP)
            continue
        if pieces:
            pieces.append(_BETWEEN)
        pieces.append(word if is_exact else _word(word))
    return "".join(pieces)


def _word(word: str) -> str:
    """Return a word with its endings: feminine and plural, or any ending where it says so."""
    if word.endswith("*"):
        return f"{word[:-1]}[a-z]*"
    if len(word) <= _SHORT:
        return word
    return f"{word}(?:es?)?" if word[-1] in "sxz" else f"{word}(?:es?|s|x)?"


# --- the social-security number ---

_APART: Final = r"[ .\-_/]{0,2}"
_SHAPE: Final = (
    "[123478]", "[0-9]", "[0-9]", "[0-9]", "[0-9]", "[0-9]", "[0-9ab]", *["[0-9]"] * 6
)  # fmt: skip
_KEY: Final = rf"(?:{_APART}[0-9]{_APART}[0-9])"
_NUMBER: Final = re.compile(rf"(?<![0-9a-z])(?=({_APART.join(_SHAPE)}{_KEY}?)(?![0-9a-z]))")
_STRICT: Final = re.compile(
    r"[123478]"  # sex; 3 and 4 while registering, 7 and 8 for a waiting number (NIA)
    r"[0-9]{2}"  # year
    r"(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"  # month, or a code where it is not known
    r"(?:[0-9]{2}|2[ab])"  # département; 99 for who was born abroad
    r"[0-9]{6}(?P<key>[0-9]{2})?"
)
_NAMED: Final = re.compile(r"(?<![a-z])(?:nir|nia|secu|securite sociale|n[o°]? ?(?:ss|secu))(?![a-z])")
_NAMED_BEFORE: Final = 40
"""Characters between the name of a number and the number itself."""
_CORSICA: Final = {"2a": "19", "2b": "18"}


def _numbers(plain: str) -> Iterator[tuple[int, int]]:
    end = 0
    for found in _NUMBER.finditer(plain):
        start = found.start()
        if start >= end and _is_number(found[1], plain[max(start - _NAMED_BEFORE, 0) : start]):
            end = start + len(found[1])
            yield start, end


def _is_number(typed: str, before: str) -> bool:
    """Say whether digits are a social-security number: its key is right, or the text names it just before."""
    digits = re.sub(r"[^0-9ab]", "", typed)
    shape = _STRICT.fullmatch(digits)
    if shape is None:
        return False
    key = shape["key"]
    return bool(_NAMED.search(before)) or (key is not None and int(key) == _key_of(digits[:13]))


def _key_of(number: str) -> int:
    """Return the key of the first thirteen characters: the complement to 97 of the rest by 97."""
    place = number[5:7]
    return 97 - int(number[:5] + _CORSICA.get(place, place) + number[7:]) % 97
