"""What must be destroyed soon, by which rule, and what is held back? For every part its winning rule and the others.

A part is named by the reference of its pli or deposit, a dossier by its pseudonym: nothing here is about anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from liaison.records import Case, Deadline
from liaison.rules import retention
from liaison.rules.access import Actor, check_may_read_register
from liaison.rules.calendar import end_of_day, local_day
from liaison.store import deposits as deposit_store
from liaison.store import exchanges as store
from liaison.store import table_plis
from liaison.usecases import suspending
from liaison.usecases.context import Context
from liaison.usecases.holds import SHORT_LABELS
from liaison.usecases.listing import DeadlineLine, deadline_line
from liaison.usecases.suspending import Obstacle
from liaison.vocabulary import DeadlineSubject

DAYS_AHEAD: Final = 60
MONTHS_AHEAD: Final = 12
"""What the calendar shows month by month; the rest stands in one line."""
_OF_A_CASE: Final = frozenset({DeadlineSubject.CASE, DeadlineSubject.OFII})
_BY_ITSELF: Final = frozenset({DeadlineSubject.DOCUMENT, DeadlineSubject.DEPOSIT})


@dataclass(frozen=True, slots=True)
class DuePart:
    """A part that is to be destroyed, with the rule that wins and those that lose."""

    subject_id: str
    case_id: str | None
    departement: str
    line: DeadlineLine
    losers: tuple[DeadlineLine, ...]
    obstacles: tuple[Obstacle, ...]
    late: bool
    cnil_on: date | None = None
    """The CNIL's own mark, for a dossier: information only."""

    @property
    def held(self) -> str:
        """Say what holds it: « 2026-S01, contentieux »; empty when it may go."""
        return " ; ".join(f"{one.number}, {SHORT_LABELS.get(one.kind, one.kind)}" for one in self.obstacles)


@dataclass(frozen=True, slots=True)
class Month:
    """How many parts are to be destroyed in a month; `first` is its first day."""

    first: date
    parts: int
    held: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is due, in the order in which somebody looks at it."""

    today: date
    days: int
    late: tuple[DuePart, ...]
    soon: tuple[DuePart, ...]
    held: tuple[DuePart, ...]
    """Due by then, and held back."""
    months: tuple[Month, ...]
    later: int
    """Parts beyond the calendar."""
    undated: int
    """Parts of which no rule has a date yet."""


@dataclass(slots=True)
class _Part:
    """All the open deadlines of one part, as they stand or as they are supposed."""

    rows: list[Deadline] = field(default_factory=list)

    @property
    def winner(self) -> Deadline | None:
        dated = [row for row in self.rows if row.destroy_by is not None]
        return min(dated, key=lambda row: (row.destroy_by, row.due_at, row.id), default=None)


def schedule(ctx: Context, actor: Actor | None, *, on: date | None = None, within_days: int = DAYS_AHEAD) -> Schedule:
    """Return what is to be destroyed, as of a day; `actor` is nobody for the command line, which sees everything.

    Raises:
        Denied: a role that does not read the register.
    """
    if actor is not None:
        check_may_read_register(actor)
    rows = store.every_open_deadline(ctx.session, actor.departements if actor else None)
    return arranged(ctx, rows, on=on or ctx.today, within_days=within_days)


def arranged(ctx: Context, rows: Iterable[Deadline], *, on: date, within_days: int) -> Schedule:
    """Put deadlines in order, as of a day. A simulation hands in deadlines that stand in no table."""
    parts: dict[tuple[str, str], _Part] = {}
    for row in rows:
        parts.setdefault((row.subject_kind, row.subject_id), _Part()).rows.append(row)
    winners = {key: part.winner for key, part in parts.items()}
    dated = sorted((row for row in winners.values() if row is not None), key=_order)
    obstacles = _obstacles(ctx, dated)
    now = ctx.now if on == ctx.today else end_of_day(on)
    until = end_of_day(on + timedelta(days=within_days))
    shown = [row for row in dated if _when(row) <= until]
    due = _due_parts(ctx, shown, parts, obstacles, now)
    months, later = _months(dated, obstacles, on)
    return Schedule(
        on,
        within_days,
        late=tuple(part for part in due if part.late and not part.obstacles),
        soon=tuple(part for part in due if not part.late and not part.obstacles),
        held=tuple(part for part in due if part.obstacles),
        months=months,
        later=later,
        undated=sum(winner is None for winner in winners.values()),
    )


def _obstacles(ctx: Context, rows: Sequence[Deadline]) -> dict[str, tuple[Obstacle, ...]]:
    """Ask what stands in the way of each part, by the deadline's id; a key goes in any case (docs/decisions/0083)."""
    cases, plis, documents = set[str](), set[str](), set[str]()
    asked: dict[str, str] = {}
    for row in rows:
        if row.subject_kind in _OF_A_CASE:
            asked[row.id] = row.subject_id
            cases.add(row.subject_id)
        elif row.subject_kind in _BY_ITSELF:
            asked[row.id] = row.subject_id
            documents.add(row.subject_id)
        elif row.subject_kind != DeadlineSubject.KEY and row.transmission_id is not None:
            asked[row.id] = row.transmission_id
            plis.add(row.transmission_id)
    found = suspending.obstacles(ctx, case_ids=cases, transmission_ids=plis, document_ids=documents)
    return {row_id: found[id_] for row_id, id_ in asked.items() if id_ in found}


