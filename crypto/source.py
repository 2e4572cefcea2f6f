"""Where do the octets of a file from outside stand? In memory, or sealed on a disk: read by place either way."""

from __future__ import annotations

import os
from typing import BinaryIO, Protocol


class Source(Protocol):
    """A file that is read in pieces: nothing of what looks at it holds it whole."""

    @property
    def size(self) -> int:
        """Octets in all."""
        ...

    def read(self, offset: int, size: int) -> bytes:
        """The octets from a place on: as many as asked for, or as there are up to the end."""
        ...


class BytesSource:
    """A file that is in memory already."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """Octets in all."""
        return len(self._data)

    def read(self, offset: int, size: int) -> bytes:
        """The octets from a place on: as many as asked for, or as there are up to the end."""
        return self._data[offset : offset + size]


class FileSource:
    """A file that is open; it is not read but where it is asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)

    @property
    def size(self) -> int:
        """Octets in all, when it was opened."""
        return self._size

    def read(self, offset: int, size: int) -> bytes:
        """The octets from a place on: as many as asked for, or as there are up to the end."""
        self._file.seek(offset)
        return self._file.read(size)
