"""Where does the master key come from? A file that only its owner reads.

The file holds the current master key and, during and after a rotation, the previous ones: each line is
`generation created key`, the key as 64 hexadecimal digits, the highest generation first. It is read at
start, and never goes to a database, a backup, a process argument or an environment variable.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from crypto.errors import MasterKeyRefused
from crypto.privatefile import write_private
from crypto.profiles import VAULT

_FIRST_LINE: Final = "liaison master key 1"
_LINE: Final = re.compile(r"([1-9][0-9]{0,5}) (\d{4}-\d\d-\d\d) ([0-9a-f]{64})\Z")


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key. Its id is a hash of the key, so that two keys never share one; `repr` shows no key."""

    generation: int
    created: date
    _key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self._key) != VAULT.key_size:
            raise MasterKeyRefused("length", f"a master key has {VAULT.key_size} bytes, not {len(self._key)}")

    @property
    def id(self) -> str:
        """16 hexadecimal digits, safe to show: 64 bits of a hash of 256 random bits."""
        return hashlib.sha256(b"liaison/master-id/1\0" + self._key).hexdigest()[:16]

    def reveal(self) -> bytes:
        """The key itself, for a cipher."""
        return self._key


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The current master key, which wraps, and the previous ones, which only unwrap."""

    current: MasterKey
    previous: tuple[MasterKey, ...] = ()

    def find(self, master_id: str) -> MasterKey | None:
        """The key of this id, if loaded."""
        return next((key for key in (self.current, *self.previous) if key.id == master_id), None)


def generate(
    *, created: date, generation: int = 1, randbytes: Callable[[int], bytes] = secrets.token_bytes
) -> MasterKey:
    """A new random master key."""
    return MasterKey(generation, created, randbytes(VAULT.key_size))


def save_new(path: Path, masters: MasterKeys) -> None:
    """Write a key file that must not exist yet, 0600, durable. Raises `MasterKeyRefused`."""
    try:
        write_private(path, _file_text(masters), replace=False)
    except FileExistsError:
        raise MasterKeyRefused("exists", f"{path} exists: a master key is never overwritten") from None


def rotate(path: Path, *, created: date, randbytes: Callable[[int], bytes] = secrets.token_bytes) -> MasterKeys:
    """Put a new master key before the others in the file, atomically. `Vault.rewrap` does the rest."""
    masters = load(path)
    newest = generate(created=created, generation=masters.current.generation + 1, randbytes=randbytes)
    rotated = MasterKeys(newest, (masters.current, *masters.previous))
    write_private(path, _file_text(rotated), replace=True)
    return rotated


def retire_previous(path: Path) -> MasterKeys:
    """Keep the current master key only.

    Whatever a previous key wraps, backups included, is unreadable from then on.
    """
    kept = MasterKeys(load(path).current)
    write_private(path, _file_text(kept), replace=True)
    return kept


def load(path: Path) -> MasterKeys:
    """Read a key file. Raises `MasterKeyRefused`: `missing`, `permissions`, `format`, `length`."""
    lines = _read_private(path).splitlines()
    if not lines or lines[0] != _FIRST_LINE:
        raise MasterKeyRefused("format", f"{path} does not begin with {_FIRST_LINE!r}")
    keys = [_parsed(path, number, line) for number, line in enumerate(lines[1:], start=2)]
    generations = [key.generation for key in keys]
    if not keys or generations != sorted(set(generations), reverse=True):
        raise MasterKeyRefused("format", f"{path} holds no key, or generations out of order")
    return MasterKeys(keys[0], tuple(keys[1:]))


def _read_private(path: Path) -> str:
    """The text of a file that nobody but its owner may read or write."""
    try:
        with path.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise MasterKeyRefused(
                    "permissions", f"{path} has mode {mode:04o}: others may read it", hint=f"chmod 600 {path}"
                )
            return file.read(64 * 1024)
    except OSError as error:
        raise MasterKeyRefused("missing", f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise MasterKeyRefused("format", f"{path} is not a text of ours") from None


def _parsed(path: Path, number: int, line: str) -> MasterKey:
    found = _LINE.match(line)
    if not found:  # the line itself is not quoted: it may be most of a key
        raise MasterKeyRefused("format", f"{path}, line {number}: not `generation created key`")
    try:
        created = date.fromisoformat(found[2])
    except ValueError:
        raise MasterKeyRefused("format", f"{path}, line {number}: not a date") from None
    return MasterKey(int(found[1]), created, bytes.fromhex(found[3]))


def _file_text(masters: MasterKeys) -> str:
    keys = (masters.current, *masters.previous)
    lines = [f"{key.generation} {key.created.isoformat()} {key.reveal().hex()}" for key in keys]
    return "\n".join([_FIRST_LINE, *lines]) + "\n"
