"""Which files does the header of a .7z list? Names, empty ones, folders, links: read by hand, held to their counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from crypto.cursor import Cursor
from crypto.errors import MalformedArchive
from crypto.sevenzipstreams import bounded_count

_END, _EMPTY_STREAM, _EMPTY_FILE, _ANTI, _NAMES = 0x00, 0x0E, 0x0F, 0x10, 0x11
_TIMES: Final = (0x12, 0x13, 0x14)
_ATTRIBUTES, _START_POSITIONS, _DUMMY = 0x15, 0x18, 0x19
_WIDE: Final = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as listed: without a stream it is empty, a folder, or an order to delete (`is_anti`)."""

    name: str = field(repr=False)
    has_stream: bool
    is_directory: bool
    is_anti: bool
    attributes: int


class _Properties:
    """What the header says of all files, property by property."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.empty = [False] * count
        self.empty_file: list[bool] = []
        self.anti: list[bool] = []
        self.names: list[str] | None = None
        self.attributes = [0] * count

    def read(self, kind: int, cursor: Cursor) -> None:
        """Take in one property, to its last octet."""
        readers: dict[int, Callable[[Cursor], None]] = {
            _EMPTY_STREAM: self._read_empty,
            _EMPTY_FILE: self._read_empty_file,
            _ANTI: self._read_anti,
            _NAMES: self._read_names,
            _ATTRIBUTES: self._read_attributes,
            _DUMMY: _read_zeros,
            **dict.fromkeys((*_TIMES, _START_POSITIONS), self._read_wide),
        }
        if kind not in readers:
            raise MalformedArchive("header", "a property that 7-Zip does not write")
        readers[kind](cursor)
        cursor.end()

    def _read_empty(self, cursor: Cursor) -> None:
        self.empty = cursor.bits(self.count)

    def _read_empty_file(self, cursor: Cursor) -> None:
        self.empty_file = cursor.bits(sum(self.empty))

    def _read_anti(self, cursor: Cursor) -> None:
        self.anti = cursor.bits(sum(self.empty))

    def _read_names(self, cursor: Cursor) -> None:
        cursor.expect(0)
        raw = cursor.take(cursor.left)
        try:
            text = raw.decode("utf-16-le")
        except UnicodeDecodeError:
            raise MalformedArchive("name", "names that are not UTF-16") from None
        names = text.split("\0")
        if len(names) != self.count + 1 or names.pop():
            raise MalformedArchive("header", "more or fewer names than files")
        self.names = names

    def _read_attributes(self, cursor: Cursor) -> None:
        given = cursor.defined(self.count)
        cursor.expect(0)
        self.attributes = [cursor.word() if there else 0 for there in given]

    def _read_wide(self, cursor: Cursor) -> None:
        given = cursor.defined(self.count)
        cursor.expect(0)
        cursor.take(_WIDE * sum(given))


def read_files(cursor: Cursor) -> tuple[Listed, ...]:
    """The files that a header lists. Raises `MalformedArchive` (`header`, `name`), `UnsafeArchive` (`count`)."""
    properties = _Properties(bounded_count(cursor))
    seen: set[int] = set()
    while (kind := cursor.octet()) != _END:
        if kind in seen and kind != _DUMMY:
            raise MalformedArchive("header", "a property given twice")
        seen.add(kind)
        properties.read(kind, Cursor(cursor.take(cursor.number())))
    return _listed(properties)


def _listed(properties: _Properties) -> tuple[Listed, ...]:
    if properties.names is None and properties.count:
        raise MalformedArchive("header", "files without names")
    without = sum(properties.empty)
    empty_file = iter(properties.empty_file or [False] * without)
    anti = iter(properties.anti or [False] * without)
    files = []
    for name, empty, attributes in zip(properties.names or (), properties.empty, properties.attributes, strict=True):
        is_directory = empty and not next(empty_file)
        files.append(Listed(name, not empty, is_directory, empty and next(anti), attributes))
    return tuple(files)


def _read_zeros(cursor: Cursor) -> None:
    if any(cursor.take(cursor.left)):
        raise MalformedArchive("header", "octets hidden in the filling")
