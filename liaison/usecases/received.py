"""What was received for a dossier, or about a pli? Lines of documents and of deposits that wait, for their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from liaison.records import DepositDocument
from liaison.rules.access import Actor
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.usecases import deposited, following
from liaison.usecases.context import Context
from liaison.usecases.deposited import DepositLine
from liaison.usecases.dossier import case_of
from liaison.vocabulary import DepositDoor, DepositStatus, DocumentFate


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A document that was kept, with where it came from."""

    document_id: str
    deposit_id: str
    name: str
    fate: DocumentFate
    at: datetime
    partner_name: str
    door: DepositDoor
    reference: str
    """Of the pli that it answers; empty when it answers none."""


@dataclass(frozen=True, slots=True)
class Received:
    """What was received: what is kept, and the deposits that wait for their key or for a person."""

    documents: tuple[ReceivedLine, ...]
    waiting: tuple[DepositLine, ...]


def of_case(ctx: Context, actor: Actor, case_id: str) -> Received:
    """Return what was received for a dossier.

    Raises:
        Denied: it is not theirs.
    """
    case = case_of(ctx, actor, case_id)
    waiting = [row for row in store.deposits_of_case(ctx.session, case.id) if _waits(row.status)]
    return Received(
        _lines(ctx, store.documents_of_case(ctx.session, case.id)),
        tuple(deposited.deposit_lines(ctx, waiting)),
    )


def about_pli(ctx: Context, actor: Actor, transmission_id: str) -> Received:
    """Return what was received about a pli.

    Raises:
        Denied: it is not theirs.
    """
    row = following.transmission_of(ctx, actor, transmission_id)
    waiting = [one for one in store.deposits_about(ctx.session, row.id) if _waits(one.status)]
    return Received(
        _lines(ctx, store.documents_about(ctx.session, row.id)),
        tuple(deposited.deposit_lines(ctx, waiting)),
    )


def _waits(status: str) -> bool:
    return status in {DepositStatus.WAITING, DepositStatus.OPENED}


def _lines(ctx: Context, rows: Iterable[DepositDocument]) -> tuple[ReceivedLine, ...]:
    kept = [row for row in rows if row.content is not None]
    references = exchange_store.references_of(ctx.session, {row.transmission_id or "" for row in kept})
    return tuple(_line(ctx, row, references.get(row.transmission_id or "", "")) for row in kept)


def _line(ctx: Context, row: DepositDocument, reference: str) -> ReceivedLine:
    deposit = store.get_deposit(ctx.session, row.deposit_id)
    partner = directory_store.get_partner(ctx.session, deposit.partner_id)
    return ReceivedLine(
        row.id, row.deposit_id, deposited.name_of(ctx, row), DocumentFate(row.fate), row.fate_at, partner.name,
        DepositDoor(deposit.door), reference,
    )  # fmt: skip
