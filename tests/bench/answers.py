"""Whose fiches does the benchmark draw? Fictitious people: each number gives one, with texts that no other has."""

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from forms.answers import Answers
from forms.kinds import Value
from forms.spec import Field, FormSpec, Kind

LONG_ANSWER: Final = 60
"""Words of a long answer."""

_SYLLABLES: Final = (
    *("ba", "bel", "bri", "ca", "cé", "chan", "cla", "da", "del", "do", "dri", "é", "fa", "fer", "flo", "ga"),
    *("gli", "gué", "ha", "hé", "i", "ja", "jou", "ka", "la", "lé", "lin", "lou", "ma", "mé", "mi", "mon"),
    *("na", "né", "no", "o", "pa", "pé", "pli", "qui", "ra", "ré", "rin", "ro", "sa", "sé", "ta", "thé"),
    *("ti", "tou", "tri", "u", "va", "vé", "vi", "vol", "wa", "xa", "ya", "yo", "za", "zé", "zi", "zo"),
)
_SPOKEN: Final = (
    "la personne souhaite travailler dans une cuisine collective et cherche un logement plus grand proche de l’école "
    "des enfants elle a suivi cent heures de français puis un stage en entreprise son titre de séjour est en cours de "
    "renouvellement le référent demande un rendez-vous avant la fin du mois les démarches auprès de la caisse sont "
    "engagées aucun moyen de transport ne dessert le quartier après vingt heures l’atelier numérique commence lundi "
    "garde à prévoir pendant la formation certifiante diplôme étranger à faire reconnaître mobilité possible vers le "
    "département voisin permis à échanger bilan de santé réalisé accompagnement social poursuivi avec l’association "
    "projet professionnel à préciser candidature prête entretien prévu employeur intéressé contrat attendu besoin "
    "d’équipement logement temporaire caution demandée aide financière accordée dossier complet pièces transmises"
)
_WORDS: Final = tuple(_SPOKEN.split())
_FUNCTIONS: Final = ("conseillère emploi", "référent social", "chargée d’insertion", "conseiller en évolution")
_NATIONALITIES: Final = ("AFG", "SYR", "SDN", "ERI", "UKR", "COD", "GIN", "TUR")


def filled(spec: FormSpec, number: int) -> Answers:
    """Fill every field of a model for the person of this number."""
    return Answers(spec, {field.id: _value(field, number) for field in spec.fields()})


def _value(field: Field, number: int) -> Value:
    draw = _draws(f"{number} {field.id}")
    match field.kind:
        case Kind.TICK:
            return True
        case Kind.CHOICE:
            return field.options[next(draw) % len(field.options)].id
        case Kind.NUMBER:
            return 1 + next(draw) % 9
        case Kind.DATE:
            return date(2025 + next(draw) % 2, 1 + next(draw) % 12, 1 + next(draw) % 28)
        case Kind.DATE_OR_YEAR:
            return date(1960 + next(draw) % 40, 1 + next(draw) % 12, 1 + next(draw) % 28)
        case _:
            return _text(field, number, draw)


def _text(field: Field, number: int, draw: Iterator[int]) -> str:
    match field.kind:
        case Kind.LONG_TEXT:
            return " ".join(_WORDS[next(draw) % len(_WORDS)] for _ in range(LONG_ANSWER))
        case Kind.EMAIL:
            return f"{_bare(_name(draw))}.{_bare(_name(draw))}@courriel.example".lower()
        case Kind.TELEPHONE:
            return f"+3363998{(number * 7 + next(draw)) % 10_000:04d}"  # a range that is given to nobody
        case Kind.AGDREF:
            return f"44{(number * 100_003 + next(draw)) % 100_000_000:08d}"
        case Kind.NATIONALITY:
            return _NATIONALITIES[next(draw) % len(_NATIONALITIES)]
        case _:
            return _short(field.key, number, draw)


def _short(key: str, number: int, draw: Iterator[int]) -> str:
    name = _name(draw)
    if key.endswith("function"):
        return _FUNCTIONS[next(draw) % len(_FUNCTIONS)]
    return {
        "organisation": f"Mission locale de {name}",
        "address": f"{1 + number % 98} rue {name}, 44000 {_name(draw)}",
        "language_level": ("A1", "A2", "B1", "B2")[next(draw) % 4],
        "other_name": f"atelier {name}",
    }.get(key, name)


def _name(draw: Iterator[int]) -> str:
    return "".join(_SYLLABLES[next(draw) % len(_SYLLABLES)] for _ in range(3)).capitalize()


def _bare(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


def _draws(seed: str) -> Iterator[int]:
    """Give numbers without end, always the same for a seed: a run can be repeated."""
    block = 0
    while True:
        yield from hashlib.sha256(f"{seed} {block}".encode()).digest()
        block += 1
