"""What does a .7z declare? Its start header and the header at its end, packed or not, read by hand.

No library sees a stranger's octets before this does (docs/decisions/0070). Every number is bounded before the work
that it asks for: the clear header of a hostile .7z can ask for 2**62 rounds of key derivation, or for gigabytes of
unpacked header. Packed streams must fill the file from the start header to the header, without gap or overlap.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

from crypto.cursor import Cursor
from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.kinds import SEVEN_ZIP_MAGIC
from crypto.profiles import OpeningLimits
from crypto.sevenzipbounds import check_folders
from crypto.sevenzipdecoding import Keys, decoded
from crypto.sevenzipfiles import Listed, read_files
from crypto.sevenzipstreams import Folder, Part, read_streams
from crypto.source import Source

START: Final = 32  # magic, version, check sum, place and size and check sum of the header
_END, _HEADER, _STREAMS, _FILES, _PACKED_HEADER = 0x00, 0x01, 0x04, 0x05, 0x17


@dataclass(frozen=True, slots=True)
class SevenZipHeader:
    """The header as it lies at the end of the file: in clear, or as a packed stream that a `folder` decodes.

    `area` is how many octets the packed streams of the files fill after the start header.
    """

    area: int
    octets: bytes
    folder: Folder | None

    @property
    def is_encrypted(self) -> bool:
        """Whether names, sizes and number of entries are hidden."""
        return self.folder is not None and self.folder.is_encrypted


@dataclass(frozen=True, slots=True)
class SevenZipEntry:
    """One file, and its place: the folder that holds it and what it is there; nothing for an empty one."""

    listed: Listed
    folder: int | None
    part: Part | None


@dataclass(frozen=True, slots=True)
class SevenZipStructure:
    """All that the inner header says."""

    folders: tuple[Folder, ...]
    entries: tuple[SevenZipEntry, ...]


def read_header(source: Source, *, limits: OpeningLimits) -> SevenZipHeader:
    """The outer header, every number of it bounded.

    Raises `MalformedArchive` (`header`, `suffix`, `layout`) and `UnsafeArchive` (`kdf`, `method`, `memory`, `sizes`,
    `count`).
    """
    offset, octets = _header_octets(source, limits)
    cursor = Cursor(octets)
    if cursor.octet() != _PACKED_HEADER:
        return SevenZipHeader(offset, octets, None)
    folders = read_streams(cursor)
    cursor.end()
    if len(folders) != 1 or len(folders[0].parts) != 1:
        raise MalformedArchive("header", "a packed header of several streams")
    (folder,) = folders
    if folder.offset + folder.packed != offset:
        raise MalformedArchive("layout", "octets between the packed header and what describes it")
    if max(folder.packed, *folder.sizes) > limits.header_size:
        raise UnsafeArchive("memory", "a header that unpacks too large")
    check_folders(folders, limits=limits)
    return SevenZipHeader(folder.offset, source.read(START + folder.offset, folder.packed), folder)


def read_structure(header: SevenZipHeader, keys: Keys | None = None) -> SevenZipStructure:
    """What the inner header says, decoded first if it is packed; `keys` for one that is encrypted.

    Raises as `read_header`, and `MalformedArchive` (`damaged`) if it does not decode.
    """
    octets = header.octets if header.folder is None else bytes(decoded(header.octets, header.folder, keys))
    if header.folder is not None and header.folder.crc not in (None, zlib.crc32(octets)):
        raise MalformedArchive("damaged", "the header's check sum does not fit")
    cursor = Cursor(octets)
    cursor.expect(_HEADER)
    mark = cursor.octet()
    folders: tuple[Folder, ...] = ()
    files: tuple[Listed, ...] = ()
    if mark == _STREAMS:
        folders = read_streams(cursor)
        mark = cursor.octet()
    if mark == _FILES:
        files = read_files(cursor)
        mark = cursor.octet()
    if mark != _END:
        raise MalformedArchive("header", "the header is of another form")
    cursor.end()
    _check_layout(folders, header.area)
    return SevenZipStructure(folders, _placed(files, folders))


def _header_octets(source: Source, limits: OpeningLimits) -> tuple[int, bytes]:
    """Where the header lies after the start header, and what it is."""
    start = source.read(0, START)
    if len(start) < START or not start.startswith(SEVEN_ZIP_MAGIC) or start[6] != 0:
        raise MalformedArchive("header", "no start header of a .7z")
    if zlib.crc32(start[12:]) != int.from_bytes(start[8:12], "little"):
        raise MalformedArchive("header", "the start header is damaged")
    offset = int.from_bytes(start[12:20], "little")
    size = int.from_bytes(start[20:28], "little")
    if START + offset + size > source.size or not size:
        raise MalformedArchive("header", "the header is cut")
    if START + offset + size < source.size:
        raise MalformedArchive("suffix", "octets after the header")
    if size > limits.header_size:
        raise UnsafeArchive("memory", f"a header of {size} bytes")
    octets = source.read(START + offset, size)
    if zlib.crc32(octets) != int.from_bytes(start[28:], "little"):
        raise MalformedArchive("header", "the header is damaged")
    return offset, octets


def _check_layout(folders: tuple[Folder, ...], area: int) -> None:
    begins = folders[0].offset if folders else 0
    if begins or sum(folder.packed for folder in folders) != area:
        raise MalformedArchive("layout", "octets before, after or under the packed streams")


def _placed(files: tuple[Listed, ...], folders: tuple[Folder, ...]) -> tuple[SevenZipEntry, ...]:
    places = [(number, part) for number, folder in enumerate(folders) for part in folder.parts]
    if len(places) != sum(listed.has_stream for listed in files):
        raise MalformedArchive("header", "more or fewer files than streams")
    following = iter(places)
    return tuple(
        SevenZipEntry(listed, *next(following)) if listed.has_stream else SevenZipEntry(listed, None, None)
        for listed in files
    )
