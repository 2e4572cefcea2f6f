"""What does a zip declare? Its end record, directory and local headers, read by hand and held together.

pyzipper believes the directory and follows it; this reader asks first that directory and local headers say
the same, and that the entries fill the file without gap, overlap or prefix. It opens nothing, judges no
encryption, and reads no zip64: nothing of ours or of a partner's comes near 4 GiB.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from crypto.errors import MalformedArchive, UnsafeArchive

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_AES: Final = struct.Struct("<H2sBH")

AES_METHOD: Final = 99
AES_EXTRA: Final = 0x9901
ENCRYPTED: Final = 0x0001
_DESCRIPTOR: Final = 0x0008
_UTF8: Final = 0x0800
_MAX_ENTRIES: Final = 1000
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

    name: str
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


def read_directory(data: bytes) -> ZipDirectory:
    """The directory of a zip. Raises `MalformedArchive`, and `UnsafeArchive` for more than 1000 entries.

    Codes: `end`, `zip64`, `directory`, `local`, `disagree`, `layout`, `name`; `count`.
    """
    end = _find_end(data)
    _, disk, start_disk, here, total, size, offset, comment_size = _END.unpack_from(data, end)
    if _ZIP64_COUNT in (here, total) or _ZIP64_SIZE in (size, offset):
        raise MalformedArchive("zip64", "a zip64 archive")
    if disk or start_disk or here != total or offset + size != end:
        raise MalformedArchive("end", "the end record does not fit the file")
    if total > _MAX_ENTRIES:
        raise UnsafeArchive("count", f"{total} entries")
    entries = _read_entries(data, offset, end, total)
    _check_layout(entries, offset)
    return ZipDirectory(entries, data[end + _END.size : end + _END.size + comment_size])


def _find_end(data: bytes) -> int:
    """The place of an end record whose comment ends where the file does."""
    lowest = max(0, len(data) - _END.size - 0xFFFF)
    place = data.rfind(b"PK\x05\x06", lowest)
    while place >= 0:
        if place + _END.size <= len(data):
            comment_size = int.from_bytes(data[place + 20 : place + 22], "little")
            if place + _END.size + comment_size == len(data):
                return place
        place = data.rfind(b"PK\x05\x06", lowest, place + 3)
    raise MalformedArchive("end", "no end record: not a whole zip")


def _read_entries(data: bytes, start: int, end: int, total: int) -> tuple[ZipEntry, ...]:
    entries = []
    place = start
    for _ in range(total):
        entry, place = _read_entry(data, place, end)
        entries.append(entry)
    if place != end:
        raise MalformedArchive("directory", "the directory is longer or shorter than its entries")
    return tuple(entries)


def _read_entry(data: bytes, place: int, end: int) -> tuple[ZipEntry, int]:
    if place + _CENTRAL.size > end or data[place : place + 4] != b"PK\x01\x02":
        raise MalformedArchive("directory", "a directory record is cut or foreign")
    (_, made_by, _, flags, method, time, day, crc, compressed, size, name_size, extra_size, comment_size,
     _, _, attributes, offset) = _CENTRAL.unpack_from(data, place)  # fmt: skip
    name_at = place + _CENTRAL.size
    extra_at = name_at + name_size
    comment_at = extra_at + extra_size
    after = comment_at + comment_size
    if after > end:
        raise MalformedArchive("directory", "a directory record is cut")
    if _ZIP64_SIZE in (compressed, size, offset):
        raise MalformedArchive("zip64", "a zip64 entry")
    raw_name = data[name_at:extra_at]
    entry = ZipEntry(
        name=_decoded(raw_name, flags),
        flags=flags,
        method=method,
        crc=crc,
        compressed=compressed,
        size=size,
        raw_date=(day, time),
        extras=_extras(data[extra_at:comment_at]),
        comment=data[comment_at:after],
        attributes=attributes,
        made_by=made_by,
        offset=offset,
        data_offset=_check_local(data, offset, (flags, method, raw_name, crc, compressed, size)),
    )
    _check_local_extra(data, entry, len(raw_name))
    return entry, after


def _check_local(data: bytes, offset: int, said: tuple[int, int, bytes, int, int, int]) -> int:
    """Where the data of an entry begins, if its local header says what the directory says."""
    flags, method, raw_name, crc, compressed, size = said
    if offset + _LOCAL.size > len(data) or data[offset : offset + 4] != b"PK\x03\x04":
        raise MalformedArchive("local", "no local header where the directory says")
    (_, _, local_flags, local_method, _, _, local_crc, local_compressed, local_size, name_size,
     extra_size) = _LOCAL.unpack_from(data, offset)  # fmt: skip
    name_at = offset + _LOCAL.size
    sizes = (local_crc, local_compressed, local_size)
    later = bool(flags & _DESCRIPTOR) and sizes == (0, 0, 0)  # said after the data instead
    local_name = data[name_at : name_at + name_size]
    agrees = later or sizes == (crc, compressed, size)
    if not agrees or (local_flags, local_method, local_name) != (flags, method, raw_name):
        raise MalformedArchive("disagree", "a local header and the directory disagree")
    return name_at + int(name_size) + int(extra_size)


def _check_local_extra(data: bytes, entry: ZipEntry, name_size: int) -> None:
    local = _extras(data[entry.offset + _LOCAL.size + name_size : entry.data_offset])
    if local.get(AES_EXTRA) != entry.extras.get(AES_EXTRA):
        raise MalformedArchive("disagree", "a local header and the directory disagree on the encryption")


def _check_layout(entries: tuple[ZipEntry, ...], directory: int) -> None:
    """From the first octet to the directory, entries follow each other; only a descriptor may lie between."""
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset != place:
            raise MalformedArchive("layout", "octets before, between or under entries")
        place = entry.data_offset + entry.compressed
        if entry.flags & _DESCRIPTOR:
            place = _after_descriptor(entry, place, _next_offset(entries, entry, directory))
    if place != directory:
        raise MalformedArchive("layout", "octets between the entries and the directory")


def _next_offset(entries: tuple[ZipEntry, ...], entry: ZipEntry, directory: int) -> int:
    return min((other.offset for other in entries if other.offset > entry.offset), default=directory)


def _after_descriptor(entry: ZipEntry, place: int, following: int) -> int:
    if following - place not in (12, 16):
        raise MalformedArchive("layout", f"no data descriptor after the entry at {entry.offset}")
    return following


def _extras(block: bytes) -> dict[int, bytes]:
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


def _decoded(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise MalformedArchive("name", "an entry's name is not UTF-8") from None
