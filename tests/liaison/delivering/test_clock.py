"""What if the clock goes back by an hour or a day? Nothing leaves twice, and nothing waits until it has caught up."""

import threading
from datetime import timedelta

import pytest

from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.rules.delivery import LEASE
from liaison.usecases import outgoing, sweeping, walking, working
from liaison.vocabulary import ArchiveStatus, Chain, KeyStatus, OutboxKind, OutboxStatus
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]

BACK = pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)], ids=["an hour", "a day"])


def turn_back(house: House, by: timedelta) -> None:
    """Let the clock be set back."""
    house.clock.advance(seconds=-by.total_seconds())


@BACK
def test_what_was_queued_ahead_leaves_now(house: House, mailer: Post, back: timedelta) -> None:
    """A pli queued before the clock went back leaves at once."""
    house.open_doors(mailer[0], None)
    house.prepare()
    turn_back(house, back)
    assert house.flush() == 1
    assert len(mailer[1].received) == 1


@BACK
def test_what_was_postponed_ahead_keeps_its_pace(house: House, mailer: Post, back: timedelta) -> None:
    """A server that wants a pli later is not asked in every round because its message seems to be of tomorrow."""
    house.open_doors(mailer[0], None)
    mailer[1].recipient_answers.extend(["450 4.2.0 Later"] * 2)
    house.prepare()
    turn_back(house, back)
    assert [house.flush() for _ in range(3)] == [1, 0, 0]
    house.clock.advance(minutes=1)
    assert [house.flush() for _ in range(3)] == [1, 0, 0]
    house.clock.advance(minutes=2)
    assert house.flush() == 1
    assert house.message().status == OutboxStatus.SENT


@BACK
def test_a_living_worker_is_not_doubled(house: House, mailer: Post, back: timedelta) -> None:
    """While a worker sends, the clock goes back: no other takes its message, and its mark is taken."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        leased = outgoing.lease(ctx, [OutboxKind.MAIL])
    assert leased is not None
    turn_back(house, back)
    assert house.flush() == 0
    with house.service.transaction() as ctx:
        assert outgoing.mark_sent(ctx, leased, "250 Ok")
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENT
    assert house.flush() == 0


@BACK
def test_a_dead_workers_lease_ends_by_the_new_clock(house: House, mailer: Post, back: timedelta) -> None:
    """The worker died and the clock went back: one lease later its message leaves, not a day later."""
    house.open_doors(mailer[0], None)
    house.prepare()
    with house.service.transaction() as ctx:
        outgoing.lease(ctx, [OutboxKind.MAIL])
    turn_back(house, back)
    assert house.flush() == 0
    house.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert house.flush() == 1
    assert house.message().status == OutboxStatus.SENT


@BACK
@pytest.mark.requirement("T-9")
def test_nothing_ends_early_and_the_register_holds(house: House, mailer: Post, texter: Phone, back: timedelta) -> None:
    """No key dies before its day, nothing is sent twice, and the chain follows; it says the times of the clock."""
    house.open_doors(mailer[0], texter[0])
    stop = threading.Event()
    first = house.prepare()
    working.work_once(house.service, stop)
    turn_back(house, back)
    second = house.prepare()
    for _ in range(3):
        working.work_once(house.service, stop)
        house.clock.advance(minutes=20)
    assert len(mailer[1].received) == 2
    assert [KeyStatus.WITHHELD] * 2 == [house.transmission(pli).key_status for pli in (first, second)]
    with house.service.transaction() as ctx:
        assert walking.chain_state(ctx, Chain.REGISTER).broken_at is None


def test_the_sweep_goes_on(house: House) -> None:
    """The hourly sweep, done a minute ago by a clock that then went back a day, is done by the new clock too."""
    swept_at = working.sweep_when_due(house.service, None)
    turn_back(house, timedelta(days=1))
    assert working.sweep_when_due(house.service, swept_at) == house.clock.now()
    house.clock.advance(seconds=sweeping.AGE.total_seconds() - 1)
    assert working.sweep_when_due(house.service, house.clock.now()) == house.clock.now()
