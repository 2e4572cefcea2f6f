"""Whose dossier may a fiche from elsewhere belong to? By AGDREF number, then by name; proposed, a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from liaison.errors import Denied
from liaison.records import Case
from liaison.rules.access import Actor
from liaison.rules.likeness import Identity, is_alike
from liaison.store import cases as store
from liaison.usecases.context import Context
from liaison.usecases.dossier import agdref_digits, cases_followed, check_access, full_name, raw_of, read_person
from liaison.vocabulary import Role

AGDREF: Final = "beneficiary.agdref"


class Why(StrEnum):
    """Why a dossier is proposed."""

    AGDREF = "agdref"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dossier that may be the person's."""

    case_id: str
    person: str
    birth_date: str
    why: Why


@dataclass(frozen=True, slots=True)
class Proposals:
    """The dossiers that may be the person's, the surest first."""

    found: tuple[Proposal, ...]
    held_by_a_colleague: bool
    """Whether a dossier that the actor may not open has the same number: that one exists is told, not whose."""


def propose(ctx: Context, actor: Actor, departement: str, raw: Mapping[str, str]) -> Proposals:
    """Find the dossiers of a département that may be of the person whom a fiche names."""
    same_number, held = _by_number(ctx, actor, departement, raw)
    found = [_proposal(ctx, same_number, Why.AGDREF)] if same_number is not None else []
    wanted = identity_of(raw)
    found += [
        _proposal(ctx, case, Why.NAME)
        for case in cases_in_reach(ctx, actor, departement)
        if (same_number is None or case.id != same_number.id) and is_alike(wanted, identity_of(_raw(ctx, case)))
    ]
    return Proposals(tuple(found), held)


def _by_number(
    ctx: Context, actor: Actor, departement: str, raw: Mapping[str, str]
) -> tuple[Case | None, bool]:  # fmt: skip
    digits = agdref_digits(raw)
    if not digits:
        return None, False
    case = store.find_by_agdref(ctx.session, departement, ctx.vault.index("agdref", digits))
    if case is None:
        return None, False
    try:
        check_access(ctx, actor, case.id, case.departement)
    except Denied:
        return None, True
    return case, False


def cases_in_reach(ctx: Context, actor: Actor, departement: str) -> Sequence[Case]:
    """Return the dossiers to compare with: only those that one may open, unsealed one by one as in a search (law 5)."""
    if actor.role is Role.COORDINATOR:
        return store.list_cases_in(ctx.session, actor.departements & {departement})
    return [case for case in cases_followed(ctx, actor) if case.departement == departement]


def _raw(ctx: Context, case: Case) -> dict[str, str]:
    return raw_of(read_person(ctx, case))


def identity_of(raw: Mapping[str, str]) -> Identity:
    """Return who somebody is, from the values of a dossier or of a fiche."""
    last, first, birth = (raw.get(f"beneficiary.{key}", "") for key in ("last_name", "first_name", "birth_date"))
    return Identity(last, first, birth)


def _proposal(ctx: Context, case: Case, why: Why) -> Proposal:
    raw = _raw(ctx, case)
    return Proposal(case.id, full_name(raw), raw.get("beneficiary.birth_date", ""), why)
