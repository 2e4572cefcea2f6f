"""Who of a département may be proposed, and what is known of each? Gathered with a fixed number of queries.

Each dossier is unsealed once; of earlier tables only the rows that are compared with what is so now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from liaison.records import Case, OrientationSettlement, Referral
from liaison.rules.candidate import Finding
from liaison.rules.likeness import Identity
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import tables as store
from liaison.usecases.context import Context
from liaison.usecases.dossier import Value, read_people
from liaison.usecases.eligible import Assessed, assess_cases
from liaison.usecases.tables import cells, history, likenesses
from liaison.usecases.tables.contents import contents_of
from liaison.usecases.tables.shown import CellView, WhyHere
from liaison.vocabulary import Origin
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.tables import OfiiDecision

_WHO: Final = ("beneficiary.last_name", "beneficiary.first_name", "beneficiary.birth_date")
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A dossier of the département, and all that a table says of it."""

    case: Case
    assessed: Assessed
    cells: tuple[CellView, ...]
    findings: tuple[Finding, ...]
    """The rules', and the doubt of a second dossier."""
    alike: tuple[str, ...]
    past: history.Past | None
    before: Mapping[str, str]
    """What was sent of them before, by column, where it is compared; else empty."""
    changed: frozenset[str]
    settlement: OrientationSettlement | None

    @property
    def codes(self) -> frozenset[Doubt]:
        """What was found, by code."""
        return frozenset(finding.code for finding in self.findings)

    @property
    def ended(self) -> bool:
        """Say whether the question is no longer whether they may enter."""
        return self.assessed.entered

    @property
    def barred(self) -> bool:
        """Say whether the rules keep them out."""
        return any(finding.verdict is Verdict.NOT_ELIGIBLE for finding in self.findings)

    def why_here(self, corrected: str | None) -> WhyHere | None:
        """Say why they are proposed in a table that corrects another, or none."""
        comes_back = Doubt.COMES_BACK in self.codes
        return history.why_here(self.past, corrected, changed=bool(self.changed), comes_back=comes_back)


def everybody(ctx: Context, departement: str) -> dict[str, Person]:
    """Return the people of all dossiers of a département, those who are « à orienter vers l’OFII » too."""
    cases = case_store.list_cases_in(ctx.session, [departement])
    assessed = assess_cases(ctx, cases)
    alike = likenesses.alike({case_id: _identity(one.values) for case_id, one in assessed.items()})
    return _people(ctx, cases, assessed, history.pasts(ctx, departement), alike)


def one_of(ctx: Context, case: Case) -> Person:
    """Return the person of one dossier; of the others only the names are looked at, and who may be the same."""
    cases = {row.id: row for row in case_store.list_cases_in(ctx.session, [case.departement])}
    known = read_people(ctx, cases.values())
    alike = likenesses.alike({case_id: _identity(values) for case_id, values in known.items()})
    near = [case, *(cases[other] for other in alike.get(case.id, ()))]
    pasts = history.pasts(ctx, case.departement, [row.id for row in near])
    return _people(ctx, near, assess_cases(ctx, near, known), pasts, alike)[case.id]


def _identity(values: Mapping[str, Value]) -> Identity:
    return Identity(*(values[key].raw if key in values else "" for key in _WHO))


def _people(
    ctx: Context, cases: Sequence[Case], assessed: Mapping[str, Assessed], pasts: Mapping[str, history.Past],
    alike: Mapping[str, tuple[str, ...]],
) -> dict[str, Person]:  # fmt: skip
    referred = _referred(ctx, cases)
    settlements = store.settlements_of(ctx.session, [case.id for case in cases])
    befores = _befores(ctx, cases, pasts)
    found = {}
    for case in cases:
        mine, past = assessed[case.id], pasts.get(case.id)
        shown = cells.cells_of(mine.values, referred.get(case.id))
        before = befores.get(case.id, {})
        told = {cell.column for cell in shown if cell.origin is Origin.OFII}
        others = [other for other in alike.get(case.id, ()) if other in assessed]
        found[case.id] = Person(
            case=case, assessed=mine, cells=shown, alike=tuple(others), past=past, before=before,
            findings=(*_doubled(others, assessed, pasts), *mine.assessment.findings),
            changed=history.differing(before, {cell.column: cell.text for cell in shown}, told) if before else _NONE,
            settlement=settlements.get(case.id),
        )  # fmt: skip
    return found


def _referred(ctx: Context, cases: Sequence[Case]) -> dict[str, cells.Referred]:
    places = {case.departement for case in cases}
    partners = {row.id: row.name for place in places for row in directory_store.list_partners(ctx.session, place)}
    rows: dict[str, list[Referral]] = defaultdict(list)
    for row in deposit_store.referrals_among(ctx.session, [case.id for case in cases]):
        rows[row.case_id].append(row)
    return {case_id: cells.referred_of(mine, partners) for case_id, mine in rows.items()}


def _doubled(
    others: Sequence[str], assessed: Mapping[str, Assessed], pasts: Mapping[str, history.Past]
) -> tuple[Finding, ...]:
    if not others:
        return ()
    namesakes = [
        likenesses.Namesake(assessed[other].entered, pasts[other].table.number if other in pasts else "")
        for other in others
    ]
    return (likenesses.finding(namesakes),)


def _befores(ctx: Context, cases: Iterable[Case], pasts: Mapping[str, history.Past]) -> dict[str, Mapping[str, str]]:
    """Return what was sent of people, where something may come of it: a validated row is not even opened."""
    rows = {case.id: pasts[case.id].row for case in cases if case.id in pasts and not _is_validated(pasts[case.id])}
    held = contents_of(ctx, rows.values())
    return {case_id: held[row.id].texts for case_id, row in rows.items() if row.id in held}


def _is_validated(past: history.Past) -> bool:
    return past.answer is not None and past.answer.decision == OfiiDecision.VALIDATED
