"""How does one document travel sealed to one recipient, and how is what came sealed opened?

Few verbs. `seal` makes an AES-256 zip (WinZip AE-2) or a .7z with an encrypted header, one entry named by
kind only, and opens it again before it returns it. `unseal` opens such an archive, `unseal_all` what a partner
made, of many files. Both check what an archive declares before each work that it asks for, and return nothing
whose integrity was not verified to the end.

An archive proves nothing about who made it: whoever has the passphrase can make another.
`docs/formats/archive.md` is the norm; parameters and limits stand in `crypto.profiles`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from crypto import sevenzip, zipaes
from crypto.document import Document, check_safe_name
from crypto.documentnames import named
from crypto.errors import CryptoError, MalformedArchive, SealFailed, UnsafeArchive
from crypto.inspect import identify, inspect
from crypto.kinds import Kind
from crypto.padding import pad_pdf, pad_xlsx
from crypto.passphrase import Passphrase
from crypto.profiles import ARCHIVE, OPENING, RECEIVING, ArchiveProfile, OpeningLimits
from crypto.zipentries import Protection

__all__ = ["Document", "Format", "SealedArchive", "check_produced", "neutral_name", "seal", "unseal", "unseal_all"]

OWN_WORKBOOK: Final = "tableau.xlsx"
_NEUTRAL: Final = re.compile(r"(?:fiche\.pdf|tableau\.xlsx|document\.[a-z0-9]{1,8})\Z")
_EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")
_MAX_PASSPHRASE_BYTES: Final = 64  # HMAC-SHA1 would replace a longer one by its hash


class Format(StrEnum):
    """What a partner can ask for; the value is the file's extension."""

    ZIP = "zip"
    SEVEN_ZIP = "7z"


@dataclass(frozen=True, slots=True)
class SealedArchive:
    """An archive ready to leave, opened once and compared. `sha256` (hexadecimal) and `size` are its own.

    `document_sha256` is that of the sealed content, padding included, as the recipient will have it.
    """

    content: bytes = field(repr=False)
    format: Format
    sha256: str
    size: int
    document_sha256: str


def neutral_name(file_name: str) -> str:
    """The name under which a person's file goes: `document` and its extension; nothing else of the name."""
    extension = _EXTENSION.search(file_name)
    return f"document.{extension[1].lower()}" if extension else "document.bin"


def seal(
    document: Document,
    passphrase: Passphrase,
    *,
    format: Format = Format.ZIP,  # noqa: A002 - the word of the field, and of the command line
    profile: ArchiveProfile = ARCHIVE,
    limits: OpeningLimits = OPENING,
) -> SealedArchive:
    """An archive of one document.

    The document's name is `fiche.pdf`, `tableau.xlsx` or `document.ext`: names are readable in a zip. A PDF
    is padded, and so is `tableau.xlsx`, which this house draws itself (`crypto.padding`). Nothing is compressed, since
    a compressed length tells of the content.

    Raises `ValueError` for another name, an empty or too large document, a passphrase that tools read
    differently; `SealFailed` if the archive made is not what was asked for.
    """
    _check_sealable(document, passphrase, limits)
    padded = Document(document.name, _padded(document, profile))
    make = _MAKERS[format]
    content = make(padded, passphrase, profile)
    check_produced(content)
    _check_opens(content, passphrase, padded, limits)
    return SealedArchive(content, format, _sha256(content), len(content), _sha256(padded.content))


def check_produced(archive: bytes) -> None:
    """Return if the headers of an archive are all that ours must be: the last look before it leaves.

    Raises `SealFailed` with the first thing that is not.
    """
    kind = identify(archive)
    if kind is Kind.ZIP:
        zipaes.check_produced(archive)
    elif kind is Kind.SEVEN_ZIP:
        sevenzip.check_produced(archive)
    else:
        raise SealFailed("kind", "neither a zip nor a 7z")


def unseal(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits = OPENING) -> Document:
    """The document of an archive with one entry, its integrity verified.

    Its name is the archive's own, safe to use as a file's name, but perhaps telling: it may name a person.
    Raises as `unseal_all`; a name in a folder is refused too (`name`).
    """
    opened = _opened(archive, passphrase, limits)
    if len(opened) != 1:
        raise UnsafeArchive("count", f"{len(opened)} files")
    check_safe_name(opened[0].name)
    return opened[0]


def unseal_all(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits = RECEIVING) -> tuple[Document, ...]:
    """All files of an archive that a partner made, the integrity of each verified; all of them or none.

    Folders are left out, and so is what macOS adds to a zip for itself. A document has the last part of its name,
    fit for any system and without its like among the others (`crypto.documentnames`); it may name a person.

    Raises `WrongPassphrase`; `MalformedArchive` for what is damaged or no archive (codes `kind`, `empty`, `end`,
    `suffix`, `zip64`, `directory`, `local`, `disagree`, `layout`, `name`, `header`, `damaged`); `UnsafeArchive` for
    what is refused unread (codes `clear`, `partly`, `weak`, `nothing`, `count`, `entry`, `path`, `name`, `duplicate`,
    `method`, `size`, `sizes`, `ratio`, `kdf`, `memory`, `volumes`).
    """
    return named(_opened(archive, passphrase, limits))


def _opened(archive: bytes, passphrase: Passphrase, limits: OpeningLimits) -> tuple[Document, ...]:
    kind = identify(archive)
    if kind is Kind.ZIP:
        return zipaes.open_archive(archive, passphrase, limits=limits)
    if kind is Kind.SEVEN_ZIP:
        return sevenzip.open_archive(archive, passphrase, limits=limits)
    raise MalformedArchive("kind", f"not a zip or 7z: {kind}")


_MAKERS: Final[dict[Format, Callable[[Document, Passphrase, ArchiveProfile], bytes]]] = {
    Format.ZIP: zipaes.make,
    Format.SEVEN_ZIP: sevenzip.make,
}


def _check_sealable(document: Document, passphrase: Passphrase, limits: OpeningLimits) -> None:
    if not _NEUTRAL.match(document.name):
        raise ValueError("an entry is named fiche.pdf, tableau.xlsx or document.ext, nothing else")
    if not 0 < len(document.content) <= limits.content_size:
        raise ValueError(f"a document has 1 to {limits.content_size} bytes")
    text = passphrase.reveal()
    if not text or not text.isascii() or not text.isprintable() or len(text) > _MAX_PASSPHRASE_BYTES:
        raise ValueError("a sealing passphrase is printable ASCII, at most 64 bytes")


def _padded(document: Document, profile: ArchiveProfile) -> bytes:
    content = document.content
    if document.name == OWN_WORKBOOK:
        return pad_xlsx(content, block=profile.xlsx_block)
    if identify(content) not in (Kind.PDF, Kind.PDF_LOCKED) or not content.startswith(b"%PDF-"):
        return content
    return pad_pdf(content, block=profile.pdf_block, floor=profile.pdf_floor)


def _check_opens(content: bytes, passphrase: Passphrase, document: Document, limits: OpeningLimits) -> None:
    try:
        protection = inspect(content, limits=limits).protection
        opened = unseal(content, passphrase, limits=limits)
    except CryptoError as error:
        raise SealFailed("reopen", "an archive just made does not open") from error
    if protection is not Protection.SEALED or opened.name != document.name:
        raise SealFailed("reopen", "an archive just made opens as something else")
    if _sha256(opened.content) != _sha256(document.content):
        raise SealFailed("reopen", "an archive just made holds other bytes")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
