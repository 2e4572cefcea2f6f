"""How is a packed stream of a .7z decoded? Decrypted and unpacked block by block, never past its declared size.

The chain was checked before (`crypto.sevenzipstreams.check_folders`). LZMA is Python's own, AES that of OpenSSL.
A .7z has no MAC: the caller compares the check sum, and nothing of a stream counts before.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Callable, Iterator
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.passphrase import Passphrase
from crypto.sevenzipcoders import COPY, DELTA, LZMA, Coder, dictionary_size
from crypto.sevenzipstreams import Folder

_BLOCK: Final = 256 * 1024
_ROUNDS_AT_ONCE: Final = 4096
_SMALLEST_DICTIONARY: Final = 4096
_LZMA_PROPERTIES: Final = 5
_MAX_PROPERTY: Final = 9 * 5 * 5


class Keys:
    """The keys that a passphrase gives, each derived once: all streams of an archive share their salt."""

    def __init__(self, passphrase: Passphrase) -> None:
        self._password = passphrase.reveal().encode("utf-16-le", "surrogatepass")
        self._derived: dict[tuple[int, bytes], bytes] = {}

    def key(self, coder: Coder) -> bytes:
        """The key of one AES step, whose rounds were bounded before."""
        power, salt = coder.derivation
        if (power, salt) not in self._derived:
            self._derived[power, salt] = _derive(salt + self._password, 1 << power)
        return self._derived[power, salt]


def decoded(packed: bytes | memoryview, folder: Folder, keys: Keys | None) -> bytearray:
    """What a packed stream holds, exactly as long as declared. Raises `MalformedArchive` (`damaged`)."""
    blocks = _blocks(packed)
    steps = [step for step in folder.steps if step.method != COPY]
    if steps and steps[0].is_aes:
        given = folder.sizes[folder.steps.index(steps[0])]
        blocks = _decrypted(blocks, steps.pop(0), given, keys)
    size = folder.sizes[-1]
    content = _unpacked(blocks, steps, size) if steps else bytearray().join(blocks)
    if len(content) != size:
        raise MalformedArchive("damaged", "a stream gives other bytes than declared")
    return content


def _derive(seed: bytes, rounds: int) -> bytes:
    digest = hashlib.sha256()
    for start in range(0, rounds, _ROUNDS_AT_ONCE):
        numbers = range(start, min(start + _ROUNDS_AT_ONCE, rounds))
        digest.update(b"".join(seed + number.to_bytes(8, "little") for number in numbers))
    return digest.digest()


def _blocks(packed: bytes | memoryview) -> Iterator[bytes]:
    return (bytes(packed[place : place + _BLOCK]) for place in range(0, len(packed), _BLOCK))


def _decrypted(blocks: Iterator[bytes], step: Coder, size: int, keys: Keys | None) -> Iterator[bytes]:
    if keys is None:
        raise MalformedArchive("damaged", "an encrypted stream where none can be")
    decrypt: Callable[[bytes], bytes] = Cipher(AES256(keys.key(step)), CBC(step.vector)).decryptor().update
    return _cut((decrypt(block) for block in blocks), size)


def _cut(blocks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Without what fills the last block of the cipher."""
    left = size
    for block in blocks:
        yield block[:left]
        left -= min(left, len(block))


def _unpacked(blocks: Iterator[bytes], steps: list[Coder], size: int) -> bytearray:
    content = bytearray()
    try:
        stream = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[_filter(step, size) for step in reversed(steps)])
        for block in blocks:
            # Never one byte more: LZMA has no end of its own, and would invent some.
            content += stream.decompress(block, size - len(content))
            while not stream.needs_input and not stream.eof and len(content) < size:
                content += stream.decompress(b"", size - len(content))
            if stream.eof or len(content) >= size:
                break
    except (lzma.LZMAError, ValueError, EOFError):
        raise MalformedArchive("damaged", "a stream does not unpack") from None
    return content


def _filter(step: Coder, size: int) -> dict[str, Any]:
    """One step as liblzma wants it; the dictionary no larger than what it can ever hold."""
    properties = step.properties
    if step.method == DELTA:
        return {"id": lzma.FILTER_DELTA, "dist": (properties[0] if properties else 0) + 1}
    memory = min(dictionary_size(step), max(size, _SMALLEST_DICTIONARY))
    memory = max(memory, _SMALLEST_DICTIONARY)
    if step.method != LZMA:
        return {"id": lzma.FILTER_LZMA2, "dict_size": memory}
    if len(properties) != _LZMA_PROPERTIES or properties[0] >= _MAX_PROPERTY:
        raise UnsafeArchive("method", "parameters that LZMA does not have")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    return {"id": lzma.FILTER_LZMA1, "dict_size": memory, "lc": lc, "lp": lp, "pb": pb}
