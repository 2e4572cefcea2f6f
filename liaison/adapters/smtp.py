"""How does mail leave? By SMTP, over TLS with a verified certificate, or not at all (security.md 7).

There is no fall-back to clear and no way to ask for one. Nothing of a mail is logged, and no answer of the
server leaves here with an address in it.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from liaison.adapters import tls
from liaison.adapters.deadline import cut_after
from liaison.adapters.mime import Sender, UnsafeHeader, build, read_sender
from liaison.errors import Misconfigured
from liaison.ports import Clock, DeliveryPostponed, DeliveryRefused, Mail
from liaison.rules.delivery import Failure
from liaison.settings import Settings, SmtpSecurity

_ENHANCED: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_TAKEN: Final = frozenset({250, 251})
_FOR_GOOD: Final = range(500, 600)
_FULL: Final = 552
_ANSWER_LENGTH: Final = 200
_LONGEST_ENVELOPE_ID: Final = 100
"""RFC 3461 4.4; a Message-ID of ours (`mime.check_message_id`) has no sign that must be written otherwise there."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how the mail server is reached; `seconds` bounds every wait for it, `longest` all of them."""

    host: str
    port: int
    security: SmtpSecurity = SmtpSecurity.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    seconds: float = 30.0
    wants_reports: bool = False
    """Whether somebody reads the reports of delivery that the server may be asked for (RFC 3461)."""
    longest: float = 600.0
    """Less than a lease (`liaison.rules.delivery.LEASE`), so that a living worker is not doubled."""


class SmtpMailer:
    """A `liaison.ports.Mailer` that hands each mail to one mail server, for one recipient."""

    def __init__(self, server: SmtpServer, sender: Sender, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock
        self._tls = tls.verified(server.ca_file, setting="LIAISON_SMTP_CA_FILE")

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock) -> Self:
        """Make the mailer that the settings describe.

        Raises:
            Misconfigured: a sender that is no address, or a certificate file that cannot be read.
        """
        try:
            sender = read_sender(settings.mail_from, settings.mail_reply_to, watched=bool(settings.imap_host))
        except UnsafeHeader as error:
            raise Misconfigured(
                f"LIAISON_MAIL_FROM or LIAISON_MAIL_REPLY_TO: {error}.", hint='Write "Name <box@domain>".'
            ) from None
        server = SmtpServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
            ca_file=settings.smtp_ca_file,
            wants_reports=bool(settings.imap_host),
        )
        return cls(server, sender, clock)

    def send(self, mail: Mail) -> str:
        """Hand the mail over; return the server's last answer, stripped of addresses.

        Raises:
            DeliveryRefused: the server refused for good, or the mail cannot be written safely.
            DeliveryPostponed: it did not take it this time; it may have, when it went silent at the end.
        """
        try:
            written = build(mail, self._sender, at=self._clock.now())
        except UnsafeHeader:
            raise DeliveryRefused(Failure.ADDRESS_UNUSABLE) from None
        with self._session() as smtp:
            from_options, to_options = self._report_options(smtp, mail.message_id)
            _expect(smtp.mail(self._sender.bounces, from_options), Failure.MAIL_REFUSED)
            _expect(smtp.rcpt(mail.to, to_options), Failure.RECIPIENT_UNKNOWN)
            code, answer = _expect(_data(smtp, written), Failure.MAIL_REFUSED)
        return _strip(code, answer, mail.to)

    def check(self) -> None:
        """Open a session as for a mail, and send none (`doctor`).

        Raises:
            DeliveryPostponed: the server cannot be reached, or not safely.
        """
        with self._session():
            pass

    def _report_options(self, smtp: smtplib.SMTP, message_id: str) -> tuple[list[str], list[str]]:
        """Ask to be told what becomes of the mail; a bounce brings the headers back, never the archive."""
        if not self._server.wants_reports or not smtp.has_extn("dsn"):
            return [], []
        envelope_id = [f"ENVID={message_id}"] if len(message_id) <= _LONGEST_ENVELOPE_ID else []
        return ["RET=HDRS", *envelope_id], ["NOTIFY=SUCCESS,FAILURE,DELAY"]

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Give a session that is encrypted, with a server that showed its certificate.

        What goes wrong before the first mail command says nothing about the mail: it is postponed.
        """
        with _postponing():
            smtp = self._connect()
        try:
            with _postponing(), cut_after(self._server.longest, lambda: smtp.sock):
                self._secure(smtp)
                yield smtp
        finally:
            # A mail may be taken by now: what the server says to QUIT must not make us send it again.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server, name = self._server, self._sender.domain
        if server.security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.seconds, context=self._tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=server.seconds)

    def _secure(self, smtp: smtplib.SMTP) -> None:
        if self._server.security is SmtpSecurity.STARTTLS:
            smtp.starttls(context=self._tls)
        smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            smtp.login(self._server.user, self._server.password)


@contextmanager
def _postponing() -> Iterator[None]:
    """Turn what smtplib and the network raise into one closed code; their texts may hold addresses."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise DeliveryPostponed(Failure.CERTIFICATE) from None
    except smtplib.SMTPNotSupportedError:
        raise DeliveryPostponed(Failure.TLS_MISSING) from None
    except smtplib.SMTPAuthenticationError:
        raise DeliveryPostponed(Failure.SERVER_SIGN_IN) from None
    except smtplib.SMTPResponseException:
        raise DeliveryPostponed(Failure.SERVER_BUSY) from None
    except (smtplib.SMTPException, OSError):
        raise DeliveryPostponed(Failure.SERVER_UNREACHABLE) from None


def _data(smtp: smtplib.SMTP, written: bytes) -> tuple[int, bytes]:
    try:
        return smtp.data(written)
    except smtplib.SMTPDataError as error:  # refused before a byte of the mail was given
        answer = error.smtp_error
        return error.smtp_code, answer if isinstance(answer, bytes) else answer.encode()


def _expect(reply: tuple[int, bytes], refused: Failure) -> tuple[int, bytes]:
    """Let a positive reply through; a 5xx is for good (RFC 5321 4.2.1), anything else for now."""
    code, answer = reply
    if code in _TAKEN:
        return reply
    if code in _FOR_GOOD:
        raise DeliveryRefused(_reason(code, answer, refused))
    raise DeliveryPostponed(Failure.SERVER_BUSY)


def _reason(code: int, answer: bytes, refused: Failure) -> Failure:
    """Read the enhanced code (RFC 3463) where the server gives one; else the stage says enough."""
    found = _ENHANCED.match(answer.decode("ascii", "replace"))
    enhanced = found[1] if found else ""
    if enhanced == "5.2.2" or (code == _FULL and refused is Failure.RECIPIENT_UNKNOWN):
        return Failure.MAILBOX_FULL
    if enhanced in {"5.2.3", "5.3.4"} or code == _FULL:
        return Failure.TOO_LARGE
    return Failure.MAIL_REFUSED if enhanced.startswith("5.7.") else refused


def _strip(code: int, answer: bytes, recipient: str) -> str:
    """Keep the code and the queue's words; drop every word that holds an address or the recipient's box."""
    box = recipient.partition("@")[0].casefold()
    words = "".join(mark if " " < mark < "\x7f" else " " for mark in answer.decode("latin-1")).split()
    kept = [word for word in words if "@" not in word and box not in word.casefold()]
    return " ".join([str(code), *kept])[:_ANSWER_LENGTH]
