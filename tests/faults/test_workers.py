"""What do several workers do with one outbox? Each message leaves once; what a killed one held leaves a lease later."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

import pytest

from liaison import bootstrap, settings
from liaison.messages.rendering import MailText
from liaison.rules.delivery import LEASE
from liaison.usecases import delivering
from tests import factories
from tests.clock import FixedClock
from tests.faults.kills import Ground
from tests.faults.outbox_worker import hold, work
from tests.faults.trial import BEGINS, FORKS, PATIENCE, Trial, trial

MESSAGES: Final = 200
WORKERS: Final = 4


def _fill(one: Trial) -> None:
    service = bootstrap.start(settings.load({}, **one.settings), clock=FixedClock(BEGINS))
    text = MailText("Essai", "Ceci est un essai.", "<p>Ceci est un essai.</p>")
    with service.transaction() as ctx:
        for number in range(MESSAGES):
            delivering.queue_mail(ctx, text, to=f"essai{number}@partenaire.example")
    factories.close(service)


def _start(task: Callable[..., None], *words: Any) -> tuple[BaseProcess, Connection]:  # noqa: ANN401 - as they come
    ours, theirs = multiprocessing.Pipe()
    process = FORKS.Process(target=task, args=(*words, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


@pytest.mark.requirement("T-5")
def test_four_workers_and_one_that_is_killed(ground: Ground) -> None:
    """Two hundred mails, four workers, and a fifth that is killed with one in its hands: each arrives once."""
    with trial(ground.original, ground.outside, ground.folder) as one:
        _fill(one)
        stuck, held = _start(hold, one.settings, BEGINS)
        held.send("go")
        assert held.poll(PATIENCE)
        message_id = held.recv()
        workers = [_start(work, one.settings, BEGINS) for _ in range(WORKERS)]
        for _, pipe in workers:
            pipe.send("go")
        shares = [_heard(pipe) for _, pipe in workers]
        stuck.kill()
        arrived = [received.message["Message-ID"] for received in ground.outside.mail.received]
        assert sum(shares) == len(arrived) == len(set(arrived)) == MESSAGES - 1
        assert message_id not in arrived

        late, pipe = _start(work, one.settings, BEGINS + LEASE + timedelta(seconds=1))
        pipe.send("go")
        assert _heard(pipe) == 1
        assert ground.outside.mail.received[-1].message["Message-ID"] == message_id
        for process in (stuck, late, *(process for process, _ in workers)):
            process.join(PATIENCE)
        for each in (held, pipe, *(pipe for _, pipe in workers)):
            each.close()


def _heard(pipe: Connection) -> int:
    assert pipe.poll(PATIENCE), "a worker says nothing"
    count: int = pipe.recv()
    return count
