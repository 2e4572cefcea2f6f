"""What kind of file is this? Told by its content: the first octets, and a few places that they point to.

What a name or a browser says of a file plays no part. At most `BEGINNING` octets from the front, `ENDING` from the
end and one run of an OLE directory are read, so that the answer costs the same for any length. It promises no more
than the kind: not that the file is whole, nor that it is what its kind should be.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from crypto.source import Source

SEVEN_ZIP_MAGIC: Final = b"7z\xbc\xaf\x27\x1c"
BEGINNING: Final = 16 * 1024
ENDING: Final = 64 * 1024
_OLE_DIRECTORY: Final = 16 * 1024

# The GUID that files of AxCrypt 1 and 2 begin with.
_AXCRYPT: Final = bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCAL: Final = b"PK\x03\x04"


class Kind(StrEnum):
    """What the content is."""

    ZIP = "zip"
    SEVEN_ZIP = "7z"
    AXCRYPT = "axcrypt"
    PDF = "pdf"
    PDF_LOCKED = "pdf-locked"
    OFFICE = "office"
    OFFICE_LOCKED = "office-locked"
    MAIL = "mail"
    IMAGE = "image"
    RAR = "rar"
    PACKED = "packed"
    """gzip, tar, xz, bzip2, cab, zstandard: packed, never encrypted."""
    PROGRAM = "program"
    """A self-extracting archive is one."""
    TEXT = "text"
    EMPTY = "empty"
    OTHER = "other"


_MAGIC: Final = (
    (SEVEN_ZIP_MAGIC, Kind.SEVEN_ZIP),
    (_LOCAL, Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PK\x07\x08", Kind.ZIP),  # the first part of several
    (_AXCRYPT, Kind.AXCRYPT),
    (_OLE, Kind.OFFICE),
    (b"{\\rtf", Kind.OFFICE),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"\x78\x9f\x3e\x22", Kind.MAIL),  # winmail.dat, what Outlook makes of enclosures
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"\x1f\x8b", Kind.PACKED),
    (b"\xfd7zXZ\0", Kind.PACKED),
    (b"BZh", Kind.PACKED),
    (b"MSCF", Kind.PACKED),
    (b"\x28\xb5\x2f\xfd", Kind.PACKED),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
)
# Names that a document of Office or LibreOffice, itself a zip, may begin with.
_OFFICE_PARTS: Final = (b"[Content_Types].xml", b"mimetype", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_PHONE_PICTURES: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_MAIL_FIELDS: Final = re.compile(
    rb"^(from|to|subject|date|received|return-path|mime-version|message-id|delivered-to|reply-to|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD: Final = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:)")
_MIN_MAIL_FIELDS: Final = 3
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(source: Source) -> Kind:
    """Say what the content of a file is."""
    if not source.size:
        return Kind.EMPTY
    head = source.read(0, BEGINNING)
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if kind is Kind.OFFICE:
        return _kind_of_ole(source, head)
    if kind is Kind.ZIP:
        return Kind.OFFICE if _begins_like_office(head) else Kind.ZIP
    return kind or _without_magic(source, head)


def _without_magic(source: Source, head: bytes) -> Kind:
    if _is_picture(source, head):
        return Kind.IMAGE
    if b"%PDF-" in head[:1024]:  # readers accept so much before it
        return Kind.PDF_LOCKED if _mentions(source, head, b"/Encrypt") else Kind.PDF
    if head[257:262] == b"ustar":
        return Kind.PACKED
    if _BINARY.search(head) is not None:
        return Kind.OTHER
    return Kind.MAIL if _is_mail(head) else Kind.TEXT


def _is_picture(source: Source, head: bytes) -> bool:
    return (
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in _PHONE_PICTURES)
        or (head[:2] == b"BM" and int.from_bytes(head[2:6], "little") == source.size)
    )


def _mentions(source: Source, head: bytes, word: bytes) -> bool:
    """Look at both ends: a PDF says at one of them that it is locked.

    Accepted loss: one that only forbids printing counts as locked too. Neither is kept.
    """
    return word in head or word in source.read(max(0, source.size - ENDING), ENDING)


def _is_mail(head: bytes) -> bool:
    lines = head.lstrip(b"\xef\xbb\xbf\r\n")
    fields = {field.lower() for field in _MAIL_FIELDS.findall(lines[:8192])}
    return bool(_FIELD.match(lines)) and len(fields) >= _MIN_MAIL_FIELDS


def _begins_like_office(head: bytes) -> bool:
    is_locked = bool(head[6:7] and head[6] & 1)
    return head.startswith(_LOCAL) and not is_locked and head[30:].startswith(_OFFICE_PARTS)


def _kind_of_ole(source: Source, head: bytes) -> Kind:
    """Tell Outlook's messages and locked documents from plain ones, by the names in the directory."""
    if head.startswith(b"{"):
        return Kind.OFFICE
    shift = int.from_bytes(head[30:32], "little")
    sector = int.from_bytes(head[48:52], "little")
    names = source.read((sector + 1) << min(shift, 12), _OLE_DIRECTORY)
    if "EncryptedPackage".encode("utf-16-le") in names:
        return Kind.OFFICE_LOCKED
    return Kind.MAIL if "__substg1.0".encode("utf-16-le") in names else Kind.OFFICE
