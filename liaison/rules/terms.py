"""When does a convention end? By the earliest of what applies: its term, a termination, the contract with the State.

R-8: each is an anchor of its own (guide:3350-3366, 4055-4074). No date is assumed: what is unknown ends nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from liaison.rules.calendar import add_months
from liaison.rules.exchange import CONVENTION_END, NEEDS_CONVENTION, PIC_IPR_MODEL
from liaison.vocabulary import TermAnchor

NOTICE_MONTHS: Final = 1
"""« au plus tôt un mois après la réception du courrier » (guide:3358-3361, 4066-4068)."""

ANCHOR_LABELS: Final[Mapping[TermAnchor, str]] = MappingProxyType(
    {
        TermAnchor.CONVENTION: CONVENTION_END,
        TermAnchor.AMENDMENT: "fin de la convention, par avenant",
        TermAnchor.FRAMEWORK: "fin de l’accord-cadre",
        TermAnchor.PROGRAMME: "fin du programme PIC IPR",
        TermAnchor.TERMINATION: "résiliation de la convention",
        TermAnchor.STATE_CONTRACT: "fin du marché avec l’État",
    }
)


@dataclass(frozen=True, slots=True)
class TermFacts:
    """Every day that may end a convention; what is unknown, or did not happen, is None."""

    model: str
    ends_on: date | None = None
    amended_to: date | None = None
    """The end that the last amendment which moved it set."""
    framework_ends_on: date | None = None
    programme_ends_on: date | None = None
    terminated_on: date | None = None
    state_contract_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A last day, and what sets it."""

    on: date
    anchor: TermAnchor


def ends(facts: TermFacts) -> tuple[End, ...]:
    """Return every end that applies, the earliest first; the first one wins."""
    dated = [
        *_terms(facts),
        (facts.terminated_on, TermAnchor.TERMINATION),
        (facts.state_contract_ends_on, TermAnchor.STATE_CONTRACT),
    ]
    return tuple(sorted((End(day, anchor) for day, anchor in dated if day is not None), key=_day))


def effective_end(facts: TermFacts) -> End | None:
    """Return the end that wins; none while no day is known."""
    return next(iter(ends(facts)), None)


def earliest_termination(received_on: date) -> date:
    """Return the first day on which a termination may take effect, once its letter came."""
    return add_months(received_on, NOTICE_MONTHS)


def limit_of(facts: TermFacts) -> End | None:
    """Return what the convention's own term may not pass (guide:3350-3354, 4055-4059); none while it is unknown."""
    if facts.model not in NEEDS_CONVENTION:
        return None
    day, anchor = _default(facts)
    return End(day, anchor) if day is not None else None


def _terms(facts: TermFacts) -> list[tuple[date | None, TermAnchor]]:
    """Return the convention's own term, and the limit or default beside it."""
    own: tuple[date | None, TermAnchor] = (facts.ends_on, TermAnchor.CONVENTION)
    if facts.amended_to is not None:
        own = (facts.amended_to, TermAnchor.AMENDMENT)
    bound = facts.model in NEEDS_CONVENTION or own[0] is None
    return [own, _default(facts)] if bound else [own]


def _default(facts: TermFacts) -> tuple[date | None, TermAnchor]:
    if facts.model == PIC_IPR_MODEL:
        return facts.programme_ends_on, TermAnchor.PROGRAMME  # whether that day is known or not (guide:4055-4059)
    return facts.framework_ends_on, TermAnchor.FRAMEWORK


def _day(end: End) -> date:
    return end.on
