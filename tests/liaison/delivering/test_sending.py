"""Does a pli leave once, whole, and its key by the other way, and nothing of them stay behind?"""

from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from crypto import archive
from crypto.archive import Format
from crypto.passphrase import Passphrase
from liaison.adapters.sms_gateway import HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer
from liaison.messages.rendering import MailText
from liaison.usecases import delivering
from liaison.vocabulary import ArchiveStatus, OutboxKind, OutboxStatus, Sealed
from tests.liaison.adapters.mail_server import MailServer
from tests.liaison.adapters.text_gateway import TextGateway
from tests.liaison.delivering.house import CANARIES, EMAIL, MOBILE, PDF, House

Post = tuple[SmtpMailer, MailServer]
Phone = tuple[HttpSmsGateway, TextGateway]


@pytest.mark.requirement("T-1", "T-3", "T-4", "T-9")
@pytest.mark.parametrize("archive_format", Format)
def test_the_whole_story(house: House, mailer: Post, texter: Phone, archive_format: Format) -> None:
    """The pli leaves by mail, then its key by SMS; with both, and only then, the partner reads the fiche."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare(archive_format=archive_format)
    assert house.flush() == 1
    row = house.transmission(transmission_id)
    assert (row.archive_status, row.sent_at, row.failure) == (ArchiveStatus.SENT, house.clock.now(), "")
    assert texter[1].texts == {}
    key = house.release(transmission_id)
    assert house.flush() == 1

    (received,) = mailer[1].received
    (attached,) = received.message.iter_attachments()
    (text,) = texter[1].texts.values()
    assert received.recipients == (EMAIL,)
    assert attached.get_filename() == f"liaison-{row.reference}.{archive_format.value}"
    assert text.to == MOBILE
    assert text.text.endswith(f"\n{key}")
    opened = archive.unseal(attached.get_content(), Passphrase(text.text.rpartition("\n")[2]))
    assert opened.content.rstrip(b"\0") == PDF.rstrip(b"\0")


@pytest.mark.requirement("T-4", "T-8")
def test_nothing_of_person_or_key_in_the_mail(house: House, mailer: Post, texter: Phone) -> None:
    """No byte of the mail shows the person or the key, in clear or in any encoding; nor does the SMS, the person."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    key = house.release(transmission_id)
    house.flush()
    (received,) = mailer[1].received
    parts = [
        part.get_payload(decode=True)
        for part in BytesParser(policy=policy.compat32).parsebytes(received.content).walk()
        if not part.is_multipart()
    ]
    everything = received.content + b"".join(part for part in parts if isinstance(part, bytes))
    runs = {key[at : at + 8] for at in range(len(key) - 7)}
    assert not [canary for canary in CANARIES if canary.encode() in everything]
    assert not [run for run in runs if run.encode() in everything]
    (text,) = texter[1].texts.values()
    assert not [canary for canary in CANARIES if canary in text.text]


@pytest.mark.requirement("T-5")
def test_register(house: House, mailer: Post, texter: Phone) -> None:
    """The register says what left and when, with the server's answer and no address."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    house.flush()
    (mail,) = [row for row in house.messages() if row.kind == OutboxKind.MAIL]
    assert house.events() == [
        ("transmission:sent", {"answer": "250 2.0.0", "attempts": 1, "message-id": mail.message_id}),
        ("key:sent", {"attempts": 1}),
    ]


@pytest.mark.requirement("T-8")
def test_what_was_sent_is_wiped(house: House, mailer: Post, texter: Phone) -> None:
    """Once sent, the outbox holds neither address nor words, and the data key of each message is gone."""
    house.open_doors(mailer[0], texter[0])
    transmission_id = house.prepare()
    house.flush()
    house.release(transmission_id)
    house.flush()
    for row in house.messages():
        assert (row.status, row.payload, row.leased_until) == (OutboxStatus.SENT, None, None)
        assert "@" not in row.provider_id
        assert not house.service.vault.exists(Sealed.OUTBOX.object(row.id))


def test_nothing_in_clear_at_rest(house: House, tmp_path: Path) -> None:
    """While it waits, neither address nor words stand in clear in the database (law 5)."""
    house.prepare()
    row = house.message()
    assert row.payload is not None
    assert EMAIL.encode() not in row.payload
    files = [file.read_bytes() for file in tmp_path.iterdir() if file.is_file()]
    assert not [1 for content in files if EMAIL.encode() in content]


def test_without_doors_messages_wait(house: House, texter: Phone) -> None:
    """Without a mail server mails wait; SMS leave all the same, and the other way round."""
    house.open_doors(None, texter[0])
    house.prepare()
    assert house.flush() == 0
    row = house.message()
    assert (row.status, row.attempts) == (OutboxStatus.QUEUED, 0)


def test_mail_of_the_house(house: House, mailer: Post) -> None:
    """A mail without a transmission leaves too, with no archive."""
    house.open_doors(mailer[0], None)
    with house.service.transaction() as ctx:
        delivering.queue_mail(ctx, MailText("Votre accès à Liaison", "Bonjour\n", "<p>Bonjour</p>"), to=EMAIL)
    assert house.flush() == 1
    (received,) = mailer[1].received
    assert list(received.message.iter_attachments()) == []
    assert house.message().status == OutboxStatus.SENT
    assert house.events() == []


def test_rolled_back(house: House, mailer: Post) -> None:
    """What a transaction wrote and did not commit never leaves (law 10)."""
    house.open_doors(mailer[0], None)
    with house.service.transaction() as ctx:
        delivering.queue_mail(ctx, MailText("a", "b", "c"), to=EMAIL)
        ctx.session.rollback()
    assert house.flush() == 0
    assert mailer[1].received == []
