"""What must stay destroyed, whatever is put back? Each destruction as a signed line outside the database (R-5).

A database put back from before a destruction does not know of it, and a key store put back within the life of its
backups holds its keys again. The ledger knows: what it names and the house does not is destroyed once more, before
anybody works with it. Forged lines would destroy: each is signed by the vault.
"""

import base64
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from crypto.checkpoint import PublicKey
from crypto.errors import CryptoError
from crypto.signednote import open_note, sign_note
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.ports.ledger import Ledger
from liaison.records import Case, Departement, DestroyedPart, Destruction
from liaison.store import destroying as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import resealing
from liaison.usecases.context import Context
from liaison.usecases.dossier import object_of
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.destruction import Destroyed, DestructionStatus

Entry: TypeAlias = dict[str, Any]

ORIGIN: Final = "liaison/destructions"
TITLE: Final = "destruction of liaison, version 1"


def line_of(ctx: Context, row: Destruction) -> str:
    """Return the line that remembers a destruction: random ids, rules, dates; nothing about a person."""
    entry = {
        "id": row.id, "number": row.number, "departement": row.departement, "ground": row.ground,
        "decided_by": row.decided_by, "request": row.request, "begun_at": row.begun_at.isoformat(),
        "parts": [_written(part) for part in store.parts_of(ctx.session, row.id)],
    }  # fmt: skip
    note = sign_note(ctx.vault.signing_key(ORIGIN), TITLE, json.dumps(entry, sort_keys=True))
    return base64.b64encode(note.encode()).decode("ascii")


def write(ledger: Ledger, lines: Iterable[str]) -> None:
    """Write lines that are not there yet, on the disk when this returns. Raises `OSError`."""
    known = set(ledger.lines())
    ledger.append(line for line in lines if line not in known)


def entries(ctx: Context, ledger: Ledger) -> list[Entry]:
    """Read the ledger.

    Raises:
        Refused: a line was not signed by this house: nothing is destroyed by it, and somebody must look.
    """
    key = ctx.vault.signing_key(ORIGIN).public
    return [_read(line, key) for line in ledger.lines() if line]


def recall(ctx: Context, known: Iterable[Entry]) -> list[str]:
    """Write down again each destruction that the ledger knows and the house does not; return their ids, to carry on.

    Also those whose keys are here again: a key store was put back.
    """
    alive = frozenset(ctx.vault.ids())  # once: the ledger of some years names tens of thousands
    again = [_recalled(ctx, entry, alive) for entry in known]
    return [row.id for row in again if row is not None]


def missing_lines(ctx: Context, known: Iterable[Entry]) -> list[str]:
    """Return the lines of destructions that the database knows and the ledger does not: it was lost, or is a copy."""
    ids = {entry["id"] for entry in known}
    return [line_of(ctx, row) for row in store.list_destructions(ctx.session, limit=None) if row.id not in ids]


def _recalled(ctx: Context, entry: Entry, alive: frozenset[str]) -> Destruction | None:
    row = ctx.session.get(Destruction, entry["id"])
    objects = [object_id for part in entry["parts"] for object_id in part["objects"]]
    back = sum(object_id in alive for object_id in objects)
    if row is not None and (back == 0 or row.status == DestructionStatus.BEGUN.value):
        return row if row.status == DestructionStatus.BEGUN.value else None
    if row is None and ctx.session.get(Departement, entry["departement"]) is None:
        # Older than the département itself: no row of it is here, only keys may be.
        ctx.destroy(*objects)
        return None
    if row is None:
        row = _row(entry)
        ctx.session.add(row)
        ctx.session.flush()
        ctx.session.add_all(_part(row.id, position, part) for position, part in enumerate(entry["parts"], 1))
    for part in store.parts_of(ctx.session, row.id):
        case = ctx.session.get(Case, part.subject_id)
        if case is not None and part.kind == Destroyed.CASE:
            case.ending_at = ctx.now
        elif case is not None and part.kind == Destroyed.OFII and object_of(case) in part.objects and back:
            # Put back from before: what it held otherwise is saved once more before the old key dies again.
            resealing.take_out(ctx, case.id)
    row.status, row.certified_at, row.covered_at, row.certificate = DestructionStatus.BEGUN.value, None, None, ""
    event = Event(EventKind.DESTRUCTION_REPLAYED, SYSTEM, row.id, {"number": row.number, "keys": back})
    save(ctx.session, row, event=event, at=ctx.now)
    return row


def _read(line: str, key: PublicKey) -> Entry:
    try:
        note = base64.b64decode(line, validate=True).decode()
        entry: Entry = json.loads(open_note(note, title=TITLE, key=key))
    except (ValueError, CryptoError) as error:
        raise Refused(
            "A line of the ledger of destructions was not written by this house, or was changed.",
            hint="Put the ledger back from beside a backup (docs/deploy/README.md), or take the line out by hand.",
        ) from error
    return entry


def _written(part: DestroyedPart) -> dict[str, object]:
    return {
        "kind": part.kind, "subject": part.subject_id, "reference": part.reference, "rule": part.rule,
        "anchor": part.anchor, "anchor_on": part.anchor_on.isoformat() if part.anchor_on else None,
        "delay": part.delay, "due_at": part.due_at.isoformat() if part.due_at else None, "objects": part.objects,
        "fingerprints": part.fingerprints,
    }  # fmt: skip


def _row(entry: Entry) -> Destruction:
    return Destruction(
        id=entry["id"], number=entry["number"], departement=entry["departement"], ground=entry["ground"],
        decided_by=entry["decided_by"], request=entry["request"], status=DestructionStatus.BEGUN.value,
        begun_at=datetime.fromisoformat(entry["begun_at"]),
    )  # fmt: skip


def _part(destruction_id: str, position: int, part: dict[str, Any]) -> DestroyedPart:
    return DestroyedPart(
        destruction_id=destruction_id, position=position, kind=part["kind"], subject_id=part["subject"],
        reference=part["reference"], rule=part["rule"], anchor=part["anchor"],
        anchor_on=date.fromisoformat(part["anchor_on"]) if part["anchor_on"] else None, delay=part["delay"],
        due_at=datetime.fromisoformat(part["due_at"]) if part["due_at"] else None, objects=part["objects"],
        fingerprints=part["fingerprints"],
    )  # fmt: skip
