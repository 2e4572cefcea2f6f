"""What does a part hold, object by object? A dossier is taken apart into everything that is sealed because of it.

Objects are found twice: by the rows that hold them, and by the links that say which dossier an object concerns
(law 5). What is linked and is of no known kind is taken too: better one object too many than one that stays.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from liaison.records import Case, DepositDocument, DestroyedPart, Fiche, FicheVersion, OutboxMessage, Transmission
from liaison.rules.destruction import Day, Part
from liaison.store import deposits as deposit_store
from liaison.store import destroying as store
from liaison.store import exchanges as exchange_store
from liaison.store import outbox as outbox_store
from liaison.store import table_plis as pli_store
from liaison.store import tables as table_store
from liaison.usecases import resealing
from liaison.usecases.context import Context
from liaison.usecases.dossier import object_of
from liaison.vocabulary import DeadlineSubject, FicheStatus, Sealed
from liaison.vocabulary.destruction import Destroyed


def take_apart(ctx: Context, parts: Iterable[Part]) -> list[DestroyedPart]:
    """Return what some parts hold, each thing once, numbered; not attached to a destruction yet."""
    found: dict[tuple[str, str], DestroyedPart] = {}
    for part in parts:
        for row in _rows(ctx, part):
            found.setdefault((row.kind, row.subject_id), row)
    rows = list(found.values())
    for position, row in enumerate(rows, 1):
        row.position = position
    return rows


def _rows(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    """Give what a part holds; nothing when it is gone already."""
    take = _TAKEN.get(part.subject)
    if take is None:
        message = f"a {part.subject} is not destroyed here"
        raise ValueError(message)
    yield from take(ctx, part)


def _of_a_fiche(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    version = ctx.session.get(FicheVersion, part.id)
    if version is not None:
        yield from _of_version(ctx, version, part)


def _of_an_archive(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    pli = ctx.session.get(Transmission, part.id)
    if pli is not None:
        yield from _of_pli(ctx, pli, part.day)


def _of_a_document(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    document = ctx.session.get(DepositDocument, part.id)
    if document is not None:
        yield _document(document, part.day, part.reference)


def _of_ofii(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    case = ctx.session.get(Case, part.id)
    if case is not None and resealing.holds(ctx, case):
        yield _row(Destroyed.OFII, case.id, part.day, [object_of(case)], [case.person])


def _of_case(ctx: Context, part: Part) -> Iterator[DestroyedPart]:
    case = ctx.session.get(Case, part.id)
    if case is None:
        return
    day = part.day
    named = {object_of(case)}
    yield _row(Destroyed.CASE, case.id, day, [object_of(case)], [case.person])
    for row in _held_by(ctx, case.id, day):
        named.update(row.objects)
        yield row
    for object_id in store.linked_objects(ctx.session, case.id):
        if object_id not in named and ctx.vault.exists(object_id):
            yield _row(Destroyed.OTHER, object_id, day, [object_id], [])


def _held_by(ctx: Context, case_id: str, day: Day) -> Iterator[DestroyedPart]:
    for fiche in exchange_store.list_fiches(ctx.session, [case_id]):
        for version in store.versions_of(ctx.session, fiche.id):
            yield _version(version, day, "")
        yield _draft(fiche, day)
    for pli in pli_store.plis_about(ctx.session, case_id):  # one name cannot be taken out of a table's archive
        yield from _of_pli(ctx, pli, day)
    yield from _of_tables(ctx, case_id, day)
    for deposit in deposit_store.deposits_of_case(ctx.session, case_id):
        if deposit.blocks:
            blocks = [block.content for block in deposit_store.blocks_of(ctx.session, deposit.id)]
            objects = [Sealed.DEPOSIT.object(deposit.id)]
            yield _row(Destroyed.DEPOSIT, deposit.id, day, objects, blocks, deposit.reference)
    for document in store.documents_to_destroy(ctx.session, case_id):
        yield _document(document, day, "")


def _of_tables(ctx: Context, case_id: str, day: Day) -> Iterator[DestroyedPart]:
    """Give somebody's rows in monthly tables, under the reference of the pli that carried each, and the decisions."""
    rows = table_store.rows_of_case(ctx.session, case_id)
    references = pli_store.references_of_plis(ctx.session, {row.table_id for row in rows})
    for row in rows:
        if row.content is not None:
            objects = [Sealed.ORIENTATION_ROW.object(row.id)]
            yield _row(Destroyed.TABLE_ROW, row.id, day, objects, [row.content], references.get(row.table_id, ""))
    for answer in pli_store.answers_of_case(ctx.session, case_id):
        yield _row(Destroyed.DECISION, answer.id, day, [Sealed.OFII_ANSWER.object(answer.id)], [answer.details])


