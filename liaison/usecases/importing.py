"""How does a directory come in from a file? Read, understood, looked at, then taken: all of it or nothing.

Between the preview and the confirmation nothing is kept here: the rows travel sealed in the page, under the
account of who sent them, as `coming_back` does.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crypto.hashchain import Detail
from forms.kinds import display_telephone
from liaison.errors import Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import ImportColumn
from liaison.rules import columns
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.rules.columns import LABELS, Meaning
from liaison.spreadsheets import Row
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import (
    import_entries,
    import_planning,
    keeping_directory,
    keeping_places,
    remembered_columns,
    travelling_tables,
)
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.import_cells import KEY_WORDS
from liaison.usecases.import_entries import Entry, PartnerEntry
from liaison.usecases.import_planning import Plan, RowProblem
from liaison.usecases.travelling_tables import Table
from liaison.vocabulary import PartnerKind

_FIELD: Final = "import"
_NAMED_BY: Final[Mapping[str, tuple[Meaning, ...]]] = {
    "Organisme": (Meaning.ORGANISATION,),
    "Lieu": (Meaning.PLACE,),
    "Contact": (Meaning.FIRST_NAME, Meaning.LAST_NAME),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was read: its headings, its other rows, for which département."""

    departement: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that would be added or changed; `changes` are label, before, after."""

    row: int
    what: str
    name: str
    is_new: bool
    changes: tuple[tuple[str, str, str], ...]

    @property
    def told(self) -> tuple[tuple[str, str, str], ...]:
        """The changes but for what its name says already."""
        spoken = {LABELS[meaning] for meaning in _NAMED_BY[self.what]}
        return tuple(change for change in self.changes if change[0] not in spoken)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, or what is to be corrected first; `digest` names exactly this."""

    items: tuple[Item, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    digest: str

    @property
    def added(self) -> int:
        """How many would be new."""
        return sum(item.is_new for item in self.items)

    @property
    def changed(self) -> int:
        """How many would change."""
        return len(self.items) - self.added


def read_upload(ctx: Context, actor: Actor, departement: str, content: bytes) -> Upload:
    """Read a file: its first row that is not empty holds the headings.

    Raises:
        Denied: the directory of this département is not the actor's to keep.
        Invalid: the file cannot be read, or holds headings only.
    """
    check_may_keep_directory(actor, departement)
    store.get_departement(ctx.session, departement)
    table = travelling_tables.read_table(content, holds="l’annuaire")
    return Upload(departement, table.headings, table.rows)


def propose(ctx: Context, actor: Actor, upload: Upload) -> tuple[str, ...]:
    """Propose what each column means: as in the last file of this département, else by its heading."""
    check_may_keep_directory(actor, upload.departement)
    remembered = remembered_columns.recall(ctx, ImportColumn, upload.departement, upload.headings)
    return columns.propose(upload.headings, remembered)


def keep(ctx: Context, actor: Actor, upload: Upload) -> str:
    """Seal a file under the account of who sent it, to travel in the page."""
    about = {"departement": upload.departement}
    return travelling_tables.keep(ctx, actor, _FIELD, about, Table(upload.headings, upload.rows))


def give_back(ctx: Context, actor: Actor, kept: str) -> Upload:
    """Open what `keep` sealed, for its author only.

    Raises:
        WrongState: somebody else sent it, or it is too old.
    """
    about, table = travelling_tables.give_back(ctx, actor, _FIELD, kept)
    return Upload(about["departement"], table.headings, table.rows)


def preview(ctx: Context, actor: Actor, upload: Upload, meanings: Sequence[str]) -> Preview:
    """Say what an import would add and change, and every mistake with its row; nothing is written."""
    return _preview(_plan(ctx, actor, upload, meanings))


def run(ctx: Context, actor: Actor, upload: Upload, meanings: Sequence[str], *, seen: str | None = None) -> Preview:
    """Take a file in, all of it; what its headings meant is remembered for the next one.

    Args:
        ctx: the transaction: a mistake anywhere leaves nothing.
        actor: who keeps the directory.
        upload: the file.
        meanings: what each column means.
        seen: the digest of the preview that was confirmed; None when nobody looked (command line).

    Raises:
        Invalid: a row is to be corrected.
        Conflict: the directory changed since the preview.
    """
    plan = _plan(ctx, actor, upload, meanings)
    done = _preview(plan)
    if done.problems:
        raise Invalid([Problem("", "", f"Ligne {one.row} : {one.sentence}") for one in done.problems])
    if seen is not None and seen != done.digest:
        raise Conflict(
            "L’annuaire ou les colonnes ont changé depuis l’aperçu : rien n’a été importé.",
            hint="Relisez l’aperçu, puis importez.",
        )
    for partner in plan.partners:
        _save(ctx, actor, upload.departement, partner)
    detail: dict[str, Detail] = {
        "added": done.added, "changed": done.changed, "same": done.unchanged, "rows": len(upload.rows),
    }  # fmt: skip
    event = Event(EventKind.DIRECTORY_IMPORTED, actor.account_id, upload.departement, detail)
    remembered = remembered_columns.remember(ctx, ImportColumn, upload.departement, upload.headings, meanings)
    save(ctx.session, *remembered, event=event, at=ctx.now)
    return done


def _plan(ctx: Context, actor: Actor, upload: Upload, meanings: Sequence[str]) -> Plan:
    check_may_keep_directory(actor, upload.departement)
    _check_meanings(upload, meanings)
    return import_planning.plan(ctx, upload.departement, upload.rows, meanings)


def _check_meanings(upload: Upload, meanings: Sequence[str]) -> None:
    """Let columns through of which each meaning is known, and said once."""
    problems = remembered_columns.check_said(upload.headings, meanings, LABELS)
    if not {Meaning.ORGANISATION, Meaning.SIRET} & {*meanings}:
        problems.append(remembered_columns.problem("dites laquelle porte le nom de l’organisme, ou son SIRET."))
    if problems:
        raise Invalid(problems)


def _preview(plan: Plan) -> Preview:
    named = [
        (what, entry)
        for partner in plan.partners
        for what, entry in (
            ("Organisme", partner),
            *(("Lieu", place) for place in partner.places.values()),
            *(("Contact", contact) for contact in partner.contacts.values()),
        )
    ]
    items = tuple(_item(what, entry) for what, entry in named if entry.id is None or entry.changes)
    digest = hashlib.sha256(repr(items).encode()).hexdigest()
    return Preview(items, len(named) - len(items), plan.problems, digest)


def _item(what: str, entry: Entry) -> Item:
    wanted = entry.wanted
    name = " ".join(wanted[meaning] for meaning in _NAMED_BY[what] if wanted.get(meaning))
    spoken = {label: meaning for meaning, label in LABELS.items()}
    changes = tuple(
        (label, _said(spoken[label], before), _said(spoken[label], after)) for label, before, after in entry.changes
    )
    return Item(entry.row, what, name, entry.id is None, changes)


def _said(meaning: Meaning, value: str) -> str:
    """Say a value as people read it."""
    if not value:
        return ""
    if meaning is Meaning.KIND:
        return KIND_LABELS[PartnerKind(value)]
    if meaning is Meaning.KEY_CHANNEL:
        return KEY_WORDS.get(value, value)
    return display_telephone(value) if value.startswith("+") else value


def _save(ctx: Context, actor: Actor, departement: str, partner: PartnerEntry) -> None:
    partner_id = partner.id
    if partner_id is None or partner.changes:
        form = import_entries.partner_form(partner, departement)
        partner_id = keeping_directory.save_partner(ctx, actor, form)
    places = {one.wanted[Meaning.PLACE]: one.id or "" for one in partner.known_places.values()}
    for place in partner.places.values():
        if place.id is None or place.changes:
            form_of_place = import_entries.place_form(place, partner_id)
            places[place.wanted[Meaning.PLACE]] = keeping_places.save_place(ctx, actor, form_of_place)
    for contact in partner.contacts.values():
        if contact.id is None or contact.changes:
            place_id = places.get(contact.wanted.get(Meaning.PLACE, ""), "")
            form_of_contact = import_entries.contact_form(contact, partner_id, place_id)
            keeping_directory.save_contact(ctx, actor, form_of_contact)
