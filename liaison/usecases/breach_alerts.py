"""Which delays must the DPO and the controller be told of by mail? At the opening, at half, at the last hour.

The worker asks every round: what was said is written on the row, so that nobody is told twice, and a mail that could
not leave is made up for in the next round. It names a number and delays, nobody and no organisation.
"""

from collections.abc import Sequence
from typing import Final

from crypto.hashchain import Detail
from liaison.events import EventKind
from liaison.messages.breach import AlertMail, ClockLine, alert_mail
from liaison.records import BreachClock, Complaint, Incident
from liaison.rules.breach import WHOM_LABELS
from liaison.rules.breach_course import half_of, last_call
from liaison.store import accounts as account_store
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_clocks, delivering, linking
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.breach_notices import say_moment
from liaison.usecases.breach_standing import READERS
from liaison.usecases.context import Context
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import SYSTEM

_PATH: Final = "/violations"


def alert_due(ctx: Context) -> int:
    """Queue the mails that are due; return how many. Without a mailer nothing is said, nor noted as said."""
    if not ctx.mailer_ready:
        return 0
    incidents, complaints = store.list_standing(ctx.session), store.list_open_complaints(ctx.session)
    clocks = {**breach_clocks.views(ctx, incidents), **breach_clocks.views_of_complaints(ctx, complaints)}
    rows: list[Incident | Complaint] = [*incidents, *complaints]
    return sum(_alert(ctx, row, clocks.get(row.id, ())) for row in rows)


def _alert(ctx: Context, row: Incident | Complaint, views: Sequence[ClockView]) -> int:
    rows = {clock.id: clock for clock in store.list_clocks(ctx.session, [row.id])}
    waiting = [view for view in views if view.waits]
    is_new = row.alerted_at is None
    due = [view for view in waiting if _is_due(ctx, rows[view.id], note=True)]
    if not (is_new or due):
        return 0
    row.alerted_at = row.alerted_at or ctx.now
    told = waiting if is_new else due
    readers = _readers(ctx, row.departement)
    for code, to in readers.values():
        delivering.queue_mail(ctx, alert_mail(_mail(ctx, row, told, code, is_new=is_new)), to=to)
    detail: dict[str, Detail] = {"number": row.number, "mails": len(readers)}
    event = Event(EventKind.INCIDENT_ALERTED, SYSTEM, row.id, detail)
    save(ctx.session, row, *(rows[view.id] for view in views), event=event, at=ctx.now)
    return len(readers)


def _is_due(ctx: Context, clock: BreachClock, *, note: bool) -> bool:
    """Say whether half of a delay, or all but an hour of it, went by since it was last said; note that it was."""
    half, last = half_of(clock.starts_at, clock.due_at), last_call(clock.starts_at, clock.due_at)
    is_half = clock.half_at is None and ctx.now >= half
    is_last = clock.last_at is None and ctx.now >= last
    if note and (is_half or is_last):
        clock.half_at = clock.half_at or ctx.now
        clock.last_at = ctx.now if is_last else clock.last_at
    return is_half or is_last


def _readers(ctx: Context, departement: str | None) -> dict[str, tuple[str, str]]:
    """Return the DPO and the controller of a département, of every one where none is known: each once, with where."""
    codes = [departement] if departement else [row.code for row in directory_store.list_departements(ctx.session)]
    return {
        account.id: (code, open_profile(ctx, account).email)
        for code in codes
        for account in account_store.list_in(ctx.session, code, READERS)
    }


def _mail(
    ctx: Context, row: Incident | Complaint, told: Sequence[ClockView], code: str, *, is_new: bool
) -> AlertMail:  # fmt: skip
    operator = directory_store.get_departement(ctx.session, code).operator
    public = ctx.settings.public_url
    link = f"{str(public).rstrip('/')}{_PATH}" if public is not None and linking.can_link(ctx.settings) else ""
    lines = dict.fromkeys(_line(ctx, view) for view in told)  # two conventions, one line: no organisation is named
    return AlertMail(row.number, operator, is_new, isinstance(row, Complaint), tuple(lines), link)


def _line(ctx: Context, view: ClockView) -> ClockLine:
    minutes = int((view.due_at - ctx.now).total_seconds()) // 60
    left = f"{minutes // 60} h {minutes % 60:02}" if minutes > 0 else ""
    return ClockLine(WHOM_LABELS[view.kind], say_moment(view.due_at), left)
