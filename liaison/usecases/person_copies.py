"""How does a person get a copy of everything? Prepared, other people masked, sealed, its key shown once, handed over.

Sealed here until it is handed over; destroyed seven days after, and thirty days after it was made at the latest. The
DPO follows by number: nothing of this room opens for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from crypto import archive, passphrase
from crypto.archive import Document, neutral_name
from crypto.hashchain import Detail
from crypto.passphrase import Passphrase, spell
from crypto.profiles import OPENING
from liaison.errors import Invalid, NotFound, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.records import Case, RightsExport, RightsRequest
from liaison.rules.access import Actor, check_has_role
from liaison.store import cases as case_store
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import (
    deposited,
    keeping_copies,
    person_data,
    person_document,
    person_history,
    person_tables,
    proving,
    sealing,
)
from liaison.usecases.context import Context
from liaison.usecases.dossier import check_access, full_name, raw_of, read_person
from liaison.usecases.finding_requests import request_of
from liaison.usecases.keeping_copies import object_of
from liaison.usecases.person_data import Part
from liaison.usecases.person_document import CONTENTS, Copy, Enclosed
from liaison.vocabulary import DepositStatus, Role
from liaison.vocabulary.rights import Right

MAKERS: Final = frozenset({Role.COORDINATOR})
COPIED: Final = frozenset({Right.ACCESS, Right.PORTABILITY})
_BEFORE: Final = "copy-key"


@dataclass(frozen=True, slots=True, repr=False)
class CopyPage:
    """What is looked at before a copy is made: other people's words, and the documents."""

    request_id: str
    number: str
    person: str
    texts: tuple[tuple[str, str], ...]
    """Label and words of each free text."""
    suspects: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    """Id and name."""
    waiting: int
    """Deposits of this dossier that nobody settled: what they hold is not known to be the person's, and not in it."""

    def __repr__(self) -> str:
        return "CopyPage(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class CopyKey:
    """The key of a copy, to write down or say: groups, and how each sign is said. Shown once."""

    number: str
    groups: tuple[str, ...]
    spelling: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return "CopyKey(hidden)"


def prepare(ctx: Context, actor: Actor, request_id: str) -> CopyPage:
    """Return what may be about somebody else, for a person to look at; reading it is journalled.

    Raises:
        Denied: not the coordination of this département.
        Refused: the request asks for no copy, or who asks is not known.
    """
    row, case = _open(ctx, actor, request_id)
    parts = _parts(ctx, case)
    own = [value.raw for value in read_person(ctx, case).values()]
    texts = tuple((item.label, item.value) for item in person_data.free_texts(parts) if item.value.strip())
    documents = tuple(
        (one.id, deposited.name_of(ctx, one) or "document")
        for one in deposit_store.documents_of_case(ctx.session, case.id)
        if one.content is not None
    )
    detail: dict[str, Detail] = {"number": row.number}
    save(ctx.session, event=Event(EventKind.REQUEST_READ, actor.account_id, row.id, detail), at=ctx.now)
    pending = {DepositStatus.WAITING, DepositStatus.OPENED}
    waiting = sum(one.status in pending for one in deposit_store.deposits_of_case(ctx.session, case.id))
    return CopyPage(
        row.id, row.number, full_name(raw_of(read_person(ctx, case))), _once(texts),
        person_data.suspects(parts, own), documents, waiting,
    )  # fmt: skip


def make(ctx: Context, actor: Actor, request_id: str, hidden: Collection[str], left_out: Collection[str]) -> str:
    """Make the copy and keep it sealed; one that was there before is destroyed. Nothing is written in clear anywhere.

    Raises:
        Invalid: it would be larger than an archive may be.
        Refused: the request asks for no copy, or who asks is not known.
    """
    row, case = _open(ctx, actor, request_id)
    for former in store.list_exports(ctx.session, [row.id]):
        keeping_copies.end(ctx, actor.account_id, former)
    parts, count = person_data.masked(_parts(ctx, case), hidden)
    documents = [one for one in deposit_store.documents_of_case(ctx.session, case.id) if one.content is not None]
    enclosed = [
        Enclosed(f"{number:02}-{neutral_name(deposited.name_of(ctx, one))}", deposited.content_of(ctx, one))
        for number, one in enumerate((one for one in documents if one.id not in left_out), start=1)
    ]
    operator = directory_store.get_departement(ctx.session, case.departement).operator
    name = full_name(raw_of(read_person(ctx, case)))
    copy = Copy(row.number, operator, ctx.now, name, len(documents) - len(enclosed), count)
    packed = person_document.pack(copy, parts, enclosed)
    if len(packed) > OPENING.content_size:
        sentence = "La copie dépasse 64 Mo : laissez de côté des documents, et remettez-les à part."
        raise Invalid([Problem("documents", "Documents", sentence)])
    made = _keep(ctx, actor, row, packed, count + copy.left_out)
    links = sealing.links(case.id, object_of(made))
    detail: dict[str, Detail] = {
        "number": row.number, "documents": len(enclosed), "masked": made.masked, "size": made.size,
        "sha256": made.sha256,
    }  # fmt: skip
    event = Event(EventKind.REQUEST_EXPORTED, actor.account_id, row.id, detail)
    save(ctx.session, made, keeping_copies.deadline(ctx, row, made), *links, event=event, at=ctx.now)
    return made.id


