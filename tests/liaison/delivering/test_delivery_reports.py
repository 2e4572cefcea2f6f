"""Does liaison know whether a key arrived, and never take accepted for delivered?"""

import pytest

from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.ports import DeliveryPostponed
from liaison.rules.delivery import Failure
from liaison.usecases import delivery_reports
from liaison.vocabulary import DeliveryStatus, OutboxKind
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]


@pytest.fixture
def sent(house: House, mailer: Post, texter: Phone) -> str:
    """Send a pli and its key; give the transmission's id."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    house.flush()
    return transmission_id


def gateway_id(house: House) -> str:
    """Read the gateway's id of the one SMS."""
    (row,) = [row for row in house.messages() if row.kind == OutboxKind.SMS]
    return row.provider_id


def delivery(house: House) -> str:
    """Read what is known of the one SMS."""
    (row,) = [row for row in house.messages() if row.kind == OutboxKind.SMS]
    return row.delivery


@pytest.mark.requirement("T-9")
def test_accepted_then_delivered(house: House, sent: str, texter: Phone) -> None:
    """A text is accepted, asked about after half a minute, delivered once, and asked about no more."""
    assert delivery(house) == DeliveryStatus.ACCEPTED
    assert house.poll() == 0
    assert len(texter[1].requests) == 1
    house.clock.advance(seconds=30)
    assert house.poll() == 0
    texter[1].statuses[gateway_id(house)] = "delivered"
    house.clock.advance(seconds=30)
    assert house.poll() == 1
    assert delivery(house) == DeliveryStatus.DELIVERED
    asked = len(texter[1].requests)
    house.clock.advance(days=1)
    assert house.poll() == 0
    assert asked == len(texter[1].requests)
    assert house.events()[-1] == ("key:delivery", {"status": "delivered"})
    assert house.transmission(sent).failure == ""


@pytest.mark.requirement("T-9")
def test_lost(house: House, sent: str, texter: Phone) -> None:
    """A text that did not arrive shows as a failure: somebody telephones."""
    texter[1].statuses[gateway_id(house)] = "expired"
    house.clock.advance(minutes=1)
    assert house.poll() == 1
    assert house.transmission(sent).failure == Failure.UNDELIVERED
    assert house.events()[-1] == ("key:delivery", {"status": "undelivered"})


def test_asked_ever_more_rarely(house: House, sent: str, texter: Phone) -> None:
    """Over three days a silent network is asked about some twenty times, then never again."""
    assert sent
    before = len(texter[1].requests)
    for _ in range(4 * 24 * 12):
        house.clock.advance(minutes=5)
        house.poll()
    asked = len(texter[1].requests) - before
    assert 10 <= asked <= 25
    house.clock.advance(days=10)
    house.poll()
    assert asked == len(texter[1].requests) - before
    assert delivery(house) == DeliveryStatus.ACCEPTED


@pytest.mark.requirement("T-9")
def test_told_by_callback(house: House, sent: str) -> None:
    """A callback says the same as a poll; repeated, late or about another text, it changes nothing."""
    assert sent
    known = gateway_id(house)
    told = [
        (known, DeliveryStatus.ACCEPTED, False),
        ("unknown", DeliveryStatus.DELIVERED, False),
        ("", DeliveryStatus.DELIVERED, False),
        (known, DeliveryStatus.DELIVERED, True),
        (known, DeliveryStatus.DELIVERED, False),
        (known, DeliveryStatus.UNDELIVERED, False),
    ]
    for one, status, changes in told:
        with house.service.transaction() as ctx:
            assert delivery_reports.note_delivery(ctx, one, status) is changes
    assert delivery(house) == DeliveryStatus.DELIVERED
    assert [kind for kind, _ in house.events()].count("key:delivery") == 1


def test_gateway_that_does_not_answer(house: House, sent: str, texter: Phone) -> None:
    """A gateway that is down when asked is asked again later; nothing is lost."""
    assert sent
    texter[1].answers.append((503, "{}"))
    house.clock.advance(minutes=1)
    assert house.poll() == 0
    texter[1].statuses[gateway_id(house)] = "delivered"
    house.clock.advance(minutes=1)
    assert house.poll() == 1


def test_without_a_gateway(house: House) -> None:
    """Without a gateway nobody is asked."""
    assert house.poll() == 0


@pytest.mark.requirement("T-4")
def test_refused_number(house: House, mailer: Post, texter: Phone) -> None:
    """A text that the gateway refuses is a failure of the key, and leaves the pli as it is."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    texter[1].answers.append((422, "{}"))
    house.flush()
    row = house.transmission(transmission_id)
    assert (row.archive_status, row.failure) == ("sent", Failure.TEXT_REFUSED)
    assert house.events()[-1] == ("key:failed", {"code": "text-refused", "attempts": 1})


def test_status_is_asked_outside_any_transaction(house: House, sent: str) -> None:
    """While the gateway is asked, the database is free for others (law 10)."""
    assert sent

    class Asking:
        """A gateway that writes into the house while it is asked."""

        def send(self, number: str, body: str, *, idempotency_key: str) -> str:
            """Take nothing."""
            raise DeliveryPostponed(f"{number}{body}{idempotency_key}")

        def status(self, gateway_id: str) -> DeliveryStatus:
            """Write, then say delivered."""
            with house.service.transaction() as ctx:
                assert delivery_reports.note_delivery(ctx, gateway_id, DeliveryStatus.DELIVERED)
            return DeliveryStatus.DELIVERED

    house.open_doors(None, Asking())
    house.clock.advance(minutes=1)
    assert house.poll() == 0
    assert delivery(house) == DeliveryStatus.DELIVERED
