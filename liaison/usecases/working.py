"""What does the worker do, round after round? Sends, asks what arrived, destroys keys past their day.

It runs inside `serve` or alone, in one process or in several. What fails is logged by its kind and its place,
never by its text, which may hold an address; the next round tries again.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from threading import Event
from typing import Final, Protocol

from liaison.errors import Unavailable
from liaison.ports import Mailbox, Mailer, TextMessenger
from liaison.ports.ledger import Ledger
from liaison.settings import Settings
from liaison.usecases import (
    asking_to_deposit,
    breach_alerts,
    delivering,
    delivery_reports,
    destroying,
    executing_erasures,
    expiring,
    following_up,
    nightly,
    releasing,
    sweeping,
    watching,
)
from liaison.usecases.context import Context
from liaison.usecases.delivering import Said

_log: Final = logging.getLogger("liaison.worker")


class Works(Protocol):
    """What the worker needs of a `liaison.bootstrap.Service`."""

    @property
    def settings(self) -> Settings:
        """The pause between two rounds."""
        ...

    @property
    def mailer(self) -> Mailer | None:
        """The door for mail."""
        ...

    @property
    def texter(self) -> TextMessenger | None:
        """The door for SMS."""
        ...

    @property
    def mailbox(self) -> Mailbox | None:
        """The watched box."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Where destructions are written down before they are done."""
        ...

    def wipe(self) -> bool:
        """Leave nothing of deleted rows in the files of the database; say whether that could be done."""
        ...

    def transaction(self) -> AbstractContextManager[Context]:
        """Open a transaction."""
        ...

    def checkpoint(self) -> None:
        """Leave nothing of what was destroyed in SQLite's write-ahead log."""
        ...


def run(service: Works, stop: Event) -> None:
    """Work until told to stop, which it hears between two messages and during each pause."""
    swept_at: datetime | None = None
    done_on: date | None = None
    unwritten: list[Said] = []
    while not stop.is_set():
        work_once(service, stop, unwritten)
        swept_at = sweep_when_due(service, swept_at)
        done_on = _nightly(service, done_on)
        stop.wait(service.settings.worker_seconds)


def work_once(service: Works, stop: Event, unwritten: list[Said] | None = None) -> None:
    """Do one round; a step that fails leaves the others their turn. `unwritten` is what `delivering.flush` says."""
    memory = [] if unwritten is None else unwritten
    steps: tuple[Callable[[], object], ...] = (
        lambda: _send_all(service, stop, memory),
        lambda: _follow_up(service),
        lambda: _answer_desk(service),
        lambda: _alert(service),
        lambda: delivery_reports.poll_deliveries(service.transaction, service.texter),
        lambda: watching.look(service.transaction, service.mailbox),
        lambda: _expire(service),
        lambda: executing_erasures.begin_decided(service.transaction),
        lambda: destroying.carry_on_all(service),
    )
    for step in steps:
        if stop.is_set():
            return
        try:
            step()
        except Exception as error:  # noqa: BLE001 - a worker that stopped would be noticed by nobody
            _log.error("a step of the worker failed: %s", _place(error))  # no text, no values


def sweep_when_due(service: Works, swept_at: datetime | None) -> datetime | None:
    """Destroy the keys that no row uses, once an hour; return when that was last done."""
    try:
        with service.transaction() as ctx:
            # A clock that went back must not put the sweep off by as much.
            if swept_at is not None and timedelta() <= ctx.now - swept_at < sweeping.AGE:
                return swept_at
            sweeping.sweep_keys(ctx)
            swept_at = ctx.now
        service.checkpoint()
    except Exception as error:  # noqa: BLE001 - as above
        _log.error("the sweep failed: %s", _place(error))
    return swept_at


def _nightly(service: Works, done_on: date | None) -> date | None:
    """Do the work of the day, once; a database that does not answer is asked again in the next round."""
    try:
        return nightly.run_when_due(service, done_on)
    except Exception as error:  # noqa: BLE001 - as above
        _log.error("the work of the day could not begin: %s", _place(error))
        return done_on


def _send_all(service: Works, stop: Event, unwritten: list[Said]) -> None:
    doors = (service.transaction, service.mailer, service.texter)
    while not stop.is_set() and delivering.flush(*doors, limit=1, unwritten=unwritten):
        pass


def _follow_up(service: Works) -> None:
    with service.transaction() as ctx:
        releasing.release_due(ctx)
        following_up.remind_due(ctx)


def _answer_desk(service: Works) -> None:
    with service.transaction() as ctx:
        asking_to_deposit.look_up(ctx)


def _alert(service: Works) -> None:
    with service.transaction() as ctx:
        breach_alerts.alert_due(ctx)


def _expire(service: Works) -> None:
    with service.transaction() as ctx:
        expiring.expire_keys(ctx)
        expiring.expire_messages(ctx)
        expiring.expire_deposits(ctx)
        expiring.expire_files(ctx)


def _place(error: BaseException) -> str:
    """Name an error by its class and the line that raised it: enough to find it, nothing of what it held."""
    if isinstance(error, Unavailable) and error.__cause__ is not None:
        error = error.__cause__
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
