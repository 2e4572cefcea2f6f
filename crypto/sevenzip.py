"""How is a .7z made and opened? By py7zr, after our own bounds on what its headers ask for.

A .7z has no MAC: its integrity is a CRC-32 of the plain bytes. It is made only for partners who ask, with
its header encrypted, so that names and sizes are hidden too. Nothing is ever extracted to a disk.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Final

import py7zr
from py7zr.helpers import ArchiveTimestamp
from py7zr.io import Py7zIO, WriterFactory

from crypto.document import Document, check_safe_name
from crypto.errors import CryptoError, MalformedArchive, SealFailed, UnsafeArchive, WrongPassphrase
from crypto.inspect import folders_of
from crypto.passphrase import Passphrase
from crypto.profiles import OPENING, ArchiveProfile, OpeningLimits
from crypto.sevenzipheaders import check_coders, read_header

_MIN_RATIO_SIZE: Final = 64 * 1024


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
        header = read_header(archive, limits=OPENING)
    except (MalformedArchive, UnsafeArchive) as error:
        raise SealFailed(error.code, "the header is not one of ours") from error
    if not header.is_encrypted:
        raise SealFailed("encryption", "the header is not encrypted")


def open_archive(archive: bytes, passphrase: Passphrase, *, limits: OpeningLimits) -> Document:
    """The one document of a .7z. Raises as `crypto.archive.unseal` says.

    With an encrypted header, a wrong passphrase shows in the header, so that later damage is damage. With a
    clear one only the content can tell, and damage there looks like a wrong passphrase.
    """
    hidden = read_header(archive, limits=limits).is_encrypted
    try:
        opened = py7zr.SevenZipFile(
            io.BytesIO(archive), password=passphrase.reveal(), max_extract_size=limits.content_size
        )
    except Exception as error:  # noqa: BLE001 - a wrong key chooses which: TypeError, LZMAError …
        raise _unreadable(error, is_wrong_key=hidden) from None
    with opened:
        entry = _checked_entry(opened, len(archive), hidden=hidden, limits=limits)
        try:
            content = _extracted(opened, entry, limits)
        except CryptoError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _unreadable(error, is_wrong_key=not hidden) from None
    return Document(entry.filename, content)


def _unreadable(error: Exception, *, is_wrong_key: bool) -> CryptoError:
    cause = type(error).__name__  # its text may hold decrypted bytes
    if is_wrong_key:
        return WrongPassphrase(f"what it decrypts is no archive: {cause}")
    return MalformedArchive("damaged", f"the archive is damaged: {cause}")


def _checked_entry(
    opened: py7zr.SevenZipFile, packed: int, *, hidden: bool, limits: OpeningLimits
) -> py7zr.py7zr.ArchiveFile:
    """The one entry, if all that the inner header declares is within bounds."""
    entries = list(getattr(opened, "files", ()))
    folders = folders_of(opened)
    if not entries and hidden:  # some wrong passphrases decrypt to an empty header: py7zr's have no CRC
        raise WrongPassphrase("what it decrypts holds no entry")
    if not entries:
        raise MalformedArchive("empty", "a .7z without entries")
    for coders in folders:
        check_coders(coders, limits=limits)
    locked = [any(coder.is_aes for coder in coders) for coders in folders]
    if not all(locked) or not locked:
        raise UnsafeArchive("partly" if any(locked) else "clear", "entries that are not encrypted")
    if len(entries) != limits.entries:
        raise UnsafeArchive("count", f"{len(entries)} entries")
    entry: py7zr.py7zr.ArchiveFile = entries[0]
    _check_entry(entry, packed, limits)
    return entry


def _check_entry(entry: py7zr.py7zr.ArchiveFile, packed: int, limits: OpeningLimits) -> None:
    check_safe_name(entry.filename)
    if entry.emptystream or entry.is_symlink or entry.is_junction or entry.is_directory or entry.is_socket:
        raise UnsafeArchive("entry", "an entry that is no file with content")
    if entry.uncompressed > limits.content_size:
        raise UnsafeArchive("size", f"{entry.uncompressed} bytes declared")
    if entry.uncompressed > max(_MIN_RATIO_SIZE, limits.ratio * packed):
        raise UnsafeArchive("ratio", f"{entry.uncompressed} bytes declared for {packed}")


def _extracted(opened: py7zr.SevenZipFile, entry: py7zr.py7zr.ArchiveFile, limits: OpeningLimits) -> bytes:
    if entry.crc32 is None:
        raise MalformedArchive("damaged", "the entry has no check sum")
    sink = _Sink(limits.content_size)
    opened.extract(targets=[entry.filename], factory=_OneSink(sink))
    if sink.size() != entry.uncompressed:
        raise UnsafeArchive("sizes", "other bytes than declared")
    return sink.content


class _Sink(Py7zIO):
    """Memory that refuses to grow past a limit, where py7zr's own drops the bytes without a word."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._content = bytearray()

    @property
    def content(self) -> bytes:
        return bytes(self._content)

    def write(self, s: bytes | bytearray) -> int:
        if len(self._content) + len(s) > self._limit:
            raise UnsafeArchive("sizes", "more bytes than declared")
        self._content += s
        return len(s)

    def read(self, size: int | None = None) -> bytes:  # noqa: ARG002 - py7zr's protocol
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002 - likewise
        return 0

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return len(self._content)


class _OneSink(WriterFactory):
    """The factory that py7zr asks for; there is one entry, so one sink."""

    def __init__(self, sink: _Sink) -> None:
        self._sink = sink

    def create(self, filename: str) -> Py7zIO:  # noqa: ARG002 - likewise
        return self._sink
