"""What is this thing, by its content, and is all of it encrypted? Answered without the key.

It looks at magic numbers and at the headers of zip and 7z. It promises no more: not that the content is
what it should be, not that the archive opens, and of an AxCrypt file nothing but its first octets.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import py7zr

from crypto.errors import MalformedArchive
from crypto.profiles import OPENING, OpeningLimits
from crypto.sevenzipheaders import MAGIC, Coder, check_coders, read_header
from crypto.zipheaders import ZipEntry, read_directory

# The GUID that files of AxCrypt 1 and 2 begin with.
_AXCRYPT: Final = bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821")


class Kind(StrEnum):
    """What the first octets say."""

    ZIP = "zip"
    SEVEN_ZIP = "7z"
    AXCRYPT = "axcrypt"
    PDF = "pdf"
    EMPTY = "empty"
    OTHER = "other"


class Protection(StrEnum):
    """What can be read without a key."""

    SEALED = "sealed"  # no content of any entry
    WEAK = "weak"  # encrypted, an entry at least by ZipCrypto or an unknown scheme
    PARTLY = "partly"  # the content of some entries
    CLEAR = "clear"  # all
    UNCHECKED = "unchecked"  # AxCrypt: its magic number is all that was looked at


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer. `entries` is None, and `names_hidden` true, where the number of entries is hidden too."""

    kind: Kind
    protection: Protection
    entries: int | None = None
    names_hidden: bool = False


def identify(data: bytes) -> Kind:
    """What the content is, by its first octets; the file's name plays no part."""
    if not data:
        return Kind.EMPTY
    if data.startswith(MAGIC):
        return Kind.SEVEN_ZIP
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if data.startswith(_AXCRYPT):
        return Kind.AXCRYPT
    return Kind.PDF if data.startswith(b"%PDF-") else Kind.OTHER


def inspect(data: bytes, *, limits: OpeningLimits = OPENING) -> Finding:
    """What it is and how it is protected.

    Raises `MalformedArchive` for a zip or 7z whose headers cannot be read or contradict each other, and
    `UnsafeArchive` for one whose headers ask for more than the limits.
    """
    kind = identify(data)
    if kind is Kind.ZIP:
        return _inspect_zip(data)
    if kind is Kind.SEVEN_ZIP:
        return _inspect_7z(data, limits)
    return Finding(kind, Protection.UNCHECKED if kind is Kind.AXCRYPT else Protection.CLEAR)


def _inspect_zip(data: bytes) -> Finding:
    entries = read_directory(data).entries
    return Finding(Kind.ZIP, zip_protection(entries), len(entries))


def zip_protection(entries: tuple[ZipEntry, ...]) -> Protection:
    """What can be read of these entries without a key; a zip without entries counts as clear."""
    locked = [entry for entry in entries if entry.is_encrypted]
    if len(locked) < len(entries) or not entries:
        return Protection.PARTLY if locked else Protection.CLEAR
    return Protection.SEALED if all(_is_aes(entry) for entry in entries) else Protection.WEAK


def _is_aes(entry: ZipEntry) -> bool:
    aes = entry.aes
    return aes is not None and aes.vendor == b"AE" and aes.version in (1, 2) and aes.strength in (1, 2, 3)


def _inspect_7z(data: bytes, limits: OpeningLimits) -> Finding:
    if read_header(data, limits=limits).is_encrypted:
        return Finding(Kind.SEVEN_ZIP, Protection.SEALED, names_hidden=True)
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            folders, entries = folders_of(archive), len(archive.files)
    except Exception as error:  # py7zr raises what the octets make it raise
        raise MalformedArchive("header", "the header of a .7z cannot be read") from error
    for coders in folders:
        check_coders(coders, limits=limits)
    return Finding(Kind.SEVEN_ZIP, _7z_protection(folders), entries)


def folders_of(archive: py7zr.SevenZipFile) -> list[tuple[Coder, ...]]:
    """The steps of decoding of each packed stream of an opened .7z."""
    streams = getattr(archive.header, "main_streams", None)
    if streams is None:
        return []
    return [
        tuple(Coder(bytes(coder["method"]), bytes(coder["properties"] or b"")) for coder in folder.coders)
        for folder in streams.unpackinfo.folders
    ]


def _7z_protection(folders: list[tuple[Coder, ...]]) -> Protection:
    locked = [any(coder.is_aes for coder in coders) for coders in folders]
    if not locked or not any(locked):
        return Protection.CLEAR
    return Protection.SEALED if all(locked) else Protection.PARTLY
