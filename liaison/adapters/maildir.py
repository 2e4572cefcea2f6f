"""Where do the mails of a demo go? Into a Maildir, as they would have gone over the wire (law 14: demo only).

It reads them back for the demo's local page; nothing leaves the machine.
"""

import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from liaison.adapters.mime import Sender, UnsafeHeader, build
from liaison.errors import NotFound
from liaison.ports import Attachment, Clock, DeliveryRefused, DemoMail, Mail
from liaison.rules.delivery import Failure


class MaildirMailer:
    """A `liaison.ports.Mailer` that keeps mails in a folder, and shows them."""

    def __init__(self, folder: Path, sender: Sender, clock: Clock) -> None:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._box = mailbox.Maildir(folder, create=True)
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> str:
        """Write the mail down; the answer is that of a mail server.

        Raises:
            DeliveryRefused: it cannot be written safely.
        """
        try:
            written = build(mail, self._sender, at=self._clock.now())
        except UnsafeHeader:
            raise DeliveryRefused(Failure.ADDRESS_UNUSABLE) from None
        self._box.add(written)
        return "250 2.0.0 kept in the demo's folder"

    def mails(self) -> list[DemoMail]:
        """Return the mails, newest first."""
        return sorted((_shown(key, message) for key, message in self._messages()), key=_age, reverse=True)

    def mail(self, mail_id: str) -> DemoMail:
        """Return one mail.

        Raises:
            NotFound: there is none of that id.
        """
        return _shown(mail_id, self._message(mail_id))

    def attachment(self, mail_id: str) -> Attachment:
        """Return what a mail carries.

        Raises:
            NotFound: there is no such mail, or it carries nothing.
        """
        found = _attachment(self._message(mail_id))
        if found is None:
            raise NotFound("Ce message n’a pas de pièce jointe.", hint="Revenez à la liste des messages.")
        return found

    def _messages(self) -> Iterator[tuple[str, EmailMessage]]:
        for key in self._box.keys():  # noqa: SIM118 - a mailbox iterates over its messages
            yield key, _parse(self._box.get_bytes(key))

    def _message(self, mail_id: str) -> EmailMessage:
        try:
            return _parse(self._box.get_bytes(mail_id))
        except KeyError:
            raise NotFound("Ce message n’existe pas.", hint="Revenez à la liste des messages.") from None


def _parse(written: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(written)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return message


def _shown(key: str, message: EmailMessage) -> DemoMail:
    text = message.get_body(("plain",))
    attached = _attachment(message)
    return DemoMail(
        id=key,
        at=parsedate_to_datetime(message["Date"]).astimezone(UTC),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text.get_content() if text is not None else "",
        attachment_name=attached.name if attached else "",
        attachment_size=len(attached.content) if attached else 0,
    )


def _attachment(message: EmailMessage) -> Attachment | None:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return Attachment(part.get_filename() or "", content, part.get_content_type())
    return None


def _age(mail: DemoMail) -> tuple[datetime, str]:
    return mail.at, mail.id
