"""Where does a zip end? At an end record whose comment reaches exactly to the end of the file."""

from __future__ import annotations

import struct
from typing import Final

from crypto.errors import MalformedArchive
from crypto.source import Source

END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"


def ends_as_zip(source: Source) -> bool:
    """Whether an end record ends the file, whatever stands before it."""
    try:
        find_end(source)
    except MalformedArchive:
        return False
    return True


def find_end(source: Source) -> tuple[int, bytes]:
    """The place of an end record whose comment ends where the file does, and what stands from there on.

    Raises `MalformedArchive` (`end`, `suffix`).
    """
    lowest = max(0, source.size - END.size - 0xFFFF)
    tail = source.read(lowest, source.size - lowest)
    place = tail.rfind(_END_MARK)
    is_there = False
    while place >= 0:
        if place + END.size <= len(tail):
            comment_size = int.from_bytes(tail[place + 20 : place + 22], "little")
            if place + END.size + comment_size == len(tail):
                return lowest + place, tail[place:]
            is_there = is_there or place + END.size + comment_size < len(tail)
        place = tail.rfind(_END_MARK, 0, place + 3)
    if is_there:
        raise MalformedArchive("suffix", "octets after the end record")
    raise MalformedArchive("end", "no end record: not a whole zip")
