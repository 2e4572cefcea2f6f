"""What is the key of a pli? Made here, never chosen; what a person types back is forgiven where harmless.

Seven groups of four symbols, the last symbol a check character: `k3wq-7h2m-…`. The hyphens are part of the
key: 7-Zip takes what is typed as it is. It says nothing of whether a passphrase opens anything.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crypto.errors import MistypedPassphrase
from crypto.profiles import PASSPHRASE, PassphraseProfile

# Spaces, hyphens and dashes of all kinds.
_SEPARATORS: Final = re.compile("[\\s\u00ad\u200b\u2060\ufeff_.\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]")

# A group that a stranger would not want to read out. Digits that stand for letters are read as those.
_INSULTS: Final = frozenset(
    re.findall(
        "....",
        "anusarabbazebetecuntdykefagsfuckgagagayskkkknazynegapede"
        "petsputeputaraperatsscumsexesexyshagsucetareturdtwatzebbzeub",
    )
)
_LOOK_LIKE: Final = str.maketrans("2345789", "zeastbg")


@dataclass(frozen=True, slots=True, repr=False)
class Passphrase:
    """A passphrase that shows itself only when asked: `reveal()`. May also be one that a partner chose."""

    _text: str

    def reveal(self) -> str:
        """The text to type, hyphens included."""
        return self._text

    def groups(self) -> tuple[str, ...]:
        """What stands between the hyphens."""
        return tuple(self._text.split("-"))

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, repr=False)
class SpeltGroup:
    """One group and how it is said on the telephone, symbol by symbol. Hidden like the passphrase."""

    group: str
    symbols: tuple[str, ...]

    def __repr__(self) -> str:
        return "SpeltGroup(hidden)"


def generate(choose: Callable[[str], str] = secrets.choice, *, profile: PassphraseProfile = PASSPHRASE) -> Passphrase:
    """A new passphrase; `choose` picks one symbol of the alphabet, uniformly and unpredictably.

    Drawn again whole as long as a group is an insult: all the others stay equally likely.
    """
    while True:
        drawn = "".join(choose(profile.alphabet) for _ in range(profile.symbols - 1))
        text = _grouped(drawn + _check_character(drawn, profile), profile)
        if not any(is_insult(group) for group in text.split("-")):
            return Passphrase(text)


def normalise(typed: str, *, profile: PassphraseProfile = PASSPHRASE) -> Passphrase:
    """What was typed, in the form that we write: lower case, hyphens between the groups of four.

    Upper case, spaces, other dashes, missing or misplaced hyphens are forgiven: no two passphrases differ
    by them. Raises `MistypedPassphrase` for a foreign symbol or a wrong length.
    """
    bare = _SEPARATORS.sub("", typed).lower()
    for position, symbol in enumerate(bare):
        if symbol not in profile.alphabet:
            raise MistypedPassphrase("symbol", "a symbol that no passphrase has", position=position)
    if len(bare) != profile.symbols:
        raise MistypedPassphrase("length", f"{len(bare)} symbols instead of {profile.symbols}")
    return Passphrase(_grouped(bare, profile))


def check(typed: str, *, profile: PassphraseProfile = PASSPHRASE) -> Passphrase:
    """`normalise`, then the check character: finds each single wrong symbol and each swap of neighbours.

    Raises `MistypedPassphrase`.
    """
    passphrase = normalise(typed, profile=profile)
    bare = "".join(passphrase.groups())
    if _check_character(bare[:-1], profile) != bare[-1]:
        raise MistypedPassphrase("check", "the check character does not fit")
    return passphrase


def candidates(typed: str) -> tuple[Passphrase, ...]:
    """What somebody may have meant who typed a key that a partner chose, the likeliest first: 1 to 6.

    As it was typed; without spaces or line ends around; its accents composed; as one of ours; without what parted it
    into groups while it was dictated; its first letter in the other case, since telephones capitalise.

    It cannot harm: the archive itself says which one is right (verifier and MAC, or check sums), and none of them
    opens it to anything else. Whoever guesses gets at most six for one, 2.6 bits, while tries are counted and slowed
    as one; the partner's key loses no more than that.
    """
    cut = typed.strip()
    composed = unicodedata.normalize("NFC", cut)
    meant = [typed, cut, composed, _as_ours(composed), _SEPARATORS.sub("", composed)]
    if composed:
        meant.append(composed[0].swapcase() + composed[1:])
    return tuple(Passphrase(text) for text in dict.fromkeys(meant) if text) or (Passphrase(typed),)


def _as_ours(typed: str) -> str:
    """The text in the form of our own passphrases, empty if it cannot be one."""
    try:
        return normalise(typed).reveal()
    except MistypedPassphrase:
        return ""


def spell(passphrase: Passphrase) -> tuple[SpeltGroup, ...]:
    """Each group with what a person says aloud, in French: « k comme Kléber », « sept »."""
    return tuple(SpeltGroup(group, tuple(_said(symbol) for symbol in group)) for group in passphrase.groups())


def _check_character(symbols: str, profile: PassphraseProfile) -> str:
    """The sum of position (from 1) times value, modulo the size of the alphabet.

    31 is prime and larger than every position: a single substitution or a swap of neighbours always changes
    the sum (proved by exhaustion in the tests).
    """
    values = (place * profile.alphabet.index(symbol) for place, symbol in enumerate(symbols, start=1))
    return profile.alphabet[sum(values) % len(profile.alphabet)]


def _grouped(symbols: str, profile: PassphraseProfile) -> str:
    size = profile.group_size
    return "-".join(symbols[start : start + size] for start in range(0, len(symbols), size))


def is_insult(group: str) -> bool:
    """Whether a group reads as an insult, digits taken for the letters that they resemble."""
    return group in _INSULTS or group.translate(_LOOK_LIKE) in _INSULTS


def _said(symbol: str) -> str:
    if symbol in _DIGITS:
        return _DIGITS[symbol]
    return f"{symbol} comme {_NAMES[symbol]}" if symbol in _NAMES else symbol


_DIGITS: Final = {
    "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six", "7": "sept", "8": "huit", "9": "neuf",
}  # fmt: skip

# The code d'épellation of the French telephone, for the letters of the alphabet.
_NAMES: Final = {
    "a": "Anatole", "b": "Berthe", "c": "Célestin", "d": "Désiré", "e": "Eugène", "f": "François",
    "g": "Gaston", "h": "Henri", "j": "Joseph", "k": "Kléber", "m": "Marcel", "n": "Nicolas",
    "p": "Pierre", "q": "Quintal", "r": "Raoul", "s": "Suzanne", "t": "Thérèse", "u": "Ursule",
    "v": "Victor", "w": "William", "x": "Xavier", "y": "Yvonne", "z": "Zoé",
}  # fmt: skip
