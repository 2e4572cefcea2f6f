"""How is a deposit opened? The référent types the key; a child process opens the file, outside any transaction.

A wrong key is counted and slows the next one. What opens is looked at by the antivirus, where there is one, and each
document is sealed under a key of its own; nothing is shown before the child verified it to the end.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from crypto.errors import MalformedArchive, UnsafeArchive, WrongPassphrase
from crypto.hashchain import Detail
from crypto.passphrase import candidates
from liaison.errors import Conflict, Denied, Refused, WrongKey, WrongState
from liaison.events import EventKind
from liaison.ports import OpeningStopped
from liaison.records import Deposit, DepositDocument
from liaison.rules import throttle
from liaison.rules.access import Actor
from liaison.rules.lifecycle import DEPOSIT_MOVES, advance
from liaison.store import accounts as account_store
from liaison.store import deposits as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import keeping_deposits, scheduling, sealing
from liaison.usecases.context import Context
from liaison.usecases.deposited import deposit_to_change
from liaison.usecases.scanning import Seen, look_at
from liaison.vocabulary import (
    SYSTEM,
    DepositRefusal,
    DepositStatus,
    DocumentFate,
    Role,
    ScanResult,
    Sealed,
)

OUTSIDE: Final = frozenset({"axcrypt"})
"""Kinds that are not opened here: they are taken away, and opened by the program that made them."""
_JUST_NOW: Final = timedelta(hours=1)
REFUSAL_LABELS: Final = {
    DepositRefusal.DAMAGED: "Le fichier est abîmé",
    DepositRefusal.DANGEROUS: "Le fichier est dangereux",
    DepositRefusal.INFECTED: "Un virus a été trouvé",
    DepositRefusal.NOT_FOR_US: "Il n’est pas pour nous",
    DepositRefusal.DOUBLE: "Nous l’avons déjà",
    DepositRefusal.KEY_LOST: "Sa clé est perdue",
}


def open_with_key(ctx: Context, actor: Actor, deposit_id: str, typed: str) -> None:
    """Open a deposit with the key that was told; who opened it a moment ago, by a second click, has it open.

    Raises:
        WrongState: it was opened by somebody else, is over, or is not opened here.
        Conflict: a colleague has just opened it, and it is theirs now.
        TooMany: too many wrong keys a moment ago.
        WrongKey: the key does not open it.
        Refused: it is damaged, or could not be opened within the limits; nothing is lost.
    """
    row = _to_open(ctx, actor, deposit_id)
    if _is_open(actor, row):
        return
    tries = account_store.tries_of(ctx.session, _tries_of(row.id), ctx.now - throttle.WINDOW)
    throttle.check_not_too_many(tries, ctx.now)
    archive = keeping_deposits.content_of(ctx, row)
    _check_whole(row, archive)
    passphrases = candidates(typed)
    # Before it is tried: a process that dies of it has tried too (docs/decisions/0074).
    account_store.count_try(ctx.session, _tries_of(row.id), ctx.now)
    try:
        seen: tuple[Seen, ...] | None = ctx.between(lambda: look_at(ctx, ctx.opener.open(archive, passphrases)))
    except WrongPassphrase:
        raise WrongKey(
            "Cette clé n’ouvre pas le fichier.",
            hint="Relisez-la avec le partenaire, signe par signe : majuscules, minuscules, tirets, accents.",
            deposit_id=row.id,
        ) from None
    except MalformedArchive:
        raise _damaged() from None
    except UnsafeArchive:
        seen = None
    except OpeningStopped:
        raise Refused(
            "Ce fichier n’a pas pu être ouvert ici : il demande trop de travail au service.",
            hint="Demandez au partenaire de le refaire, plus petit et avec les réglages habituels de 7-Zip.",
        ) from None
    row = _to_open(ctx, actor, deposit_id)
    if _is_open(actor, row):  # meanwhile, by a second click
        return
    if seen is None:
        refuse_for(ctx, SYSTEM, row, DepositRefusal.DANGEROUS)
    else:
        note_opened(ctx, actor, row, seen)


def note_opened(ctx: Context, actor: Actor, row: Deposit, seen: Sequence[Seen]) -> None:
    """Keep what came out of a deposit, each document sealed under a key of its own; what is infected is not kept.

    Raises:
        WrongState: somebody else opened it meanwhile.
    """
    row.status = advance(DEPOSIT_MOVES, DepositStatus(row.status), DepositStatus.OPENED).value
    row.status_at = row.opened_at = ctx.now
    row.opened_by = actor.account_id
    infected = [one for one in seen if one.scan is ScanResult.INFECTED]
    detail: dict[str, Detail] = {"documents": len(seen), "infected": len(infected)}
    rows = [_document(ctx, row, number, one) for number, one in enumerate(seen, start=1)]
    here = [one for one in rows if one.content is not None]
    kept = [Sealed.DOCUMENT.object(one.id) for one in here]
    save(
        ctx.session,
        row,
        *rows,
        *sealing.links(row.case_id, *kept),
        *(scheduling.waiting_deadline(ctx, one, row) for one in here),
        event=Event(EventKind.DEPOSIT_OPENED, actor.account_id, row.id, detail),
        at=ctx.now,
    )
    if not kept:
        refuse_for(ctx, SYSTEM, row, DepositRefusal.INFECTED)


def note_wrong_key(ctx: Context, error: WrongKey, *, actor_id: str) -> None:
    """Register a wrong key, in a transaction of its own (law 3)."""
    row = store.lock_deposit(ctx.session, error.deposit_id)
    if row is None:
        return
    row.wrong_keys += 1
    event = Event(EventKind.DEPOSIT_WRONG_KEY, actor_id, row.id, {"count": row.wrong_keys})
    save(ctx.session, row, event=event, at=ctx.now)


def refuse(ctx: Context, actor: Actor, deposit_id: str, reason: DepositRefusal) -> None:
    """Set a deposit aside: nothing of it is kept but its line in the register.

    Raises:
        WrongState: it is over, or some of it was taken in already.
    """
    row = deposit_to_change(ctx, actor, deposit_id)
    documents = store.list_documents(ctx.session, row.id)
    if any(one.fate not in {DocumentFate.WAITING, DocumentFate.LEFT_OUT} for one in documents):
        raise WrongState("Une partie de ce dépôt est déjà traitée.", hint="Écartez les documents restants un à un.")
    refuse_for(ctx, actor.account_id, row, reason)


def refuse_for(ctx: Context, actor_id: str, row: Deposit, reason: DepositRefusal) -> None:
    """Refuse a deposit, in the caller's transaction: the file and its documents are destroyed.

    Raises:
        WrongState: it is over.
    """
    documents = list(store.list_documents(ctx.session, row.id))
    for one in documents:
        keeping_deposits.drop_document(ctx, one, by=actor_id)
    row.refusal = reason.value
    closed = keeping_deposits.end(ctx, row, DepositStatus.REFUSED)
    event = Event(EventKind.DEPOSIT_REFUSED, actor_id, row.id, {"refusal": reason.value})
    save(ctx.session, row, *documents, *closed, event=event, at=ctx.now)


def take_away(ctx: Context, actor: Actor, deposit_id: str) -> tuple[str, bytes]:
    """Return name and content of a file that is not opened here, still closed; registered.

    Raises:
        WrongState: it is opened here, or is here no more.
    """
    row = deposit_to_change(ctx, actor, deposit_id)
    if row.kind not in OUTSIDE:
        raise WrongState("Ce fichier s’ouvre ici, avec sa clé.", hint="Tapez la clé sur la page du dépôt.")
    content = keeping_deposits.content_of(ctx, row)
    save(ctx.session, event=Event(EventKind.DEPOSIT_TAKEN_AWAY, actor.account_id, row.id), at=ctx.now)
    return f"depot-{row.reference}.axx", content


def settle_outside(ctx: Context, actor: Actor, deposit_id: str) -> None:
    """Say that a file was opened and dealt with outside; it is destroyed here.

    Raises:
        WrongState: it is opened here, or is over.
    """
    row = deposit_to_change(ctx, actor, deposit_id)
    if row.kind not in OUTSIDE:
        raise WrongState("Ce fichier s’ouvre ici, avec sa clé.", hint="Tapez la clé sur la page du dépôt.")
    closed = keeping_deposits.end(ctx, row, DepositStatus.SETTLED)
    event = Event(EventKind.DEPOSIT_SETTLED, actor.account_id, row.id)
    save(ctx.session, row, *closed, event=event, at=ctx.now)


def _to_open(ctx: Context, actor: Actor, deposit_id: str) -> Deposit:
    """Hold a deposit; who loses the race for one of nobody's is told so, and not that there is none.

    Accepted loss: for an hour, who has its id learns that it exists. Until then the whole département saw it.
    """
    try:
        row = deposit_to_change(ctx, actor, deposit_id)
    except Denied:
        row = store.get_deposit(ctx.session, deposit_id)
        if not _was_taken(ctx, actor, row):
            raise
    if _was_taken(ctx, actor, row):
        raise Conflict("Un collègue vient d’ouvrir ce dépôt.", hint="Il s’en occupe ; la coordination le voit aussi.")
    return row


def _was_taken(ctx: Context, actor: Actor, row: Deposit) -> bool:
    """Say whether another référent of the département has just opened a deposit that was nobody's."""
    if row.status != DepositStatus.OPENED or row.opened_at is None or ctx.now - row.opened_at > _JUST_NOW:
        return False
    is_nobodys = row.case_id is None and row.transmission_id is None
    is_theirs = row.opened_by != actor.account_id and actor.role is Role.REFERENT
    return is_nobodys and is_theirs and row.departement in actor.departements


