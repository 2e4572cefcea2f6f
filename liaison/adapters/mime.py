"""Which bytes is a mail? Built here line by line, and strict: what could become a header is refused.

The e-mail package of some Python builds writes a header from what a subject encodes (CVE-2024-6923,
CVE-2026-1299; `header_selftest.py`), so that it is not used to write. No header is made of what a user
typed: there is a closed list of headers, and addresses come from the checked directory. Bodies travel as
quoted-printable or base64 with CRLF line ends, which leaves a relay nothing to misread (SMTP smuggling).
"""

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from liaison.ports import Attachment, Mail

_CRLF: Final = "\r\n"
_ADDRESS: Final = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\Z"
)
_NAMED: Final = re.compile(r"(?P<name>[^<>]*?) ?<(?P<address>[^<>]*)>\Z")
_MESSAGE_ID: Final = re.compile(r"<[A-Za-z0-9._-]{1,100}@[A-Za-z0-9.-]{1,100}>\Z")
_FILE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.(?:zip|7z)\Z")
_MEDIA_TYPES: Final = frozenset({"application/zip", "application/x-7z-compressed"})
_SUBJECT_LENGTH: Final = 200
_WORD_BYTES: Final = 42
"""So many bytes of UTF-8 make an encoded word of 68 characters; RFC 2047 allows 75."""
_MIXED: Final = "=_liaison-mixed"
_ALTERNATIVE: Final = "=_liaison-alternative"
"""Neither quoted-printable nor base64 can hold "=_": no content can end a part (RFC 2045 6.7)."""


class UnsafeHeader(ValueError):
    """A value could be read as more than the header it is for; not quoted here, it may be anyone's."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who mails come from: the address, the two header values, and where bounces go (the envelope's sender)."""

    address: str
    from_header: str
    reply_to: str
    bounces: str

    @property
    def domain(self) -> str:
        """The domain of the sender's address: what we call ourselves to a mail server."""
        return self.address.rpartition("@")[2]


def read_sender(mail_from: str, reply_to: str = "", *, watched: bool = False) -> Sender:
    """Read the sender of the settings, "box@domain" or "Some name <box@domain>"; answers go to it by default.

    Bounces go where answers go when that box is watched, so that they are read; to the sender otherwise.

    Raises:
        UnsafeHeader: one of them is no plain address.
    """
    from_header, address = _mailbox(mail_from)
    answers_header, answers = _mailbox(reply_to) if reply_to else (address, address)
    return Sender(address, from_header, answers_header, answers if watched else address)


def build(mail: Mail, sender: Sender, *, at: datetime) -> bytes:
    """Write a mail as it goes over the wire: ASCII, CRLF, short lines; the same bytes for the same values.

    Raises:
        UnsafeHeader: recipient, subject, Message-ID or attachment could become something else.
    """
    head = [
        f"From: {sender.from_header}",
        f"To: {check_address(mail.to)}",
        f"Reply-To: {sender.reply_to}",
        f"Subject: {_encode_words(_check_text(mail.subject, 'subject'))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {check_message_id(mail.message_id)}",
        "MIME-Version: 1.0",
        # No out-of-office answer, no bounce loop (RFC 3834).
        "Auto-Submitted: auto-generated",
        "Content-Language: fr",
    ]
    body = _alternative(mail)
    if mail.attachment is not None:
        body = _multipart("mixed", _MIXED, [body, _attached(mail.attachment)])
    return (_CRLF.join(head) + _CRLF + body).encode("ascii")


def check_address(address: str) -> str:
    """Return a plain ASCII address, without a name, quotes or comments.

    Raises:
        UnsafeHeader: it is anything else. Accepted loss: quoted and internationalised local parts.
    """
    if not _ADDRESS.match(address) or "=?" in address:
        raise UnsafeHeader("not a plain e-mail address")
    return address


def check_message_id(message_id: str) -> str:
    """Return a Message-ID such as we make them.

    Raises:
        UnsafeHeader: it is anything else.
    """
    if not _MESSAGE_ID.match(message_id):
        raise UnsafeHeader("not one of our Message-IDs")
    return message_id


def _check_text(text: str, what: str) -> str:
    """Refuse what a header may not hold: controls (NUL, CR, LF, U+2028 …), bidi marks, encoded words."""
    if not text or len(text) > _SUBJECT_LENGTH:
        raise UnsafeHeader(f"the {what} is empty or too long")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text):
        raise UnsafeHeader(f"the {what} holds a control character")
    if "=?" in text or "?=" in text:
        raise UnsafeHeader(f"the {what} holds an encoded word")
    return text


def _mailbox(value: str) -> tuple[str, str]:
    found = _NAMED.match(value)
    if found is None:
        return check_address(value), value
    address = check_address(found["address"])
    name = _check_text(found["name"].strip('"'), "sender's name")
    if name.isascii() and not set(name) & set('"\\'):
        return f'"{name}" <{address}>', address
    return f"{_encode_words(name, always=True)} <{address}>", address


def _encode_words(text: str, *, always: bool = False) -> str:
    """Leave ASCII as it is on one line; write anything else as encoded words (RFC 2047), folded."""
    if text.isascii() and len(text) < len("Subject: ") + 60 and not always:
        return text
    words, word = [], b""
    for character in text:
        encoded = character.encode()
        if len(word) + len(encoded) > _WORD_BYTES:
            words.append(word)
            word = b""
        word += encoded
    return f"{_CRLF} ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in [*words, word])


def _alternative(mail: Mail) -> str:
    parts = [_text("plain", mail.text), _text("html", mail.html)]
    return _multipart("alternative", _ALTERNATIVE, parts)


def _multipart(subtype: str, boundary: str, parts: list[str]) -> str:
    """Each part begins by its headers; the result begins by its own."""
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"{_CRLF}{_CRLF}'
    return head + "".join(f"--{boundary}{_CRLF}{part}{_CRLF}" for part in parts) + f"--{boundary}--{_CRLF}"


def _text(subtype: str, text: str) -> str:
    plain = _CRLF.join(text.splitlines()) + _CRLF
    # `b2a_qp` folds with the line end that it meets first: hence at least one.
    body = binascii.b2a_qp(plain.encode(), istext=True, quotetabs=False).decode("ascii")
    return _CRLF.join(
        [
            f"Content-Type: text/{subtype}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            body,
        ]
    )


def _attached(attachment: Attachment) -> str:
    if not _FILE_NAME.match(attachment.name) or attachment.media_type not in _MEDIA_TYPES:
        raise UnsafeHeader("not the neutral name and type of one of our archives")
    body = base64.encodebytes(attachment.content).decode("ascii").replace("\n", _CRLF)
    return _CRLF.join(
        [
            f'Content-Type: {attachment.media_type}; name="{attachment.name}"',
            f'Content-Disposition: attachment; filename="{attachment.name}"',
            "Content-Transfer-Encoding: base64",
            "",
            body,
        ]
    )
