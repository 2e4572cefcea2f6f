"""What does the partner do? Read the mail, take the archive, type the key into the stock 7-Zip, read the PDF."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.liaison.adapters.mail_server import Received


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader has it: words, and what is attached."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachment_name: str
    attachment: bytes
    message_id: str

    @property
    def words(self) -> str:
        """All that can be read without opening the attachment."""
        return f"{self.subject}\n{self.text}\n{self.html}\n{self.attachment_name}"


def read(received: Received) -> Letter:
    """Open a mail as a mail program does."""
    mail = received.message
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    attached = [(part.get_filename() or "", part.get_content()) for part in mail.iter_attachments()]
    assert len(attached) <= 1
    name, content = attached[0] if attached else ("", b"")
    assert isinstance(content, bytes)
    return Letter(
        received.recipients, str(mail["Subject"]), text.get_content(), html.get_content(), name, content,
        str(mail["Message-ID"]),
    )  # fmt: skip


def link_in(letter: Letter) -> str:
    """Find the one address that a mail holds, the same in both of its texts."""
    (address,) = set(re.findall(r"https?://[^\s\"<]+", letter.text + letter.html))
    return str(address)


def unseal(letter: Letter, key: str, folder: Path, *, named: str = "fiche.pdf") -> bytes:
    """Open the archive with `7z x`, and give its one document."""
    archive = folder / letter.attachment_name
    archive.write_bytes(letter.attachment)
    inside = folder / f"{archive.stem}-ouvert"
    subprocess.run(["7z", "x", f"-p{key}", f"-o{inside}", archive], check=True, capture_output=True, timeout=60)
    (document,) = inside.rglob("*")
    assert named == document.name
    return document.read_bytes()


def is_opened_by(letter: Letter, key: str, folder: Path) -> bool:
    """Say whether a key opens the archive."""
    archive = folder / letter.attachment_name
    archive.write_bytes(letter.attachment)
    return (
        subprocess.run(["7z", "t", f"-p{key}", archive], check=False, capture_output=True, timeout=60).returncode == 0
    )
