"""May the people of these dossiers be proposed for the programme? What is known of each, and the rules' answer (E-1).

Whatever their number, a fixed number of queries; each dossier is unsealed once, and what it holds is handed on. Nothing
is stored and nothing is journalled here: who shows a dossier journals its reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.records import Case, CaseExit, Referral
from liaison.rules import positive_exit
from liaison.rules.access import Actor
from liaison.rules.candidate import Assessment, Candidate
from liaison.rules.deployment import Deployment, deployment_of
from liaison.rules.eligibility import assess
from liaison.rules.exchange import Given
from liaison.rules.exits import POSITIVE
from liaison.rules.positive_exit import ExitFacts, PositiveExit
from liaison.rules.referral import SHELTERS, is_to_orient, known_of
from liaison.rules.situation import Standing
from liaison.rules.volunteering import volunteering_of
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exits as exit_store
from liaison.store import rights as rights_store
from liaison.usecases import agreeing
from liaison.usecases.context import Context
from liaison.usecases.dossier import Value, case_of, dossier_spec, raw_of, read_people
from liaison.usecases.person_values import PersonValues
from liaison.vocabulary import CirState, ExitKind
from liaison.vocabulary.orientations import Doubt, EmploymentKind, Verdict
from liaison.vocabulary.rights import Right

LABELS: Final[Mapping[Verdict, str]] = {
    Verdict.ELIGIBLE: "Peut être proposée à l’OFII",
    Verdict.DOUBTFUL: "À vérifier avant de la proposer",
    Verdict.NOT_ELIGIBLE: "Ne peut pas être proposée aujourd’hui",
}
"""Said of « la personne »."""
_ENDED: Final = frozenset({Doubt.IN_PROGRAMME, Doubt.LEFT_PROGRAMME})


@dataclass(frozen=True, slots=True)
class Assessed:
    """A dossier, what it holds, and the rules' answer."""

    case_id: str
    values: Mapping[str, Value]
    assessment: Assessment
    to_orient: bool
    """« À orienter vers l’OFII » (T-6): stays out of every table, whatever the rules say."""
    positive_exit: PositiveExit

    @property
    def entered(self) -> bool:
        """Whether the person is in the programme, or was: the question is no longer whether they may enter."""
        return any(finding.code in _ENDED for finding in self.assessment.findings)

    @property
    def in_programme(self) -> bool:
        """Whether the person is in the programme now."""
        return any(finding.code is Doubt.IN_PROGRAMME for finding in self.assessment.findings)


def assess_case(ctx: Context, case: Case, values: Mapping[str, Value] | None = None) -> Assessed:
    """Judge one dossier; `values`: what it holds, where the caller has it already."""
    known = None if values is None else {case.id: values}
    return assess_cases(ctx, [case], known)[case.id]


def assess_cases(
    ctx: Context, cases: Sequence[Case], known: Mapping[str, Mapping[str, Value]] | None = None
) -> dict[str, Assessed]:
    """Judge dossiers that the caller may open, in their order."""
    around = _around(ctx, cases)
    fields = {field.id: field for field in dossier_spec(ctx).fields()}
    held = dict(known or {})
    held.update(read_people(ctx, [case for case in cases if case.id not in held]))
    found = {}
    for case in cases:
        values = held[case.id]
        said = PersonValues(fields, raw_of(values), ctx.today)
        aid = positive_exit.judge(_exit_facts(said), ctx.today)
        candidate = _candidate(case, said, around, aid)
        assessment = assess(candidate, around.deployments[case.departement], ctx.today)
        to_orient = is_to_orient(_said(around.referrals[case.id]))
        found[case.id] = Assessed(case.id, values, assessment, to_orient, aid)
    return found


def of_case(ctx: Context, actor: Actor, case_id: str) -> Assessed:
    """Judge a dossier that the actor may open.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    return assess_case(ctx, case_of(ctx, actor, case_id))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the dossiers, by dossier."""

    deployments: Mapping[str, Deployment]
    given: Mapping[str, Sequence[Given]]
    referrals: Mapping[str, Sequence[Referral]]
    sheltered: frozenset[str]
    exits: Mapping[str, CaseExit]
    restricted: frozenset[str]
    objecting: frozenset[str]
    today: date


