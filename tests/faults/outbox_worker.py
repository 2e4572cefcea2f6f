"""What does one of several workers do in these tests? It sends what waits; or it takes one message, and dies of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from threading import Event

from liaison import bootstrap, settings
from liaison.ports import Mail
from liaison.usecases import delivering, working
from tests.clock import FixedClock


@dataclass(frozen=True, slots=True)
class Stuck:
    """A door that tells that it holds a message, and never comes back."""

    pipe: Connection

    def send(self, mail: Mail) -> str:
        """Hold it."""
        self.pipe.send(mail.message_id)
        Event().wait()
        raise AssertionError("nobody wakes it")


def work(config: Mapping[str, str], moment: datetime, pipe: Connection) -> None:
    """Send until nothing is due; tell how many messages that were."""
    service = bootstrap.start(settings.load({}, **config), clock=FixedClock(moment))
    pipe.recv()
    sent = 0
    while tried := delivering.flush(service.transaction, service.mailer, None, limit=1):
        sent += tried
    pipe.send(sent)


def hold(config: Mapping[str, str], moment: datetime, pipe: Connection) -> None:
    """Take one message, and be killed with it."""
    service = bootstrap.start(settings.load({}, **config), clock=FixedClock(moment))
    pipe.recv()
    working.work_once(replace(service, mailer=Stuck(pipe)), Event())
