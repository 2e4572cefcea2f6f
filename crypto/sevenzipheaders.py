"""What does a .7z declare before any key is derived? Its start header and its encoded header, by hand.

The clear header of a hostile .7z can ask for 2**62 rounds of key derivation or for gigabytes of decoded
header; py7zr guards the first by an `assert`, which `python -O` drops. So the numbers are read and bounded
here first. Only the outer header is read: the inner one is py7zr's, and its coders come back here to be
bounded by the same rule.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.profiles import OpeningLimits

MAGIC: Final = b"7z\xbc\xaf\x27\x1c"
_AES: Final = b"\x06\xf1\x07\x01"
_LZMA: Final = b"\x03\x01\x01"
_LZMA2: Final = b"\x21"
# Copy, LZMA2, LZMA, x86 filter (old and new id), delta, AES: what 7-Zip and its kin write by default.
_ALLOWED: Final = frozenset({b"\x00", _LZMA2, _LZMA, b"\x03\x03\x01\x03", b"\x04", b"\x03", _AES})

_START: Final = 32  # magic, version, check sum, place and size and check sum of the header
_MIN_AES_PROPERTIES: Final = 2
_HEADER, _ENCODED_HEADER = 0x01, 0x17
_PACK_INFO, _UNPACK_INFO, _SIZE, _CRC, _FOLDER, _UNPACK_SIZE = 0x06, 0x07, 0x09, 0x0A, 0x0B, 0x0C


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of decoding: a method and its parameters."""

    method: bytes
    properties: bytes

    @property
    def is_aes(self) -> bool:
        """Whether this step is AES-256-CBC with 7z's key derivation."""
        return self.method == _AES


@dataclass(frozen=True, slots=True)
class SevenZipHeader:
    """The outer header: the coders that its inner header went through, empty if it stands in clear."""

    coders: tuple[Coder, ...]

    @property
    def is_encrypted(self) -> bool:
        """Whether names, sizes and number of entries are hidden."""
        return any(coder.is_aes for coder in self.coders)


def read_header(data: bytes, *, limits: OpeningLimits) -> SevenZipHeader:
    """The outer header, every number of it bounded.

    Raises `MalformedArchive` (`header`) and `UnsafeArchive` (`kdf`, `method`, `memory`).
    """
    if len(data) < _START or not data.startswith(MAGIC) or data[6] != 0:
        raise MalformedArchive("header", "no start header of a .7z")
    if zlib.crc32(data[12:_START]) != int.from_bytes(data[8:12], "little"):
        raise MalformedArchive("header", "the start header is damaged")
    offset = int.from_bytes(data[12:20], "little")
    size = int.from_bytes(data[20:28], "little")
    header = data[_START + offset : _START + offset + size] if offset <= len(data) else b""
    if not header or len(header) != size or _START + offset + size != len(data):
        raise MalformedArchive("header", "the header is cut, or octets follow it")
    if zlib.crc32(header) != int.from_bytes(data[28:32], "little"):
        raise MalformedArchive("header", "the header is damaged")
    if size > limits.header_size:
        raise UnsafeArchive("memory", f"a header of {size} bytes")
    return _outer(header, limits)


def check_coders(coders: Iterable[Coder], *, limits: OpeningLimits) -> None:
    """Return if these steps of decoding are known and bounded. Raises `UnsafeArchive`."""
    for coder in coders:
        if coder.method not in _ALLOWED:
            raise UnsafeArchive("method", f"method {coder.method.hex()}")
        if coder.is_aes:
            _check_rounds(coder.properties, limits)
        if coder.method in (_LZMA, _LZMA2):
            _check_dictionary(coder, limits)


def _outer(header: bytes, limits: OpeningLimits) -> SevenZipHeader:
    reader = _Reader(header)
    kind = reader.octet()
    if kind == _HEADER:
        return SevenZipHeader(())
    if kind != _ENCODED_HEADER:
        raise MalformedArchive("header", "neither a header nor an encoded one")
    reader.expect(_PACK_INFO)
    reader.number()  # where the packed header lies: py7zr reads it, within the file
    if reader.number() != 1:
        raise MalformedArchive("header", "an encoded header of several streams")
    reader.expect(_SIZE)
    reader.number()
    if reader.octet() == _CRC:
        reader.skip(5)
        reader.expect(0)
    for mark in (_UNPACK_INFO, _FOLDER, 1, 0):  # one folder, described here
        reader.expect(mark)
    coders = tuple(reader.coder() for _ in range(reader.number(at_most=4)))
    for _ in range(2 * (len(coders) - 1)):
        reader.number()
    reader.expect(_UNPACK_SIZE)
    if any(reader.number() > limits.header_size for _ in coders):
        raise UnsafeArchive("memory", "a header that unpacks too large")
    check_coders(coders, limits=limits)
    return SevenZipHeader(coders)


def _check_rounds(properties: bytes, limits: OpeningLimits) -> None:
    """Bound the exponent of the rounds, the low six bits of the first octet; 63 means no derivation."""
    power = properties[0] & 0x3F if properties else 0
    if power > limits.kdf_power or len(properties) < _MIN_AES_PROPERTIES:
        raise UnsafeArchive("kdf", f"2**{power} rounds of key derivation")


def _check_dictionary(coder: Coder, limits: OpeningLimits) -> None:
    if coder.method == _LZMA:
        size = int.from_bytes(coder.properties[1:5], "little")
    else:
        code = coder.properties[0] if coder.properties else 0
        size = (2 | (code & 1)) << (code // 2 + 11)
    if size > limits.dictionary_size:
        raise UnsafeArchive("memory", f"a dictionary of {size} bytes")


class _Reader:
    """A cursor that refuses to read past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def skip(self, size: int) -> bytes:
        taken = self._data[self._place : self._place + size]
        if len(taken) != size:
            raise MalformedArchive("header", "the header is cut")
        self._place += size
        return taken

    def octet(self) -> int:
        return self.skip(1)[0]

    def expect(self, octet: int) -> None:
        if self.octet() != octet:
            raise MalformedArchive("header", "the encoded header is of another form")

    def number(self, *, at_most: int | None = None) -> int:
        """7z's number: leading one bits of the first octet count the octets that follow."""
        first = self.octet()
        extra = next((n for n in range(8) if not first & (0x80 >> n)), 8)
        high = first & max((0x80 >> extra) - 1, 0)
        value = int.from_bytes(self.skip(extra), "little") + (high << (8 * extra))
        if at_most is not None and value > at_most:
            raise MalformedArchive("header", "a count out of all proportion")
        return value

    def coder(self) -> Coder:
        flags = self.octet()
        method = self.skip(flags & 0x0F)
        if flags & 0xD0:  # several streams, or reserved
            raise MalformedArchive("header", "a coder of another form")
        properties = self.skip(self.number(at_most=64)) if flags & 0x20 else b""
        return Coder(method, properties)
