"""Is every entry of a zip that has content encrypted by AES, and does each size fit the others?

Folders and empty files have no content: 7-Zip stores a folder unencrypted, other tools an empty file too. They are
no leak beyond the name, which a zip shows anyway (docs/decisions/0071), so they are let through where nothing at
all, not one octet, is stored for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from crypto.entries import Entry, check_entries, entry_of
from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.profiles import OpeningLimits
from crypto.zipheaders import ZipEntry

STORED, DEFLATED = 0, 8
SALT_SIZES: Final = {1: 8, 2: 12, 3: 16}
VERIFIER_SIZE, MAC_SIZE = 2, 10
_OTHER_SCHEMES: Final = 0x2060  # patched data, PKWARE's own encryption, masked headers: programs would disagree


class Protection(StrEnum):
    """What can be read without a key."""

    SEALED = "sealed"  # no content of any entry
    WEAK = "weak"  # encrypted, an entry at least by ZipCrypto or an unknown scheme
    PARTLY = "partly"  # the content of some entries
    CLEAR = "clear"  # all
    UNCHECKED = "unchecked"  # AxCrypt: its magic number is all that was looked at


def is_bare(entry: ZipEntry) -> bool:
    """Whether an entry stands in clear and there is nothing of it to read."""
    return not (entry.is_encrypted or entry.compressed or entry.size or entry.crc)


def zip_protection(entries: Sequence[ZipEntry]) -> Protection:
    """What can be read of these entries without a key; a zip without content counts as clear."""
    full = [entry for entry in entries if not is_bare(entry)]
    locked = [entry for entry in full if entry.is_encrypted]
    if len(locked) < len(full) or not full:
        return Protection.PARTLY if locked else Protection.CLEAR
    return Protection.SEALED if all(_is_aes(entry) for entry in full) else Protection.WEAK


def check_zip(entries: Sequence[ZipEntry], *, limits: OpeningLimits) -> tuple[Entry, ...]:
    """The entries, if all of them are protected and within bounds.

    Raises `MalformedArchive` (`empty`) and `UnsafeArchive` (`clear`, `partly`, `weak`, `method`, `sizes`, and what
    `check_entries` raises).
    """
    if not entries:
        raise MalformedArchive("empty", "a zip without entries")
    if all(is_bare(entry) for entry in entries):
        raise UnsafeArchive("nothing", "no content at all")
    protection = zip_protection(entries)
    if protection is not Protection.SEALED:
        raise UnsafeArchive(protection.value, "entries that are not encrypted by AES")
    listed = tuple(_listed(entry) for entry in entries)
    if len(listed) > limits.entries:
        raise UnsafeArchive("count", f"{len(entries)} entries")
    for entry in entries:
        if not is_bare(entry):
            _check_sealed(entry)
    check_entries(listed, sum(max(body_size(entry), 0) for entry in entries), limits=limits)
    return listed


def body_size(entry: ZipEntry) -> int:
    """Bytes of an encrypted entry without salt, verifier and MAC."""
    aes = entry.aes
    salt = SALT_SIZES.get(aes.strength, 0) if aes is not None else 0
    return entry.compressed - salt - VERIFIER_SIZE - MAC_SIZE


def _is_aes(entry: ZipEntry) -> bool:
    aes = entry.aes
    return aes is not None and aes.vendor == b"AE" and aes.version in (1, 2) and aes.strength in SALT_SIZES


def _listed(entry: ZipEntry) -> Entry:
    return entry_of(entry.name, entry.size, entry.attributes & 0xFFFF, entry.attributes >> 16, is_directory=False)


def _check_sealed(entry: ZipEntry) -> None:
    aes = entry.aes
    if aes is None or aes.method not in (STORED, DEFLATED) or entry.flags & _OTHER_SCHEMES:
        raise UnsafeArchive("method", "neither stored nor deflated")
    body = body_size(entry)
    if body < 0 or (aes.method == STORED and entry.size != body):
        raise UnsafeArchive("sizes", f"{entry.size} bytes declared for {entry.compressed} stored")
