"""Who goes to the OFII when the rules doubt? A person says it, with a reason of a closed list; it can be taken back."""

from collections.abc import Mapping
from typing import Final

from liaison.errors import Conflict, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import OrientationSettlement
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases import restricting
from liaison.usecases.context import Context
from liaison.usecases.table_words import EXCLUDED_WHY, INCLUDED_WHY
from liaison.usecases.tables.proposing import current_row, kept_case
from liaison.usecases.tables.settled import doubts_of
from liaison.usecases.tables.shown import ProposedRow
from liaison.vocabulary.orientations import Verdict
from liaison.vocabulary.tables import Settled, SettledWhy

_REASONS: Final[Mapping[Settled, Mapping[SettledWhy, str]]] = {
    Settled.INCLUDED: INCLUDED_WHY,
    Settled.EXCLUDED: EXCLUDED_WHY,
}


def settle(
    ctx: Context, actor: Actor, case_id: str, settled: Settled, why: SettledWhy, *, revision: int | None = None
) -> None:
    """Decide about somebody, having looked at what is doubted now.

    `revision`: of the dossier that was looked at; another one means that something changed since.

    Raises:
        Invalid: the reason is none of this decision.
        WrongState: the rules keep the person out, or nothing is doubted: only an exclusion is possible then.
        Refused: the person asked for a restriction, and it stands.
        Conflict: the dossier changed since it was looked at.
    """
    case = kept_case(ctx, actor, case_id)
    if why not in _REASONS[settled]:
        raise Invalid([Problem("why", "Motif", "« Motif » : choisissez un des motifs de cette décision.")])
    case_store.lock_case(ctx.session, case.id)
    restricting.check_may_change(ctx, case.id)
    if revision is not None and case.revision != revision:
        raise Conflict("Ce dossier a été modifié entre-temps.", hint="Relisez la ligne, puis décidez à nouveau.")
    row = current_row(ctx, case)
    doubts = doubts_of(row.findings)
    if settled is Settled.INCLUDED:
        _check_may_include(row, doubted=bool(doubts))
    decision = OrientationSettlement(
        case_id=case.id, settled=settled.value, why=why.value, doubts=sorted(doubt.value for doubt in doubts),
        settled_by=actor.account_id, settled_at=ctx.now,
    )  # fmt: skip
    ctx.session.merge(decision)
    detail = {"settlement": settled.value, "settled-why": why.value, "doubts": len(doubts)}
    save(ctx.session, event=Event(EventKind.TABLE_SETTLED, actor.account_id, case.id, detail), at=ctx.now)


def unsettle(ctx: Context, actor: Actor, case_id: str) -> None:
    """Take a decision back: what is doubted is doubted again.

    Raises:
        WrongState: nobody decided.
    """
    case = kept_case(ctx, actor, case_id)
    decision = store.settlements_of(ctx.session, [case.id]).get(case.id)
    if decision is None:
        raise WrongState("Aucune décision n’est enregistrée.", hint="Rechargez la page du tableau.")
    detail = {"settlement": None, "settled-why": None, "doubts": len(decision.doubts)}
    remove(ctx.session, decision, event=Event(EventKind.TABLE_SETTLED, actor.account_id, case.id, detail), at=ctx.now)


def _check_may_include(row: ProposedRow, *, doubted: bool) -> None:
    if row.verdict is Verdict.NOT_ELIGIBLE:
        raise WrongState(
            "Les règles du programme ne permettent pas de proposer cette personne.",
            hint="Si une donnée est fausse, corrigez-la ; si le préfet l’admet, notez son instruction dans le dossier.",
        )
    if not doubted and not row.settlement:
        raise WrongState("Il n’y a aucun doute à régler pour cette personne.", hint="Rechargez la page du tableau.")
