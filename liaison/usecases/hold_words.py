"""What may stand in the words about a hold? Anything that names nobody: the DPO reads them, and never sees content."""

import re
from typing import Final

from liaison.errors import Problem
from liaison.records import Case, Hold
from liaison.rules.access import Actor
from liaison.usecases import suspending
from liaison.usecases.context import Context
from liaison.usecases.dossier import raw_of, read_person
from liaison.vocabulary import Role

_WORD: Final = re.compile(r"[^\W\d_]+")
LONGEST: Final = 1000
_SHORTEST_NAME: Final = 3
"""A name of two letters stands in many words."""


def check(ctx: Context, actor: Actor, row: Hold, typed: list[tuple[str, str, str]], problems: list[Problem]) -> None:
    """Add a problem for what is too long, or names a beneficiary: the DPO will read it.

    The DPO's own words are not looked at: they would learn names from a refusal.
    """
    for field, label, words in typed:
        check_length(field, label, words, problems)
    if actor.role is Role.DPO:
        return
    names = _names(ctx, row)
    for field, label, words in typed:
        if names & set(_WORD.findall(words.casefold())):
            sentence = f"« {label} » : un nom de bénéficiaire s’y trouve. Retirez-le : la référence suffit."
            problems.append(Problem(field, label, sentence))


def check_length(field: str, label: str, words: str, problems: list[Problem]) -> None:
    """Add a problem for words that are too long."""
    if len(words) > LONGEST:
        problems.append(Problem(field, label, f"« {label} » : {LONGEST} caractères au plus."))


def _names(ctx: Context, row: Hold) -> set[str]:
    """Return the words of the names of whom a hold concerns."""
    found: set[str] = set()
    for case_id in suspending.covered(ctx, row).cases:
        case = ctx.session.get(Case, case_id)
        raw = raw_of(read_person(ctx, case)) if case is not None else {}
        for key in ("beneficiary.last_name", "beneficiary.first_name"):
            found |= {word for word in _WORD.findall(raw.get(key, "").casefold()) if len(word) >= _SHORTEST_NAME}
    return found
