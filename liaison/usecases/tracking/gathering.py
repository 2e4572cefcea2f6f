"""Who was in the programme of a département during a period? Read off the dossiers, which nobody types twice.

The end is that of the support in the dossier; a positive exit is a fact of the dossier (lease signed, employment begun)
or, failing that, the exit that was recorded with its day (docs/decisions/0113).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liaison.records import Case, CaseExit
from liaison.rules import tracking
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.calendar import local_day
from liaison.rules.likeness import folded
from liaison.rules.tracking import Left, Period, Stand, SupportFacts
from liaison.store import cases as case_store
from liaison.store import exits as exit_store
from liaison.usecases import agreeing, restricting
from liaison.usecases.context import Context
from liaison.usecases.dossier import dossier_spec, full_name, raw_of, read_people
from liaison.usecases.person_values import PersonValues
from liaison.vocabulary import ExitKind, ExitUndone, Role
from liaison.vocabulary.orientations import EmploymentKind

TRACKERS = frozenset({Role.COORDINATOR})
_ENGAGED = "beneficiary.engagement_date"


@dataclass(frozen=True, slots=True)
class Tracked:
    """Somebody who was in the programme: where they stood, and what their dossier holds."""

    case_id: str
    departement: str
    person: str
    stand: Stand
    values: PersonValues
    archived: bool
    """In the archive: counted as anybody, and completed once the dossier was taken out."""

    @property
    def agdref(self) -> str:
        """The number; empty when it is not known."""
        return self.values.text("beneficiary.agdref")


@dataclass(frozen=True, slots=True)
class Undated:
    """Somebody who was accompanied, and whose contract has no date: nobody can say whether they belong here."""

    case_id: str
    person: str
    agreed_on: date | None
    """When the agreement was given, as it is when the contract is signed: a hint, no more."""
    archived: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody of a period: who is in the table, who cannot be placed, and how many may not leave."""

    people: tuple[Tracked, ...]
    undated: tuple[Undated, ...]
    kept_here: int
    """A restriction or an objection stands over their dossiers (RGPD 18 and 21)."""


def check_may_track(actor: Actor, departement: str) -> None:
    """Let the coordinator of a département through.

    Raises:
        Denied: another role, or another département.
    """
    check_has_role(actor, TRACKERS)
    check_may_work_in(actor, departement)


def gather(ctx: Context, departement: str, period: Period) -> Gathered:
    """Return who was in the programme during a period, by the day of their contract.

    Of a period that still runs it says how it is today: an employment that begins next month is no exit yet.
    """
    period = Period(period.since, min(period.until, ctx.today))
    cases = case_store.list_all_cases_in(ctx.session, [departement])
    ids = [case.id for case in cases]
    exits = defaultdict[str, list[CaseExit]](list)
    for row in exit_store.list_of_cases(ctx.session, ids):
        exits[row.case_id].append(row)
    agreed = agreeing.engaged_by_agreement(ctx, ids)
    kept_here = restricting.kept_here(ctx, ids)
    people, undated, left_out = [], [], 0
    fields = {field.id: field for field in dossier_spec(ctx).fields()}
    held = read_people(ctx, cases)
    for case in cases:
        values, archived = PersonValues(fields, raw_of(held[case.id]), ctx.today), case.archived_on is not None
        stood = tracking.stand(_facts(case, exits[case.id], values), period)
        if stood is not None and case.id in kept_here:
            left_out += 1
        elif stood is not None:
            people.append(Tracked(case.id, departement, full_name(values.raw), stood, values, archived))
        elif values.day(_ENGAGED) is None and _was_accompanied(case, exits, agreed):
            undated.append(Undated(case.id, full_name(values.raw), agreed.get(case.id), archived))
    people.sort(key=lambda one: (one.stand.engaged_on, one.agdref, one.case_id))
    undated.sort(key=lambda one: folded(one.person))
    return Gathered(tuple(people), tuple(undated), left_out)


def _was_accompanied(case: Case, exits: Mapping[str, Sequence[CaseExit]], agreed: Mapping[str, date]) -> bool:
    return case.support_ended_on is not None or case.id in agreed or bool(exits[case.id])


def _facts(case: Case, exits: Sequence[CaseExit], values: PersonValues) -> SupportFacts:
    employment = values.choice("programme.employment_kind")
    return SupportFacts(
        engaged_on=values.day(_ENGAGED),
        ended_on=case.support_ended_on,
        exits=tuple(_left(row) for row in exits if row.undone_why != ExitUndone.MISTAKE),
        lease_on=values.day("programme.lease_on"),
        employment=EmploymentKind(employment) if employment else None,
        employment_on=values.day("programme.employment_on"),
    )


def _left(row: CaseExit) -> Left:
    return Left(ExitKind(row.kind), row.left_on, local_day(row.undone_at) if row.undone_at else None)
