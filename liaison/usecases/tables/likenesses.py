"""Are two dossiers of a département of the same person? By name in a mapping, so that nobody is compared with all.

Two dossiers with one AGDREF number cannot be: `dossier.agdref_index` sees to it. Nothing is stored for this: a keyed
hash of names beside every dossier would be one more thing to steal (docs/decisions/0106).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from liaison.rules.candidate import Finding
from liaison.rules.likeness import Identity, is_alike, name_key
from liaison.vocabulary.orientations import Doubt, Verdict

PLACE: Final = "dossiers du département"


@dataclass(frozen=True, slots=True)
class Namesake:
    """Where the person of another dossier with the same name stands: in the programme, or in an earlier table."""

    entered: bool
    number: str


def alike(people: Mapping[str, Identity]) -> dict[str, tuple[str, ...]]:
    """Return, by dossier, the others that may be of the same person."""
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case_id, identity in people.items():
        if identity.is_told:
            named[name_key(identity)].append(case_id)
    groups = [group for group in named.values() if len(group) > 1]
    return {
        one: tuple(other for other in group if other != one and is_alike(people[one], people[other]))
        for group in groups
        for one in group
    }


def finding(others: Iterable[Namesake]) -> Finding:
    """Say that a dossier may be a second one of the same person."""
    known = tuple(others)
    where = next((f" La personne est déjà dans le tableau n° {one.number}." for one in known if one.number), "")
    if not where and any(one.entered for one in known):
        where = " La personne de cet autre dossier est déjà entrée dans le programme."
    sentence = (
        f"Un autre dossier du département porte les mêmes nom et prénom, et une date de naissance qui peut être la "
        f"même : vérifiez qu’il s’agit de deux personnes.{where}"
    )
    return Finding(Doubt.DUPLICATE, Verdict.DOUBTFUL, sentence, PLACE)
