"""What would a plan move? Counts, references, and what would be late at once; nothing has moved yet (R-6)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from liaison.usecases import foreseeing
from liaison.usecases.context import Context
from liaison.usecases.listing import SUBJECT_LABELS
from liaison.usecases.rescheduling import Move
from liaison.vocabulary import DeadlineSubject


@dataclass(frozen=True, slots=True)
class Shift:
    """How the dates of one kind of part move."""

    label: str
    earlier: int
    later: int


@dataclass(frozen=True, slots=True)
class MovedPart:
    """A part that moves, by its reference or pseudonym."""

    label: str
    reference: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a plan would move; nothing has moved yet."""

    shifts: tuple[Shift, ...]
    parts: tuple[MovedPart, ...]
    """The earliest first."""
    late: tuple[MovedPart, ...]
    """Those that would be late at once."""
    seal: str
    """Names this plan and no other."""


def foresee(ctx: Context, plan: Sequence[Move]) -> Foreseen:
    """Say what a plan would move, by references."""
    moving = sorted((move for move in plan if move.moves), key=_order)
    names = foreseeing.references_of(ctx, [move.row for move in moving])
    parts = [_part(move, names) for move in moving]
    late = [part for part in parts if part.after is not None and part.after < ctx.now]
    lines = "\n".join(f"{move.row.id} {move.line.destroy_by}" for move in moving)
    return Foreseen(tuple(_shifts(moving)), tuple(parts), tuple(late), hashlib.sha256(lines.encode()).hexdigest()[:32])


def _part(move: Move, names: Mapping[str, str]) -> MovedPart:
    label = SUBJECT_LABELS[DeadlineSubject(move.row.subject_kind)]
    return MovedPart(label, names[move.row.id], move.row.destroy_by, move.line.destroy_by)


def _shifts(moving: Sequence[Move]) -> list[Shift]:
    found = []
    for subject in DeadlineSubject:
        some = [move for move in moving if move.row.subject_kind == subject]
        if some:
            earlier = sum(move.earlier for move in some)
            found.append(Shift(SUBJECT_LABELS[subject], earlier, len(some) - earlier))
    return found


def _order(move: Move) -> tuple[float, str]:
    after = move.line.destroy_by
    return (after.timestamp() if after is not None else float("inf"), move.row.id)
