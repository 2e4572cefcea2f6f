"""What is a document from a stranger, and what does it hold? Told in the child process, by its content.

Nothing is run, nothing unpacked but what tells of a file's own structure. What is not found is no promise: a
document is shown as pixels or handed over as a file whatever is said here.
"""

import codecs
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any, Final

from liaison.adapters import looking_pdf
from liaison.vocabulary import DocumentKind, Trait

_PDF_BEGINS_WITHIN: Final = 1024
"""Readers look for the beginning so far inside (Adobe's own, and pdfium)."""
_TAIL: Final = 66_000
"""The end record of a zip stands so far from its end at most."""
_MARKUP: Final = re.compile(rb"<(?:html|script|!doctype|svg|iframe)", re.IGNORECASE)
_COMMENT_WITHIN: Final = 16
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_WORKBOOK, _MACROS = "Workbook".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
_SHEET_OF_ODF: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_NAMES: Final = 10_000

_IMAGES: Final = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM",
)  # fmt: skip
_ARCHIVES: Final = (
    b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"MSCF", b"\x28\xb5\x2f\xfd",
)  # fmt: skip

Told = dict[str, Any]

codecs.lookup("cp437")  # of names in zips: nothing can be loaded once the process is locked


def job(_head: dict[str, Any], content: bytes) -> tuple[Told, tuple[bytes, ...]]:
    """Look at one document."""
    return {"outcome": "done", "look": told(content)}, ()


def told(content: bytes) -> Told:
    """Say what a document is, as it goes over the pipe."""
    kind, traits, pages = _seen(content)
    if kind is not DocumentKind.OTHER and _is_something_else_too(content, kind):
        traits = {*traits, Trait.POLYGLOT}
    return {"kind": kind, "traits": sorted(traits), "pages": pages}


def is_pdf(content: bytes) -> bool:
    """Say whether readers take it for a PDF."""
    return b"%PDF-" in content[:_PDF_BEGINS_WITHIN]


def is_image(content: bytes) -> bool:
    """Say whether it begins as an image of a kind that is drawn here."""
    return content.startswith(_IMAGES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def _seen(content: bytes) -> tuple[DocumentKind, set[Trait], int | None]:
    if is_pdf(content):
        return looking_pdf.seen(content)
    if is_image(content):
        return DocumentKind.IMAGE, set(), None
    for begins, look in _OTHERS:
        if content.startswith(begins):
            return (*look(content), None)
    is_tar = content[257:262] == b"ustar"
    return (DocumentKind.ARCHIVE if is_tar else DocumentKind.OTHER), set(), None


def _zip(content: bytes) -> tuple[DocumentKind, set[Trait]]:
    """Tell workbooks and documents with macros from other zips by the names inside."""
    if content[30:].startswith(b"mimetype" + _SHEET_OF_ODF):
        return DocumentKind.SPREADSHEET, {Trait.MACROS} if b"Basic/" in content else set()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = opened.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, KeyError):
        return DocumentKind.ARCHIVE, {Trait.DAMAGED}
    names = {entry.filename.casefold() for entry in entries[:_MOST_NAMES]}
    traits = {Trait.MACROS} if any(name.endswith("vbaproject.bin") for name in names) else set()
    traits |= {Trait.REMOTE} if any(name.startswith("xl/externallinks/") for name in names) else set()
    traits |= {Trait.ENCRYPTED} if any(entry.flag_bits & 1 for entry in entries) else set()
    traits |= {Trait.UNFINISHED} if len(entries) > _MOST_NAMES else set()
    if any(name.startswith("xl/workbook.") for name in names):
        return DocumentKind.SPREADSHEET, traits
    is_office = "[content_types].xml" in names or b"mimetypeapplication/vnd.oasis" in content[30:60]
    return (DocumentKind.OTHER if is_office else DocumentKind.ARCHIVE), traits


def _ole(content: bytes) -> tuple[DocumentKind, set[Trait]]:
    """Tell old workbooks by the names in their directory."""
    traits = {Trait.MACROS} if _MACROS in content else set()
    if "EncryptedPackage".encode("utf-16-le") in content:
        traits |= {Trait.ENCRYPTED}
    return (DocumentKind.SPREADSHEET if _WORKBOOK in content else DocumentKind.OTHER), traits


def _archive(_content: bytes) -> tuple[DocumentKind, set[Trait]]:
    return DocumentKind.ARCHIVE, set()


_OTHERS: Final[tuple[tuple[bytes | tuple[bytes, ...], Callable[[bytes], tuple[DocumentKind, set[Trait]]]], ...]] = (
    ((b"PK\x03\x04", b"PK\x05\x06"), _zip),
    (_OLE, _ole),
    (_ARCHIVES, _archive),
)


def _is_something_else_too(content: bytes, kind: DocumentKind) -> bool:
    """Say whether another program may take it for a page, a script, a PDF or a zip. Accepted loss: others too."""
    if kind in {DocumentKind.ARCHIVE, DocumentKind.SPREADSHEET}:
        return False
    is_paper = kind in {DocumentKind.PDF, DocumentKind.FICHE}
    if is_paper and content[: content.find(b"%PDF-")].strip(b"\xef\xbb\xbf \t\r\n\0"):
        return True
    if not is_paper and (b"%PDF-" in content or b"/*" in content[:_COMMENT_WITHIN]):
        return True
    return b"PK\x05\x06" in content[-_TAIL:] or _MARKUP.search(content) is not None
