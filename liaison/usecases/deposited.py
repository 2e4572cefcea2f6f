"""What came in from partners, and who may see it? Deposits, their documents, the lists of them.

A deposit that belongs to a dossier is for those who may open the dossier. One that belongs to none yet is for the
référents and the coordination of its département: somebody must answer the telephone, and without its key nobody
reads a word of it. Once it is opened, it is for who opened it and for the coordination.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from forms.text import visible
from liaison.errors import Denied, WrongState
from liaison.events import EventKind
from liaison.records import Deposit, DepositDocument
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.store import cases as case_store
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import directory, following
from liaison.usecases.context import Context
from liaison.usecases.dossier import cases_followed, check_access, full_name, raw_of, read_person
from liaison.vocabulary import (
    DepositDoor,
    DepositRefusal,
    DepositStatus,
    DocumentFate,
    DocumentKind,
    Role,
    ScanResult,
    Sealed,
)

PAGE: Final = 50
DOOR_WORDS: Final = {
    DepositDoor.REPLY: "en réponse à un pli",
    DepositDoor.DESK: "par la page de dépôt",
    DepositDoor.MAIL: "par e-mail, enregistré par l’équipe",
    DepositDoor.PAPER: "sur papier, numérisé par l’équipe",
}
DOCUMENT_LABELS: Final = {
    DocumentKind.FICHE: "Une fiche de liaison",
    DocumentKind.PDF: "Un PDF",
    DocumentKind.IMAGE: "Une image",
    DocumentKind.SPREADSHEET: "Un tableau",
    DocumentKind.ARCHIVE: "Une autre archive",
    DocumentKind.OTHER: "Un fichier d’une autre sorte",
}
SCAN_WORDS: Final = {
    ScanResult.NOT_SCANNED: "non analysé",
    ScanResult.CLEAN: "aucun virus trouvé",
    ScanResult.INFECTED: "virus trouvé, document détruit",
    ScanResult.UNANSWERED: "non analysé : l’antivirus n’a pas répondu",
}


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A deposit in a list."""

    id: str
    reference: str
    departement: str
    partner_name: str
    door: DepositDoor
    kind: str
    status: DepositStatus
    received_at: datetime
    size: int
    transmission_id: str | None
    transmission_reference: str
    case_id: str | None
    person: str
    """Name of the person of the dossier; empty while it belongs to none."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document of a deposit."""

    id: str
    number: int
    name: str
    kind: DocumentKind
    traits: tuple[str, ...]
    pages: int
    size: int
    scan: ScanResult
    fate: DocumentFate
    fate_at: datetime
    is_here: bool
    case_id: str | None
    transmission_id: str | None
    fiche_id: str | None


@dataclass(frozen=True, slots=True)
class DepositPage:
    """A deposit with all that its page shows."""

    line: DepositLine
    contact_function: str
    contact_number: str
    """Whom to call for the key, E.164; empty when the directory has no number."""
    sha256: str
    warnings: tuple[str, ...]
    wrong_keys: int
    refusal: DepositRefusal | None
    opened_at: datetime | None
    documents: tuple[DocumentLine, ...]
    is_here: bool
    """Whether the file itself is still kept."""


def deposit_of(ctx: Context, actor: Actor, deposit_id: str) -> Deposit:
    """Return a deposit that the actor may see.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = store.get_deposit(ctx.session, deposit_id)
    _check_may_see(ctx, actor, row)
    return row


def deposit_to_change(ctx: Context, actor: Actor, deposit_id: str) -> Deposit:
    """Return a deposit that the actor may see, locked: its dossier, then its pli, then itself.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    row = deposit_of(ctx, actor, deposit_id)
    if row.transmission_id is not None:
        following.transmission_to_change(ctx, actor, row.transmission_id)
    elif row.case_id is not None:
        case_store.lock_case(ctx.session, row.case_id)
    return store.lock_deposit(ctx.session, row.id) or row


def _check_may_see(ctx: Context, actor: Actor, row: Deposit) -> None:
    check_has_role(actor, following.FOLLOWERS)
    check_may_work_in(actor, row.departement)
    if row.case_id is not None:
        check_access(ctx, actor, row.case_id, row.departement)
    elif row.transmission_id is not None:
        following.transmission_of(ctx, actor, row.transmission_id)
    elif row.opened_by is not None and actor.role is Role.REFERENT and row.opened_by != actor.account_id:
        raise Denied("Ce dépôt est suivi par un collègue.", hint="La coordination le voit aussi.")


def list_pending(ctx: Context, actor: Actor, *, limit: int = PAGE) -> list[DepositLine]:
    """Return the deposits that wait for a key or for a person, oldest first, so many at most."""
    return deposit_lines(ctx, _mine(ctx, actor, pending=True, limit=limit))


def list_deposits(ctx: Context, actor: Actor, *, before: datetime | None = None) -> list[DepositLine]:
    """Return the deposits that the actor may see, newest first."""
    return deposit_lines(ctx, _mine(ctx, actor, before=before, limit=PAGE))


