"""How do decisions come in from a table that came back (V-5)? Read, looked at, then taken: all of it or nothing.

What a stranger typed is read in the process that opens strangers' files (0072). Between the preview and the
confirmation it travels sealed in the page, under the account of who looks (0057); nothing of it is kept here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashchain import Detail
from forms.errors import NothingToRead
from liaison.errors import Conflict, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.ports import OpeningStopped, ReadTable
from liaison.records import DepositDocument, OrientationTable
from liaison.rules.access import Actor
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import ofii_answers as answer_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import deposited, settling
from liaison.usecases.context import Context
from liaison.usecases.tables import deciding, returned_rows, taking_over
from liaison.usecases.tables.answers import Came
from liaison.usecases.tables.deciding import Answered
from liaison.usecases.tables.return_parcel import Upload
from liaison.usecases.tables.returned_rows import ReturnPreview
from liaison.vocabulary import DepositStatus, DocumentFate, DocumentKind, LeftOut, PartnerKind, Role
from liaison.vocabulary.tables import AnswerSource

_LISTED: Final = 200
_OFFERED: Final = 3
"""Tables that the page of a document offers: a return is of one of the last months."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A workbook that waits in an opened deposit of the DT OFII: perhaps the table."""

    document_id: str
    name: str
    reference: str
    """Of the deposit."""
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnAsk:
    """Where a return is chosen: a file, or a document of a deposit."""

    table_id: str
    number: str
    candidates: tuple[Candidate, ...]


def ask(ctx: Context, actor: Actor, table_id: str) -> ReturnAsk:
    """Return what may be taken back for a table.

    Raises:
        Denied: the table is not theirs.
        WrongState: it has not left.
    """
    table = deciding.table_to_answer(ctx, actor, table_id)
    return ReturnAsk(table.id, table.number, tuple(_candidates(ctx, actor, table)))


def tables_for(ctx: Context, actor: Actor, document_id: str) -> tuple[tuple[str, str], ...]:
    """Return the sent tables that a document may be the return of, newest first: id and number; for the coordination.

    The table of the pli by whose link it came stands alone.
    """
    document = deposited.document_of(ctx, actor, document_id)
    if actor.role is not Role.COORDINATOR or document.kind != DocumentKind.SPREADSHEET:
        return ()
    deposit = deposit_store.get_deposit(ctx.session, document.deposit_id)
    if directory_store.get_partner(ctx.session, deposit.partner_id).kind != PartnerKind.OFII:
        return ()
    tables = answer_store.tables_awaited(ctx.session, [deposit.departement])
    own = [table for table in tables if deposit.transmission_id and table.transmission_id == deposit.transmission_id]
    return tuple((table.id, table.number) for table in own or tables[:_OFFERED])


def read_file(ctx: Context, actor: Actor, table_id: str, content: bytes) -> Upload:
    """Read a file that was chosen on the page; it commits what stands (0074).

    Raises:
        Invalid: it is no such table, or cannot be read.
        WrongState: the table has not left.
    """
    table = deciding.table_to_answer(ctx, actor, table_id)
    read = _read(ctx, content)
    return Upload(table.id, read.returned, tuple(sorted(read.look.traits)))


def read_document(ctx: Context, actor: Actor, table_id: str, document_id: str) -> Upload:
    """Read a document of an opened deposit; it commits what stands (0074).

    Raises:
        Invalid: it is no such table, or cannot be read.
        NotFound: there is no such document.
        Denied: the deposit is not theirs.
        WrongState: the document was dealt with already, or the table has not left.
    """
    table = deciding.table_to_answer(ctx, actor, table_id)
    document, content = deposited.read_document(ctx, actor, document_id)
    if not _is_from(ctx, document, table):
        raise WrongState(
            "Ce document ne vient pas de la DT OFII du département.", hint="Choisissez celui qu’elle a déposé."
        )
    if document.fate != DocumentFate.WAITING:
        raise WrongState("Ce document est déjà traité.", hint="La page du dépôt montre ce qu’il est devenu.")
    read = _read(ctx, content)
    return Upload(table.id, read.returned, tuple(sorted(read.look.traits)), document_id)


