"""When does the copy made for a person end? Seven days after the hand-over, thirty after it was made at the latest.

A dossier that is destroyed takes its copies with it: `end_for_case`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Deadline, RightsExport, RightsRequest
from liaison.rules import retention, rights
from liaison.rules.calendar import add_days, local_day
from liaison.store import exchanges as exchange_store
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import scheduling
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, DeadlineSubject, Sealed


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy by its number and dates: what the DPO sees too."""

    id: str
    made_at: datetime
    size: int
    sha256: str
    masked: int
    key_shown_at: datetime | None
    handed_on: date | None
    ends_on: date
    destroyed_at: datetime | None


def note_handed(ctx: Context, request: RightsRequest, on: date) -> RightsExport:
    """Note in the caller's transaction that the copy was handed over: it goes seven days later; return it.

    Raises:
        WrongState: no copy stands, or its key was never shown.
    """
    made = next((one for one in store.list_exports(ctx.session, [request.id]) if one.archive is not None), None)
    if made is None or made.key_shown_at is None:
        raise WrongState(
            "Aucune copie n’est prête à être remise.", hint="Préparez la copie, puis montrez sa clé une fois.",
        )  # fmt: skip
    made.handed_on = on
    rows = scheduling.apply(_line(ctx, made), _deadlines(ctx, made))
    ctx.session.add_all([made, *rows])
    return made


def end(ctx: Context, by: str, made: RightsExport) -> bool:
    """Destroy a copy, in the caller's transaction; say whether there was one."""
    if made.archive is None:
        return False
    made.archive, made.passphrase, made.destroyed_at = None, None, ctx.now
    ctx.destroy(object_of(made))
    request = store.get_request(ctx.session, made.request_id)
    rows = scheduling.close_deadlines(ctx, DeadlineSubject.RIGHTS_EXPORT, made.id)
    event = Event(EventKind.REQUEST_EXPORT_ENDED, by, request.id, {"number": request.number})
    save(ctx.session, made, *rows, event=event, at=ctx.now)
    return True


def end_due(ctx: Context) -> int:
    """Destroy the copies whose time is over; return how many."""
    due = [one for one in store.list_standing_exports(ctx.session) if ends_on(one) < ctx.today]
    return sum(end(ctx, SYSTEM, one) for one in due)


def end_for_case(ctx: Context, by: str, case_id: str) -> int:
    """Destroy the copies of a dossier that goes, in the transaction of its destruction; return how many."""
    requests = [row.id for row in store.requests_of(ctx.session, case_id)]
    return sum(end(ctx, by, one) for one in store.list_exports(ctx.session, requests))


def ends_on(made: RightsExport) -> date:
    """Return the last day of a copy: the earlier of the two."""
    latest = add_days(local_day(made.made_at), rights.EXPORT_DAYS)
    return latest if made.handed_on is None else min(latest, add_days(made.handed_on, rights.HANDED_DAYS))


def copy_lines(ctx: Context, request_id: str) -> tuple[CopyLine, ...]:
    """Return the copies of a request, newest first; nothing of what they hold."""
    return tuple(
        CopyLine(
            one.id, one.made_at, one.size, one.sha256, one.masked, one.key_shown_at, one.handed_on, ends_on(one),
            one.destroyed_at,
        )
        for one in store.list_exports(ctx.session, [request_id])
    )  # fmt: skip


def deadline(ctx: Context, row: RightsRequest, made: RightsExport) -> Deadline:
    """Make the deadline of a new copy."""
    return scheduling.deadline_of(ctx, _line(ctx, made), made.id, row.departement)


def _deadlines(ctx: Context, made: RightsExport) -> Sequence[Deadline]:
    return exchange_store.deadlines_of(ctx.session, DeadlineSubject.RIGHTS_EXPORT, made.id)


def _line(ctx: Context, made: RightsExport) -> retention.Line:
    """Return the rule that ends a copy: seven days after the hand-over, unless the thirty days come first."""
    limits = scheduling.limits_of(ctx)
    if made.handed_on is not None and add_days(made.handed_on, rights.HANDED_DAYS) == ends_on(made):
        return retention.copy_line(handed_over=True, anchor_on=made.handed_on, limits=limits)
    return retention.copy_line(handed_over=False, anchor_on=local_day(made.made_at), limits=limits)


def object_of(made: RightsExport) -> str:
    """Return the name of the sealed object of a copy: its archive and its key."""
    return Sealed.RIGHTS_EXPORT.object(made.id)
