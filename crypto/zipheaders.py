"""What does a zip declare? Its end record, directory and local headers, read by hand and held together.

Most programs believe the directory and follow it; this reader asks first that directory and local headers say
the same, and that the entries fill the file without gap, overlap or prefix. It opens nothing, judges no
encryption, and reads no zip64: nothing of ours or of a partner's comes near 4 GiB. It reads by place: the end, the
directory, each local header, and nothing of the data.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Final

from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.source import Source
from crypto.zipend import END, find_end

_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_AES: Final = struct.Struct("<H2sBH")

AES_METHOD: Final = 99
AES_EXTRA: Final = 0x9901
ENCRYPTED: Final = 0x0001
_DESCRIPTOR: Final = 0x0008
_UTF8: Final = 0x0800
_MAX_ENTRIES: Final = 1000
_MAX_DIRECTORY: Final = 1024 * 1024
_MAX_EXTRAS: Final = 4096  # times, rights, a name in UTF-8: a few hundred; 64 KiB of empty ones would cost seconds
_UNICODE_PATH: Final = 0x7075
_ZIP64_EXTRA: Final = 0x0001
_ZIP64_COUNT, _ZIP64_SIZE = 0xFFFF, 0xFFFFFFFF  # "look in the zip64 records"


@dataclass(frozen=True, slots=True)
class AesExtra:
    """The extra field 0x9901: AE version, strength (1, 2, 3 for 128, 192, 256 bits), real method."""

    version: int
    vendor: bytes
    strength: int
    method: int


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One entry as both headers declare it; `raw_date` is DOS date and time, sizes are bytes."""

    name: str = field(repr=False)
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    raw_date: tuple[int, int]
    extras: dict[int, bytes]
    comment: bytes
    attributes: int
    made_by: int
    offset: int
    data_offset: int

    @property
    def is_encrypted(self) -> bool:
        """Whether the flag says so; how well is another question."""
        return bool(self.flags & ENCRYPTED)

    @property
    def aes(self) -> AesExtra | None:
        """The AES parameters, for method 99 with a well-formed extra field."""
        extra = self.extras.get(AES_EXTRA, b"")
        if self.method != AES_METHOD or len(extra) != _AES.size:
            return None
        return AesExtra(*_AES.unpack(extra))


@dataclass(frozen=True, slots=True)
class ZipDirectory:
    """All entries of a zip, in the order of its directory, and its comment."""

    entries: tuple[ZipEntry, ...]
    comment: bytes


def read_directory(source: Source, *, most: int = _MAX_ENTRIES) -> ZipDirectory:
    """The directory of a zip of no more entries than `most`.

    Raises `MalformedArchive` (`end`, `suffix`, `zip64`, `directory`, `local`, `disagree`, `layout`, `name`) and
    `UnsafeArchive` (`count`, `volumes`, `memory` for a directory over 1 MiB or extra fields over 4 KiB).
    """
    end, tail = find_end(source)
    _, disk, start_disk, here, total, size, offset, comment_size = END.unpack_from(tail)
    if _ZIP64_COUNT in (here, total) or _ZIP64_SIZE in (size, offset):
        raise MalformedArchive("zip64", "a zip64 archive")
    if disk or start_disk or here != total:
        raise UnsafeArchive("volumes", "one part of several")
    if offset + size != end:
        raise MalformedArchive("layout", "octets before the zip, or between its directory and its end")
    if total > most:
        raise UnsafeArchive("count", f"{total} entries")
    if size > _MAX_DIRECTORY:
        raise UnsafeArchive("memory", f"a directory of {size} bytes")
    entries = _read_entries(source, source.read(offset, size), total)
    _check_layout(source, entries, offset)
    return ZipDirectory(entries, tail[END.size : END.size + comment_size])


def _read_entries(source: Source, directory: bytes, total: int) -> tuple[ZipEntry, ...]:
    entries = []
    place = 0
    for _ in range(total):
        entry, place = _read_entry(source, directory, place)
        entries.append(entry)
    if place != len(directory):
        raise MalformedArchive("directory", "the directory is longer or shorter than its entries")
    return tuple(entries)