def preview(ctx: Context, actor: Actor, upload: Upload) -> ReturnPreview:
    """Say what a return decides, what differs in it, and what keeps it from being taken; only the reading is noted."""
    table = deciding.table_to_answer(ctx, actor, upload.table_id)
    seen = returned_rows.compare(ctx, table, upload.returned)
    detail: dict[str, Detail] = {
        "table": table.id, "rows": len(upload.returned.rows), "changed": len(seen.differences),
    }  # fmt: skip
    save(ctx.session, event=Event(EventKind.TABLE_RETURN_READ, actor.account_id, table.id, detail), at=ctx.now)
    return seen


def take(ctx: Context, actor: Actor, upload: Upload, *, seen: str, over: frozenset[str] = frozenset()) -> ReturnPreview:
    """Record all decisions of a return in one stroke, and destroy the document that they came in.

    Args:
        ctx: the transaction: a mistake anywhere leaves nothing.
        actor: a coordinator of the département.
        upload: the return.
        seen: the digest of the preview that was confirmed.
        over: the cells whose value the dossier takes over, with the OFII as its origin (T-5).

    Raises:
        Invalid: a row is to be corrected, or a value cannot be taken over.
        Conflict: decisions or dossiers changed since the preview.
        Refused: a dossier is under restriction, and one of its values was to be taken over.
        WrongState: the return was taken already.
    """
    table = deciding.table_to_change(ctx, actor, upload.table_id)
    plan = returned_rows.compare(ctx, table, upload.returned)
    if plan.problems:
        raise Invalid([Problem("", "", sentence) for sentence in plan.problems])
    if plan.digest != seen:
        raise Conflict(
            "Le tableau ou un dossier a changé depuis l’aperçu : rien n’est enregistré.",
            hint="Relisez l’aperçu, puis confirmez.",
        )
    if not plan.to_record and not over:
        raise WrongState("Ce retour est déjà pris en compte.", hint="Rien d’autre à faire.")
    taking_over.take_over(ctx, actor, plan, over)
    document, came = _settle(ctx, actor, upload)
    given = [
        Answered(one.row, decided, Came(came, document.deposit_id if document else None, one.otherwise))
        for one, decided in plan.to_record
    ]
    if given:
        deciding.record_all(ctx, actor, table, given)
    return plan


def _read(ctx: Context, content: bytes) -> ReadTable:
    try:
        return ctx.between(lambda: ctx.opener.read_table(content))
    except NothingToRead as error:
        raise Invalid([Problem("file", "Fichier", error.message)]) from None
    except OpeningStopped:
        sentence = (
            "« Fichier » : il est abîmé, ou demande trop de travail au service. Saisissez les décisions à la main."
        )
        raise Invalid([Problem("file", "Fichier", sentence)]) from None


def _settle(ctx: Context, actor: Actor, upload: Upload) -> tuple[DepositDocument | None, AnswerSource]:
    """Destroy the document: it names many people, and all that it decides is recorded (0111)."""
    if upload.document_id is None:
        return None, AnswerSource.FILE
    document = deposited.document_of(ctx, actor, upload.document_id)
    settling.hold(ctx, document)
    settling.leave_out(ctx, actor, document, LeftOut.TAKEN_BACK)
    return document, AnswerSource.DEPOSIT


def _is_from(ctx: Context, document: DepositDocument, table: OrientationTable) -> bool:
    deposit = deposit_store.get_deposit(ctx.session, document.deposit_id)
    partner = directory_store.get_partner(ctx.session, deposit.partner_id)
    return partner.kind == PartnerKind.OFII and partner.departement == table.departement


def _candidates(ctx: Context, actor: Actor, table: OrientationTable) -> list[Candidate]:
    found: list[Candidate] = []
    for line in deposited.list_pending(ctx, actor, limit=_LISTED):
        if line.departement != table.departement or line.status is not DepositStatus.OPENED:
            continue
        partner_id = deposit_store.get_deposit(ctx.session, line.id).partner_id
        if directory_store.get_partner(ctx.session, partner_id).kind != PartnerKind.OFII:
            continue
        found += [
            Candidate(document.id, deposited.name_of(ctx, document), line.reference, line.received_at)
            for document in deposit_store.list_documents(ctx.session, line.id)
            if document.kind == DocumentKind.SPREADSHEET and document.fate == DocumentFate.WAITING
        ]
    return found[::-1]
