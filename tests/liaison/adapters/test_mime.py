"""Is a mail exactly the headers and parts that we mean, whatever its values hold?"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.adapters.mime import UnsafeHeader, build, read_sender
from liaison.ports import Attachment, Mail

SENDER = read_sender("Passerelle <liaison@operateur.example>", "reponses@operateur.example")
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MAIL = Mail(
    to="agent@partenaire.example",
    subject="Pli chiffré, référence k3wq7h2m",
    text="Bonjour,\n.\n..\nFrom moi\nBcc: quelqu'un\n",
    html="<p>Bonjour,</p>\n",
    message_id="<k3wq7h2mk3wq7h2m@operateur.example>",
    attachment=Attachment("liaison-k3wq7h2m.zip", bytes(range(256)) * 40, "application/zip"),
)
HEADERS = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version"),
    *("Auto-Submitted", "Content-Language", "Content-Type"),
]
HOSTILE = [
    "Pli\r\nBcc: x@y.example",
    "Pli\nBcc: x@y.example",
    "Pli\rBcc: x@y.example",
    "Pli\x00",
    "Pli\x1b[2J",
    "Pli\x7f",
    "Pli\x85Bcc: x@y.example",
    "Pli\u2028Bcc: x@y.example",
    "Pli\u202etxt.zip",
    "=?utf-8?q?=0aBcc:_x?=",
    "=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?=",
    "Pli =?iso-8859-1?q?=0d=0aBcc: x?= fin",
    "",
    "x" * 201,
]


def parse(written: bytes) -> EmailMessage:
    """Read a mail back with the strictest of Python's parsers."""
    message = BytesParser(policy=policy.default).parsebytes(written)
    assert isinstance(message, EmailMessage)
    return message


