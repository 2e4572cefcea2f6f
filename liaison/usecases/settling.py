"""What became of a document, and is its deposit done with? Each gets a fate; after the last, the file itself dies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.records import Case, Deposit, DepositDocument, Transmission
from liaison.rules import exchange
from liaison.rules.access import Actor
from liaison.rules.exchange import ConventionTerm
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, keeping_deposits, scheduling, sealing
from liaison.usecases.context import Context
from liaison.vocabulary import (
    DepositStatus,
    DocumentFate,
    DocumentKind,
    LeftOut,
    PartnerKind,
    Sealed,
)

LEFT_OUT_LABELS: Final = {
    LeftOut.NOTHING_ABOUT_ANYBODY: "Il ne dit rien d’une personne accompagnée",
    LeftOut.DOUBLE: "Nous l’avons déjà",
    LeftOut.NOT_FOR_US: "Il n’est pas pour nous",
    LeftOut.UNREADABLE: "Il ne se lit pas",
    LeftOut.DANGEROUS: "Il pourrait être dangereux",
    LeftOut.TAKEN_BACK: "Ses décisions sont notées dans le tableau",
}
LEFT_BY_HAND: Final = tuple(why for why in LeftOut if why is not LeftOut.TAKEN_BACK)
"""The reasons that a person chooses from; the others follow from what was done."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a kept document belongs: its dossier, the pli that it answers, the convention that covers it."""

    case: Case
    transmission: Transmission | None = None
    convention: ConventionTerm | None = None


def hold(ctx: Context, document: DepositDocument) -> Deposit:
    """Return the deposit of a document that waits for its fate, both as they stand, and keep them so.

    Two people may decide at the same second; the caller has locked the dossier and the pli before.

    Raises:
        WrongState: somebody decided already, or the deposit is not open.
    """
    deposit = store.lock_deposit(ctx.session, document.deposit_id)
    ctx.session.refresh(document)
    if deposit is None or deposit.status != DepositStatus.OPENED or document.fate != DocumentFate.WAITING:
        raise WrongState("Ce document est déjà traité.", hint="Rechargez la page : elle montre ce qu’il est devenu.")
    return deposit


def keep(ctx: Context, actor: Actor, document: DepositDocument, fate: DocumentFate, where: Belonging) -> None:
    """Keep a document with a dossier, under its deadlines (R-1, R-2); the caller holds its deposit.

    Raises:
        Refused: it is a monthly table that came back: it names many, and is no one dossier's.
    """
    deposit = store.get_deposit(ctx.session, document.deposit_id)
    _check_is_of_one(ctx, deposit, document)
    document.case_id = where.case.id
    document.transmission_id = where.transmission.id if where.transmission else None
    _decide(ctx, actor, document, fate)
    deadlines = scheduling.document_deadlines(ctx, document, where.case, where.convention)
    detail: dict[str, Detail] = {"number": document.number, "fate": fate.value, "document": document.kind}
    if where.transmission is not None:
        detail["answers"] = where.transmission.reference
    for link in sealing.links(where.case.id, Sealed.DOCUMENT.object(document.id)):
        ctx.session.merge(link)  # what came by the link of a pli of this dossier is linked to it already
    event = Event(EventKind.DEPOSIT_DOCUMENT_SETTLED, actor.account_id, deposit.id, detail)
    save(ctx.session, document, *deadlines, event=event, at=ctx.now)
    finish(ctx, actor, deposit)


def leave_out(ctx: Context, actor: Actor, document: DepositDocument, why: LeftOut) -> None:
    """Destroy a document that is not kept; the caller holds its deposit."""
    deposit = store.get_deposit(ctx.session, document.deposit_id)
    keeping_deposits.drop_document(ctx, document, by=actor.account_id)
    detail: dict[str, Detail] = {
        "number": document.number, "fate": document.fate, "document": document.kind, "why": why.value,
    }  # fmt: skip
    event = Event(EventKind.DEPOSIT_DOCUMENT_SETTLED, actor.account_id, deposit.id, detail)
    save(ctx.session, document, event=event, at=ctx.now)
    finish(ctx, actor, deposit)


def finish(ctx: Context, actor: Actor, deposit: Deposit) -> None:
    """Settle a deposit once each of its documents has a fate: the file that came in is needed no more (R-2)."""
    documents = store.list_documents(ctx.session, deposit.id)
    if any(one.fate == DocumentFate.WAITING for one in documents):
        return
    _attribute(deposit, documents)
    closed = keeping_deposits.end(ctx, deposit, DepositStatus.SETTLED)
    kept = sum(one.fate != DocumentFate.LEFT_OUT for one in documents)
    detail: dict[str, Detail] = {"documents": len(documents), "kept": kept}
    event = Event(EventKind.DEPOSIT_SETTLED, actor.account_id, deposit.id, detail)
    save(ctx.session, deposit, *closed, event=event, at=ctx.now)


def convention_of(ctx: Context, transmission: Transmission) -> ConventionTerm | None:
    """Return the convention under which a pli left, with the end that applies to it today."""
    partner = directory_store.get_partner(ctx.session, transmission.partner_id)
    terms = directory.conventions_with(ctx, partner)
    return next((term for term in terms if term.id == transmission.convention_id), None)


def convention_with(ctx: Context, partner_id: str) -> ConventionTerm | None:
    """Return the convention that covers what a partner sends of itself today; none when none is in force.

    What came in without one is kept under R-1 alone: no end is made up (R-8).
    """
    partner = directory_store.get_partner(ctx.session, partner_id)
    model = exchange.models_for(PartnerKind(partner.kind), [])[0]
    try:
        return exchange.convention_in_force(directory.conventions_with(ctx, partner), model, ctx.today)
    except Refused:
        return None


def _check_is_of_one(ctx: Context, deposit: Deposit, document: DepositDocument) -> None:
    """Whoever follows one dossier would read all the others, and the document would outlive them (0111)."""
    if deposit.transmission_id is None or document.kind != DocumentKind.SPREADSHEET:
        return
    if exchange_store.get_transmission(ctx.session, deposit.transmission_id).table_id is not None:
        raise Refused(
            "Ce classeur répond au pli d’un tableau : il nomme plusieurs personnes.",
            hint="Reprenez ses décisions depuis la page du tableau : il est ensuite détruit.",
        )


def _decide(ctx: Context, actor: Actor, document: DepositDocument, fate: DocumentFate) -> None:
    document.fate, document.fate_at, document.fate_by = fate.value, ctx.now, actor.account_id


def _attribute(deposit: Deposit, documents: Sequence[DepositDocument]) -> None:
    """Give a deposit that belonged to nobody to the one dossier that took all of it.

    What speaks of several people stays with who opened it: those of one dossier have no business with the others.
    """
    cases = {one.case_id for one in documents if one.fate != DocumentFate.LEFT_OUT}
    if deposit.case_id is None and deposit.transmission_id is None and len(cases) == 1:
        (deposit.case_id,) = cases
        answered = {one.transmission_id for one in documents if one.transmission_id is not None}
        if len(answered) == 1:
            (deposit.transmission_id,) = answered
