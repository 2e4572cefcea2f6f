"""When do these conventions end? The days that the records know, put to the rule (R-8); only reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liaison.records import Amendment, Convention, Departement
from liaison.rules.exchange import CONVENTION_END, ConventionTerm
from liaison.rules.terms import ANCHOR_LABELS, End, TermFacts, ends, limit_of
from liaison.store import directory as store
from liaison.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Term:
    """A convention with every end that applies to it, the earliest first, and its amendments as signed."""

    convention: Convention
    ends: tuple[End, ...]
    amendments: tuple[Amendment, ...]
    limit: End | None = None
    """What no amendment may pass; none while that day is unknown, or for a convention that the guide does not bind."""

    @property
    def end(self) -> End | None:
        """The end that wins; none while no day is known."""
        return next(iter(self.ends), None)

    @property
    def ends_on(self) -> date | None:
        """Its last day."""
        return self.end.on if self.end else None

    @property
    def anchor(self) -> str:
        """What ends it, as a deadline says it."""
        return ANCHOR_LABELS[self.end.anchor] if self.end else CONVENTION_END

    def is_in_force(self, today: date) -> bool:
        """Say whether anything may leave under it."""
        row = self.convention
        return row.enabled and self.ends_on is not None and row.starts_on <= today <= self.ends_on

    def for_rules(self) -> ConventionTerm:
        """Give it as the rules of an exchange see it."""
        row = self.convention
        return ConventionTerm(
            row.id, row.reference, row.model, row.starts_on, self.ends_on, frozenset(row.withheld),
            self.anchor, row.enabled,
        )  # fmt: skip


def terms_of(ctx: Context, conventions: Sequence[Convention], departement: Departement) -> list[Term]:
    """Return the terms of some conventions of a département, in their order."""
    amendments = _amendments_of(ctx, conventions)
    return [_term(row, amendments.get(row.id, []), departement) for row in conventions]


def every_term(ctx: Context, departements: Mapping[str, Departement]) -> list[Term]:
    """Return the terms of all conventions of some départements, by the partner's name."""
    pairs = store.list_conventions_in(ctx.session, departements)
    amendments = _amendments_of(ctx, [row for row, _ in pairs])
    return [_term(row, amendments.get(row.id, []), departements[partner.departement]) for row, partner in pairs]


def if_it_ended(ctx: Context, convention: Convention, departement: Departement, on: date) -> Term:
    """Return the term that a convention would have if it ended on a day of its own; what ends it before stays."""
    amendments = _amendments_of(ctx, [convention]).get(convention.id, [])
    return _term(convention, amendments, departement, instead=on)


def _amendments_of(ctx: Context, conventions: Sequence[Convention]) -> dict[str, list[Amendment]]:
    found: dict[str, list[Amendment]] = {}
    for amendment in store.list_amendments(ctx.session, [row.id for row in conventions]):
        found.setdefault(amendment.convention_id, []).append(amendment)
    return found


def _term(
    row: Convention, amendments: Sequence[Amendment], departement: Departement, *, instead: date | None = None
) -> Term:
    amended_to = next((one.ends_on for one in reversed(amendments) if one.ends_on is not None), None)
    facts = TermFacts(
        row.model,
        ends_on=instead or row.ends_on,
        amended_to=None if instead else amended_to,
        framework_ends_on=departement.framework_ends_on,
        programme_ends_on=departement.programme_ends_on,
        terminated_on=row.terminated_on,
        state_contract_ends_on=departement.state_contract_ends_on,
    )
    return Term(row, ends(facts), tuple(amendments), limit_of(facts))
