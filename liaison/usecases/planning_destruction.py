"""What would be destroyed today, and what holds the rest? It changes nothing: one plan for page, command and night."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from liaison.records import Deadline, DepositDocument, Transmission
from liaison.rules import destruction as rules
from liaison.rules.destruction import HANDLED, Day, Part, Plan
from liaison.store import destroying as destroying_store
from liaison.store import exchanges as store
from liaison.usecases import suspending
from liaison.usecases.context import Context
from liaison.usecases.holds import KIND_LABELS
from liaison.usecases.suspending import Obstacle
from liaison.vocabulary import DeadlineSubject, DocumentFate

UNDECIDED: Final = "document à traiter par une personne"
_SAID: Final = {
    **{kind.value: label.lower() for kind, label in KIND_LABELS.items()},
    suspending.REQUEST: "demande de la personne",
}


def plan(ctx: Context, *, on: datetime | None = None, departements: Collection[str] | None = None) -> Plan:
    """Return what the deadlines destroy at a moment, now unless said otherwise; what raises destroys nothing."""
    rows = store.list_due(ctx.session, on or ctx.now, departements)
    parts = _parts(ctx, rows)
    return rules.plan(parts, _obstacles(ctx, parts))


def _parts(ctx: Context, rows: Iterable[Deadline]) -> list[Part]:
    """Group the lines that are due by part: the earliest wins (R-6). What is being destroyed already is left alone."""
    by_part: dict[tuple[str, str], Deadline] = {}
    begun = destroying_store.open_subjects(ctx.session)
    for row in rows:
        if row.subject_id in begun:
            continue
        known = by_part.get((row.subject_kind, row.subject_id))
        if DeadlineSubject(row.subject_kind) in HANDLED and (known is None or _first(row, known)):
            by_part[row.subject_kind, row.subject_id] = row
    return [_part(ctx, row) for row in by_part.values()]


def _first(row: Deadline, other: Deadline) -> bool:
    return row.destroy_by is not None and other.destroy_by is not None and row.destroy_by < other.destroy_by


def _part(ctx: Context, row: Deadline) -> Part:
    if row.due_at is None or row.destroy_by is None:
        message = f"deadline {row.id} is due and has no day"
        raise ValueError(message)
    day = Day(row.rule, row.anchor, row.anchor_on, row.delay, row.source, row.due_at, row.destroy_by)
    subject = DeadlineSubject(row.subject_kind)
    pli = ctx.session.get(Transmission, row.transmission_id) if row.transmission_id else None
    case_id = pli.case_id if pli else None
    if subject in {DeadlineSubject.CASE, DeadlineSubject.OFII}:
        case_id = row.subject_id
    elif subject is DeadlineSubject.DOCUMENT:
        document = ctx.session.get(DepositDocument, row.subject_id)
        case_id = document.case_id if document else None
    return Part(
        subject, row.subject_id, row.departement, day, case_id, row.transmission_id, pli.reference if pli else ""
    )


def _obstacles(ctx: Context, parts: Sequence[Part]) -> Mapping[str, Sequence[str]]:
    held = suspending.obstacles(
        ctx,
        case_ids={part.case_id for part in parts if part.case_id is not None},
        transmission_ids={part.transmission_id for part in parts if part.transmission_id is not None},
        document_ids={part.id for part in parts if part.subject is DeadlineSubject.DOCUMENT},
    )
    found: dict[str, list[str]] = {id_: [said(one) for one in obstacles] for id_, obstacles in held.items()}
    for part in parts:
        document = ctx.session.get(DepositDocument, part.id) if part.subject is DeadlineSubject.DOCUMENT else None
        if document is not None and document.fate == DocumentFate.WAITING:
            found.setdefault(part.id, []).append(UNDECIDED)
    return found


def said(obstacle: Obstacle) -> str:
    """Say what holds, by its kind and its number."""
    return f"{_SAID.get(obstacle.kind, obstacle.kind)} {obstacle.number}".strip()
