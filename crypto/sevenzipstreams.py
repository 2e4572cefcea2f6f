"""Which packed streams does a .7z have, and how is each one decoded? Read by hand, each count bounded.

7-Zip can chain coders in any graph; what it writes for documents is one chain for each packed stream, and no other
form is read here. Nothing is decoded: that is `crypto.sevenzipdecoding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crypto.cursor import Cursor
from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.sevenzipcoders import Coder

MAX_ENTRIES: Final = 1000
_MAX_STEPS: Final = 4
_MAX_PROPERTIES: Final = 64

_END, _PACK_INFO, _UNPACK_INFO, _SUBSTREAMS, _SIZE, _CRC = 0x00, 0x06, 0x07, 0x08, 0x09, 0x0A
_FOLDER, _UNPACK_SIZE, _COUNTS = 0x0B, 0x0C, 0x0D


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside what a packed stream decodes to."""

    size: int
    crc: int | None


@dataclass(frozen=True, slots=True)
class Folder:
    """A packed stream: where it lies after the start header, its steps in the order of decoding, what they give."""

    offset: int
    packed: int
    steps: tuple[Coder, ...]
    sizes: tuple[int, ...]
    crc: int | None
    parts: tuple[Part, ...]

    @property
    def is_encrypted(self) -> bool:
        """Whether nothing of it is read without the key."""
        return any(step.is_aes for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A folder as the header describes it, before it is known which stream it decodes."""

    steps: tuple[Coder, ...]
    places: tuple[int, ...]


def read_streams(cursor: Cursor) -> tuple[Folder, ...]:
    """The packed streams of a header, or of a packed header. Raises `MalformedArchive` and `UnsafeArchive`.

    Codes: `header`; `count`, `method`.
    """
    cursor.expect(_PACK_INFO)
    offset, packed = _read_packed(cursor)
    cursor.expect(_UNPACK_INFO)
    plans, sizes, sums = _read_plans(cursor)
    if len(plans) != len(packed):
        raise MalformedArchive("header", "other packed streams than described")
    outputs = [tuple(given[place] for place in plan.places) for plan, given in zip(plans, sizes, strict=True)]
    parts = _read_parts(cursor, [given[-1] for given in outputs], sums)
    folders = []
    for plan, size, given, crc, files in zip(plans, packed, outputs, sums, parts, strict=True):
        folders.append(Folder(offset, size, plan.steps, given, crc, files))
        offset += size
    return tuple(folders)


def bounded_count(cursor: Cursor) -> int:
    """How many of something, never more than a thousand. Raises `UnsafeArchive` (`count`)."""
    count = cursor.number()
    if count > MAX_ENTRIES:
        raise UnsafeArchive("count", f"{count} of one thing")
    return count


def read_sums(cursor: Cursor, count: int) -> list[int | None]:
    """Check sums, of which some may be missing."""
    return [cursor.word() if given else None for given in cursor.defined(count)]


def _read_packed(cursor: Cursor) -> tuple[int, list[int]]:
    offset = cursor.number()
    count = bounded_count(cursor)
    cursor.expect(_SIZE)
    sizes = [cursor.number() for _ in range(count)]
    mark = cursor.octet()
    if mark == _CRC:
        read_sums(cursor, count)
        mark = cursor.octet()
    if mark != _END:
        raise MalformedArchive("header", "the packed streams are described in another form")
    return offset, sizes


def _read_plans(cursor: Cursor) -> tuple[list[_Plan], list[list[int]], list[int | None]]:
    cursor.expect(_FOLDER)
    count = bounded_count(cursor)
    cursor.expect(0)  # described here, not elsewhere
    plans = [_read_plan(cursor) for _ in range(count)]
    cursor.expect(_UNPACK_SIZE)
    sizes = [[cursor.number() for _ in plan.steps] for plan in plans]
    sums: list[int | None] = [None] * count
    mark = cursor.octet()
    if mark == _CRC:
        sums = read_sums(cursor, count)
        mark = cursor.octet()
    if mark != _END:
        raise MalformedArchive("header", "the folders are described in another form")
    return plans, sizes, sums


def _read_plan(cursor: Cursor) -> _Plan:
    count = cursor.number()
    if not 0 < count <= _MAX_STEPS:
        raise UnsafeArchive("method", f"{count} steps of decoding")
    coders = [_read_coder(cursor) for _ in range(count)]
    feeds: dict[int, int] = {}
    for _ in range(count - 1):
        fed, feeder = cursor.number(), cursor.number()
        if fed in feeds:
            raise MalformedArchive("header", "a coder that is fed twice")
        feeds[fed] = feeder
    places = _chain(feeds, count)
    return _Plan(tuple(coders[place] for place in places), places)


def _chain(feeds: dict[int, int], count: int) -> tuple[int, ...]:
    """The places of the coders from the packed stream on, if they make one chain."""
    unfed = set(range(count)) - set(feeds.values())
    if len(unfed) != 1 or not set(feeds) | set(feeds.values()) <= set(range(count)):
        raise MalformedArchive("header", "coders that make no chain")
    places = [unfed.pop()]
    while places[-1] in feeds and len(places) <= count:
        places.append(feeds[places[-1]])
    if sorted(places) != list(range(count)):
        raise MalformedArchive("header", "coders that make no chain")
    return tuple(reversed(places))


def _read_coder(cursor: Cursor) -> Coder:
    flags = cursor.octet()
    method = cursor.take(flags & 0x0F)
    if flags & 0xD0:  # several streams, as for programs, or reserved
        raise UnsafeArchive("method", "a coder of several streams")
    size = cursor.number() if flags & 0x20 else 0
    if size > _MAX_PROPERTIES:
        raise MalformedArchive("header", "parameters out of all proportion")
    return Coder(method, cursor.take(size))


def _read_parts(cursor: Cursor, sizes: list[int], sums: list[int | None]) -> list[tuple[Part, ...]]:
    mark = cursor.octet()
    if mark == _END:
        return [(Part(size, crc),) for size, crc in zip(sizes, sums, strict=True)]
    if mark != _SUBSTREAMS:
        raise MalformedArchive("header", "the streams are described in another form")
    mark = cursor.octet()
    counts = [1] * len(sizes)
    if mark == _COUNTS:
        counts = [bounded_count(cursor) for _ in sizes]
        mark = cursor.octet()
    if not all(counts) or sum(counts) > MAX_ENTRIES:
        raise UnsafeArchive("count", "streams of no file, or too many files")
    has_sizes = mark == _SIZE
    if not has_sizes and any(count > 1 for count in counts):
        raise MalformedArchive("header", "files without a size")
    split = [_split(cursor, size, count) for size, count in zip(sizes, counts, strict=True)]
    mark = cursor.octet() if has_sizes else mark
    parts, mark = _summed(cursor, split, sums, mark)
    if mark != _END:
        raise MalformedArchive("header", "the files' streams are described in another form")
    cursor.expect(_END)
    return parts


def _split(cursor: Cursor, size: int, count: int) -> list[int]:
    """The sizes of the files of one stream: the last is what the others leave."""
    sizes = [cursor.number() for _ in range(count - 1)]
    if sum(sizes) > size:
        raise UnsafeArchive("sizes", "files larger than their stream")
    return [*sizes, size - sum(sizes)]


def _summed(
    cursor: Cursor, split: list[list[int]], sums: list[int | None], mark: int
) -> tuple[list[tuple[Part, ...]], int]:
    """The files with their check sums, and the mark that follows: one alone in its stream may have the stream's."""
    known = [crc if len(sizes) == 1 else None for sizes, crc in zip(split, sums, strict=True)]
    missing = sum(len(sizes) for sizes, crc in zip(split, known, strict=True) if crc is None)
    own: list[int | None] = [None] * missing
    if mark == _CRC:
        own = read_sums(cursor, missing)
        mark = cursor.octet()
    following = iter(own)
    parts = [
        tuple(Part(size, next(following) if crc is None else crc) for size in sizes)
        for sizes, crc in zip(split, known, strict=True)
    ]
    return parts, mark