def _around(ctx: Context, cases: Sequence[Case]) -> _Around:
    ids = [case.id for case in cases]
    places = {case.departement for case in cases}
    rows = [row for row in directory_store.list_departements(ctx.session) if row.code in places]
    referrals: dict[str, list[Referral]] = defaultdict(list)
    for referral in deposit_store.referrals_among(ctx.session, ids):
        referrals[referral.case_id].append(referral)
    kinds = directory_store.kinds_of(ctx.session, {row.partner_id for rows in referrals.values() for row in rows})
    shelters = {partner_id for partner_id, kind in kinds.items() if kind in SHELTERS}
    standing = rights_store.list_standing(ctx.session, ids, [Right.RESTRICTION, Right.OBJECTION])
    return _Around(
        deployments={row.code: deployment_of(row.code, row.deployed_in) for row in rows},
        given=agreeing.givens_among(ctx, ids),
        referrals=referrals,
        sheltered=frozenset(
            case_id for case_id, rows in referrals.items() if shelters & {row.partner_id for row in rows}
        ),
        exits={row.case_id: row for row in exit_store.list_standing(ctx.session, ids)},
        restricted=frozenset(row.case_id for row in standing if row.case_id and row.kind == Right.RESTRICTION),
        objecting=frozenset(row.case_id for row in standing if row.case_id and row.kind == Right.OBJECTION),
        today=ctx.today,
    )


def _exit_facts(said: PersonValues) -> ExitFacts:
    kind = said.choice("programme.employment_kind")
    return ExitFacts(
        lease_on=said.day("programme.lease_on"),
        stable_housing=said.yes("programme.stable_housing"),
        employment=EmploymentKind(kind) if kind else None,
        employment_on=said.day("programme.employment_on"),
        lasting_employment=said.yes("programme.lasting_employment"),
    )


def _candidate(case: Case, said: PersonValues, around: _Around, aid: PositiveExit) -> Candidate:
    standing = said.choice("programme.standing")
    volunteering = volunteering_of(around.given.get(case.id, ()), around.today)
    referrals = around.referrals.get(case.id, ())
    left = around.exits.get(case.id)
    return Candidate(
        standing=Standing(standing) if standing else None,
        status_on=said.day("beneficiary.protection_date"),
        prefect=said.yes("programme.prefect"),
        cir=known_of(_said(referrals)),
        cir_on=said.day("beneficiary.cir_date") or _signed_on(referrals),
        cph_request=said.yes("programme.cph_request"),
        cph_validated=said.yes("programme.cph_validated"),
        cph_since=said.day("programme.cph_since"),
        resettled=said.yes("programme.resettled"),
        resides=said.yes("programme.resides"),
        sheltered=case.id in around.sheltered,
        agreed_on=volunteering.agreed_on,
        agreement_withdrawn=volunteering.withdrawn,
        housing=said.yes("programme.housing"),
        stable_housing=_known(answer=said.yes("programme.stable_housing"), met=aid.housing.met),
        employment=said.yes("programme.employment"),
        lasting_employment=_known(answer=said.yes("programme.lasting_employment"), met=aid.employment.met),
        restricted=case.id in around.restricted,
        objects=case.id in around.objecting,
        engaged_on=said.day("beneficiary.engagement_date"),
        left_on=left.left_on if left is not None else case.support_ended_on,
        left_well=left is not None and ExitKind(left.kind) in POSITIVE,
    )


def _known(*, answer: bool | None, met: bool | None) -> bool | None:
    """Take the answer; where nobody gave one, a lease or a contract that is there says yes."""
    return True if answer is None and met else answer


def _said(referrals: Iterable[Referral]) -> list[CirState]:
    return [CirState(row.cir) for row in referrals]


def _signed_on(referrals: Iterable[Referral]) -> date | None:
    return next((row.cir_signed_on for row in referrals if row.cir_signed_on is not None), None)
