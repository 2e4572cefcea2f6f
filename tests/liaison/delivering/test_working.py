"""Does the worker go on whatever fails, say nothing of what it held, and stop when it is told to?"""

import logging
import threading

import pytest

from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.ports import Mail
from liaison.usecases import working
from liaison.vocabulary import ArchiveStatus, DeliveryStatus, KeyChannel, KeyStatus, OutboxKind
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import EMAIL, House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]


class Broken:
    """A door with a fault that nobody foresaw, whose error holds what it was given."""

    def send(self, mail: Mail) -> str:
        """Fail, loudly."""
        raise RuntimeError(f"could not send to {mail.to}")


class Stopping:
    """A door that tells the worker to stop while it sends."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self.sent = 0

    def send(self, mail: Mail) -> str:
        """Take the mail, and stop the worker."""
        del mail
        self.sent += 1
        self._stop.set()
        return "250 Ok"


def test_one_round(house: House, mailer: Post, texter: Phone) -> None:
    """A round sends all that is due, asks what arrived and destroys what is past its day."""
    house.open_doors(mailer[0], texter[0])
    stop = threading.Event()
    plis = [house.prepare(), house.prepare(), house.prepare(KeyChannel.TELEPHONE)]
    working.work_once(house.service, stop)
    assert {ArchiveStatus.SENT} == {house.transmission(pli).archive_status for pli in plis}
    house.release(plis[0])
    working.work_once(house.service, stop)
    (text,) = [row for row in house.messages() if row.kind == OutboxKind.SMS]
    texter[1].statuses[text.provider_id] = "delivered"
    house.clock.advance(minutes=1)
    working.work_once(house.service, stop)
    (text,) = [row for row in house.messages() if row.kind == OutboxKind.SMS]
    assert text.delivery == DeliveryStatus.DELIVERED
    house.clock.advance(days=30)
    working.work_once(house.service, stop)
    assert [KeyStatus.ERASED, KeyStatus.REVOKED, KeyStatus.REVOKED] == [
        house.transmission(pli).key_status for pli in plis
    ]


@pytest.mark.requirement("T-8")
def test_it_survives_and_says_little(
    house: House, mailer: Post, texter: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw is logged in one line, by kind and place; the other steps have their turn."""
    house.open_doors(mailer[0], texter[0])
    old = house.prepare()
    working.work_once(house.service, threading.Event())
    house.open_doors(Broken(), texter[0])
    waiting = house.prepare()
    house.clock.advance(days=30)
    with caplog.at_level(logging.INFO, logger="liaison.worker"):
        working.work_once(house.service, threading.Event())
    (record,) = caplog.records
    assert record.getMessage().startswith("a step of the worker failed: RuntimeError at ")
    assert record.exc_info is None
    assert EMAIL not in caplog.text
    # What the broken door was given is still its lease's: its key is looked at once that is over.
    assert [KeyStatus.REVOKED, KeyStatus.WITHHELD] == [house.transmission(one).key_status for one in (old, waiting)]


def test_it_stops_between_two_messages(house: House) -> None:
    """Told to stop while it sends, it marks that message, and leaves the next for another day."""
    stop = threading.Event()
    door = Stopping(stop)
    house.open_doors(door, None)
    plis = [house.prepare(), house.prepare()]
    worker = threading.Thread(target=working.run, args=(house.service, stop))
    worker.start()
    worker.join(20)
    assert not worker.is_alive()
    assert door.sent == 1
    assert sorted(house.transmission(pli).archive_status for pli in plis) == ["prepared", "sent"]


def test_it_stops_during_a_pause(house: House) -> None:
    """Told to stop while it waits, it does not finish its pause."""
    stop = threading.Event()
    worker = threading.Thread(target=working.run, args=(house.service, stop))
    worker.start()
    stop.set()
    worker.join(20)
    assert not worker.is_alive()
