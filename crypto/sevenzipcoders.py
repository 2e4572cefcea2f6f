"""What is one step of decoding in a .7z? A method and its parameters, which say what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crypto.errors import UnsafeArchive

COPY, DELTA, LZMA, LZMA2 = b"\x00", b"\x03", b"\x03\x01\x01", b"\x21"
AES: Final = b"\x06\xf1\x07\x01"
_AES_BLOCK: Final = 16
_AES_FIXED: Final = 2


@dataclass(frozen=True, slots=True)
class Coder:
    """One step of decoding: a method and its parameters."""

    method: bytes
    properties: bytes

    @property
    def is_aes(self) -> bool:
        """Whether this step is AES-256-CBC with 7z's key derivation."""
        return self.method == AES

    @property
    def derivation(self) -> tuple[int, bytes]:
        """For AES: the exponent of the rounds, and the salt. Raises `UnsafeArchive` (`kdf`)."""
        salt, _ = self._salt_and_vector()
        return self.properties[0] & 0x3F, salt

    @property
    def vector(self) -> bytes:
        """For AES: the initialisation vector. Raises `UnsafeArchive` (`kdf`)."""
        return self._salt_and_vector()[1].ljust(_AES_BLOCK, b"\0")

    def _salt_and_vector(self) -> tuple[bytes, bytes]:
        if len(self.properties) < _AES_FIXED:
            raise UnsafeArchive("kdf", "no parameters of the key derivation")
        first, second = self.properties[:_AES_FIXED]
        salt, vector = (first >> 7) + (second >> 4), (first >> 6 & 1) + (second & 0x0F)
        if len(self.properties) != _AES_FIXED + salt + vector:
            raise UnsafeArchive("kdf", "other parameters of the key derivation")
        return self.properties[_AES_FIXED : _AES_FIXED + salt], self.properties[_AES_FIXED + salt :]


def dictionary_size(coder: Coder) -> int:
    """The memory that LZMA or LZMA2 declares."""
    if coder.method == LZMA:
        return int.from_bytes(coder.properties[1:5], "little")
    code = coder.properties[0] if coder.properties else 0
    return (2 | (code & 1)) << (code // 2 + 11)
