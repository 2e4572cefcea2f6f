"""How is anything destroyed for good? Written down, keys first, then rows, read again; only then is it attested (R-5).

One path for the page, the command line and the night. Each step is a transaction of its own and begins by looking where
the destruction stands, so that one that was killed anywhere is carried on by the next round: what was begun is
finished, and nothing is attested that was not read again.

    written down → keys destroyed → rows emptied → files wiped → read again → certified → complete
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import groupby
from typing import Final, Protocol

from crypto.hashchain import Detail
from liaison.errors import LiaisonError
from liaison.events import EventKind
from liaison.ports.ledger import Ledger
from liaison.records import Case, Destruction
from liaison.rules.destruction import Part
from liaison.store import cases as case_store
from liaison.store import destroying as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import certifying, emptying, planning_destruction, remembering, resealing, taking_apart
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.destruction import Destroyed, DestructionStatus, Ground

_log: Final = logging.getLogger("liaison.destruction")

AT_ONCE: Final = 100
"""Parts of one destruction: its transaction stays short, and its certificate can be read."""


class House(Protocol):
    """What a destruction needs of a `liaison.bootstrap.Service`."""

    @property
    def ledger(self) -> Ledger:
        """Where it is written down before it is done."""
        ...

    def transaction(self) -> AbstractContextManager[Context]:
        """Open a transaction."""
        ...

    def wipe(self) -> bool:
        """Leave nothing of deleted rows in the files of the database; say whether that could be done."""
        ...


class NotDone(LiaisonError):
    """A step could not be taken to its end; the next round takes it again."""


def destroy_due(
    house: House, *, on: datetime | None = None, departements: Collection[str] | None = None, by: str = SYSTEM
) -> list[str]:
    """Destroy what the deadlines reached; return the numbers of the destructions. What was begun before comes first.

    Raises:
        liaison.errors.Unavailable: a store does not answer; what was begun is carried on the next time.
    """
    carry_on_all(house)
    numbers: list[str] = []
    taken: set[tuple[str, str]] = set()
    while True:
        with house.transaction() as ctx:
            plan = planning_destruction.plan(ctx, on=on, departements=departements)
            # Each part once: one whose deadline stayed open would be destroyed for ever.
            row = _begin_next(ctx, [part for part in plan.parts if (part.subject, part.id) not in taken], by, taken)
        if row is None:
            return numbers
        numbers.append(row.number)
        carry_on(house, row.id)


def begin(
    ctx: Context, parts: Sequence[Part], *, departement: str, ground: Ground, by: str, request: str = ""
) -> Destruction | None:
    """Write a destruction down, in the caller's transaction: from its commit on it will be carried through.

    Nothing is destroyed yet. Dossiers that go are seen by nobody from here on. Returns none when nothing is left of the
    parts: their deadlines are closed then.
    """
    for part in parts:
        if part.case_id is not None:
            case_store.lock_case(ctx.session, part.case_id)
    rows = taking_apart.take_apart(ctx, parts)
    if not rows:
        for deadline in store.deadlines_about(ctx.session, [part.id for part in parts]):
            deadline.done_at = ctx.now
        return None
    made = Destruction(
        id=ctx.new_id(), number=_number(ctx), departement=departement, ground=ground.value, decided_by=by,
        request=request, status=DestructionStatus.BEGUN.value, begun_at=ctx.now,
    )  # fmt: skip
    ctx.session.add(made)
    ctx.session.flush()
    for row in rows:
        row.destruction_id = made.id
        if row.kind == Destroyed.CASE:
            _hide(ctx, row.subject_id)
        elif row.kind == Destroyed.OFII:
            resealing.take_out(ctx, row.subject_id)
    kinds = Counter(row.kind for row in rows)
    detail: dict[str, Detail] = {
        "number": made.number, "ground": made.ground, "request": request or None,
        "cases": kinds[Destroyed.CASE] or None, "ofii": kinds[Destroyed.OFII] or None,
        "fiches": kinds[Destroyed.FICHE] or None,
        "drafts": kinds[Destroyed.DRAFT] or None, "archives": kinds[Destroyed.ARCHIVE] or None,
        "keys": kinds[Destroyed.KEY] or None, "messages": kinds[Destroyed.MESSAGE] or None,
        "documents": kinds[Destroyed.DOCUMENT] or None, "deposits": kinds[Destroyed.DEPOSIT] or None,
        "table-rows": kinds[Destroyed.TABLE_ROW] or None, "decisions": kinds[Destroyed.DECISION] or None,
        "others": kinds[Destroyed.OTHER] or None,
    }  # fmt: skip
    save(ctx.session, *rows, event=Event(EventKind.DESTRUCTION_BEGUN, by, made.id, detail), at=ctx.now)
    return made


def replay(house: House) -> int:
    """Destroy again what was put back and must stay destroyed; return how many destructions that took.

    After a restore, before anybody works: `restore` does it, and `serve` and `worker` before they begin.

    Raises:
        Refused: a line of the ledger was not written by this house.
        NotDone: something could not be destroyed: the house may not be used yet.
    """
    with house.transaction() as ctx:
        entries = remembering.entries(ctx, house.ledger)
        again = remembering.recall(ctx, entries)
        missing = remembering.missing_lines(ctx, entries)
    remembering.write(house.ledger, missing)
    for destruction_id in again:
        carry_on(house, destruction_id)
    return len(again)


def carry_on_all(house: House) -> int:
    """Carry on what was begun and not attested; return how many. One that cannot be now leaves the others theirs."""
    with house.transaction() as ctx:
        open_ids = [row.id for row in store.list_open(ctx.session)]
    done = 0
    for destruction_id in open_ids:
        try:
            carry_on(house, destruction_id)
            done += 1
        except Exception as error:  # noqa: BLE001 - it stands as begun, is shown, and is taken again
            _log.error("a destruction could not be carried on: %s", type(error).__name__)
    return done


def carry_on(house: House, destruction_id: str) -> None:
    """Take a destruction from wherever it stands to its certificate; fine to call again.

    Raises:
        NotDone: a key could not be destroyed, or something is left: it is not certified.
        OSError: it could not be written down outside the database.
    """
    with house.transaction() as ctx:
        row = store.get_destruction(ctx.session, destruction_id)
        status = DestructionStatus(row.status)
        lines = [remembering.line_of(ctx, row)] if status is DestructionStatus.BEGUN else []
    if status is DestructionStatus.BEGUN:
        # Before anything is destroyed: a database put back from before today would not know of it.
        remembering.write(house.ledger, lines)
        _step(house, destruction_id, _destroy_keys)
        _step(house, destruction_id, _empty)
    if status in {DestructionStatus.BEGUN, DestructionStatus.EMPTIED}:
        wiped = house.wipe()
        _step(house, destruction_id, lambda ctx, row: _certify(ctx, row, wiped=wiped))


def complete_covered(ctx: Context) -> int:
    """Close the destructions whose last backup of keys is past its life; return how many."""
    rows = [row for row in store.list_certified(ctx.session) if row.covered_at and row.covered_at <= ctx.now]
    for row in rows:
        row.status = DestructionStatus.COMPLETE.value
        event = Event(EventKind.DESTRUCTION_COMPLETE, SYSTEM, row.id, {"number": row.number})
        save(ctx.session, row, event=event, at=ctx.now)
    return len(rows)


# --- the steps ---


def _step(house: House, destruction_id: str, act: Callable[[Context, Destruction], None]) -> None:
    with house.transaction() as ctx:
        act(ctx, store.lock_destruction(ctx.session, destruction_id))


def _destroy_keys(ctx: Context, row: Destruction) -> None:
    if row.status == DestructionStatus.BEGUN:
        ctx.destroy(*_objects(ctx, row))


def _empty(ctx: Context, row: Destruction) -> None:
    if row.status != DestructionStatus.BEGUN:
        return
    _check_keys_are_gone(ctx, row)
    emptying.empty(ctx, store.parts_of(ctx.session, row.id))
    row.status, row.emptied_at = DestructionStatus.EMPTIED.value, ctx.now
    ctx.session.flush()


def _certify(ctx: Context, row: Destruction, *, wiped: bool) -> None:
    if row.status != DestructionStatus.EMPTIED:
        return
    _check_keys_are_gone(ctx, row)
    left = certifying.remains(ctx, row)
    if left:
        raise NotDone(f"Something is left of {row.number}: {', '.join(left)}.", hint="It is taken again next time.")
    certifying.certify(ctx, row, wiped=wiped)


def _check_keys_are_gone(ctx: Context, row: Destruction) -> None:
    if any(ctx.vault.exists(object_id) for object_id in _objects(ctx, row)):
        raise NotDone(f"Not all keys of {row.number} are gone.", hint="It is taken again next time.")


def _objects(ctx: Context, row: Destruction) -> list[str]:
    return [object_id for part in store.parts_of(ctx.session, row.id) for object_id in part.objects]


def _begin_next(ctx: Context, parts: Sequence[Part], by: str, taken: set[tuple[str, str]]) -> Destruction | None:
    """Write down the next destruction of a plan: of one département, so that who follows it sees all of it."""
    for departement, some in groupby(sorted(parts, key=lambda part: part.departement), lambda p: p.departement):
        chosen = list(some)[:AT_ONCE]
        taken.update((part.subject, part.id) for part in chosen)
        made = begin(ctx, chosen, departement=departement, ground=Ground.DEADLINE, by=by)
        if made is not None:
            return made
    return None


def _hide(ctx: Context, case_id: str) -> None:
    case = ctx.session.get(Case, case_id)
    if case is not None:
        case.ending_at = ctx.now


def _number(ctx: Context) -> str:
    """Return the next number of the year; of two at the same moment the column takes one, the other is asked again."""
    year = str(ctx.today.year)
    return f"{year}-C{store.count_of_year(ctx.session, year) + 1:03}"
