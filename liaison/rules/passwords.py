"""May this be a password? Twelve characters, any of them, and not what everybody tries first.

Twelve suffice because a second factor and a growing delay stand beside it (docs/decisions/0115; CNIL 2022-100; NIST
800-63B-4; ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11, 6.2.12). No rule of composition, no periodic change.
"""

import re
import unicodedata
from collections.abc import Container, Iterable
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 256
LEFT_OVER: Final = 5
"""Characters that must remain once guessable words are taken out."""
DISTINCT: Final = 5
RUN: Final = 3
"""Letters of the shortest run, or own word, that a guesser would try."""
SHORTEST_ENTRY: Final = 5
"""Letters of the shortest entry of a list of leaked passwords."""

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

TOWNS: Final = (
    "bourgenbresse", "laon", "moulins", "digne", "nice", "privas", "mezieres", "foix", "troyes", "carcassonne",
    "rodez", "marseille", "caen", "aurillac", "angouleme", "rochelle", "bourges", "tulle", "ajaccio", "bastia",
    "dijon", "saintbrieuc", "gueret", "perigueux", "besancon", "valence", "evreux", "chartres", "quimper", "brest",
    "nimes", "toulouse", "auch", "bordeaux", "montpellier", "rennes", "chateauroux", "tours", "grenoble", "lons",
    "blois", "saintetienne", "nantes", "saintnazaire", "orleans", "cahors", "agen", "mende", "angers", "cholet",
    "saintlo", "chalons", "reims", "chaumont", "laval", "nancy", "barleduc", "vannes", "metz", "nevers", "lille",
    "roubaix", "dunkerque", "beauvais", "alencon", "arras", "calais", "boulogne", "clermontferrand", "tarbes",
    "perpignan", "strasbourg", "colmar", "mulhouse", "lyon", "villeurbanne", "venissieux", "vesoul", "macon", "mans",
    "chambery", "annecy", "paris", "rouen", "havre", "melun", "versailles", "niort", "amiens", "albi", "montauban",
    "toulon", "avignon", "rochesuryon", "poitiers", "limoges", "epinal", "auxerre", "belfort", "evry", "nanterre",
    "bobigny", "creteil", "pontoise", "basseterre", "cayenne", "fortdefrance", "saintdenis", "mamoudzou",
)  # fmt: skip
"""Chief towns of the départements, and some that are larger: where the organisation is (ASVS 6.1.2)."""

_DISGUISES: Final = str.maketrans("4310578", "aeiostb")
_SIGNS: Final = str.maketrans("@$!€", "asie")
"""What is written for a letter: P@ssw0rd."""

_SEQUENCES: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn")


def problem_with(password: str, *, about: Iterable[str] = (), leaked: Container[str] = frozenset()) -> str:
    """Return what is wrong with a password, in a sentence; nothing when it will do.

    `about` are words about the person and their organisation: names, the e-mail address, the towns. `leaked` are
    passwords that were leaked, in lower case, without accents, spaces or signs.
    """
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST:
        typed = f" (vous en avez mis {length})" if length else ""
        return (
            f"Choisissez au moins {SHORTEST} caractères{typed}. Quelques mots sans lien entre eux font un bon "
            "mot de passe."
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
    if _is_leaked(plain, leaked):
        return (
            "Ce mot de passe, ou l’un de ceux dont il est fait, figure parmi les mots de passe volés que les pirates "
            "essaient d’abord. Choisissez quelques mots sans lien entre eux."
        )
    return ""


def _is_leaked(plain: str, leaked: Container[str]) -> bool:
    """Find a leaked password, two of them joined, or one in disguise: figures around it, figures for letters."""
    forms = {_letters(plain), _letters(plain.translate(_SIGNS))}
    forms |= {form.strip("0123456789") for form in forms}
    forms |= {form.translate(_DISGUISES) for form in forms}
    return any(_is_made_of(form, leaked) for form in forms if len(form) >= SHORTEST_ENTRY)


def _is_made_of(text: str, leaked: Container[str]) -> bool:
    cuts = range(SHORTEST_ENTRY, len(text) - SHORTEST_ENTRY + 1)
    return text in leaked or any(text[:cut] in leaked and text[cut:] in leaked for cut in cuts)


def _letters(plain: str) -> str:
    """Leave out spaces and signs."""
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "ZPC")


def _without_guessable(plain: str, about: Iterable[str]) -> str:
    """Take out words, years, runs and separators: what is left is what a guesser does not know."""
    own = {_plain(part) for text in about for part in re.split(r"[\W_]+", text)}
    words = {*COMMON, *CONTEXT, *TOWNS, *(word for word in own if len(word) >= RUN)}
    left = _letters(plain)
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
