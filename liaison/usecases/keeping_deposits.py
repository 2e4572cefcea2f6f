"""How does a file that came in rest, and how does it end? Sealed under a key of its own, dated, registered (R-2)."""

from dataclasses import dataclass, field

from crypto.hashchain import Detail
from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Contact, Deadline, Deposit, DepositBlock, DepositDocument, Partner, Transmission
from liaison.rules.lifecycle import DEPOSIT_MOVES, advance
from liaison.store import deposits as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import scheduling, sealing
from liaison.usecases.context import Context
from liaison.usecases.receiving import Incoming
from liaison.vocabulary import DeadlineSubject, DepositDoor, DepositStatus, DocumentFate, Sealed


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is to be kept, and all that is known of where it came from."""

    partner: Partner
    contact: Contact | None
    transmission: Transmission | None
    door: DepositDoor
    by: str
    kind: str
    warnings: tuple[str, ...] = field(default=())
    case_id: str | None = None


def keep(ctx: Context, arrival: Arrival, incoming: Incoming) -> Deposit:
    """Write down a file that was sealed when it was whole: dated, registered, linked, in the caller's transaction."""
    row = arrived(ctx, arrival, incoming)
    row.id, row.blocks = incoming.deposit_id, len(incoming.blocks)
    ctx.session.add(row)
    ctx.session.flush()
    ctx.session.add_all(
        DepositBlock(deposit_id=row.id, number=number, content=block)
        for number, block in enumerate(incoming.blocks, start=1)
    )
    deadline = scheduling.deposit_deadline(ctx, row)
    links = sealing.links(row.case_id, Sealed.DEPOSIT.object(row.id))
    save(ctx.session, deadline, *links, event=received_event(row, arrival), at=ctx.now)
    incoming.is_kept = True
    return row


def arrived(ctx: Context, arrival: Arrival, incoming: Incoming) -> Deposit:
    """Make the row of a file that came in, without its content; the caller writes it with `received_event`."""
    return Deposit(
        id=ctx.new_id(),
        reference=ctx.new_reference(),
        departement=arrival.partner.departement,
        partner_id=arrival.partner.id,
        contact_id=arrival.contact.id if arrival.contact else None,
        transmission_id=arrival.transmission.id if arrival.transmission else None,
        case_id=arrival.case_id,
        door=arrival.door.value,
        kind=arrival.kind,
        warnings=list(arrival.warnings),
        size=incoming.spool.size,
        sha256=incoming.spool.sha256,
        blocks=0,
        status=DepositStatus.WAITING.value,
        status_at=ctx.now,
        received_at=ctx.now,
        received_by=arrival.by,
    )


def content_of(ctx: Context, row: Deposit) -> bytes:
    """Unseal a deposit, whole.

    Raises:
        WrongState: it is here no more.
    """
    if row.blocks == 0:
        raise WrongState("Ce fichier n’est plus là : il a été détruit.", hint="Demandez-le à nouveau au partenaire.")
    object_id = Sealed.DEPOSIT.object(row.id)
    return b"".join(
        ctx.vault.unseal(object_id, field="block", version=block.number, sealed=block.content)
        for block in store.blocks_of(ctx.session, row.id)
    )


def end(ctx: Context, row: Deposit, target: DepositStatus) -> list[Deadline]:
    """Let a deposit be over, in the caller's transaction: its file is here no more; return its deadlines, closed.

    Raises:
        WrongState: it is over already.
    """
    row.status = advance(DEPOSIT_MOVES, DepositStatus(row.status), target).value
    row.status_at = ctx.now
    return drop_file(ctx, row)


def drop_file(ctx: Context, row: Deposit) -> list[Deadline]:
    """Let the file of a deposit be here no more, in the caller's transaction; return its deadlines, closed.

    Its documents, which were sealed anew, stay. Its data key dies once this is committed.
    """
    store.drop_blocks(ctx.session, row.id)
    row.blocks = 0
    ctx.destroy(Sealed.DEPOSIT.object(row.id))
    return scheduling.close_deadlines(ctx, DeadlineSubject.DEPOSIT, row.id)


def drop_document(ctx: Context, row: DepositDocument, *, by: str) -> None:
    """Let a document be here no more, in the caller's transaction; its data key dies once this is committed."""
    if row.content is None:
        return
    row.content, row.name = None, b""
    row.fate, row.fate_at, row.fate_by = DocumentFate.LEFT_OUT.value, ctx.now, by
    ctx.session.add_all(scheduling.close_deadlines(ctx, DeadlineSubject.DOCUMENT, row.id))
    ctx.destroy(Sealed.DOCUMENT.object(row.id))


def received_event(row: Deposit, arrival: Arrival) -> Event:
    """The register names the organisation and the function, the contact by pseudonym (G-8)."""
    detail: dict[str, Detail] = {
        "reference": row.reference,
        "organisation": arrival.partner.name,
        "function": arrival.contact.function if arrival.contact else None,
        "contact": row.contact_id,
        "door": row.door,
        "answers": arrival.transmission.reference if arrival.transmission else None,
        "file": row.kind,
        "size": row.size,
        "sha256": row.sha256,
        "case": row.case_id,
    }
    return Event(EventKind.DEPOSIT_RECEIVED, row.received_by, row.id, detail)