def _is_open(actor: Actor, row: Deposit) -> bool:
    """Say whether the actor opened it already; it waits for its key otherwise.

    Raises:
        WrongState: it is not opened here, or waits for none.
    """
    if row.kind in OUTSIDE:
        raise WrongState(
            "Un fichier AxCrypt ne s’ouvre pas ici.", hint="Enregistrez-le, puis ouvrez-le avec AxCrypt et sa clé."
        )
    if row.status == DepositStatus.WAITING:
        return False
    if row.status != DepositStatus.OPENED:
        raise WrongState("Ce dépôt n’attend plus de clé.", hint="Sa page montre ce qu’il est devenu.")
    if row.opened_by != actor.account_id:
        raise WrongState("Ce dépôt vient d’être ouvert.", hint="Voici ce qu’il contenait.")
    return True


def _check_whole(row: Deposit, archive: bytes) -> None:
    """Compare what was kept with what came in: a lost block is no partner's damage."""
    if hashlib.sha256(archive).hexdigest() != row.sha256:
        raise _damaged()


def _damaged() -> Refused:
    return Refused(
        "Ce fichier est abîmé : une partie ne se lit pas.",
        hint="Vérifiez la clé. Si elle est bonne, demandez au partenaire de déposer le fichier à nouveau.",
    )


def _document(ctx: Context, deposit: Deposit, number: int, seen: Seen) -> DepositDocument:
    opened = seen.opened
    row = DepositDocument(
        id=ctx.new_id(),
        deposit_id=deposit.id,
        number=number,
        kind=opened.look.kind.value,
        traits=sorted(trait.value for trait in opened.look.traits),
        pages=opened.look.pages or 0,
        size=len(opened.content),
        sha256=hashlib.sha256(opened.content).hexdigest(),
        scan=seen.scan.value,
        name=b"",
        fate=DocumentFate.WAITING.value,
        fate_at=ctx.now,
        case_id=deposit.case_id,
    )
    if seen.scan is ScanResult.INFECTED:
        row.fate, row.fate_by = DocumentFate.LEFT_OUT.value, SYSTEM
        return row
    object_id = Sealed.DOCUMENT.object(row.id)
    ctx.vault.create(object_id)
    row.name = ctx.vault.seal(object_id, field="name", version=1, plain=opened.name.encode())
    row.content = ctx.vault.seal(object_id, field="content", version=1, plain=opened.content)
    return row


def _tries_of(deposit_id: str) -> str:
    return f"deposit-key:{deposit_id}"
