"""Does what was stopped never leave, and what was not given in time die?"""

import threading

import pytest

from crypto.errors import KeyGone
from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.events import EventKind
from liaison.rules.delivery import LEASE, Failure
from liaison.store import exchanges
from liaison.usecases import delivering, expiring, outgoing, sealing, stopping
from liaison.vocabulary import ArchiveStatus, KeyChannel, KeyStatus, OutboxKind, OutboxStatus, Sealed
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]


def stop(house: House, transmission_id: str) -> None:
    """Stop a transmission, as a withdrawn agreement does."""
    with house.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        stopping.stop(ctx, "account", row, EventKind.TRANSMISSION_STOPPED)


@pytest.mark.requirement("T-7")
def test_stopped_before_it_left(house: House, mailer: Post) -> None:
    """A pli stopped while it waits never leaves, and what its mail said is destroyed."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    message_id = house.message().id
    stop(house, transmission_id)
    assert house.flush() == 0
    assert mailer[1].received == []
    row = house.message()
    assert (row.status, row.payload) == (OutboxStatus.CANCELLED, None)
    assert not house.service.vault.exists(Sealed.OUTBOX.object(message_id))


@pytest.mark.requirement("T-7")
def test_recalled_without_a_word_to_the_outbox(house: House, mailer: Post) -> None:
    """Asked again just before sending: a recall that forgot the outbox is honoured all the same."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    other = house.prepare()
    with house.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        row.archive_status = ArchiveStatus.RECALLED.value
        ctx.session.add(row)
    assert house.flush() == 1
    statuses = {row.transmission_id: row.status for row in house.messages()}
    assert statuses == {transmission_id: OutboxStatus.CANCELLED, other: OutboxStatus.SENT}
    assert len(mailer[1].received) == 1


@pytest.mark.requirement("T-7")
def test_stopped_while_a_dead_worker_held_it(house: House, mailer: Post) -> None:
    """A pli stopped after its worker died is not sent a second time."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        assert outgoing.lease(ctx, [OutboxKind.MAIL]) is not None
    stop(house, transmission_id)
    house.clock.advance(seconds=LEASE.total_seconds())
    assert house.flush() == 0
    assert house.message().status == OutboxStatus.CANCELLED
    assert mailer[1].received == []


@pytest.mark.requirement("T-7")
def test_recalled_at_the_same_moment(house: House, mailer: Post) -> None:
    """A worker that comes upon a pli being recalled waits for the recall, and honours it."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    worker = threading.Thread(target=house.flush)
    with house.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        row.archive_status = ArchiveStatus.RECALLED.value
        ctx.session.add(row)
        ctx.session.flush()
        worker.start()
        worker.join(0.5)
    worker.join()
    assert mailer[1].received == []
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.RECALLED


@pytest.mark.requirement("T-7", "T-9")
def test_stopped_while_it_was_leaving(house: House) -> None:
    """A pli stopped at the second it left: the register tells the truth, its key never goes."""
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        leased = outgoing.lease(ctx, [OutboxKind.MAIL])
    assert leased is not None
    stop(house, transmission_id)
    with house.service.transaction() as ctx:
        assert outgoing.mark_sent(ctx, leased, "250 2.0.0 Ok")
    row = house.transmission(transmission_id)
    assert (row.archive_status, row.key_status) == (ArchiveStatus.RECALLED, KeyStatus.REVOKED)
    assert row.sent_at == house.clock.now()
    assert "transmission:sent" in [kind for kind, _ in house.events()]


