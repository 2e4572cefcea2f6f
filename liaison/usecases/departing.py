"""How does a fiche or a table leave the desk? Frozen, sealed, dated, registered and put in the outbox, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from crypto.archive import Format
from crypto.hashchain import Detail
from forms.binding import Answers
from forms.wording import Wording
from liaison.events import EventKind
from liaison.records import Case, Contact, Fiche, FicheVersion, OrientationTable, Partner, Transmission
from liaison.rules.access import Actor
from liaison.rules.exchange import ConventionTerm
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, scheduling, sealing
from liaison.usecases.choosing import Choice
from liaison.usecases.context import Context
from liaison.usecases.freezing import Sheet, Signed, draw_again, freeze
from liaison.vocabulary import ArchiveStatus, Carrier, KeyStatus, Sealed, TransmissionId

PAPER: Final = "paper"
"""The format of what is handed over."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What leaves, to whom, and how; a test pli has neither case nor table. `replaces`: what it makes anew."""

    model: str
    choice: Choice
    partner: Partner
    contact: Contact
    case: Case | None = None
    fiche: Fiche | None = None
    term: ConventionTerm | None = None
    archive_format: str = ""
    """Another than the partner's, when that one does not open there."""
    replaces: str | None = None
    table: OrientationTable | None = None

    @property
    def by_hand(self) -> bool:
        """Whether it leaves on paper, from hand to hand."""
        return self.choice.carrier is Carrier.HAND


@dataclass(frozen=True, slots=True)
class Content:
    """What a fiche says when it leaves for the first time."""

    answers: Answers
    signed: Signed = field(default_factory=Signed)
    wording: Wording = Wording.OFFICIAL


def leave(ctx: Context, actor: Actor, departure: Departure, content: Content) -> TransmissionId:
    """Freeze, seal, date, register and queue, in the caller's transaction; everything was checked before."""
    row = _transmission(ctx, actor, departure)
    fiche_id = departure.fiche.id if departure.fiche else None
    version, pdf = freeze(ctx, fiche_id, Sheet(content.answers, content.signed, row.reference, content.wording))
    objects = [Sealed.FICHE_VERSION.object(version.id)]
    return _depart(ctx, actor, departure, row, version, pdf, objects)


def leave_again(ctx: Context, actor: Actor, departure: Departure, version: FicheVersion) -> TransmissionId:
    """Let a frozen fiche leave once more: the same paper to the byte, in a new archive under a new key."""
    row = _transmission(ctx, actor, departure)
    return _depart(ctx, actor, departure, row, version, draw_again(ctx, version), [])


def leave_as_table(
    ctx: Context, actor: Actor, departure: Departure, workbook: bytes, case_ids: Iterable[str]
) -> TransmissionId:
    """Let a frozen table leave, for the first time or once more, in the caller's transaction.

    Archive and key are linked to every dossier in it: the destruction of one takes them along (law 5).
    """
    if departure.table is None or departure.by_hand:
        raise ValueError("a table leaves sealed, and only a table leaves here")
    row = _transmission(ctx, actor, departure)
    sealing.seal_archive(ctx, row, workbook, Format(row.archive_format))
    objects = (Sealed.ARCHIVE.object(row.id), Sealed.PASSPHRASE.object(row.id))
    links = [link for case_id in case_ids for link in sealing.links(case_id, *objects)]
    departure.table.transmission_id = row.id
    event = _prepared(actor, departure, row, str(departure.table.version))
    rows = [departure.table, *scheduling.transmission_deadlines(ctx, row, None, None), *links]
    save(ctx.session, row, *rows, event=event, at=ctx.now)
    delivering.queue_pli(ctx, row)
    return TransmissionId(row.id)


