"""How does a frozen table reach the DT OFII? Sealed like a fiche, in one transaction, each row asked again (V-3, T-7).

It leaves by e-mail or by a link, never on paper: forty names on a sheet are forty names on a desk, and the decisions
come back in the workbook itself (docs/decisions/0108).
"""

from dataclasses import dataclass, replace
from typing import Final

from liaison.errors import Invalid, LiaisonError, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.records import OrientationTable, Transmission
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.exchange import TABLE_KINDS, TABLE_MODEL
from liaison.rules.lifecycle import TABLE_MOVES, advance
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import outbox as outbox_store
from liaison.store import table_plis
from liaison.store import tables as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import choosing, directory, scheduling, standing, stopping
from liaison.usecases.choosing import TABLE_ON_PAPER, Choice, Option
from liaison.usecases.context import Context
from liaison.usecases.departing import Departure, leave_as_table
from liaison.usecases.directory import ContactView
from liaison.usecases.listing import DeadlineLine, deadline_lines
from liaison.usecases.tables import carrying, frozen
from liaison.vocabulary import ArchiveStatus, Carrier, KeyStatus, Role, TransmissionId
from liaison.vocabulary.tables import TableStatus

SENDERS: Final = frozenset({Role.COORDINATOR})
_OVER: Final = frozenset({ArchiveStatus.RECALLED, ArchiveStatus.EXPIRED})
"""How a pli ended that reached nobody: its table may leave once more."""


@dataclass(frozen=True, slots=True)
class TableSendPage:
    """The three questions about a table, and what stands in the way; nobody's name is in it."""

    table_id: str
    number: str
    rows: int
    again: bool
    """Whether it left once already, by a pli that was stopped or that expired."""
    contacts: tuple[ContactView, ...]
    """Of the DT OFII of the département."""
    contact: ContactView | None
    carriers: tuple[Option, ...]
    keys: tuple[Option, ...]
    shared: tuple[Option, ...]
    """The channels that would meet the archive's, each with its reason."""
    refusal: LiaisonError | None
    deadlines: tuple[DeadlineLine, ...]
    """What would be kept until when, for an e-mail sent now."""


def ask_page(ctx: Context, actor: Actor, table_id: str, contact_id: str | None = None) -> TableSendPage:
    """Return what the sending page of a table asks and shows; nothing is written.

    Raises:
        NotFound: there is none of that id.
        Denied: not the coordination of its département.
        WrongState: it is not frozen, or it left already.
    """
    table = table_of(ctx, actor, table_id)
    _check_may_leave(ctx, table)
    contacts = [one for one in directory.contacts_at(ctx, actor, table.departement, TABLE_KINDS) if one.enabled]
    only = contacts[0].id if len(contacts) == 1 else None
    contact = next((one for one in contacts if one.id == (contact_id or only)), None)
    return TableSendPage(
        table.id, table.number, len(store.rows_of(ctx.session, [table.id])), table.status == TableStatus.SENT,
        tuple(contacts), contact, choosing.table_carriers(ctx, contact),
        choosing.offered_keys(ctx, contact), choosing.shared_keys(ctx, contact), _refusal(ctx, table, contacts),
        _foreseen(ctx, table),
    )  # fmt: skip


