"""Does this Python write headers that nobody asked for, and do we refuse what makes it? Asked at each start.

Measured: 3.11.7 and 3.12.1 write a real `Bcc:` from the subject `=?utf-8?q?=0aBcc:_x?=`; 3.13.0 does not
(CVE-2024-6923, CVE-2026-1299). Mail is built by `mime.py`, so that such a build is no danger; it is said
all the same, since other software on the machine may trust it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from liaison.adapters.mime import Sender, UnsafeHeader, build, read_sender
from liaison.errors import Misconfigured
from liaison.ports import Attachment, Mail

_SPLITTING: Final = "=?utf-8?q?=0aBcc:_stranger=40example.invalid?="
_HOSTILE: Final = (
    _SPLITTING,
    "=?utf-8?b?DQpCY2M6IHN0cmFuZ2VyQGV4YW1wbGUuaW52YWxpZA==?=",
    "Pli\r\nBcc: stranger@example.invalid",
    "Pli\nBcc: stranger@example.invalid",
    "Pli\rBcc: stranger@example.invalid",
    "Pli\x00",
    "Pli\x0b",
    "Pli\u2028Bcc: stranger@example.invalid",
    "Pli\x85Bcc: stranger@example.invalid",
)
_SOUND: Final = Mail(
    to="agent@example.invalid",
    subject="Pli chiffré, référence ESSAI",
    text="Bonjour,\n\n.\nBcc: personne\n",
    html="<p>Bonjour,</p>",
    message_id="<essai@example.invalid>",
    attachment=Attachment("liaison-essai.zip", b"PK", "application/zip"),
)
_EXPECTED: Final = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version"),
    *("Auto-Submitted", "Content-Language", "Content-Type"),
)


@dataclass(frozen=True, slots=True)
class HeaderSelfTest:
    """What the self-test found; that our own builder holds is certain when there is one."""

    python_splits_headers: bool


def header_self_test() -> HeaderSelfTest:
    """Try hostile values on Python's writer of mails, then on ours.

    Raises:
        Misconfigured: ours let one through, or wrote another set of headers: nothing may be sent.
    """
    sender = read_sender("Liaison <liaison@example.invalid>")
    accepted = [value for value in _HOSTILE for mail in _hostile_mails(value) if not _refused(mail, sender)]
    if accepted or _header_names(_build(_SOUND, sender)) != _EXPECTED:
        raise Misconfigured(
            "The mail builder let through a value that could become a header of its own.",
            hint="Do not send with this build: report it, with the version of Python.",
        )
    return HeaderSelfTest(python_splits_headers=_python_splits_headers())


def _python_splits_headers() -> bool:
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = _SPLITTING
    message.set_content("x")
    try:
        written = message.as_bytes()
    except ValueError:  # repaired builds refuse to write it
        return False
    return "Bcc" in _header_names(written)


def _hostile_mails(value: str) -> tuple[Mail, ...]:
    return (
        replace(_SOUND, subject=value),
        replace(_SOUND, to=value),
        replace(_SOUND, to=f"agent@example.invalid{value}"),
        replace(_SOUND, message_id=f"<{value}@example.invalid>"),
        replace(_SOUND, attachment=Attachment(f"liaison-{value}.zip", b"PK", "application/zip")),
        replace(_SOUND, attachment=Attachment("liaison-essai.zip", b"PK", f"application/zip{value}")),
    )


def _refused(mail: Mail, sender: Sender) -> bool:
    try:
        _build(mail, sender)
    except UnsafeHeader:
        return True
    return False


def _build(mail: Mail, sender: Sender) -> bytes:
    return build(mail, sender, at=datetime(2026, 1, 1, tzinfo=UTC))


def _header_names(written: bytes) -> tuple[str, ...]:
    return tuple(BytesParser(policy=policy.compat32).parsebytes(written).keys())
