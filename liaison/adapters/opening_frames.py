"""How do the service and the process that opens things talk? In frames: a head of JSON, then octets, bounded.

A frame: the length of the head and the number of bodies (4 and 2 octets, big-endian), the length of each body
(4 octets), the head, the bodies. Lengths are checked before anything of that length is kept, on both sides:
a process that read hostile octets may itself say anything.
"""

import struct
from dataclasses import dataclass, field
from typing import Final

_PRELUDE: Final = struct.Struct(">IH")
_LENGTH: Final = struct.Struct(">I")


class GarbledFrame(Exception):
    """What came is no frame, or a larger one than is taken."""


class TooLarge(GarbledFrame):
    """It is a frame that announces more than is taken."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that a frame may hold."""

    head: int
    bodies: int
    octets: int
    """Of all bodies together."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A head and bodies; what they hold is personal."""

    head: bytes = field(repr=False)
    bodies: tuple[bytes, ...] = field(default=(), repr=False)


def encoded(frame: Frame) -> list[bytes]:
    """Give what to write, in pieces: large bodies are not copied."""
    lengths = b"".join(_LENGTH.pack(len(body)) for body in frame.bodies)
    return [_PRELUDE.pack(len(frame.head), len(frame.bodies)) + lengths + frame.head, *frame.bodies]


class FrameReader:
    """Puts a frame together out of pieces as they come."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._wanted: list[int] = [_PRELUDE.size]
        self._parts: list[bytes] = []
        self._pieces: list[bytes] = []
        self._missing = _PRELUDE.size

    def feed(self, data: bytes) -> Frame | None:
        """Take octets in, and give the frame once it is whole.

        Raises:
            GarbledFrame: it cannot be one, or something follows it.
        """
        rest = memoryview(data)
        while rest:
            if self._is_whole():
                raise GarbledFrame("octets behind the end of a frame")
            piece = rest[: self._missing]
            rest = rest[len(piece) :]
            self._pieces.append(bytes(piece))
            self._missing -= len(piece)
            self._close_parts()
        return Frame(self._parts[2], tuple(self._parts[3:])) if self._is_whole() else None

    def _is_whole(self) -> bool:
        return len(self._parts) == len(self._wanted) > 1

    def _close_parts(self) -> None:
        """Put away the parts that are complete, those without an octet too, and learn what follows."""
        while not self._missing and not self._is_whole():
            part = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
            self._pieces = []
            self._parts.append(part)
            if len(self._parts) == 1:
                self._learn_counts(part)
            elif len(self._parts) == 2:  # noqa: PLR2004 - the second part
                self._learn_lengths(part)
            if len(self._parts) < len(self._wanted):
                self._missing = self._wanted[len(self._parts)]

    def _learn_counts(self, prelude: bytes) -> None:
        head, count = _PRELUDE.unpack(prelude)
        if head > self._bounds.head or count > self._bounds.bodies:
            raise TooLarge("a head or a number of bodies")
        self._wanted += [count * _LENGTH.size, head]

    def _learn_lengths(self, lengths: bytes) -> None:
        bodies = [length for (length,) in _LENGTH.iter_unpack(lengths)]
        if sum(bodies) > self._bounds.octets:
            raise TooLarge("bodies")
        self._wanted += bodies
