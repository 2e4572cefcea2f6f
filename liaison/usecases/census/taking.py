"""How does a first census come in? For a structure of the directory: read, understood, looked at, taken as one.

Nobody is merged with anybody unasked, nothing that a dossier holds is overwritten, and whether somebody is proposed to
the OFII stays a person's decision: each new dossier is a referral of the structure, its CIR as the file says (T-6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto.hashchain import Detail
from liaison.errors import Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import Case, CensusColumn
from liaison.rules.access import Actor
from liaison.rules.census import LABELS, Meaning
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, keeping_cases, referring, remembered_columns
from liaison.usecases.census import planning
from liaison.usecases.census.effects import Effect
from liaison.usecases.census.planning import SKIP, Plan
from liaison.usecases.census.reading import Census, partner_of
from liaison.usecases.context import Context
from liaison.usecases.dossier import raw_of, read_person
from liaison.usecases.referring import Referred
from liaison.vocabulary import AgreementKind, Origin


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in."""

    added: int
    completed: int
    left_out: int


def preview(ctx: Context, actor: Actor, census: Census, meanings: Sequence[str]) -> Plan:
    """Say what a census would add and complete, every doubt and every mistake with its row; nothing is written.

    It shows what dossiers hold: the journal keeps that they were searched, and how many were found.
    """
    found = _plan(ctx, actor, census, meanings)
    known = sum(not item.effect.is_new for item in found.items) + len(found.doubts)
    event = Event(EventKind.CASE_SEARCHED, actor.account_id, "", {"found": known + found.unchanged})
    save(ctx.session, event=event, at=ctx.now)
    return found


def run(
    ctx: Context, actor: Actor, census: Census, meanings: Sequence[str], *, decisions: Mapping[int, str], seen: str
) -> Taken:
    """Take a census in, all of it; what its headings meant is remembered for the next one.

    Args:
        ctx: the transaction: a mistake anywhere leaves nothing.
        actor: who keeps the dossiers.
        census: the file.
        meanings: what each column means.
        decisions: for the row of each doubt: a dossier, `planning.NEW` or `planning.SKIP`.
        seen: the digest of the preview that was confirmed.

    Raises:
        Invalid: a row is to be corrected, or a doubt is not settled.
        Conflict: a dossier changed since the preview.
    """
    found = _plan(ctx, actor, census, meanings)
    if found.problems:
        raise Invalid([Problem("", "", f"Ligne {one.row} : {one.sentence}") for one in found.problems])
    if seen != found.digest:
        raise Conflict(
            "Des dossiers ou les colonnes ont changé depuis l’aperçu : rien n’a été importé.",
            hint="Relisez l’aperçu, puis importez.",
        )
    effects = [item.effect for item in found.items if item.effect.changes]
    effects += [one for one in _settled(found, decisions) if one is not None and one.changes]
    for case_id, effect in zip(_cases(ctx, actor, census, effects), effects, strict=True):
        _note(ctx, actor, case_id, census.partner_id, effect)
    taken = Taken(
        sum(effect.is_new for effect in effects),
        sum(not effect.is_new for effect in effects),
        len(found.left_out) + sum(decision == SKIP for decision in decisions.values()),
    )
    detail: dict[str, Detail] = {
        "partner": census.partner_id, "added": taken.added, "changed": taken.completed,
        "same": found.unchanged, "rows": len(census.rows),
    }  # fmt: skip
    event = Event(EventKind.CENSUS_IMPORTED, actor.account_id, census.departement, detail)
    remembered = remembered_columns.remember(ctx, CensusColumn, census.departement, census.headings, meanings)
    save(ctx.session, *remembered, event=event, at=ctx.now)
    return taken


def _plan(ctx: Context, actor: Actor, census: Census, meanings: Sequence[str]) -> Plan:
    partner_of(ctx, actor, census.partner_id)
    _check_meanings(census, meanings)
    return planning.plan(ctx, actor, census, meanings)


def _check_meanings(census: Census, meanings: Sequence[str]) -> None:
    """Let columns through of which each meaning is known, and said once, and that say the name in one way."""
    problems = remembered_columns.check_said(census.headings, meanings, LABELS)
    names = {Meaning.LAST_NAME, Meaning.FULL_NAME} & {*meanings}
    if not names:
        problems.append(remembered_columns.problem("dites laquelle porte le nom des personnes."))
    elif Meaning.FULL_NAME in names and {Meaning.LAST_NAME, Meaning.FIRST_NAME} & {*meanings}:
        sentence = "le nom et le prénom se lisent dans une colonne, ou dans deux. Ignorez celle qui ne sert pas."
        problems.append(remembered_columns.problem(sentence))
    if problems:
        raise Invalid(problems)


def _settled(found: Plan, decisions: Mapping[int, str]) -> list[Effect | None]:
    """Return what a person decided of each doubt.

    Raises:
        Invalid: one is not settled, or two rows would complete one dossier.
    """
    taken = {item.effect.case_id: item.row for item in found.items if item.effect.case_id is not None}
    effects, problems = [], []
    for doubt in found.doubts:
        effect = {answer.value: answer.effect for answer in doubt.answers}
        decision = decisions.get(doubt.row, "")
        if decision not in effect:
            problems.append(_undecided(doubt.row, "choisissez une réponse."))
        elif decision in taken:
            problems.append(_undecided(doubt.row, f"ce dossier est déjà celui de la ligne {taken[decision]}."))
        else:
            effects.append(effect[decision])
            if effect[decision] is not None and decision != planning.NEW:
                taken[decision] = doubt.row
    if problems:
        raise Invalid(problems)
    return effects


def _undecided(row: int, sentence: str) -> Problem:
    return Problem(f"decision-{row}", f"Ligne {row}", f"« Ligne {row} » : {sentence}")


def _cases(ctx: Context, actor: Actor, census: Census, effects: Sequence[Effect]) -> list[str]:
    """Open or complete the dossier of each row."""
    raws = [effect.raw for effect in effects if effect.is_new]
    opened = iter(
        keeping_cases.create_cases(ctx, actor, departement=census.departement, raws=raws, origin=Origin.PARTNER)
    )
    return [_complete(ctx, actor, effect) if effect.case_id else next(opened) for effect in effects]


def _note(ctx: Context, actor: Actor, case_id: str, partner_id: str, effect: Effect) -> None:
    """Note who referred somebody, and what they agreed to."""
    if effect.referred is not None:
        _refer(ctx, actor, case_store.get_case(ctx.session, case_id), partner_id, effect.referred)
    if effect.agreed_on is not None:
        agreeing.record_agreement(ctx, actor, case_id, AgreementKind.ORIENTATION, effect.agreed_on)


def _complete(ctx: Context, actor: Actor, effect: Effect) -> str:
    """Only what is empty is filled, also where somebody typed it a moment ago."""
    case = case_store.get_case(ctx.session, effect.case_id or "")
    case_store.lock_case(ctx.session, case.id)
    known = raw_of(read_person(ctx, case))
    missing = {field_id: text for field_id, text in effect.raw.items() if not known.get(field_id)}
    if missing:
        keeping_cases.save_case(
            ctx, actor, case.id, raw={**known, **missing}, origin=Origin.PARTNER, revision=case.revision
        )
    return case.id


def _refer(ctx: Context, actor: Actor, case: Case, partner_id: str, referred: Referred) -> None:
    """What this structure referred already is one referral: what the list says of the CIR completes it."""
    rows = deposit_store.referrals_of(ctx.session, case.id)
    row = next((one for one in rows if one.partner_id == partner_id), None)
    referring.write(ctx, actor, row or referring.begin(ctx, actor, case, partner_id), referred)
