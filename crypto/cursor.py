"""How are the numbers of a header read without ever reading past its end? By a cursor that refuses to."""

from __future__ import annotations

from crypto.errors import MalformedArchive


class Cursor:
    """A place in the header of a .7z. Each method raises `MalformedArchive` (`header`) past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def left(self) -> int:
        """Octets that were not read yet."""
        return len(self._data) - self._place

    def take(self, size: int) -> bytes:
        """So many octets."""
        if size > self.left:
            raise MalformedArchive("header", "the header is cut")
        self._place += size
        return self._data[self._place - size : self._place]

    def octet(self) -> int:
        """One octet."""
        return self.take(1)[0]

    def expect(self, octet: int) -> None:
        """One octet that can be no other."""
        if self.octet() != octet:
            raise MalformedArchive("header", "the header is of another form")

    def number(self) -> int:
        """7z's number: leading one bits of the first octet count the octets that follow."""
        first = self.octet()
        extra = next((n for n in range(8) if not first & (0x80 >> n)), 8)
        high = first & max((0x80 >> extra) - 1, 0)
        return int.from_bytes(self.take(extra), "little") + (high << (8 * extra))

    def word(self) -> int:
        """Four octets."""
        return int.from_bytes(self.take(4), "little")

    def bits(self, count: int) -> list[bool]:
        """A vector of bits, the first in the highest place; what fills the last octet is zero."""
        octets = self.take((count + 7) // 8)
        bits = [bool(octets[n // 8] & (0x80 >> (n % 8))) for n in range(8 * len(octets))]
        if any(bits[count:]):
            raise MalformedArchive("header", "bits after a vector")
        return bits[:count]

    def defined(self, count: int) -> list[bool]:
        """Which of so many things are given: all, or those of a vector."""
        return self.bits(count) if not self.octet() else [True] * count

    def end(self) -> None:
        """Return if nothing is left."""
        if self.left:
            raise MalformedArchive("header", "octets after what a header says")
