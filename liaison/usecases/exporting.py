"""How does the directory go out? As the table that an import takes back; who took it stands in the journal."""

from enum import StrEnum

from forms.kinds import display_telephone
from liaison.events import EventKind
from liaison.records import Contact, Partner, Place
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.rules.columns import LABELS, Meaning
from liaison.spreadsheets import write_csv, write_xlsx
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS, SAID_YES, SMS_TO_MAIL, contact_details
from liaison.usecases.import_cells import KEY_WORDS, YES
from liaison.vocabulary import PartnerKind


class TableFormat(StrEnum):
    """What a table is written as."""

    CSV = "csv"
    XLSX = "xlsx"


def export_directory(ctx: Context, actor: Actor, departement: str, table_format: TableFormat) -> bytes:
    """Return the partners in use of a département with their places and contacts, one row for each contact.

    Raises:
        Denied: the directory of this département is not the actor's to keep.
    """
    check_may_keep_directory(actor, departement)
    store.get_departement(ctx.session, departement)
    rows = _rows(ctx, departement)
    detail = {"rows": len(rows), "format": table_format.value}
    event = Event(EventKind.DIRECTORY_EXPORTED, actor.account_id, departement, detail)
    save(ctx.session, event=event, at=ctx.now)
    table = [list(LABELS.values()), *([row.get(meaning, "") for meaning in LABELS] for row in rows)]
    return write_csv(table) if table_format is TableFormat.CSV else write_xlsx(table, name="Annuaire")


def _rows(ctx: Context, departement: str) -> list[dict[Meaning, str]]:
    """Give a row to each contact, to each place where nobody stands, and to a partner that has neither."""
    partners = [row for row in store.list_partners(ctx.session, departement) if row.enabled]
    ids = [row.id for row in partners]
    places = [row for row in store.list_places(ctx.session, ids) if row.enabled]
    contacts = [row for row in store.list_contacts(ctx.session, ids) if row.enabled]
    by_id = {place.id: place for place in places}
    taken = {contact.place_id for contact in contacts}
    rows = []
    for partner in partners:
        own = [
            {**_of_place(by_id.get(contact.place_id or "")), **_of_contact(ctx, contact)}
            for contact in contacts
            if contact.partner_id == partner.id
        ]
        own += [_of_place(place) for place in places if place.partner_id == partner.id and place.id not in taken]
        rows += [{**_of_partner(partner), **row} for row in own or [{}]]
    return rows


def _of_partner(row: Partner) -> dict[Meaning, str]:
    return {
        Meaning.ORGANISATION: row.name,
        Meaning.KIND: KIND_LABELS[PartnerKind(row.kind)],
        Meaning.SIRET: row.siret,
        Meaning.SWITCHBOARD: _telephone(row.switchboard),
        Meaning.FORMAT: row.archive_format,
    }


def _of_place(row: Place | None) -> dict[Meaning, str]:
    if row is None:
        return {}
    return {
        Meaning.PLACE: row.name, Meaning.ADDRESS: row.address,
        Meaning.POSTCODE: row.postcode, Meaning.TOWN: row.town,
    }  # fmt: skip


def _of_contact(ctx: Context, row: Contact) -> dict[Meaning, str]:
    details = contact_details(ctx, row)
    return {
        Meaning.LAST_NAME: details["last_name"],
        Meaning.FIRST_NAME: details["first_name"],
        Meaning.FUNCTION: row.function,
        Meaning.EMAIL: details["email"],
        Meaning.MOBILE: _telephone(details["mobile"]),
        Meaning.TELEPHONE: _telephone(details["telephone"]),
        Meaning.CONTACT_FORMAT: row.archive_format,
        Meaning.KEY_CHANNEL: KEY_WORDS.get(row.key_channel, row.key_channel),
        Meaning.SMS_TO_MAIL: YES if details.get(SMS_TO_MAIL) == SAID_YES else "",
    }


def _telephone(number: str) -> str:
    return display_telephone(number) if number else ""
