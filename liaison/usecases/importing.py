"""How does a directory come in from a file? Read, understood, looked at, then taken: all of it or nothing.

Between the preview and the confirmation nothing is kept here: the rows travel sealed in the page, under the
account of who sent them, as `coming_back` does.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.errors import BrokenSeal, KeyGone
from crypto.hashchain import Detail
from forms.kinds import display_telephone
from liaison import spreadsheets
from liaison.errors import Conflict, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import ImportColumn
from liaison.rules import columns
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.rules.columns import IGNORED, LABELS, Meaning, normal
from liaison.spreadsheets import Row
from liaison.store import directory as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import import_entries, import_planning, keeping_directory, keeping_places
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.import_cells import KEY_WORDS
from liaison.usecases.import_entries import Entry, PartnerEntry
from liaison.usecases.import_planning import Plan, RowProblem
from liaison.usecases.profiles import object_of
from liaison.vocabulary import PartnerKind

LIFETIME: Final = timedelta(hours=2)
"""An older parcel is refused: the directory will have changed."""
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
    first, *rows = spreadsheets.read(content)
    if not rows:
        sentence = (
            "« Fichier » : il n’a qu’une ligne. La première porte les titres des colonnes, les autres l’annuaire."
        )
        raise Invalid([Problem("file", "Fichier", sentence)])
    return Upload(departement, first.cells, tuple(rows))


def propose(ctx: Context, actor: Actor, upload: Upload) -> tuple[str, ...]:
    """Propose what each column means: as in the last file of this département, else by its heading."""
    check_may_keep_directory(actor, upload.departement)
    by_index = store.remembered_columns(ctx.session, upload.departement)
    named = {normal(heading): by_index.get(_index(ctx, heading)) for heading in upload.headings}
    remembered = {heading: meaning for heading, meaning in named.items() if meaning is not None}
    return columns.propose(upload.headings, remembered)


def keep(ctx: Context, actor: Actor, upload: Upload) -> str:
    """Seal a file under the account of who sent it, to travel in the page."""
    value = {
        "departement": upload.departement,
        "at": ctx.now.isoformat(),
        "headings": upload.headings,
        "rows": [[row.number, *row.cells] for row in upload.rows],
    }
    plain = zlib.compress(json.dumps(value, ensure_ascii=False).encode())
    sealed = ctx.vault.seal(object_of(actor.account_id), field=_FIELD, version=1, plain=plain)
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def give_back(ctx: Context, actor: Actor, kept: str) -> Upload:
    """Open what `keep` sealed, for its author only.

    Raises:
        WrongState: somebody else sent it, or it is too old.
    """
    try:
        sealed = base64.b64decode(kept, altchars=b"-_", validate=True)
        plain = ctx.vault.unseal(object_of(actor.account_id), field=_FIELD, version=1, sealed=sealed)
    except (binascii.Error, ValueError, BrokenSeal, KeyGone):
        raise WrongState("Ce fichier n’est plus lisible ici.", hint="Choisissez-le à nouveau.") from None
    value = json.loads(zlib.decompress(plain))
    if ctx.now - datetime.fromisoformat(value["at"]) > LIFETIME:
        raise WrongState("Cet aperçu date de plus de deux heures.", hint="Choisissez le fichier à nouveau.")
    rows = tuple(Row(number, tuple(cells)) for number, *cells in value["rows"])
    return Upload(value["departement"], tuple(value["headings"]), rows)


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
    save(ctx.session, *_remember(ctx, upload, meanings), event=event, at=ctx.now)
    return done


def _plan(ctx: Context, actor: Actor, upload: Upload, meanings: Sequence[str]) -> Plan:
    check_may_keep_directory(actor, upload.departement)
    _check_meanings(upload, meanings)
    return import_planning.plan(ctx, upload.departement, upload.rows, meanings)


def _check_meanings(upload: Upload, meanings: Sequence[str]) -> None:
    """Let columns through of which each meaning is known, and said once."""
    used = [meaning for meaning in meanings if meaning != IGNORED]
    problems = []
    if len(meanings) != len(upload.headings) or not {*used} <= {*Meaning}:
        problems.append(Problem("columns", "Colonnes", "« Colonnes » : choisissez parmi les réponses proposées."))
    for meaning in {one for one in used if used.count(one) > 1}:
        label = LABELS.get(Meaning(meaning), "") if meaning in set(Meaning) else ""
        sentence = f"« Colonnes » : deux colonnes seraient « {label} ». Gardez-en une, ignorez l’autre."
        problems.append(Problem("columns", "Colonnes", sentence))
    if not {Meaning.ORGANISATION, Meaning.SIRET} & {*used}:
        sentence = "« Colonnes » : dites laquelle porte le nom de l’organisme, ou son SIRET."
        problems.append(Problem("columns", "Colonnes", sentence))
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


def _remember(ctx: Context, upload: Upload, meanings: Sequence[str]) -> list[ImportColumn]:
    before: Mapping[str, str] = store.remembered_columns(ctx.session, upload.departement)
    said = {
        _index(ctx, heading): meaning
        for heading, meaning in zip(upload.headings, meanings, strict=True)
        if normal(heading)
    }
    rows = []
    for index, meaning in said.items():
        if index not in before:
            rows.append(ImportColumn(departement=upload.departement, heading_index=index, meaning=meaning))
        elif before[index] != meaning:
            row = store.get_import_column(ctx.session, upload.departement, index)
            row.meaning = meaning
            rows.append(row)
    return rows


def _index(ctx: Context, heading: str) -> str:
    return ctx.vault.index("import-heading", normal(heading))
