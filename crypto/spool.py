"""Where does a file wait while it comes in from outside? Sealed block by block, under a key that is never written.

The key lives in the memory of one process and dies with it: what a crash leaves on the disk is noise, and so is what
was refused. Nothing here is kept: what is accepted is read once more, block by block, and sealed under a key of the
vault (`docs/architecture.md`, law 1).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.profiles import KIB, VAULT

_BLOCK: Final = 64 * KIB


class Spool:
    """A sealed file that is written once, in order, and then read by place: a `crypto.source.Source`.

    Nonces are the numbers of the blocks: the key is random for each spool, and no block is written twice.
    """

    def __init__(self, file: BinaryIO, *, randbytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._file = file
        self._cipher = AESGCM(randbytes(VAULT.key_size))
        self._waiting = bytearray()
        self._digest = hashlib.sha256()
        self._size = 0
        self._written = 0
        self._last: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        """Octets taken so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """SHA-256 of what was taken so far, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take the next octets. Raises `OSError` when the disk does not."""
        self._digest.update(data)
        self._size += len(data)
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._put(bytes(self._waiting[:_BLOCK]))
            del self._waiting[:_BLOCK]

    def finish(self) -> None:
        """Write what waits; nothing more is taken."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()

    def read(self, offset: int, size: int) -> bytes:
        """The octets from a place on: as many as asked for, or as there are up to the end."""
        end = min(offset + size, self._size)
        found = bytearray()
        while offset < end:
            number, start = divmod(offset, _BLOCK)
            piece = self._block(number)[start : start + end - offset]
            found += piece
            offset += len(piece)
        return bytes(found)

    def pieces(self, size: int) -> Iterator[bytes]:
        """All of it once more, in order, in pieces of a size."""
        for offset in range(0, self._size, size):
            yield self.read(offset, size)

    def close(self) -> None:
        """Let the file go, and with it everything."""
        self._file.close()
        self._waiting.clear()
        self._last = (-1, b"")

    def _put(self, block: bytes) -> None:
        self._file.seek(self._written * (_BLOCK + VAULT.tag_size))
        self._file.write(self._cipher.encrypt(_nonce(self._written), block, None))
        self._written += 1

    def _block(self, number: int) -> bytes:
        if self._last[0] != number:
            self._file.seek(number * (_BLOCK + VAULT.tag_size))
            sealed = self._file.read(_BLOCK + VAULT.tag_size)
            self._last = (number, self._cipher.decrypt(_nonce(number), sealed, None))
        return self._last[1]


def _nonce(number: int) -> bytes:
    return number.to_bytes(VAULT.nonce_size, "big")
