"""Does a message leave once more, and the same, whatever happens to the worker or to the server?"""

import threading

import pytest

from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.ports import DeliveryPostponed, Mail
from liaison.rules.delivery import LEASE, RETRY_DELAYS, Failure
from liaison.store import exchanges
from liaison.usecases import delivering, outgoing
from liaison.vocabulary import ArchiveStatus, KeyChannel, OutboxKind, OutboxStatus
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]


class Dying:
    """A door whose worker dies just after it handed the mail over."""

    def __init__(self, mailer: SmtpMailer) -> None:
        self._mailer = mailer

    def send(self, mail: Mail) -> str:
        """Hand over, then die."""
        self._mailer.send(mail)
        raise KeyboardInterrupt


class Silent:
    """A door behind which nobody answers."""

    def send(self, mail: Mail) -> str:
        """Wait in vain for anyone to take this mail."""
        del mail
        raise DeliveryPostponed(Failure.SERVER_UNREACHABLE)


def test_killed_before_sending(house: House, mailer: Post) -> None:
    """A worker killed between lease and sending: nothing left, and after the lease it leaves once."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    with house.service.transaction() as ctx:
        assert outgoing.lease(ctx, [OutboxKind.MAIL]) is not None
    assert house.flush() == 0
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENDING
    house.clock.advance(seconds=LEASE.total_seconds())
    assert house.flush() == 1
    assert len(mailer[1].received) == 1
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENT


@pytest.mark.requirement("T-1")
def test_killed_between_sending_and_marking(house: House, mailer: Post) -> None:
    """A worker killed once the server has the mail: it leaves again with the same Message-ID and the same archive."""
    transmission_id = house.prepare()
    with pytest.raises(KeyboardInterrupt):
        delivering.flush(house.service.transaction, Dying(mailer[0]), None)
    house.clock.advance(seconds=LEASE.total_seconds())
    house.open_doors(mailer[0], None)
    assert house.flush() == 1
    first, second = mailer[1].received
    assert first.message["Message-ID"] == second.message["Message-ID"] == house.message().message_id
    sent = [next(iter(received.message.iter_attachments())).get_content() for received in (first, second)]
    assert sent[0] == sent[1]
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENT


@pytest.mark.requirement("T-4")
def test_key_killed_between_sending_and_marking(house: House, mailer: Post, texter: Phone) -> None:
    """A key whose worker died after the gateway took it: asked again with the same key, the telephone rings once."""
    house.open_doors(mailer[0], None)
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    gateway, server = texter
    with house.service.transaction() as ctx:
        leased = outgoing.lease(ctx, [OutboxKind.SMS])
    assert leased is not None
    assert isinstance(leased.message, outgoing.Text)
    gateway.send(leased.message.number, leased.message.body, idempotency_key=leased.message.idempotency_key)
    house.clock.advance(seconds=LEASE.total_seconds())
    house.open_doors(mailer[0], gateway)
    assert house.flush() == 1
    assert len(server.requests) == 2
    assert len(server.texts) == 1


def test_worker_that_comes_back_too_late(house: House, mailer: Post) -> None:
    """A worker whose lease another one has taken over marks nothing."""
    house.open_doors(mailer[0], None)
    house.prepare()
    with house.service.transaction() as ctx:
        slow = outgoing.lease(ctx, [OutboxKind.MAIL])
    assert slow is not None
    house.clock.advance(seconds=LEASE.total_seconds())
    with house.service.transaction() as ctx:
        quick = outgoing.lease(ctx, [OutboxKind.MAIL])
    assert quick is not None
    with house.service.transaction() as ctx:
        outgoing.mark_refused(ctx, slow, Failure.MAIL_REFUSED)
        outgoing.mark_postponed(ctx, slow, Failure.SERVER_BUSY)
        assert not outgoing.mark_sent(ctx, slow, "250 Ok")
    assert house.message().status == OutboxStatus.LEASED
    with house.service.transaction() as ctx:
        assert outgoing.mark_sent(ctx, quick, "250 Ok")
    assert house.message().status == OutboxStatus.SENT


def test_workers_at_once(house: House, mailer: Post) -> None:
    """Four workers at once send each of ten plis once."""
    house.open_doors(mailer[0], None)
    for _ in range(10):
        house.prepare(KeyChannel.TELEPHONE)
    sent: list[int] = []
    workers = [threading.Thread(target=lambda: sent.append(house.flush())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [received.message["Message-ID"] for received in mailer[1].received]
    assert sum(sent) == 10
    assert sorted(ids) == sorted(row.message_id for row in house.messages())
    assert {row.status for row in house.messages()} == {OutboxStatus.SENT}
    assert len(house.events()) == 10


def test_greylisted_then_taken(house: House, mailer: Post) -> None:
    """A pli that the server wants later waits a minute, stays « en cours d'envoi », and leaves."""
    house.open_doors(mailer[0], None)
    mailer[1].recipient_answers.append("450 4.2.0 greylisted")
    transmission_id = house.prepare()
    assert house.flush() == 1
    row = house.message()
    assert (row.status, row.attempts, row.failure) == (OutboxStatus.QUEUED, 1, Failure.SERVER_BUSY)
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENDING
    assert house.flush() == 0
    house.clock.advance(minutes=1)
    assert house.flush() == 1
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.SENT
    assert house.events()[0][1]["attempts"] == 2


def test_given_up_after_a_day(house: House) -> None:
    """A server that never answers is asked for most of a day, ever more rarely; then a person decides."""
    house.open_doors(Silent(), None)
    transmission_id = house.prepare()
    started = house.clock.now()
    for delay in RETRY_DELAYS:
        assert house.flush() == 1
        assert house.message().status == OutboxStatus.QUEUED
        house.clock.advance(seconds=delay.total_seconds())
    assert house.flush() == 1
    row = house.transmission(transmission_id)
    assert 23 <= (house.clock.now() - started).total_seconds() / 3600 <= 24
    assert house.message().status == OutboxStatus.FAILED
    assert (row.archive_status, row.failure) == (ArchiveStatus.FAILED, Failure.SERVER_UNREACHABLE)
    assert house.events() == [("transmission:failed", {"code": "server-unreachable", "attempts": 12})]


@pytest.mark.requirement("T-9")
def test_refused_then_retried(house: House, mailer: Post) -> None:
    """A refused pli waits for a person; the address corrected and asked for again, it leaves as the same mail."""
    house.open_doors(mailer[0], None)
    mailer[1].recipient_answers.append("550 5.1.1 no such user")
    transmission_id = house.prepare()
    house.flush()
    assert house.transmission(transmission_id).archive_status == ArchiveStatus.FAILED
    assert house.events()[-1] == ("transmission:failed", {"code": "recipient-unknown", "attempts": 1})
    house.clock.advance(days=1)
    assert house.flush() == 0
    house.correct_address("nouvelle@partenaire.example")
    with house.service.transaction() as ctx:
        assert delivering.requeue(ctx, exchanges.get_transmission(ctx.session, transmission_id)) == 1
    message_id = house.message().message_id
    assert house.flush() == 1
    (received,) = mailer[1].received
    row = house.transmission(transmission_id)
    assert received.recipients == ("nouvelle@partenaire.example",)
    assert received.message["Message-ID"] == message_id
    assert (row.archive_status, row.failure) == (ArchiveStatus.SENT, "")
