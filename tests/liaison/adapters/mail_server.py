"""What would a partner's mail server have seen? A real SMTP server on loopback, which keeps what it is given."""

# ruff: noqa: ARG002, N802 - aiosmtpd names its hooks and what it hands them

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
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
    watch: Callable[[str], None] = lambda _phase: None
    """Told of each phase of a session before it is answered; it may end the client."""
    hangs_up: list[str] = field(default_factory=list)
    """Phases at which it drops the connection instead of answering, once for each time that it stands here."""
    reports: bool = False
    """Whether it offers to report on delivery (RFC 3461)."""
    asked: list[str] = field(default_factory=list)
    """What was asked of its reports, capitals as aiosmtpd writes them."""

    def reach(self, phase: str, transport: asyncio.BaseTransport | None) -> bool:
        """Come to a phase of a session; say whether it hangs up here."""
        self.watch(phase)
        if phase not in self.hangs_up or not isinstance(transport, asyncio.WriteTransport):
            return False
        self.hangs_up.remove(phase)
        transport.abort()
        return True

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what it can do."""
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self.reports else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        self.reach("MAIL", server.transport)
        self.commands.append("MAIL in TLS" if _in_tls(server) else "MAIL in clear")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or give the answer that the test prepared."""
        self.reach("RCPT", server.transport)
        self.commands.append("RCPT")
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 2.1.5 Ok"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail, or give the answer that the test prepared."""
        if self.reach("content arrived, not kept", server.transport):
            return "451 4.3.0 Died"
        self.commands.append("DATA")
        answer = self.content_answers.pop(0) if self.content_answers else ""
        if answer and not answer.startswith("250"):
            return answer
        content = envelope.original_content or b""
        recipients = tuple(envelope.rcpt_tos)
        self.received.append(Received(envelope.mail_from or "", recipients, content, _in_tls(server)))
        self.reach("content kept, not answered", server.transport)
        if self.silent_after_content:
            await asyncio.Event().wait()
        return answer or f"250 2.0.0 Ok <{','.join(envelope.rcpt_tos)}> queued as 4F1B2C"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Say good-bye."""
        self.reach("QUIT", server.transport)
        return "221 2.0.0 Bye"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> AuthResult:
        """Let in who knows the password."""
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=False)


def _in_tls(server: SMTP) -> bool:
    return server.transport is not None and server.transport.get_extra_info("ssl_object") is not None


class _Smtp(SMTP):
    """Tells of what has no hook: the connection, the commands that open TLS and the content.

    It also takes the parameters of RFC 3461, which aiosmtpd does not know.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a session, and begin it anew inside TLS."""
        in_tls = transport.get_extra_info("ssl_object") is not None
        self._mail_server.reach("connected in TLS" if in_tls else "connected", transport)
        super().connection_made(transport)

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Open TLS."""
        self._mail_server.reach("STARTTLS", self.transport)
        await super().smtp_STARTTLS(arg)

    async def smtp_DATA(self, arg: str) -> None:
        """Ask for the content."""
        self._mail_server.reach("DATA", self.transport)
        await super().smtp_DATA(arg)

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        asked = [param for param in params if param.partition("=")[0] in {"RET", "ENVID", "NOTIFY"}]
        self._mail_server.asked += asked
        return super()._getparams([param for param in params if param not in asked])

    @property
    def _mail_server(self) -> MailServer:
        assert isinstance(self.event_handler, MailServer)
        return self.event_handler


class _Controller(Controller):
    """Listens on a port that the system chooses."""

    def factory(self) -> SMTP:
        """Make the server of one session."""
        return _Smtp(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    tls: SSLContext | None, *, inside_tls: bool = False, password: str = "", reports: bool = False
) -> Iterator[MailServer]:
    """Run a mail server: with STARTTLS when it has a certificate, or inside TLS."""
    server = MailServer(password=password, reports=reports)
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