def lines(part: Message) -> str:
    """Read a part of text, with plain line ends."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n")


@pytest.mark.requirement("T-8")
def test_exact_headers() -> None:
    """A mail has these headers, once each, in this order, and no other."""
    message = parse(build(MAIL, SENDER, at=AT))
    assert message.keys() == HEADERS
    assert message["From"] == "Passerelle <liaison@operateur.example>"
    assert message["To"] == "agent@partenaire.example"
    assert message["Reply-To"] == "reponses@operateur.example"
    assert message["Subject"] == "Pli chiffré, référence k3wq7h2m"
    assert message["Date"] == "Sat, 21 Nov 2026 09:00:00 +0000"
    assert message["Message-ID"] == "<k3wq7h2mk3wq7h2m@operateur.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_exact_parts() -> None:
    """A mail is text and page beside each other, then the archive, and each comes back as it was."""
    message = parse(build(MAIL, SENDER, at=AT))
    kinds = [part.get_content_type() for part in message.walk()]
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    (attached,) = message.iter_attachments()
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/zip"]
    assert text is not None
    assert page is not None
    assert lines(text) == MAIL.text
    assert lines(page) == MAIL.html
    assert attached.get_filename() == "liaison-k3wq7h2m.zip"
    assert attached.get_content() == bytes(range(256)) * 40


def test_without_attachment() -> None:
    """A mail without archive is text and page, no more."""
    message = parse(build(replace(MAIL, attachment=None), SENDER, at=AT))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_bytes_that_no_relay_misreads() -> None:
    """Every line ends by CRLF, is short and ASCII, and none but the end of the mail is a lone dot."""
    written = build(MAIL, SENDER, at=AT)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", written)
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"." not in lines
    assert written.isascii()


def test_same_bytes_for_the_same_mail() -> None:
    """Nothing in a mail is drawn at random: sent again, it is the same."""
    assert build(MAIL, SENDER, at=AT) == build(MAIL, SENDER, at=AT)


@pytest.mark.requirement("T-8")
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_subject(value: str) -> None:
    """A subject that could be more than one line of text is refused, not repaired."""
    with pytest.raises(UnsafeHeader):
        build(replace(MAIL, subject=value), SENDER, at=AT)


@pytest.mark.parametrize(
    "value",
    [
        *HOSTILE,
        "agent@partenaire.example\r\nBcc: x@y.example",
        "agent@partenaire.example\n",
        "agent@partenaire.example, autre@partenaire.example",
        "Agent <agent@partenaire.example>",
        '"a b"@partenaire.example',
        "agent@partenaire.example>\r\nRCPT TO:<x@y.example",
        "zéphyrine@partenaire.example",
        "agent@partenaire..example",
        "agent@-partenaire.example",
        "agent",
        "@partenaire.example",
    ],
)
def test_hostile_recipient(value: str) -> None:
    """A recipient that is anything but one plain address is refused."""
    with pytest.raises(UnsafeHeader):
        build(replace(MAIL, to=value), SENDER, at=AT)


@pytest.mark.parametrize(
    "value", ["<a@b>\r\nBcc: x@y.example", "a@b", "<=?utf-8?q?=0aBcc:_x?=@b>", "<a b@c>", "<a@b>\n"]
)
def test_hostile_message_id(value: str) -> None:
    """A Message-ID that we did not make is refused."""
    with pytest.raises(UnsafeHeader):
        build(replace(MAIL, message_id=value), SENDER, at=AT)


@pytest.mark.requirement("T-8")
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("Testoukhina Zéphyrine.zip", "application/zip"),
        ("../../a.zip", "application/zip"),
        ('a".zip', "application/zip"),
        ("a.zip\r\nBcc: x@y.example", "application/zip"),
        ("a.zip\n", "application/zip"),
        ("a.exe", "application/zip"),
        ("a.zip", "text/html"),
        ("a.zip", "application/zip\r\nBcc: x@y.example"),
    ],
)
def test_hostile_attachment(name: str, media_type: str) -> None:
    """An attachment with another name than a neutral one, or another type, is refused."""
    with pytest.raises(UnsafeHeader):
        build(replace(MAIL, attachment=Attachment(name, b"PK", media_type)), SENDER, at=AT)


@pytest.mark.parametrize(
    ("mail_from", "reply_to"),
    [
        ("liaison", ""),
        ("Liaison\r\nBcc: x@y.example <liaison@operateur.example>", ""),
        ("=?utf-8?q?=0aBcc:_x?= <liaison@operateur.example>", ""),
        ("a@b.example <liaison@operateur.example>, x@y.example", ""),
        ("liaison@operateur.example", "x@y.example, z@y.example"),
    ],
)
def test_sender_that_is_no_address(mail_from: str, reply_to: str) -> None:
    """A sender of the settings that is no plain mailbox is refused."""
    with pytest.raises(UnsafeHeader):
        read_sender(mail_from, reply_to)


@pytest.mark.parametrize(
    ("mail_from", "shown", "address"),
    [
        ("liaison@operateur.example", "liaison@operateur.example", "liaison@operateur.example"),
        ("Été <a@b.example>", "Été <a@b.example>", "a@b.example"),
        ('"Pôle, Nord" <a@b.example>', '"Pôle, Nord" <a@b.example>', "a@b.example"),
        ("Passerelle (44) <a@b.example>", '"Passerelle (44)" <a@b.example>', "a@b.example"),
    ],
)
def test_sender_names(mail_from: str, shown: str, address: str) -> None:
    """A sender's name reads as it was written, accents, commas and brackets included."""
    sender = read_sender(mail_from)
    message = parse(build(MAIL, sender, at=AT))
    assert message["From"] == shown
    assert [box.addr_spec for box in message["From"].addresses] == [address]
    assert sender.address == sender.reply_to == address


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), min_size=1, max_size=200)


@given(PRINTABLE.filter(lambda text: "=?" not in text and "?=" not in text))
def test_any_printable_subject_comes_back(subject: str) -> None:
    """Any printable subject is carried whole, in the one header that it is for."""
    written = build(replace(MAIL, subject=subject), SENDER, at=AT)
    raw = BytesParser(policy=policy.compat32).parsebytes(written)
    assert raw.keys() == HEADERS
    assert str(make_header(decode_header(raw["Subject"]))).strip() == subject.strip()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=400))
def test_any_text_comes_back(text: str) -> None:
    """Any text is carried whole, and ends no part."""
    message = parse(build(replace(MAIL, text=text), SENDER, at=AT))
    body = message.get_body(("plain",))
    assert body is not None
    assert lines(body).removesuffix("\n") == text.removesuffix("\n")
    assert len(list(message.walk())) == 5
