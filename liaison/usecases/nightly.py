"""What does the house do by itself once a day? Steps, one after the other.

Each works in transactions of its own, and one that fails leaves the others their turn. The worker calls
`run_when_due` every round; a step says by its rows what it did already, so that two workers, or one that was stopped in
the middle, do nothing twice.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Final, Protocol

from liaison.ports.ledger import Ledger
from liaison.settings import Settings
from liaison.usecases import (
    announcing_ends,
    archiving,
    checkpointing,
    destroying,
    forewarning,
    holding_back,
    purging,
    recalling_destruction,
    rights_alerts,
    tidying,
)
from liaison.usecases.context import Context
from liaison.usecases.tables import opening_months

_log: Final = logging.getLogger("liaison.nightly")


class House(Protocol):
    """What a step of the night needs of a `liaison.bootstrap.Service`."""

    @property
    def settings(self) -> Settings:
        """The operator's delays."""
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


Step = Callable[[House], object]


def _alone(act: Callable[[Context], object]) -> Step:
    """Make a step of what needs one transaction and nothing else."""

    def step(house: House) -> None:
        with house.transaction() as ctx:
            act(ctx)

    return step


STEPS: Final[Mapping[str, Step]] = {
    "end holds past their term": _alone(holding_back.end_past_term),
    "announce what is to be destroyed": _alone(forewarning.announce),
    "destroy what is due": destroying.destroy_due,
    "close what backups no longer hold": _alone(destroying.complete_covered),
    "archive what ended long ago": _alone(archiving.archive_due),
    "open the month's tables": lambda house: opening_months.open_months(house.transaction),
    "announce ends of conventions": lambda house: announcing_ends.announce(house.transaction),
    "ask partners to destroy": lambda house: recalling_destruction.ask_ended(house.transaction),
    "remind partners": lambda house: recalling_destruction.remind_due(house.transaction),
    "requests of persons": rights_alerts.run,
    "tidy what deliveries leave": _alone(tidying.tidy),
    "forget closed accounts": _alone(tidying.forget_accounts),
    "seal the chains": _alone(checkpointing.seal_night),
    "purge the journal": purging.purge_night,
}
"""By the name that the log shows, in the order in which they run."""


def run_when_due(house: House, done_on: date | None) -> date:
    """Run the steps, unless that was done today; return today. A worker that just started has not."""
    with house.transaction() as ctx:
        today = ctx.today
    if done_on != today:
        run(house)
    return today


def run(house: House) -> None:
    """Run every step once."""
    for name, step in STEPS.items():
        try:
            step(house)
        except Exception as error:  # noqa: BLE001 - a step that fails must not keep the others from their day
            _log.error("the nightly step %s failed: %s", name, type(error).__name__)