def open_deposit(ctx: Context, actor: Actor, deposit_id: str) -> DepositPage:
    """Return a deposit with all that its page shows; reading it is journalled."""
    row = deposit_of(ctx, actor, deposit_id)
    save(ctx.session, event=Event(EventKind.EXCHANGE_READ, actor.account_id, row.id), at=ctx.now)
    function, number = _whom_to_call(ctx, actor, row)
    return DepositPage(
        line=deposit_line(ctx, row),
        contact_function=function,
        contact_number=number,
        sha256=row.sha256,
        warnings=tuple(row.warnings),
        wrong_keys=row.wrong_keys,
        refusal=DepositRefusal(row.refusal) if row.refusal else None,
        opened_at=row.opened_at,
        documents=_documents(ctx, actor, row),
        is_here=row.blocks > 0,
    )


def document_of(ctx: Context, actor: Actor, document_id: str) -> DepositDocument:
    """Return a document of a deposit that the actor may see.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs.
    """
    document = store.get_document(ctx.session, document_id)
    if document.case_id is not None:
        case = case_store.get_case(ctx.session, document.case_id)
        check_access(ctx, actor, case.id, case.departement)
    else:
        deposit_of(ctx, actor, document.deposit_id)
    return document


def read_document(ctx: Context, actor: Actor, document_id: str) -> tuple[DepositDocument, bytes]:
    """Return a document and its content, for the one who looks at it; journalled.

    Raises:
        WrongState: it was destroyed.
    """
    document = document_of(ctx, actor, document_id)
    content = content_of(ctx, document)
    save(ctx.session, event=Event(EventKind.DOCUMENT_READ, actor.account_id, document.id), at=ctx.now)
    return document, content


def content_of(ctx: Context, document: DepositDocument) -> bytes:
    """Unseal the content of a document.

    Raises:
        WrongState: it was destroyed.
    """
    if document.content is None:
        raise WrongState("Ce document n’est plus là : il a été détruit.", hint="Demandez-le à nouveau au partenaire.")
    object_id = Sealed.DOCUMENT.object(document.id)
    return ctx.vault.unseal(object_id, field="content", version=1, sealed=document.content)


def name_of(ctx: Context, document: DepositDocument) -> str:
    """Unseal the name that a document had in its archive; it may name a person. Empty once it was destroyed."""
    if document.content is None:
        return ""
    object_id = Sealed.DOCUMENT.object(document.id)
    return visible(ctx.vault.unseal(object_id, field="name", version=1, sealed=document.name).decode())


def deposit_line(ctx: Context, row: Deposit) -> DepositLine:
    """Return a deposit as its page shows it, for those who may see it."""
    return deposit_lines(ctx, [row])[0]


def deposit_lines(ctx: Context, rows: Sequence[Deposit], *, named: bool = True) -> list[DepositLine]:
    """Return deposits as lists show them, for those who may see them; as the register does when nobody is named."""
    references = exchange_store.references_of(ctx.session, {row.transmission_id or "" for row in rows})
    return [_line(ctx, row, references.get(row.transmission_id or "", ""), named=named) for row in rows]


def document_line(ctx: Context, row: DepositDocument) -> DocumentLine:
    """Return a document as pages show it."""
    return DocumentLine(
        row.id, row.number, name_of(ctx, row), DocumentKind(row.kind), tuple(row.traits), row.pages, row.size,
        ScanResult(row.scan), DocumentFate(row.fate), row.fate_at, row.content is not None,
        row.case_id, row.transmission_id, row.fiche_id,
    )  # fmt: skip


def _documents(ctx: Context, actor: Actor, row: Deposit) -> tuple[DocumentLine, ...]:
    """Leave out what went to a dossier that is not theirs: its name may name a person."""
    lines = []
    for one in store.list_documents(ctx.session, row.id):
        with suppress(Denied):
            lines.append(document_line(ctx, document_of(ctx, actor, one.id)))
    return tuple(lines)


def _mine(
    ctx: Context, actor: Actor, *, pending: bool = False, before: datetime | None = None, limit: int
) -> Sequence[Deposit]:
    check_has_role(actor, following.FOLLOWERS)
    own = None
    if actor.role is not Role.COORDINATOR:
        own = store.Own([case.id for case in cases_followed(ctx, actor)], actor.account_id)
    return store.list_deposits(
        ctx.session, departements=actor.departements, own=own, pending=pending, at_work=True, before=before, limit=limit
    )


def _line(ctx: Context, row: Deposit, reference: str, *, named: bool) -> DepositLine:
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    person = ""
    if named and row.case_id is not None:
        case = case_store.get_case(ctx.session, row.case_id)
        person = full_name(raw_of(read_person(ctx, case)))
    return DepositLine(
        row.id, row.reference, row.departement, partner.name, DepositDoor(row.door), row.kind,
        DepositStatus(row.status), row.received_at, row.size, row.transmission_id, reference,
        row.case_id if named else None, person,
    )  # fmt: skip


def _whom_to_call(ctx: Context, actor: Actor, row: Deposit) -> tuple[str, str]:
    if row.contact_id is None:
        return "", directory_store.get_partner(ctx.session, row.partner_id).switchboard
    contact = directory.open_contact(ctx, actor, row.contact_id)
    return contact.function, contact.call_number