def send(ctx: Context, actor: Actor, table_id: str, contact_id: str, choice: Choice) -> TransmissionId:
    """Let a frozen table leave: sealed, dated, registered and put in the outbox, in one transaction.

    Raises:
        NotFound: there is none of that id.
        Denied: not the coordination of its département.
        Invalid: nobody was chosen.
        Refused: a rule forbids it today: channels (T-4), recipient, somebody in it (T-7), on paper.
        WrongState: it is not frozen, or it left already.
    """
    table = table_of(ctx, actor, table_id)
    for case_id in table_plis.cases_in(ctx.session, table.id):  # a withdrawal at this second is before or after this
        case_store.lock_case(ctx.session, case_id)
    table = store.lock_table(ctx.session, table.id)
    _check_may_leave(ctx, table)
    if not contact_id:
        raise Invalid([Problem("contact", "Destinataire", "« Destinataire » : choisissez à qui part le tableau.")])
    contact = directory_store.get_contact(ctx.session, contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    carrying.check_recipient(table, partner)
    check_carrier(choice)
    choosing.check_choice(ctx, actor, choice, contact)
    carrying.check_people(ctx, table)
    departure = Departure(TABLE_MODEL, choice, partner, contact, table=table)
    if table.status == TableStatus.FROZEN:
        table.status = advance(TABLE_MOVES, TableStatus.FROZEN, TableStatus.SENT).value
        table.sent_at = ctx.now
    _recall_former(ctx, actor, table)
    transmission_id = _leave(ctx, actor, departure, table)
    pli = exchange_store.get_transmission(ctx.session, transmission_id)
    event = Event(EventKind.TABLE_SENT, actor.account_id, table.id, {"table": table.number, "reference": pli.reference})
    save(ctx.session, table, event=event, at=ctx.now)
    return transmission_id


def departure_anew(ctx: Context, departure: Departure, table_id: str) -> Departure:
    """Return the departure of a table whose pli is made anew, everything about it checked again.

    Raises:
        Refused: somebody in it may not be proposed any more.
    """
    table = store.get_table(ctx.session, table_id)
    carrying.check_people(ctx, table)
    return replace(departure, table=table)


def leave_again(ctx: Context, actor: Actor, departure: Departure, table: OrientationTable) -> TransmissionId:
    """Let the same workbook leave in a new archive under a new key, in the caller's transaction."""
    return _leave(ctx, actor, departure, table)


def check_carrier(choice: Choice) -> None:
    """Let a table travel sealed only.

    Raises:
        Refused: it was to be handed over on paper.
    """
    if choice.carrier is Carrier.HAND:
        raise Refused(TABLE_ON_PAPER, hint="Choisissez l’e-mail ou le lien de téléchargement.")


def table_of(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Return a table that the actor may send.

    Raises:
        NotFound: there is none of that id.
        Denied: not the coordination of its département.
    """
    check_has_role(actor, SENDERS)
    table = store.get_table(ctx.session, table_id)
    check_may_work_in(actor, table.departement)
    return table


def may_leave(ctx: Context, table: OrientationTable) -> bool:
    """Say whether a table may leave now: frozen, or sent by a pli that was stopped or that expired."""
    if table.status == TableStatus.FROZEN:
        return True
    if table.status != TableStatus.SENT or table.transmission_id is None:
        return False
    return exchange_store.get_transmission(ctx.session, table.transmission_id).archive_status in _OVER


def leaves_again(ctx: Context, table_id: str) -> bool:
    """Say whether a table that left waits to leave once more."""
    table = store.get_table(ctx.session, table_id)
    return table.status == TableStatus.SENT and may_leave(ctx, table)


def _leave(ctx: Context, actor: Actor, departure: Departure, table: OrientationTable) -> TransmissionId:
    workbook = frozen.written(ctx, table)
    return leave_as_table(ctx, actor, departure, workbook, table_plis.cases_in(ctx.session, table.id))


def _recall_former(ctx: Context, actor: Actor, table: OrientationTable) -> None:
    """Take back the plis of the versions that this one takes the place of, where nobody has their key yet."""
    former = table
    while former.corrects is not None:
        former = store.get_table(ctx.session, former.corrects)
        pli = outbox_store.lock_transmission(ctx.session, former.transmission_id) if former.transmission_id else None
        if pli is not None and standing.may_recall(pli, outbox_store.list_of(ctx.session, pli.id)):
            stopping.stop(ctx, actor.account_id, pli, EventKind.TRANSMISSION_RECALLED)


def _check_may_leave(ctx: Context, table: OrientationTable) -> None:
    if may_leave(ctx, table):
        return
    if table.status == TableStatus.PROPOSED:
        raise WrongState("Ce tableau n’est pas encore figé.", hint="Figez-le d’abord, puis envoyez-le.")
    raise WrongState("Ce tableau est déjà parti, ou il est remplacé.", hint="Suivez son pli depuis sa page.")


def _refusal(ctx: Context, table: OrientationTable, contacts: list[ContactView]) -> LiaisonError | None:
    if not contacts:
        return Refused(
            "L’annuaire n’a pas de contact à la DT OFII de ce département.",
            hint="Ajoutez la DT OFII et son contact dans l’annuaire.",
        )
    try:
        carrying.check_people(ctx, table)
    except Refused as refusal:
        return refusal
    return None


def _foreseen(ctx: Context, table: OrientationTable) -> tuple[DeadlineLine, ...]:
    """Return the deadlines that an e-mail sent now would have; nothing is written."""
    draft = Transmission(
        id="", reference="", departement=table.departement, table_id=table.id, model=TABLE_MODEL, partner_id="",
        contact_id="", carrier="email", key_channel="sms", archive_status="prepared",
        key_status=KeyStatus.WITHHELD.value, archive_format="zip", archive_name="", archive_size=0, archive_sha256="",
        archive=b"", created_by="", prepared_at=ctx.now, archive_status_at=ctx.now, key_status_at=ctx.now,
    )  # fmt: skip
    return tuple(deadline_lines(scheduling.transmission_deadlines(ctx, draft, None, None)))
