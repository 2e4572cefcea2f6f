"""What does a partner make of a file before it is sent? What the stock 7-Zip makes, and what it should not be."""

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pikepdf

from tests.letters import DOCX, photo

KEY: Final = "coquelicot 4 Tramway 19"
"""A key that a partner chose."""


def by_7zip(archive: Path, key: str, *switches: str, files: Mapping[str, bytes]) -> Path:
    """Put files into an archive of 7-Zip's under a key of the partner's own; without switches its default settings."""
    folder = archive.with_suffix("")
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    password = [f"-p{key}"] if key else []
    command = ["7z", "a", *switches, *password, str(archive), *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return archive


def _clear_zip(pdf: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("fiche.pdf", pdf)
    return buffer.getvalue()


def _weak(pdf: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "faible.zip"
        return by_7zip(archive, KEY, "-tzip", "-mem=ZipCrypto", files={"fiche.pdf": pdf}).read_bytes()


def _partly(pdf: bytes) -> bytes:
    """Seal a fiche, then add a letter without a password, as somebody does who forgot it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "moitie.zip"
        by_7zip(archive, KEY, "-tzip", "-mem=AES256", files={"fiche.pdf": pdf})
        return by_7zip(archive, "", "-tzip", files={"lettre.txt": b"Une lettre fictive."}).read_bytes()


def _mail(pdf: bytes) -> bytes:
    head = b"From: essai@partenaire.example\r\nTo: essai@operateur.example\r\nSubject: Fiche\r\nMIME-Version: 1.0\r\n"
    return head + b"Content-Type: text/plain\r\n\r\nBonjour,\r\n" + pdf[:200].hex().encode()


def _outlook() -> bytes:
    """Make the frame of a mail that Outlook saved: an OLE file with the names of its properties."""
    header = bytearray(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (1).to_bytes(4, "little")
    names = ("Root Entry", "__nameid_version1.0", "__substg1.0_001A001F")
    return bytes(header) + bytes(512) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


def _locked(pdf: bytes) -> bytes:
    """Give a PDF a password of its own, as a PDF program does."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(buffer, encryption=pikepdf.Encryption(owner=KEY, user=KEY, R=6))
    return buffer.getvalue()


AXCRYPT: Final = bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(500)

REFUSED: Final[Mapping[str, tuple[str, Callable[[bytes], bytes], str]]] = {
    "pdf": ("fiche.pdf", lambda pdf: pdf, "Ce PDF n’est pas chiffré"),
    "word": ("fiche.docx", lambda _: DOCX + b"[Content_Types].xml", "pas"),
    "clear-zip": ("fiche.zip", _clear_zip, "mot de passe"),
    "mail": ("fiche.eml", _mail, "pièce jointe"),
    "photo": ("photo.jpg", lambda _: photo(), "photo"),
    "zipcrypto": ("faible.zip", _weak, "AES-256"),
    "partly": ("moitie.zip", _partly, "pas"),
    "pdf-locked": ("fiche-protegee.pdf", _locked, "cette protection ne suffit pas"),
    "outlook": ("fiche.msg", lambda _: _outlook(), "pièce jointe"),
    "empty": ("vide.7z", lambda _: b"", "vide"),
}
"""By what it is: its name, its content, words of the sentence that refuses it."""
