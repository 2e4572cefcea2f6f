"""What would a partner's mail server have seen? A real SMTP server on loopback, which keeps what it is given."""

# ruff: noqa: ARG002, N802 - aiosmtpd names its hooks and what it hands them

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# aiosmtpd tells each line of a session at this level, to whoever listens.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it arrived: the envelope, and the bytes between."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = BytesParser(policy=policy.default).parsebytes(self.content)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass(slots=True)
class MailServer:
    """A mail server whose answers a test may choose; it may also take a mail and say nothing more."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """The commands that came, in order."""
    recipient_answers: list[str] = field(default_factory=list)
    content_answers: list[str] = field(default_factory=list)
    silent_after_content: bool = False
    password: str = ""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        self.commands.append("MAIL in TLS" if _in_tls(server) else "MAIL in clear")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or give the answer that the test prepared."""
        self.commands.append("RCPT")
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 2.1.5 Ok"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail, or give the answer that the test prepared."""
        self.commands.append("DATA")
        answer = self.content_answers.pop(0) if self.content_answers else ""
        if answer and not answer.startswith("250"):
            return answer
        content = envelope.original_content or b""
        recipients = tuple(envelope.rcpt_tos)
        self.received.append(Received(envelope.mail_from or "", recipients, content, _in_tls(server)))
        if self.silent_after_content:
            await asyncio.Event().wait()
        return answer or f"250 2.0.0 Ok <{','.join(envelope.rcpt_tos)}> queued as 4F1B2C"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> AuthResult:
        """Let in who knows the password."""
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=False)


def _in_tls(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("ssl_object") is not None


class _Controller(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(tls: SSLContext | None, *, inside_tls: bool = False, password: str = "") -> Iterator[MailServer]:
    """Run a mail server: with STARTTLS when it has a certificate, or inside TLS."""
    server = MailServer(password=password)
    # Its own name, else it asks the network for one.
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0, "server_hostname": "mail.example.invalid"}
    if password:
        options |= {"authenticator": server.authenticate, "auth_required": True}
    if inside_tls:
        controller = _Controller(server, ssl_context=tls, auth_require_tls=False, **options)
    else:
        controller = _Controller(server, tls_context=tls, **options)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()