def check_of(ctx: Context, actor: Actor, request_id: str, export_id: str) -> None:
    """Let a copy through that was made for this request: an address of two halves names one thing.

    Raises:
        NotFound: there is none, or it is of another request.
        Denied: it is not theirs.
    """
    check_has_role(actor, MAKERS)
    if store.get_export(ctx.session, export_id).request_id != request_of(ctx, actor, request_id).id:
        raise NotFound("Cette copie n’existe pas.", hint="Revenez à la demande.")


def check_key_waits(ctx: Context, actor: Actor, export_id: str) -> None:
    """Let only the key of a copy be asked for that was not shown yet.

    Raises:
        WrongState: it was shown, or the copy is destroyed.
    """
    made, _ = _copy_of(ctx, actor, export_id)
    if made.passphrase is None:
        raise WrongState("Cette clé a déjà été montrée.", hint="Perdue ? Refaites la copie : elle aura une autre clé.")


def show_key(ctx: Context, actor: Actor, export_id: str, *, code: str) -> CopyKey:
    """Show the key of a copy, once, to who proved again who they are; it is here no more after.

    Raises:
        SignInFailed, TooMany: the code of the telephone is wrong.
        WrongState: it was shown, or the copy is destroyed.
    """
    check_key_waits(ctx, actor, export_id)
    made, row = _copy_of(ctx, actor, export_id)
    proving.prove(ctx, actor, code, before=_BEFORE)
    spelt = spell(_unsealed_key(ctx, made))
    made.passphrase, made.key_shown_at = None, ctx.now
    event = Event(EventKind.REQUEST_KEY_SHOWN, actor.account_id, row.id, {"number": row.number})
    save(ctx.session, made, event=event, at=ctx.now)
    return CopyKey(row.number, tuple(one.group for one in spelt), tuple(one.symbols for one in spelt))


def take(ctx: Context, actor: Actor, export_id: str) -> tuple[str, bytes]:
    """Return the sealed archive and its neutral name, to put on a stick or to hand over; journalled.

    Raises:
        WrongState: the copy is destroyed.
    """
    made, row = _copy_of(ctx, actor, export_id)
    content = ctx.vault.unseal(object_of(made), field="archive", version=1, sealed=made.archive or b"")
    event = Event(EventKind.REQUEST_EXPORT_TAKEN, actor.account_id, row.id, {"number": row.number, "size": made.size})
    save(ctx.session, event=event, at=ctx.now)
    return f"demande-{row.number}.zip", content


def _open(ctx: Context, actor: Actor, request_id: str) -> tuple[RightsRequest, Case]:
    check_has_role(actor, MAKERS)
    row = store.lock_request(ctx.session, request_id)
    if row.case_id is None:
        raise Refused("Aucun dossier n’est lié à cette demande.", hint="Liez-la à son dossier, s’il y en a un.")
    check_access(ctx, actor, row.case_id, row.departement)
    if row.kind not in COPIED or row.closed_at is not None:
        raise Refused("Cette demande n’attend pas de copie.", hint="Revenez à la demande.")
    if not row.identity:
        raise Refused(
            "L’identité de la personne n’est pas établie : aucune copie n’est préparée pour un inconnu.",
            hint="Notez d’abord comment elle est établie.",
        )
    return row, case_store.get_case(ctx.session, row.case_id)


def _copy_of(ctx: Context, actor: Actor, export_id: str) -> tuple[RightsExport, RightsRequest]:
    check_has_role(actor, MAKERS)
    made = store.get_export(ctx.session, export_id)
    # Whose it is, before what became of it: to anybody else it does not exist.
    request_of(ctx, actor, made.request_id)
    row = store.lock_request(ctx.session, made.request_id)
    if made.archive is None or row.case_id is None:
        raise WrongState("Cette copie n’est plus là : elle a été détruite.", hint="Préparez-en une autre.")
    check_access(ctx, actor, row.case_id, row.departement)
    return made, row


def _parts(ctx: Context, case: Case) -> list[Part]:
    held = [*person_data.of_case(ctx, case), *person_tables.of_case(ctx, case)]
    return [*held, *person_history.of_case(ctx, case)]


def _keep(ctx: Context, actor: Actor, row: RightsRequest, packed: bytes, masked: int) -> RightsExport:
    key = passphrase.generate()
    sealed = archive.seal(Document(CONTENTS, packed), key)
    made = RightsExport(
        id=ctx.new_id(), request_id=row.id, size=sealed.size, sha256=sealed.sha256, masked=masked,
        made_by=actor.account_id, made_at=ctx.now,
    )  # fmt: skip
    ctx.vault.create(object_of(made))
    made.archive = ctx.vault.seal(object_of(made), field="archive", version=1, plain=sealed.content)
    made.passphrase = ctx.vault.seal(object_of(made), field="passphrase", version=1, plain=key.reveal().encode("ascii"))
    return made


def _unsealed_key(ctx: Context, made: RightsExport) -> Passphrase:
    plain = ctx.vault.unseal(object_of(made), field="passphrase", version=1, sealed=made.passphrase or b"")
    return passphrase.check(plain.decode("ascii"))


def _once(texts: Collection[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple({words: (label, words) for label, words in texts}.values())
