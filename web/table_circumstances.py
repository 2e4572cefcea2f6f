"""How do the circumstances of tables and follow-ups read in French? Names and closed words, for `web.circumstances`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from liaison.usecases import table_words as words
from liaison.vocabulary import Sealed

_Word = TypeVar("_Word", bound=StrEnum)


def _told(labels: Mapping[_Word, str]) -> dict[str, str]:
    return {word.value: label for word, label in labels.items()}


TABLE_NAMES: Final[Mapping[str, str]] = {
    "table": "tableau",
    "corrects": "corrige",
    "capacity": "capacité",
    "places": "places",
    "doubts": "doutes",
    "settlement": "décision",
    "settled-why": "motif",
    "validated": "validées",
    "refused": "refusées",
    "postponed": "reportées",
    "unanswered": "sans réponse",
    "answer-source": "venues par",
    "handed": "remise",
    "contact-way": "contact",
    "purpose": "objet",
    "tracking": "forme",
    "table-rows": "lignes de tableaux",
    "decisions": "décisions de l’OFII",
    Sealed.ORIENTATION_ROW.value: "lignes de tableaux",
    Sealed.OFII_ANSWER.value: "décisions de l’OFII",
}
TABLE_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "capacity": _told(words.CAPACITIES),
    "settlement": _told(words.SETTLED),
    "settled-why": _told(words.WHY),
    "answer-source": _told(words.SOURCES),
    "handed": _told(words.HANDED),
    "contact-way": _told(words.WAYS),
    "purpose": _told(words.PURPOSES),
    "tracking": _told(words.TRACKING),
}
