"""How do the rows of a destroyed part go? After its keys: what was sealed in them opens nothing any more (R-5)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from liaison.errors import WrongState
from liaison.records import (
    DepositDocument,
    DestroyedPart,
    Fiche,
    FicheVersion,
    OrientationAnswer,
    OutboxMessage,
    Transmission,
)
from liaison.store import deposits as deposit_store
from liaison.store import destroying as store
from liaison.store import outbox as outbox_store
from liaison.store import table_plis as table_store
from liaison.usecases import (
    keeping_copies,
    keeping_deposits,
    linking,
    outgoing,
    scheduling,
    sealing,
    standing,
    stopping,
)
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, DeadlineSubject, DepositStatus, KeyStatus, OutboxStatus
from liaison.vocabulary.destruction import Destroyed


def empty(ctx: Context, parts: Sequence[DestroyedPart]) -> None:
    """Let the rows of some parts go, in the caller's transaction; fine to run again for what is gone."""
    for part in parts:
        if part.kind == Destroyed.CASE:
            _stop_all(ctx, part.subject_id)
    for part in parts:
        _EMPTIED[Destroyed(part.kind)](ctx, part.subject_id)
    store.drop_links(ctx.session, [object_id for part in parts for object_id in part.objects])
    for part in parts:
        if part.kind == Destroyed.CASE:
            store.erase_case(ctx.session, part.subject_id)
    ended = {(subject, part.subject_id) for part in parts for subject in _ENDS.get(Destroyed(part.kind), ())}
    for row in store.deadlines_about(ctx.session, [subject_id for _, subject_id in ended]):
        if (row.subject_kind, row.subject_id) in ended:
            row.done_at = ctx.now
    ctx.session.flush()


def _stop_all(ctx: Context, case_id: str) -> None:
    """Stop what has not left, and end what partners could still fetch, answer or ask for."""
    stopping.stop_case(ctx, SYSTEM, case_id)
    for pli in table_store.plis_about(ctx.session, case_id):
        _empty_pli(ctx, pli.id)
    for deposit in deposit_store.deposits_of_case(ctx.session, case_id):
        _empty_deposit(ctx, deposit.id)
    keeping_copies.end_for_case(ctx, SYSTEM, case_id)


def _empty_pli(ctx: Context, transmission_id: str) -> None:
    """Drop archive, key and what waits to leave; the line of the register stays."""
    pli = outbox_store.lock_transmission(ctx.session, transmission_id)
    if pli is None:
        return
    if pli.passphrase is not None:
        _end_key(ctx, pli)
    # Of a table that reached the DT OFII, the other people's answers still come by its link.
    stopping.drop_archive(ctx, pli, answers=pli.table_id is not None and pli.archive_status in standing.LEFT)
    for message in outbox_store.list_of(ctx.session, pli.id):
        _empty_message(ctx, message.id)
    ctx.session.add_all(scheduling.reschedule_transmission(ctx, pli))
    ctx.session.flush()


def _end_key(ctx: Context, pli: Transmission) -> None:
    try:
        sealing.end_key(ctx, pli, KeyStatus.REVOKED if pli.key_status == KeyStatus.WITHHELD else KeyStatus.ERASED)
    except WrongState:  # its track had ended; what was left of it goes all the same
        pli.passphrase = None


def _empty_message(ctx: Context, message_id: str) -> None:
    message = ctx.session.get(OutboxMessage, message_id)
    if message is None or message.payload is None:
        return
    if message.status in {OutboxStatus.QUEUED, OutboxStatus.FAILED}:
        outgoing.cancel_row(ctx, message)
    else:  # a worker holds it at this second: it finds no key and gives it up
        message.payload = None


def _empty_version(ctx: Context, version_id: str) -> None:
    for pli in store.plis_of_version(ctx.session, version_id):
        _empty_pli(ctx, pli.id)
        linking.cut(ctx, pli.id)
        pli.fiche_version_id = None
    ctx.session.flush()
    _delete(ctx, FicheVersion, version_id)


def _empty_deposit(ctx: Context, deposit_id: str) -> None:
    row = deposit_store.lock_deposit(ctx.session, deposit_id)
    if row is None:
        return
    over = _OVER.get(DepositStatus(row.status))
    if over is not None:
        ctx.session.add_all(keeping_deposits.end(ctx, row, over))
    elif row.blocks:
        ctx.session.add_all(keeping_deposits.drop_file(ctx, row))
    ctx.session.flush()


def _delete(ctx: Context, table: type[FicheVersion | Fiche | DepositDocument | OrientationAnswer], id_: str) -> None:
    row = ctx.session.get(table, id_)
    if row is not None:
        ctx.session.delete(row)
        ctx.session.flush()


def _nothing(ctx: Context, subject_id: str) -> None:
    """Leave it to what empties the dossier, or to the key alone."""


_EMPTIED: Final[Mapping[Destroyed, Callable[[Context, str], None]]] = {
    Destroyed.CASE: _nothing,
    Destroyed.OFII: _nothing,
    Destroyed.FICHE: _empty_version,
    Destroyed.DRAFT: lambda ctx, id_: _delete(ctx, Fiche, id_),
    Destroyed.ARCHIVE: _empty_pli,
    Destroyed.KEY: _empty_pli,
    Destroyed.MESSAGE: _empty_message,
    Destroyed.DOCUMENT: lambda ctx, id_: _delete(ctx, DepositDocument, id_),
    Destroyed.DEPOSIT: _empty_deposit,
    Destroyed.TABLE_ROW: _nothing,
    Destroyed.DECISION: lambda ctx, id_: _delete(ctx, OrientationAnswer, id_),
    Destroyed.OTHER: _nothing,
}
_OVER: Final[Mapping[DepositStatus, DepositStatus]] = {
    DepositStatus.WAITING: DepositStatus.EXPIRED,
    DepositStatus.OPENED: DepositStatus.SETTLED,
}
"""How a deposit ends whose dossier goes."""
_ENDS: Final[Mapping[Destroyed, tuple[DeadlineSubject, ...]]] = {
    Destroyed.CASE: (DeadlineSubject.CASE, DeadlineSubject.OFII),
    Destroyed.OFII: (DeadlineSubject.OFII,),
    Destroyed.FICHE: (DeadlineSubject.FICHE,),
    Destroyed.DOCUMENT: (DeadlineSubject.DOCUMENT,),
    Destroyed.DEPOSIT: (DeadlineSubject.DEPOSIT,),
}
"""The deadlines that are done then; those of archives and keys follow their tracks."""
