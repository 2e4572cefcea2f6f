"""How is a .7z made and opened? Made by py7zr, opened by our own reading of its structure (docs/decisions/0070).

A .7z has no MAC: its integrity is a CRC-32 of the plain bytes. It is made only for partners who ask, with
its header encrypted, so that names and sizes are hidden too. Nothing is ever extracted to a disk.
"""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime

import py7zr
from py7zr.helpers import ArchiveTimestamp

from crypto.document import Document
from crypto.errors import MalformedArchive, SealFailed, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from crypto.profiles import OPENING, ArchiveProfile, OpeningLimits
from crypto.sevenzipdecoding import Keys, decoded
from crypto.sevenzipentries import check_seven_zip
from crypto.sevenzipheaders import START, SevenZipHeader, SevenZipStructure, read_header, read_structure
from crypto.sevenzipstreams import Folder
from crypto.source import BytesSource


def make(document: Document, passphrase: Passphrase, profile: ArchiveProfile) -> bytes:
    """A .7z with one stored entry under AES-256, its header encrypted."""
    buffer = io.BytesIO()
    filters = [{"id": py7zr.FILTER_COPY}, {"id": py7zr.FILTER_CRYPTO_AES256_SHA256}]
    with py7zr.SevenZipFile(
        buffer, "w", password=passphrase.reveal(), header_encryption=True, filters=filters
    ) as archive:
        archive.writef(io.BytesIO(document.content), document.name)
        _date(archive, profile)
    return buffer.getvalue()


def _date(archive: py7zr.SevenZipFile, profile: ArchiveProfile) -> None:
    """Put the fixed date where py7zr put the clock's; the header is written when the archive closes."""
    fixed = ArchiveTimestamp.from_datetime(datetime(*profile.entry_date, tzinfo=UTC).timestamp())
    for entry in archive.header.files_info.files:
        entry["lastwritetime"] = fixed
        del entry["creationtime"], entry["lastaccesstime"]


def check_produced(archive: bytes) -> None:
    """Return if the header of a .7z is encrypted. Raises `SealFailed`."""
    try:
        header = read_header(BytesSource(archive), limits=OPENING)
    except (MalformedArchive, UnsafeArchive) as error:
        raise SealFailed(error.code, "the header is not one of ours") from error
    if not header.is_encrypted:
        raise SealFailed("encryption", "the header is not encrypted")


def open_archive(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits) -> tuple[Document, ...]:
    """The files of a .7z under the names of its entries. Raises as `crypto.archive.unseal_all` says.

    With an encrypted header, a wrong passphrase shows in the header, so that later damage is damage. With a
    clear one only the content can tell, and damage in the first stream looks like a wrong passphrase.
    """
    header = read_header(BytesSource(archive), limits=limits)
    keys = Keys(passphrase)
    structure = _structure(header, keys)
    listed = check_seven_zip(structure, limits=limits)
    contents: list[bytes] = []
    for folder in structure.folders:
        try:
            contents += _contents(archive, folder, keys)
        except MalformedArchive:
            if header.is_encrypted or contents:
                raise
            raise WrongPassphrase("what it decrypts is not what was packed") from None
    following = iter(contents)
    found = [next(following) if entry.part is not None else b"" for entry in structure.entries]
    return tuple(
        Document(said.name, content) for said, content in zip(listed, found, strict=True) if not said.is_directory
    )


def _structure(header: SevenZipHeader, keys: Keys) -> SevenZipStructure:
    try:
        structure = read_structure(header, keys)
    except MalformedArchive:
        if header.is_encrypted:
            raise WrongPassphrase("what it decrypts is no header") from None
        raise
    if header.is_encrypted and not structure.entries:  # a wrong passphrase may decrypt to an empty one
        raise WrongPassphrase("what it decrypts holds no entry")
    return structure


def _contents(archive: bytes, folder: Folder, keys: Keys) -> list[bytes]:
    """The files of one packed stream, each check sum compared."""
    start = START + folder.offset
    content = memoryview(decoded(memoryview(archive)[start : start + folder.packed], folder, keys))
    files = []
    place = 0
    for part in folder.parts:
        piece = bytes(content[place : place + part.size])
        if zlib.crc32(piece) != part.crc:
            raise MalformedArchive("damaged", "the check sum of an entry does not fit")
        files.append(piece)
        place += part.size
    return files