def _read_entry(source: Source, directory: bytes, place: int) -> tuple[ZipEntry, int]:
    if place + _CENTRAL.size > len(directory) or directory[place : place + 4] != b"PK\x01\x02":
        raise MalformedArchive("directory", "a directory record is cut or foreign")
    (_, made_by, _, flags, method, time, day, crc, compressed, size, name_size, extra_size, comment_size,
     disk, _, attributes, offset) = _CENTRAL.unpack_from(directory, place)  # fmt: skip
    extra_at = place + _CENTRAL.size + name_size
    comment_at = extra_at + extra_size
    after = comment_at + comment_size
    if after > len(directory):
        raise MalformedArchive("directory", "a directory record is cut")
    extras = _extras(directory[extra_at:comment_at])
    if _ZIP64_SIZE in (compressed, size, offset) or _ZIP64_EXTRA in extras:
        raise MalformedArchive("zip64", "a zip64 entry")
    if disk:
        raise UnsafeArchive("volumes", "an entry in another part")
    raw_name = directory[extra_at - name_size : extra_at]
    local = _Local(flags, method, raw_name, crc, compressed, size, extras.get(AES_EXTRA))
    entry = ZipEntry(
        name=_decoded(raw_name, flags, extras.get(_UNICODE_PATH)),
        flags=flags,
        method=method,
        crc=crc,
        compressed=compressed,
        size=size,
        raw_date=(day, time),
        extras=extras,
        comment=directory[comment_at:after],
        attributes=attributes,
        made_by=made_by,
        offset=offset,
        data_offset=_check_local(source, offset, local),
    )
    return entry, after


@dataclass(frozen=True, slots=True)
class _Local:
    """What the directory says that a local header must say too."""

    flags: int
    method: int
    raw_name: bytes = field(repr=False)
    crc: int
    compressed: int
    size: int
    aes: bytes | None


def _check_local(source: Source, offset: int, said: _Local) -> int:
    """Where the data of an entry begins, if its local header says what the directory says."""
    header = source.read(offset, _LOCAL.size + len(said.raw_name))
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise MalformedArchive("local", "no local header where the directory says")
    (_, _, flags, method, _, _, crc, compressed, size, name_size, extra_size) = _LOCAL.unpack_from(header)
    sizes = (crc, compressed, size)
    later = bool(flags & _DESCRIPTOR) and sizes == (0, 0, 0)  # said after the data instead
    agrees = later or sizes == (said.crc, said.compressed, said.size)
    names_agree = name_size == len(said.raw_name) and header[_LOCAL.size :] == said.raw_name
    if not agrees or not names_agree or (flags, method) != (said.flags, said.method):
        raise MalformedArchive("disagree", "a local header and the directory disagree")
    extras_at = offset + _LOCAL.size + int(name_size)
    if _extras(source.read(extras_at, extra_size)).get(AES_EXTRA) != said.aes:
        raise MalformedArchive("disagree", "a local header and the directory disagree on the encryption")
    return extras_at + int(extra_size)


def _check_layout(source: Source, entries: tuple[ZipEntry, ...], directory: int) -> None:
    """From the first octet to the directory, entries follow each other; only a descriptor may lie between."""
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset != place:
            raise MalformedArchive("layout", "octets before, between or under entries")
        place = entry.data_offset + entry.compressed
        if entry.flags & _DESCRIPTOR:
            place += _descriptor_size(source, entry, place)
    if place != directory:
        raise MalformedArchive("layout", "octets between the entries and the directory")


def _descriptor_size(source: Source, entry: ZipEntry, place: int) -> int:
    """How long the record after the data is, which says once more what the directory says; its mark is optional."""
    said = struct.pack("<3L", entry.crc, entry.compressed, entry.size)
    found = source.read(place, 16)
    if found == b"PK\x07\x08" + said:
        return 16
    if found[:12] != said:
        raise MalformedArchive("layout", f"no data descriptor after the entry at {entry.offset}")
    return 12


def _extras(block: bytes) -> dict[int, bytes]:
    if len(block) > _MAX_EXTRAS:
        raise UnsafeArchive("memory", f"{len(block)} bytes of extra fields")
    fields: dict[int, bytes] = {}
    place = 0
    while place < len(block):
        if place + 4 > len(block):
            raise MalformedArchive("directory", "an extra field is cut")
        kind, size = struct.unpack_from("<2H", block, place)
        place += 4 + size
        if place > len(block) or kind in fields:
            raise MalformedArchive("directory", "an extra field is cut or doubled")
        fields[kind] = block[place - size : place]
    return fields


def _decoded(raw: bytes, flags: int, unicode_path: bytes | None) -> str:
    """The name as programs show it; WinZip adds one in UTF-8, which counts if it belongs to the other one."""
    if unicode_path is not None and unicode_path[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
        raw, flags = unicode_path[5:], _UTF8
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise MalformedArchive("name", "an entry's name is not UTF-8") from None
