"""How is a document kept as it is, or not at all? With a dossier, as the answer to a pli, or left out and destroyed."""

from dataclasses import dataclass

from liaison.errors import Invalid, Problem, WrongState
from liaison.rules.access import Actor
from liaison.store import cases as case_store
from liaison.store import deposits as store
from liaison.usecases import accepting, deposited, keeping_cases, my_day, referring, settling, taking_in
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.following import transmission_to_change
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.referring import Referred
from liaison.usecases.settling import Belonging
from liaison.vocabulary import DocumentFate, LeftOut, Outcome, OutcomeReason, TransmissionId


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a document may be kept, and what is to be asked then."""

    cases: tuple[tuple[str, str], ...]
    """The dossiers that the actor may open: id, and the person's name."""
    plis: tuple[TransmissionLine, ...]
    """The plis to this partner that it may answer."""
    asks_referral: bool
    asks_agreement: bool


def ways(ctx: Context, actor: Actor, document_id: str) -> Ways:
    """Return where a document may be kept, for the page that asks."""
    document = deposited.document_of(ctx, actor, document_id)
    deposit = store.get_deposit(ctx.session, document.deposit_id)
    kind = referring.kind_of(ctx, deposit.partner_id)
    cases = [line for line in keeping_cases.list_cases(ctx, actor) if line.departement == deposit.departement]
    plis = my_day.list_transmissions(ctx, actor, partner_id=deposit.partner_id)
    return Ways(
        tuple((line.id, f"{line.name} {line.first_name}".strip()) for line in cases),
        tuple(line for line in plis if line.case_id is not None),
        referring.may_be_asked(kind),
        referring.rests_on_agreement(kind),
    )


def attach(ctx: Context, actor: Actor, document_id: str, case_id: str, *, referred: Referred | None = None) -> None:
    """Keep a document with a dossier, whatever it is; `referred`: it refers the person, and what is known of the CIR.

    Raises:
        WrongState: it is settled already.
        Invalid: the dossier is of another département.
        Denied: the dossier is not theirs.
    """
    document = deposited.document_of(ctx, actor, document_id)
    case = case_of(ctx, actor, case_id)
    case_store.lock_case(ctx.session, case.id)
    deposit = settling.hold(ctx, document)
    if case.departement != deposit.departement:
        sentence = "« Dossier » : choisissez un dossier du département du dépôt."
        raise Invalid([Problem("case", "Dossier", sentence)])
    if referred is not None:
        referring.record(ctx, actor, case, deposit, referred)
    belonging = Belonging(case, convention=settling.convention_with(ctx, deposit.partner_id))
    settling.keep(ctx, actor, document, DocumentFate.ATTACHED, belonging)


def attach_to_pli(
    ctx: Context,
    actor: Actor,
    document_id: str,
    transmission_id: str,
    *,
    outcome: Outcome | None = None,
    reason: OutcomeReason | None = None,
) -> TransmissionId:
    """Keep a document that is no fiche of ours as the answer to a pli: a scan, a letter, a paper that came by post.

    The decision may stay open: what came with an answer is not always the answer.

    Raises:
        WrongState: it is settled already, the pli went to another partner or is a test, or a decision was said and
            it awaits none.
        Invalid: a refusal without its reason.
        Denied: the pli is not theirs.
    """
    document = deposited.document_of(ctx, actor, document_id)
    named = transmission_to_change(ctx, actor, transmission_id)
    row = transmission_to_change(ctx, actor, taking_in.living(ctx, named).id)
    deposit = settling.hold(ctx, document)
    if row.case_id is None or row.departement != deposit.departement:
        raise WrongState("Ce pli ne parle d’aucune personne de ce département.", hint="Choisissez un autre pli.")
    if named.partner_id != deposit.partner_id:
        raise WrongState(
            "Ce pli est parti à un autre partenaire que celui qui a envoyé ce document.",
            hint="Choisissez un pli de ce partenaire, ou joignez le document au dossier.",
        )
    if outcome is not None:
        by = "paper" if deposit.door == "paper" else "document"
        accepting.note_answer(ctx, actor, row, outcome, reason, by=by)
    case = case_store.get_case(ctx.session, row.case_id)
    belonging = Belonging(case, row, settling.convention_of(ctx, row))
    settling.keep(ctx, actor, document, DocumentFate.ATTACHED, belonging)
    return TransmissionId(row.id)


def leave_out(ctx: Context, actor: Actor, document_id: str, why: LeftOut) -> None:
    """Destroy a document that nobody needs.

    Raises:
        WrongState: it is settled already.
    """
    document = deposited.document_of(ctx, actor, document_id)
    deposited.deposit_to_change(ctx, actor, store.get_deposit(ctx.session, document.deposit_id).id)
    settling.hold(ctx, document)
    settling.leave_out(ctx, actor, document, why)
