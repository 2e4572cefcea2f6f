"""How is a returned fiche accepted as the partner's answer? By the référent, who says what it decides (D-5, T-5)."""

from forms.paper import NothingToRead
from liaison.errors import Invalid, Problem, WrongState
from liaison.records import Case, DepositDocument, Transmission
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.usecases import (
    comparing_returned,
    deposited,
    keeping_cases,
    outcomes,
    reading_back,
    releasing,
    settling,
    standing,
    taking_in,
)
from liaison.usecases.context import Context
from liaison.usecases.dossier import raw_of, read_person
from liaison.usecases.following import transmission_to_change
from liaison.usecases.reading_back import ReadFiche
from liaison.usecases.settling import Belonging
from liaison.vocabulary import DocumentFate, Origin, Outcome, OutcomeReason, TransmissionId


def accept(
    ctx: Context,
    actor: Actor,
    document_id: str,
    *,
    outcome: Outcome | None,
    reason: OutcomeReason | None = None,
    take: frozenset[str] = frozenset(),
) -> TransmissionId:
    """Keep a returned fiche as the answer to its pli; return the pli that it counts for.

    `take`: the values about the person that the dossier takes over, with the partner as their origin (T-5); one that
    is locked is never taken. A second answer is kept like the first, and the newest decision counts; what comes for a
    pli that is over is kept with the dossier, and changes no decision.

    Raises:
        WrongState: it answers no pli of the actor's, or is settled already.
        Invalid: the decision is missing, or a value cannot be taken over.
    """
    document = deposited.document_of(ctx, actor, document_id)
    fiche = _read(ctx, actor, document)
    if fiche.own is None:
        raise _not_ours()
    row = transmission_to_change(ctx, actor, taking_in.living(ctx, fiche.own.row).id)
    settling.hold(ctx, document)
    case = _case_of(ctx, row)
    note_answer(ctx, actor, row, outcome, reason, by="fiche")
    if fiche.own.genuine and fiche.own.row.id == row.id and standing.may_confirm(row):
        releasing.confirm(ctx, actor, row.id)  # who filled it opened it: the key is needed here no more
    if take:
        lines = comparing_returned.differences(ctx, fiche.own, fiche.returned)
        take_over(ctx, actor, case, comparing_returned.takeable(lines), take)
    belonging = Belonging(case, row, settling.convention_of(ctx, row))
    settling.keep(ctx, actor, document, DocumentFate.ACCEPTED, belonging)
    return TransmissionId(row.id)


def note_answer(
    ctx: Context, actor: Actor, row: Transmission, outcome: Outcome | None, reason: OutcomeReason | None, *, by: str
) -> None:
    """Note the decision that an answer tells.

    Raises:
        Invalid: it is awaited, and was not said.
        WrongState: one was said, and the pli awaits none.
    """
    if outcome is not None:
        outcomes.note_outcome(ctx, actor.account_id, row, outcome, reason, by=by)
    elif taking_in.asks_outcome(row):
        sentence = "« Réponse du partenaire » : choisissez ce que sa fiche répond."
        raise Invalid([Problem("outcome", "Réponse du partenaire", sentence)])


def take_over(ctx: Context, actor: Actor, case: Case, offered: dict[str, str], take: frozenset[str]) -> None:
    """Write ticked values into a dossier, each with the partner as its origin (T-5).

    Raises:
        Invalid: one that is not offered, or that cannot be read.
    """
    if take - set(offered):
        sentence = "« À reprendre au dossier » : une de ces valeurs ne se reprend pas d’ici."
        raise Invalid([Problem("take", "À reprendre au dossier", sentence)])
    known = raw_of(read_person(ctx, case))
    raw = {**known, **{field_id: offered[field_id] for field_id in take}}
    keeping_cases.save_case(ctx, actor, case.id, raw=raw, origin=Origin.PARTNER, revision=case.revision)


def _read(ctx: Context, actor: Actor, document: DepositDocument) -> ReadFiche:
    try:
        return reading_back.read_fiche(ctx, actor, document)
    except NothingToRead:
        raise _not_ours() from None


def _not_ours() -> WrongState:
    return WrongState(
        "Ce document ne répond à aucun de vos plis.", hint="Gardez-le avec un dossier, ou laissez-le de côté."
    )


def _case_of(ctx: Context, row: Transmission) -> Case:
    if row.case_id is None:
        raise WrongState(
            "C’est la réponse à un pli d’essai : elle ne parle de personne.", hint="Laissez ce document de côté."
        )
    return case_store.get_case(ctx.session, row.case_id)
