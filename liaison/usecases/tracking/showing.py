"""What does the coordinator see of the table before it leaves? Its rows with names, its counts, and what is missing."""

from dataclasses import dataclass
from datetime import date

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.rules.tracking import Period, Reached
from liaison.usecases.context import Context
from liaison.usecases.dossier import masked
from liaison.usecases.tracking.columns import columns_of
from liaison.usecases.tracking.exporting import remarks_of
from liaison.usecases.tracking.gathering import Undated, check_may_track, gather


@dataclass(frozen=True, slots=True)
class TrackingLine:
    """Somebody's row, on the page: with their name, and the number masked."""

    case_id: str
    person: str
    agdref_masked: str
    engaged_on: date
    ended_on: date | None
    employment: Reached | None
    employment_incomplete: bool
    housing: Reached | None
    archived: bool


@dataclass(frozen=True, slots=True)
class TrackingView:
    """The table of a period, and what to complete before it leaves."""

    departement: str
    period: Period
    lines: tuple[TrackingLine, ...]
    undated: tuple[Undated, ...]
    remarks: tuple[str, ...]
    columns: int
    """How many columns the operator defined."""

    @property
    def ended(self) -> int:
        """How many supports ended."""
        return sum(line.ended_on is not None for line in self.lines)

    @property
    def employed(self) -> int:
        """How many positive exits to employment there are."""
        return sum(line.employment is not None for line in self.lines)

    @property
    def housed(self) -> int:
        """How many positive exits to housing there are."""
        return sum(line.housing is not None for line in self.lines)

    @property
    def numberless(self) -> tuple[TrackingLine, ...]:
        """Who has no AGDREF number yet."""
        return tuple(line for line in self.lines if not line.agdref_masked)

    @property
    def incomplete(self) -> tuple[TrackingLine, ...]:
        """Whose employment is known in part."""
        return tuple(line for line in self.lines if line.employment_incomplete)


def period_of(since: date | None, until: date | None) -> Period:
    """Return the period that was typed.

    Raises:
        Invalid: a day is missing, or they stand the wrong way round.
    """
    problems = [
        Problem(name, label, f"« {label} » : écrivez quel jour.")
        for name, label, day in (("du", "Du", since), ("au", "Au", until))
        if day is None
    ]
    if since is not None and until is not None and since > until:
        problems.append(Problem("au", "Au", "« Au » : cette date vient avant le début de la période."))
    if problems or since is None or until is None:
        raise Invalid(problems)
    return Period(since, until)


def show(ctx: Context, actor: Actor, departement: str, period: Period) -> TrackingView:
    """Return the table of a period, by the day of the contract.

    Raises:
        Denied: another role, or another département.
    """
    check_may_track(actor, departement)
    gathered = gather(ctx, departement, period)
    lines = tuple(
        TrackingLine(
            one.case_id, one.person, masked(one.agdref), one.stand.engaged_on, one.stand.ended_on,
            one.stand.employment, one.stand.employment_incomplete, one.stand.housing, one.archived,
        )
        for one in gathered.people
    )  # fmt: skip
    columns = columns_of(ctx, departement)
    return TrackingView(departement, period, lines, gathered.undated, remarks_of(gathered), len(columns))
