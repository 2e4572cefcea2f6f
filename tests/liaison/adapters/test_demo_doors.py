"""Do the doors of the demo keep what would have left, as it would have left?"""

import json
import stat
from pathlib import Path

import pytest

from liaison.adapters.maildir import MaildirMailer
from liaison.adapters.mime import read_sender
from liaison.adapters.sms_folder import SmsFolder
from liaison.errors import NotFound
from liaison.ports import Attachment, DeliveryPostponed, DeliveryRefused, Mail
from liaison.vocabulary import DeliveryStatus
from tests.clock import FixedClock

SENDER = read_sender("Passerelle <liaison@operateur.example>")
MAIL = Mail(
    to="agent@partenaire.example",
    subject="Pli chiffré, référence k3wq7h2m",
    text="Bonjour,\nà vous\n",
    html="<p>Bonjour</p>",
    message_id="<k3wq7h2m@operateur.example>",
    attachment=Attachment("liaison-k3wq7h2m.7z", b"7z\xbc\xaf", "application/x-7z-compressed"),
)


@pytest.fixture
def maildir(tmp_path: Path, clock: FixedClock) -> MaildirMailer:
    """Give an empty Maildir."""
    return MaildirMailer(tmp_path / "demo" / "mails", SENDER, clock)


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock) -> SmsFolder:
    """Give an empty SMS folder."""
    return SmsFolder(tmp_path / "demo" / "sms", clock)


def test_maildir_keeps_and_shows(maildir: MaildirMailer, clock: FixedClock) -> None:
    """Mails are shown newest first, with what they carry."""
    maildir.send(Mail("a@b.example", "Ancien", "x", "x", "<a@b.example>"))
    clock.advance(minutes=1)
    maildir.send(MAIL)
    newest, oldest = maildir.mails()
    assert oldest.subject == "Ancien"
    assert oldest.attachment_size == 0
    assert (newest.to, newest.subject) == ("agent@partenaire.example", MAIL.subject)
    assert newest.text.replace("\r\n", "\n") == MAIL.text
    assert newest.at == clock.now()
    assert maildir.mail(newest.id) == newest
    assert maildir.attachment(newest.id) == MAIL.attachment
    assert (newest.attachment_name, newest.attachment_size) == ("liaison-k3wq7h2m.7z", 4)


def test_maildir_without_what_is_asked(maildir: MaildirMailer) -> None:
    """Neither an unknown mail nor the attachment of a mail without one is found, whatever the id holds."""
    maildir.send(Mail("a@b.example", "Sans pièce", "x", "x", "<a@b.example>"))
    with pytest.raises(NotFound):
        maildir.attachment(maildir.mails()[0].id)
    with pytest.raises(NotFound):
        maildir.mail("../../../etc/passwd")


def test_maildir_refuses_what_mail_would(maildir: MaildirMailer) -> None:
    """The demo refuses the mails that the real door refuses."""
    with pytest.raises(DeliveryRefused):
        maildir.send(Mail("a@b.example", "a\nBcc: x@y.example", "x", "x", "<a@b.example>"))
    assert maildir.mails() == []


def test_folder_keeps_one_text_for_each_key(folder: SmsFolder, tmp_path: Path, clock: FixedClock) -> None:
    """The same key makes one text, however often it is sent."""
    first = folder.send("+33612345678", "Clé : été\nabcd", idempotency_key="k1")
    clock.advance(minutes=1)
    assert first == folder.send("+33612345678", "autre", idempotency_key="k1")
    folder.send("+33756789012", "Deuxième", idempotency_key="k2")
    assert [("+33756789012", "Deuxième"), ("+33612345678", "Clé : été\nabcd")] == [
        (text.to, text.body) for text in folder.texts()
    ]
    (file, _) = sorted((tmp_path / "demo" / "sms").iterdir())
    assert json.loads(file.read_text(encoding="utf-8"))["body"] == "Clé : été\nabcd"


def test_folder_delivers(folder: SmsFolder) -> None:
    """What lies in the folder has arrived; what does not is not known."""
    gateway_id = folder.send("+33612345678", "x", idempotency_key="k1")
    assert folder.status(gateway_id) is DeliveryStatus.DELIVERED
    for unknown in ("k2", "../k1", ""):
        with pytest.raises(DeliveryPostponed):
            folder.status(unknown)


def test_folder_refuses_what_a_gateway_would(folder: SmsFolder) -> None:
    """The demo refuses the numbers that the real door refuses, and keys that are paths."""
    with pytest.raises(DeliveryRefused):
        folder.send("+33123456789", "x", idempotency_key="k1")
    with pytest.raises(ValueError, match="idempotency key"):
        folder.send("+33612345678", "x", idempotency_key="../k1")
    assert folder.texts() == []


def test_only_the_owner_looks_in(folder: SmsFolder, maildir: MaildirMailer, tmp_path: Path) -> None:
    """Both folders are closed to others."""
    assert folder.texts() == []
    assert maildir.mails() == []
    modes = [stat.S_IMODE((tmp_path / "demo" / name).stat().st_mode) for name in ("sms", "mails")]
    assert modes == [0o700, 0o700]
