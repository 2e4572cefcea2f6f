"""May this be a password? Twelve characters, any of them, and not what everybody tries first.

Twelve suffice because a second factor and a growing delay stand beside it (CNIL 2022-100; NIST 800-63B-4;
ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11). No rule of composition, no periodic change.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 128
LEFT_OVER: Final = 5
"""Characters that must remain once guessable words are taken out."""
DISTINCT: Final = 5
RUN: Final = 3
"""Letters of the shortest run, or own word, that a guesser would try."""

COMMON: Final = (
    "motdepasse", "passeword", "password", "passwort", "azertyuiop", "azerty", "qwertyuiop", "qwerty", "qwertz",
    "administrateur", "administrator", "admin", "utilisateur", "bonjour", "bienvenue", "welcome", "soleil",
    "doudou", "loulou", "chouchou", "marseille", "liverpool", "letmein", "iloveyou", "jetaime", "sunshine",
    "princesse", "princess", "football", "baseball", "dragon", "monkey", "master", "secret", "superman",
    "batman", "starwars", "pokemon", "internet", "ordinateur", "changeme", "default", "test", "abcdef",
    "printemps", "automne", "hiver", "janvier", "fevrier", "mars", "avril", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre", "1q2w3e4r", "1qaz2wsx", "zaq12wsx", "trustno1",
)  # fmt: skip
"""The heads of published lists of leaked passwords, French and English, and months and seasons."""

CONTEXT: Final = (
    "liaison", "agir", "ofii", "refugie", "refugies", "integration", "accompagnement", "referent", "referente",
    "coordination", "coordinateur", "coordinatrice", "emploi", "logement", "missionlocale", "francetravail",
    "poleemploi", "operateur", "prefecture", "france",
)  # fmt: skip
"""What anyone who knows this house would try (ASVS 6.1.2)."""

_SEQUENCES: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn")


def problem_with(password: str, *, about: Iterable[str] = ()) -> str:
    """Return what is wrong with a password, in a sentence; nothing when it will do.

    `about` are words about the person and their organisation: names, the e-mail address.
    """
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST:
        return (
            f"Choisissez au moins {SHORTEST} caractères (vous en avez mis {length}). Quelques mots sans lien "
            "entre eux font un bon mot de passe."
        )
    if length > LONGEST:
        return f"Choisissez au plus {LONGEST} caractères."
    plain = _plain(password)
    if len(set(plain)) < DISTINCT:
        return "Ce mot de passe répète toujours les mêmes caractères : il serait vite deviné. Choisissez-en un autre."
    if len(_without_guessable(plain, about)) < LEFT_OVER:
        return (
            "Ce mot de passe est trop facile à deviner : il est fait de mots courants, de suites ou de mots qui "
            "vous concernent. Choisissez quelques mots sans lien entre eux."
        )
    return ""


def _without_guessable(plain: str, about: Iterable[str]) -> str:
    """Take out words, years, runs and separators: what is left is what a guesser does not know."""
    own = {_plain(part) for text in about for part in re.split(r"[\W_]+", text)}
    words = {*COMMON, *CONTEXT, *(word for word in own if len(word) >= RUN)}
    left = "".join(character for character in plain if unicodedata.category(character)[0] not in "ZPC")
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return _without_runs(re.sub(r"(19|20)\d\d", "", left))


def _without_runs(text: str) -> str:
    """Take out runs of the alphabet, the digits or the keyboard, and repetitions."""
    known: set[int] = set()
    for start in range(len(text) - RUN + 1):
        part = text[start : start + RUN]
        if len(set(part)) == 1 or any(part in way or part[::-1] in way for way in _SEQUENCES):
            known.update(range(start, start + RUN))
    return "".join(character for place, character in enumerate(text) if place not in known)


def _plain(text: str) -> str:
    """Lower case, without accents: what a guesser tries first."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