def _due_parts(
    ctx: Context,
    rows: Sequence[Deadline],
    parts: Mapping[tuple[str, str], _Part],
    obstacles: Mapping[str, tuple[Obstacle, ...]],
    now: datetime,
) -> list[DuePart]:
    names = references_of(ctx, rows)
    contacts = _last_contacts(ctx, [row.subject_id for row in rows if row.subject_kind == DeadlineSubject.CASE])
    behind = {
        **store.cases_behind(ctx.session, {row.transmission_id for row in rows if row.transmission_id}),
        **deposit_store.cases_behind(ctx.session, {row.subject_id for row in rows if row.subject_kind in _BY_ITSELF}),
    }
    found = []
    for row in rows:
        others = [other for other in parts[row.subject_kind, row.subject_id].rows if other is not row]
        last = contacts.get(row.subject_id)
        case_id = row.subject_id if row.subject_kind in _OF_A_CASE else behind.get(row.subject_id)
        found.append(
            DuePart(
                row.subject_id,
                case_id or behind.get(row.transmission_id or ""),
                row.departement,
                deadline_line(row, reference=names[row.id]),
                tuple(deadline_line(other, wins=False) for other in sorted(others, key=lambda one: one.rule)),
                obstacles.get(row.id, ()),
                late=_when(row) < now,
                cnil_on=retention.cnil_mark(last) if last is not None else None,
            )
        )
    return found


def references_of(ctx: Context, rows: Sequence[Deadline]) -> dict[str, str]:
    """Return what people call some parts, by the deadline's id; a dossier goes by its pseudonym."""
    plis = store.references_of(ctx.session, {row.transmission_id for row in rows if row.transmission_id})
    deposits = deposit_store.references_of(ctx.session, {row.subject_id for row in rows})
    return {
        row.id: deposits.get(row.subject_id) or plis.get(row.transmission_id or "") or row.subject_id for row in rows
    }


def _last_contacts(ctx: Context, case_ids: Iterable[str]) -> dict[str, date]:
    """Return the last day on which a dossier was touched, or something left for it: the CNIL counts from there."""
    found = {}
    for case_id in case_ids:
        case = ctx.session.get(Case, case_id)
        if case is not None:
            plis = [row.prepared_at for row in table_plis.plis_about(ctx.session, case_id)]
            found[case_id] = local_day(max([case.changed_at, *plis]))
    return found


def _months(
    rows: Sequence[Deadline], obstacles: Mapping[str, tuple[Obstacle, ...]], on: date
) -> tuple[tuple[Month, ...], int]:
    """Count what is due, month by month from the one of a day; what is late belongs to that first one."""
    firsts = [
        date(on.year + (on.month - 1 + ahead) // 12, (on.month - 1 + ahead) % 12 + 1, 1)
        for ahead in range(MONTHS_AHEAD)
    ]
    parts, held, later = dict.fromkeys(firsts, 0), dict.fromkeys(firsts, 0), 0
    for row in rows:
        first = max(local_day(_when(row)).replace(day=1), firsts[0])
        if first not in parts:
            later += 1
        else:
            parts[first] += 1
            held[first] += row.id in obstacles
    return tuple(Month(first, parts[first], held[first]) for first in firsts), later


def _when(row: Deadline) -> datetime:
    if row.destroy_by is None:
        message = "only dated parts are due"
        raise ValueError(message)
    return row.destroy_by


def _order(row: Deadline) -> tuple[datetime, str]:
    return _when(row), row.id
