"""What if a key is lost, reached a stranger, or nothing opens? A new archive with a new key, or paper (step 6, 9).

The old key and archive are destroyed here in the same transaction: never two keys for one pli, never two ways in.
"""

from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules.access import Actor
from liaison.rules.lifecycle import ARCHIVE_MOVES, advance
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import choosing, delivering, incidents, scheduling, sealing, standing, stopping
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.departing import Departure, leave_again
from liaison.usecases.following import transmission_to_change
from liaison.usecases.tables import sending_table
from liaison.vocabulary import ArchiveStatus, IncidentKind, KeyChannel, KeyStatus, ReplaceReason, TransmissionId

_TO_BE_ENDED: Final = {KeyStatus.WITHHELD: KeyStatus.REVOKED, KeyStatus.RELEASED: KeyStatus.ERASED}


def make_anew(
    ctx: Context,
    actor: Actor,
    transmission_id: str,
    reason: ReplaceReason,
    choice: Choice,
    *,
    archive_format: str = "",
) -> TransmissionId:
    """Send the same fiche or table once more under a new key, or hand it over; the old pli opens nowhere any more.

    A key that reached a stranger opens the draft of an incident too (G-2).

    Raises:
        WrongState: the pli is not one that can be replaced.
        Invalid, Refused: a rule forbids this way today: channels (T-4), convention, agreement (T-7).
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not standing.may_replace(row):
        raise WrongState("Ce pli ne se refait pas.", hint="Rechargez la page : elle montre où il en est.")
    if reason is ReplaceReason.KEY_TO_STRANGER and row.key_channel == choice.key_channel == KeyChannel.SMS:
        raise Refused(
            "Un SMS vient d’arriver chez un inconnu : la nouvelle clé ne repart pas par le même chemin.",
            hint="Choisissez le téléphone, après avoir vérifié le numéro dans l’annuaire.",
        )
    if row.table_id is not None:
        sending_table.check_carrier(choice)
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    choosing.check_choice(ctx, actor, choice, contact)
    case = case_store.get_case(ctx.session, row.case_id) if row.case_id else None
    term = choosing.check_exchange(ctx, row.model, partner, case) if case is not None else None
    departure = Departure(
        row.model, choice, partner, contact, case, term=term, archive_format=archive_format, replaces=row.id
    )
    if row.table_id is not None:
        departure = sending_table.departure_anew(ctx, departure, row.table_id)
    if reason is ReplaceReason.KEY_TO_STRANGER:
        incidents.open_draft(ctx, actor.account_id, IncidentKind.KEY_TO_STRANGER, row)
    _end(ctx, actor, row, reason)
    if departure.table is not None:
        return sending_table.leave_again(ctx, actor, departure, departure.table)
    version = store.get_fiche_version(ctx.session, row.fiche_version_id or "")
    return leave_again(ctx, actor, departure, version)


def _end(ctx: Context, actor: Actor, row: Transmission, reason: ReplaceReason) -> None:
    before, key = ArchiveStatus(row.archive_status), KeyStatus(row.key_status)
    cancelled = delivering.cancel(ctx, row.id)
    if key in _TO_BE_ENDED:
        sealing.end_key(ctx, row, _TO_BE_ENDED[key])
    row.archive_status = advance(ARCHIVE_MOVES, before, ArchiveStatus.REPLACED).value
    row.archive_status_at = ctx.now
    row.trouble = ""
    stopping.drop_archive(ctx, row)
    moved = scheduling.reschedule_transmission(ctx, row)
    detail: dict[str, Detail] = {
        "reason": reason.value, "archive": before.value, "key-status": key.value, "cancelled": cancelled,
    }  # fmt: skip
    event = Event(EventKind.TRANSMISSION_REPLACED, actor.account_id, row.id, detail)
    save(ctx.session, row, *moved, event=event, at=ctx.now)
