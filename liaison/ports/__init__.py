"""What does liaison ask of the outside world? The protocols that adapters fulfil; no adapter here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from liaison.ports.provider import IdentityProvider, Proved, ProviderRefusal, ProviderSilent, Returned, Secrets
from liaison.ports.strangers import (
    Antivirus,
    AntivirusUnavailable,
    CannotPicture,
    Look,
    Opened,
    Opener,
    OpeningStopped,
    Picture,
    ReadTable,
    Scan,
)
from liaison.vocabulary import DeliveryStatus, MailKind

__all__ = [
    "Antivirus",
    "AntivirusUnavailable",
    "Attachment",
    "BoxPlace",
    "BoxUnavailable",
    "CannotPicture",
    "Clock",
    "DeliveryPostponed",
    "DeliveryRefused",
    "Demo",
    "DemoMail",
    "DemoPerson",
    "DemoText",
    "IdentityProvider",
    "IncomingMail",
    "Letter",
    "Look",
    "Mail",
    "Mailbox",
    "Mailer",
    "Opened",
    "Opener",
    "OpeningStopped",
    "Picture",
    "Proved",
    "ProviderRefusal",
    "ProviderSilent",
    "ReadTable",
    "Returned",
    "Scan",
    "Secrets",
    "TextMessenger",
]


class Clock(Protocol):
    """The time, read once at the top of a use case."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a mail: neutral name, bytes, media type."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail for one recipient; `message_id` is stable over every retry (law 10)."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    attachment: Attachment | None = None


class DeliveryRefused(Exception):
    """The other side said no for good (unknown box, wrong number); the code holds no address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DeliveryPostponed(Exception):
    """The other side did not take it this time (down, slow, greylisting); try again later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Mailer(Protocol):
    """A door for mail."""

    def send(self, mail: Mail) -> str:
        """Hand the mail to the mail server and return its answer, stripped of addresses.

        Raises:
            DeliveryRefused: the server refused for good.
            DeliveryPostponed: the server did not take it this time.
        """
        ...


class TextMessenger(Protocol):
    """A door for SMS."""

    def send(self, number: str, body: str, *, idempotency_key: str) -> str:
        """Hand the text to the gateway and return the gateway's id of it.

        `number` is E.164; the same `idempotency_key` never sends twice.

        Raises:
            DeliveryRefused: the gateway refused for good.
            DeliveryPostponed: the gateway did not answer.
        """
        ...

    def status(self, gateway_id: str) -> DeliveryStatus:
        """Ask the gateway what became of a text (poll).

        Raises:
            DeliveryPostponed: the gateway did not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail that came in is, and nothing of what it says: no address, no name, no word of it.

    Args:
        kind: by its form.
        status: enhanced status code (RFC 3463) of a report of delivery; empty when it has none.
        about: the Message-IDs that it reports on or answers; ours may be among them, or anybody's.
        readable: how many files came that anybody can read.
        sealed: how many archives came that need a key.
    """

    kind: MailKind
    status: str = ""
    about: tuple[str, ...] = ()
    readable: int = 0
    sealed: int = 0


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """Where a mail stands: in which life of which box, and behind how many; numbers only grow within a life."""

    box: str
    number: int


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail of the watched box; `key` is the box's own name of it, `fingerprint` the same wherever it is met."""

    place: BoxPlace
    key: str
    fingerprint: str
    arrived_at: datetime
    letter: Letter


class BoxUnavailable(Exception):
    """The watched box could not be read this time; the code is a `rules.returns.BoxFailure`, no address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Mailbox(Protocol):
    """The box that answers and bounces go to."""

    def read(self, after: BoxPlace | None, *, limit: int) -> Iterator[IncomingMail]:
        """Give the mails behind a place, oldest first, so many at most; from the beginning in another life of the box.

        Raises:
            BoxUnavailable: it does not answer, or not safely; what was given already stands.
        """
        ...

    def put_away(self, mails: Sequence[IncomingMail], *, until: BoxPlace | None) -> None:
        """Take these away, where the box is kept tidy, and what an earlier round left up to a place.

        Raises:
            BoxUnavailable: it does not answer; nothing is lost, they are known by their fingerprint.
        """
        ...

    def check(self) -> None:
        """Open the box as for reading, and change nothing (`doctor`).

        Raises:
            BoxUnavailable: it does not answer, or not safely.
        """
        ...


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictitious person whom a visitor of the demo may be; a partner has no account, only a mobile."""

    name: str
    role_label: str
    what_for: str
    email: str
    password: str
    totp_secret: str
    totp_code: str
    totp_seconds: int
    mobile: str


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A mail that the demo kept instead of sending it; `id` is safe in a URL."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    attachment_name: str
    attachment_size: int


@dataclass(frozen=True, slots=True)
class DemoText:
    """An SMS that the demo kept instead of sending it."""

    at: datetime
    to: str
    body: str


class Demo(Protocol):
    """What a demo puts in place of the outside world, and shows on its local page (law 14)."""

    @property
    def mailer(self) -> Mailer:
        """The door that keeps mails."""
        ...

    @property
    def texter(self) -> TextMessenger:
        """The door that keeps SMS."""
        ...

    @property
    def mailbox(self) -> Mailbox:
        """The folder that stands for the watched box."""
        ...

    def people(self) -> Sequence[DemoPerson]:
        """Return whom a visitor may be, with the codes of this moment."""
        ...

    def mails(self) -> Sequence[DemoMail]:
        """Return the mails, newest first."""
        ...

    def mail(self, mail_id: str) -> DemoMail:
        """Return one mail.

        Raises:
            NotFound: there is none of that id.
        """
        ...

    def attachment(self, mail_id: str) -> Attachment:
        """Return what a mail carries.

        Raises:
            NotFound: it carries nothing.
        """
        ...

    def texts(self) -> Sequence[DemoText]:
        """Return the SMS, newest first."""
        ...