def _of_version(ctx: Context, version: FicheVersion, part: Part) -> Iterator[DestroyedPart]:
    """Give a fiche as it left, its archives, and the sheet it was made from, unless that is still a working one."""
    yield _version(version, part.day, part.reference)
    for pli in store.plis_of_version(ctx.session, version.id):
        yield from _of_pli(ctx, pli, part.day)
    fiche = ctx.session.get(Fiche, version.fiche_id) if version.fiche_id else None
    others = [one for one in store.versions_of(ctx.session, fiche.id) if one.id != version.id] if fiche else []
    if fiche is not None and fiche.status == FicheStatus.SENT and not others:
        yield _draft(fiche, part.day, part.reference)


def _of_pli(ctx: Context, pli: Transmission, day: Day) -> Iterator[DestroyedPart]:
    if pli.archive is not None:
        yield _row(Destroyed.ARCHIVE, pli.id, day, [Sealed.ARCHIVE.object(pli.id)], [pli.archive], pli.reference)
    if pli.passphrase is not None:
        yield _row(Destroyed.KEY, pli.id, day, [Sealed.PASSPHRASE.object(pli.id)], [pli.passphrase], pli.reference)
    for message in outbox_store.list_of(ctx.session, pli.id):
        if message.payload is not None:
            yield _message(message, day, pli.reference)


def _version(version: FicheVersion, day: Day, reference: str) -> DestroyedPart:
    objects = [Sealed.FICHE_VERSION.object(version.id)]
    return _row(Destroyed.FICHE, version.id, day, objects, [version.answers], reference)


def _draft(fiche: Fiche, day: Day, reference: str = "") -> DestroyedPart:
    return _row(Destroyed.DRAFT, fiche.id, day, [Sealed.FICHE.object(fiche.id)], [fiche.draft], reference)


def _document(document: DepositDocument, day: Day, reference: str) -> DestroyedPart:
    content = [document.content] if document.content is not None else []
    return _row(
        Destroyed.DOCUMENT,
        document.id,
        day,
        [Sealed.DOCUMENT.object(document.id)],
        [document.name, *content],
        reference,
    )


def _message(message: OutboxMessage, day: Day, reference: str) -> DestroyedPart:
    content = [message.payload] if message.payload is not None else []
    return _row(Destroyed.MESSAGE, message.id, day, [Sealed.OUTBOX.object(message.id)], content, reference)


def _row(
    kind: Destroyed, subject_id: str, day: Day, objects: list[str], sealed: list[bytes], reference: str = ""
) -> DestroyedPart:
    return DestroyedPart(
        destruction_id="", position=0, kind=kind.value, subject_id=subject_id, reference=reference, rule=day.rule,
        anchor=day.anchor, anchor_on=day.anchor_on, delay=day.delay, due_at=day.due_at if day.rule else None,
        objects=objects,
        fingerprints=[hashlib.sha256(content).hexdigest() for content in sealed],
    )  # fmt: skip


_TAKEN: Final[Mapping[DeadlineSubject, Callable[[Context, Part], Iterator[DestroyedPart]]]] = {
    DeadlineSubject.CASE: _of_case,
    DeadlineSubject.OFII: _of_ofii,
    DeadlineSubject.FICHE: _of_a_fiche,
    DeadlineSubject.ARCHIVE: _of_an_archive,
    DeadlineSubject.DOCUMENT: _of_a_document,
}