def _depart(  # noqa: PLR0913, PLR0917 - what both ways of leaving share
    ctx: Context,
    actor: Actor,
    departure: Departure,
    row: Transmission,
    version: FicheVersion,
    pdf: bytes,
    objects: list[str],
) -> TransmissionId:
    row.fiche_version_id = version.id
    if departure.by_hand:
        row.archive_status, row.sent_at = ArchiveStatus.SENT.value, ctx.now
        row.archive_size, row.archive_sha256 = len(pdf), version.fingerprint
    else:
        sealing.seal_archive(ctx, row, pdf, Format(row.archive_format))
        objects = [*objects, Sealed.ARCHIVE.object(row.id), Sealed.PASSPHRASE.object(row.id)]
    _write(ctx, actor, departure, row, version, objects)
    return TransmissionId(row.id)


def _write(
    ctx: Context, actor: Actor, departure: Departure, row: Transmission, version: FicheVersion, objects: list[str]
) -> None:
    rows = [
        *([departure.fiche] if departure.fiche else []),
        *scheduling.transmission_deadlines(ctx, row, departure.case, departure.term),
        *sealing.links(row.case_id, *objects),
    ]
    event = _prepared(actor, departure, row, version.model_version)
    save(ctx.session, version, row, *rows, event=event, at=ctx.now)
    if departure.by_hand:
        save(ctx.session, event=_handed(actor, departure.choice, row.id), at=ctx.now)
    else:
        delivering.queue_pli(ctx, row)


def _transmission(ctx: Context, actor: Actor, departure: Departure) -> Transmission:
    choice, partner = departure.choice, departure.partner
    by_hand = departure.by_hand
    return Transmission(
        id=ctx.new_id(),
        reference=ctx.new_reference(),
        departement=partner.departement,
        is_test=departure.case is None and departure.table is None,
        case_id=departure.case.id if departure.case else None,
        table_id=departure.table.id if departure.table else None,
        model=departure.model,
        partner_id=partner.id,
        contact_id=departure.contact.id,
        convention_id=departure.term.id if departure.term else None,
        carrier=choice.carrier.value,
        key_channel=choice.key_channel.value,
        archive_status=ArchiveStatus.PREPARED.value,
        archive_status_at=ctx.now,
        key_status=(KeyStatus.NOT_NEEDED if by_hand else KeyStatus.WITHHELD).value,
        key_status_at=ctx.now,
        archive_format=PAPER
        if by_hand
        else departure.archive_format or departure.contact.archive_format or partner.archive_format,
        archive_name="",
        archive_size=0,
        archive_sha256="",
        created_by=actor.account_id,
        prepared_at=ctx.now,
        release=choice.release.value,
        replaces=departure.replaces,
    )


def _prepared(actor: Actor, departure: Departure, row: Transmission, version: str) -> Event:
    """The register names organisation and function, and the contact by pseudonym (G-8)."""
    detail: dict[str, Detail] = {
        "reference": row.reference,
        "test": row.is_test,
        "model": row.model,
        "version": version,
        "organisation": departure.partner.name,
        "function": departure.contact.function,
        "contact": row.contact_id,
        "carrier": row.carrier,
        "key": row.key_channel,
        "release": None if departure.by_hand else row.release,
        "replaces": row.replaces,
        "format": row.archive_format,
        "size": row.archive_size,
        "sha256": row.archive_sha256,
        "convention": departure.term.reference if departure.term else None,
        "case": row.case_id,
        "table": departure.table.number if departure.table else None,
    }
    return Event(EventKind.TRANSMISSION_PREPARED, actor.account_id, row.id, detail)


def _handed(actor: Actor, choice: Choice, transmission_id: str) -> Event:
    """Who, where, when, and that identity was seen (T-2)."""
    detail: dict[str, Detail] = {
        "place": choice.hand_place.value if choice.hand_place else None,
        "on": choice.handed_on.isoformat() if choice.handed_on else None,
        "identity-seen": choice.identity_seen,
    }
    return Event(EventKind.TRANSMISSION_HANDED, actor.account_id, transmission_id, detail)