@pytest.mark.requirement("T-7")
def test_key_stopped_before_it_left(house: House, mailer: Post, texter: Phone) -> None:
    """A released key whose SMS still waits is revoked with it: no telephone rings."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    stop(house, transmission_id)
    assert house.flush() == 0
    row = house.transmission(transmission_id)
    assert (row.key_status, row.passphrase) == (KeyStatus.REVOKED, None)
    assert texter[1].requests == []


def test_cancel_says_how_many(house: House) -> None:
    """Cancelling counts what it stopped, and a second time there is nothing left."""
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        assert delivering.cancel(ctx, transmission_id) == 1
        assert delivering.cancel(ctx, transmission_id) == 0
        assert delivering.cancel(ctx, "unknown") == 0


def test_content_destroyed_meanwhile(house: House, mailer: Post) -> None:
    """A pli whose archive was destroyed fails closed, and does not stand in the way of the next."""
    house.open_doors(mailer[0], None)
    gone = house.prepare()
    house.service.vault.destroy(Sealed.ARCHIVE.object(gone))
    other = house.prepare()
    assert house.flush() == 1
    assert house.transmission(other).archive_status == ArchiveStatus.SENT
    row = house.transmission(gone)
    assert (row.archive_status, row.failure) == (ArchiveStatus.FAILED, Failure.CONTENT_GONE)


def test_what_kills_each_worker_is_given_up(house: House) -> None:
    """A message whose every worker dies is not tried for ever."""
    transmission_id = house.prepare()
    for _ in range(12):
        with house.service.transaction() as ctx:
            assert outgoing.lease(ctx, [OutboxKind.MAIL]) is not None
        house.clock.advance(seconds=LEASE.total_seconds())
    with house.service.transaction() as ctx:
        assert outgoing.lease(ctx, [OutboxKind.MAIL]) is None
    assert house.transmission(transmission_id).failure == Failure.INTERRUPTED


@pytest.mark.requirement("R-2", "R-6")
def test_withheld_key_past_its_day(house: House, mailer: Post) -> None:
    """A key that nobody gave in thirty days is destroyed, not a second before; the register says why."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare(KeyChannel.TELEPHONE)
    house.flush()
    house.clock.advance(days=30, seconds=-1)
    with house.service.transaction() as ctx:
        assert expiring.expire_keys(ctx) == 0
    house.clock.advance(seconds=1)
    with house.service.transaction() as ctx:
        assert expiring.expire_keys(ctx) == 1
        assert expiring.expire_keys(ctx) == 0
    row = house.transmission(transmission_id)
    assert (row.key_status, row.passphrase) == (KeyStatus.REVOKED, None)
    assert house.events()[-1] == ("key:revoked", {"reason": "deadline", "cancelled": 0})
    assert house.key_deadlines_done(transmission_id) == [house.clock.now()]
    assert not house.service.vault.exists(Sealed.PASSPHRASE.object(transmission_id))


@pytest.mark.requirement("R-2", "R-6")
def test_released_key_past_its_day(house: House, mailer: Post, texter: Phone) -> None:
    """A key that was given and never confirmed is erased seven days after, with the SMS that could not leave."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.clock.advance(days=10)
    key = house.release(transmission_id)
    texter[1].answers.append((400, "{}"))
    house.flush()
    house.clock.advance(days=7)
    before = house.transmission(transmission_id)
    with house.service.transaction() as ctx:
        assert expiring.expire_keys(ctx) == 1
    row = house.transmission(transmission_id)
    assert (row.key_status, row.passphrase) == (KeyStatus.ERASED, None)
    assert house.events()[-1] == ("key:erased", {"reason": "deadline", "cancelled": 1})
    assert [None, None] == [message.payload for message in house.messages()]
    assert house.flush() == 0
    assert texter[1].texts == {}
    with house.service.transaction() as ctx, pytest.raises(KeyGone):
        sealing.read_passphrase(ctx, before)
    assert key


@pytest.mark.requirement("R-2")
def test_messages_that_never_left(house: House, mailer: Post) -> None:
    """What a refused mail holds does not outlive the archive that it would have carried."""
    house.open_doors(mailer[0], None)
    mailer[1].recipient_answers.append("550 5.1.1 no")
    house.prepare()
    house.flush()
    house.clock.advance(days=30, seconds=-1)
    with house.service.transaction() as ctx:
        assert expiring.expire_messages(ctx) == 0
    house.clock.advance(seconds=1)
    with house.service.transaction() as ctx:
        assert expiring.expire_messages(ctx) == 1
        assert expiring.expire_messages(ctx) == 0
    row = house.message()
    assert (row.status, row.payload) == (OutboxStatus.CANCELLED, None)


def test_nothing_to_requeue(house: House) -> None:
    """What waits or was cancelled is not put back."""
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        assert delivering.requeue(ctx, row) == 0
        delivering.cancel(ctx, transmission_id)
        assert delivering.requeue(ctx, row) == 0
