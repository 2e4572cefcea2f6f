"""What does the outbox stand on in these tests? A real house on each database, real doors on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison.adapters.mime import read_sender
from liaison.adapters.sms_gateway import Gateway, HttpSmsGateway
from liaison.adapters.smtp import SmtpMailer, SmtpServer
from tests.clock import FixedClock
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.mail_server import MailServer, mail_server
from tests.liaison.adapters.text_gateway import TextGateway, text_gateway
from tests.liaison.delivering.house import House


@pytest.fixture
def house(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """Give a house with one partner, on each kind of database in turn."""
    built = House(database_url, tmp_path, clock)
    yield built
    built.close()


@pytest.fixture
def mailer(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[SmtpMailer, MailServer]]:
    """Give a mailer and the mail server that it hands mails to."""
    authority = Authority(tmp_path)
    with mail_server(authority.server_context()) as server:
        described = SmtpServer("127.0.0.1", server.port, ca_file=authority.file, seconds=10)
        yield SmtpMailer(described, read_sender("Passerelle <liaison@operateur.example>"), clock), server


@pytest.fixture
def texter() -> Iterator[tuple[HttpSmsGateway, TextGateway]]:
    """Give a messenger and the gateway that it hands texts to."""
    with text_gateway() as server:
        described = Gateway(
            url=f"{server.url}/sms",
            body='{"to": "{number}", "text": "{text}", "ref": "{key}"}',
            id_field="messages.0.id",
            status_url=f"{server.url}/sms/{{id}}",
            status_field="report.status",
            seconds=10,
        )
        yield HttpSmsGateway(described), server
