"""What does a partner's side write back? Bounces as mail servers write them, answers as mail programs do."""

import base64
import io
from email.utils import format_datetime
from typing import Final

from PIL import Image

from crypto.archive import Format, seal
from crypto.document import Document
from crypto.passphrase import generate
from tests.clock import FixedClock

PDF: Final = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
LOGO: Final = b"\x89PNG\r\n\x1a\n" + bytes(64)
DOCX: Final = b"PK\x03\x04" + bytes(200)
AGENT: Final = "colombe@partenaire.example"
BOX: Final = "retours@operateur.example"


def photo() -> bytes:
    """Make a photo as a telephone takes one."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "#34507a").save(buffer, "JPEG")
    return buffer.getvalue()


def sealed_archive(format_: Format = Format.ZIP) -> bytes:
    """Make an archive that needs a key, as a partner makes one."""
    return seal(Document("fiche.pdf", PDF), generate(), format=format_).content


def report(
    about: str, *, action: str = "failed", status: str = "5.1.1", returned: str = "text/rfc822-headers"
) -> bytes:
    """Write a report of delivery as Postfix does (RFC 3464)."""
    headers = f"Message-ID: {about}\nSubject: Pli\nFrom: liaison@operateur.example\nTo: {AGENT}\n"
    original = headers if returned == "text/rfc822-headers" else f"{headers}\nBonjour,\n"
    return _crlf(
        f"""\
Return-Path: <>
Date: Sat, 21 Nov 2026 09:05:00 +0000
From: MAILER-DAEMON@mx.partenaire.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {BOX}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.partenaire.example.

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.partenaire.example
Original-Envelope-Id: {about}
Arrival-Date: Sat, 21 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {AGENT}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <{AGENT}>: Recipient address rejected

--B1
Content-Type: {returned}

{original}
--B1--
"""
    )


def plain_bounce(about: str, *, says: str = "550 5.1.1 unknown user", failed_recipients: bool = False) -> bytes:
    """Write a bounce in prose, with a copy of the mail below, as older servers do."""
    extra = f"X-Failed-Recipients: {AGENT}\n" if failed_recipients else ""
    return _crlf(
        f"""\
Return-Path: <>
From: Mail Delivery System <Mailer-Daemon@mx.partenaire.example>
{extra}To: {BOX}
Subject: failure notice

I'm afraid I wasn't able to deliver your message to <{AGENT}>.
{says}

--- Below this line is a copy of the message.

From: liaison@operateur.example
Message-ID: {about}
Subject: Pli
"""
    )


def vacation(about: str, *, header: str = "Auto-Submitted: auto-replied (vacation)") -> bytes:
    """Write an out-of-office answer."""
    thread = f"In-Reply-To: {about}\nReferences: {about}\n"
    return _crlf(f"From: {AGENT}\nTo: {BOX}\nSubject: Absence\n{thread}{header}\n\nDe retour le 3.\n")


def answer(about: str, *files: bytes, date: FixedClock | None = None, words: str = "Bien reçu.") -> bytes:
    """Write an answer, with the files that are attached; their names are those of a person who was not careful."""
    thread = f"In-Reply-To: {about}\nReferences: <un@partenaire.example> {about}\n" if about else ""
    when = format_datetime(date.now()) if date else "Sat, 21 Nov 2026 10:00:00 +0100"
    head = f"From: Colombe <{AGENT}>\nTo: {BOX}\nSubject: RE: Pli\nDate: {when}\n{thread}MIME-Version: 1.0\n"
    if not files:
        return _crlf(f"{head}Content-Type: text/plain; charset=utf-8\n\n{words}\n")
    parts = "".join(_attached(number, content) for number, content in enumerate(files))
    text = f"--B2\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    return _crlf(f'{head}Content-Type: multipart/mixed; boundary="B2"\n\n{text}{parts}--B2--\n')


def with_letterhead(about: str) -> bytes:
    """Write an answer whose signature holds a logo, as every office's does."""
    logo = base64.encodebytes(LOGO).decode()
    return _crlf(
        f"""\
From: {AGENT}
To: {BOX}
In-Reply-To: {about}
MIME-Version: 1.0
Content-Type: multipart/related; boundary="B3"

--B3
Content-Type: text/html; charset=utf-8

<p>Bien reçu.</p><img src="cid:logo">
--B3
Content-Type: image/png; name="image001.png"
Content-Disposition: inline; filename="image001.png"
Content-ID: <logo>
Content-Transfer-Encoding: base64

{logo}
--B3--
"""
    )


def _attached(number: int, content: bytes) -> str:
    body = base64.encodebytes(content).decode()
    return (
        f'--B2\nContent-Type: application/octet-stream; name="Fiche TESTOUKHINA {number}.pdf"\n'
        f'Content-Disposition: attachment; filename="Fiche TESTOUKHINA {number}.pdf"\n'
        f"Content-Transfer-Encoding: base64\n\n{body}"
    )


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
