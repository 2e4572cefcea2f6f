"""Who is reminded of a request, and when does its proof go? At receipt, 10 and 3 days before, when late: once each.

The coordination and the DPO of its département get a mail with its number; nothing of the person. The night also ends
the sealed copies whose time is over, and forgets the requests that were closed five years ago.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from liaison.events import EventKind
from liaison.messages.request import RequestAlertMail, request_alert_mail
from liaison.records import RightsAlert, RightsRequest
from liaison.rules import rights
from liaison.rules.calendar import add_months, end_of_day
from liaison.store import accounts as account_store
from liaison.store import directory as directory_store
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases import delivering, keeping_copies, profiles
from liaison.usecases.context import Context
from liaison.usecases.finding_requests import dates_of
from liaison.vocabulary import SYSTEM, Role, Sealed
from liaison.vocabulary.rights import AlertStage

if TYPE_CHECKING:  # it names this room among its steps
    from liaison.usecases.nightly import House

_ROLES: Final = (Role.COORDINATOR, Role.DPO)
_SAID: Final[Mapping[AlertStage, str]] = {
    AlertStage.RECEIPT: "vient d’être enregistrée",
    AlertStage.TEN_DAYS: "attend sa réponse : il reste dix jours ou moins",
    AlertStage.THREE_DAYS: "attend sa réponse : il reste trois jours ou moins",
    AlertStage.LATE: "est en retard : répondez sans attendre",
}


def tell_receipt(ctx: Context, row: RightsRequest) -> None:
    """Tell the coordination and the DPO that a request came in, in the caller's transaction."""
    _tell(ctx, row, AlertStage.RECEIPT)


def remind(ctx: Context) -> int:
    """Send the reminders that are due and did not go yet; return how many requests had one."""
    rows = store.list_open(ctx.session)
    sent = {(one.request_id, one.stage, one.due_on) for one in store.alerts_of(ctx.session, [row.id for row in rows])}
    told = 0
    for row in rows:
        stage = rights.stage_due(dates_of(row), ctx.today)
        if stage is None or (row.id, stage.value, rights.due_on(dates_of(row))) in sent:
            continue
        _tell(ctx, row, stage)
        told += 1
    return told


def forget_old(ctx: Context) -> int:
    """Forget the requests that were closed five years ago: rows and sealed texts; return how many."""
    before = end_of_day(add_months(ctx.today, -12 * rights.KEPT_YEARS))
    rows = store.list_forgettable(ctx.session, before)
    for row in rows:
        for copy in store.list_exports(ctx.session, [row.id]):
            keeping_copies.end(ctx, SYSTEM, copy)
        store.forget(ctx.session, row.id)
        if row.texts is not None:
            ctx.destroy(Sealed.RIGHTS.object(row.id))
        if row.reach is not None:
            ctx.destroy(Sealed.RIGHTS_REACH.object(row.id))
        event = Event(EventKind.REQUEST_FORGOTTEN, SYSTEM, row.id, {"number": row.number})
        remove(ctx.session, row, event=event, at=ctx.now)
    return len(rows)


def run(house: "House") -> None:
    """Do what the night has to do for the requests: end copies, remind, forget; each in a transaction of its own."""
    for work in (keeping_copies.end_due, remind, forget_old):
        with house.transaction() as ctx:
            done = work(ctx)
        if done:
            house.checkpoint()


def _tell(ctx: Context, row: RightsRequest, stage: AlertStage) -> None:
    due_on = rights.due_on(dates_of(row))
    operator = directory_store.get_departement(ctx.session, row.departement).operator
    text = request_alert_mail(RequestAlertMail(row.number, operator, row.received_on, due_on, _SAID[stage]))
    count = 0
    if ctx.mailer_ready:
        for account in account_store.list_in(ctx.session, row.departement, _ROLES):
            if to := profiles.open_profile(ctx, account).email:
                delivering.queue_mail(ctx, text, to=to)
                count += 1
    alert = RightsAlert(request_id=row.id, stage=stage.value, due_on=due_on, sent_at=ctx.now)
    detail = {"number": row.number, "stage": stage.value, "count": count}
    save(ctx.session, alert, event=Event(EventKind.REQUEST_ALERTED, SYSTEM, row.id, detail), at=ctx.now)
