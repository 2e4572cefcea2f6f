"""How can a backup lie anywhere? Sealed under the master key, in chunks that can be neither cut nor moved.

A file is a first line, a header line (canonical JSON), then chunks of AES-256-GCM under a key of the file's
own: HKDF of the master key with the file's salt, the header and its kind going in. Each chunk's nonce is its
number and whether it is the last (the STREAM construction): a missing, doubled, moved or added chunk does not
open. What the chunks hold, and whether an expired file may still be restored, is the caller's matter.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import BrokenBackup, UnknownMaster
from crypto.master import MasterKey, MasterKeys
from crypto.privatefile import private_file
from crypto.profiles import BACKUP, VAULT

_FIRST_LINE: Final = b"liaison backup 1\n"
_MAX_HEADER: Final = 1024
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_SEALED_CHUNK: Final = BACKUP.chunk_size + VAULT.tag_size


class BackupKind(StrEnum):
    """The two halves that must never lie together (architecture law 6)."""

    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class BackupLabel:
    """What a backup is, since when, until when it may live. Aware dates, kept in UTC to the second."""

    kind: BackupKind
    created_at: datetime
    expires_at: datetime

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None or self.expires_at.tzinfo is None:
            raise ValueError("a backup's dates need their offset from UTC")


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """What a backup says of itself in clear; authentic only once its chunks have opened."""

    label: BackupLabel
    master_id: str
    salt: bytes


def write(
    path: Path,
    chunks: Iterable[bytes],
    *,
    label: BackupLabel,
    master: MasterKey,
    randbytes: Callable[[int], bytes] = secrets.token_bytes,
) -> BackupHeader:
    """Write a new backup, 0600, whole or not at all, on disk when this returns.

    `chunks` are bytes cut anyhow. Raises `FileExistsError`.
    """
    header = BackupHeader(_in_seconds(label), master.id, randbytes(BACKUP.salt_size))
    line = _header_line(header)
    cipher = _cipher(master, header.salt, line)
    with private_file(path, replace=False) as file:
        file.write(_FIRST_LINE + line)
        for number, (plain, last) in enumerate(_blocks(chunks)):
            file.write(cipher.encrypt(_nonce(number, last=last), plain, None))
    return header


def read_header(path: Path) -> BackupHeader:
    """What a backup says of itself, not yet authentic. Raises `BrokenBackup` (`format`)."""
    with path.open("rb") as file:
        return _parsed_header(file)[0]


def read(path: Path, *, kind: BackupKind, masters: MasterKeys) -> Iterator[bytes]:
    """The bytes that a backup holds, in chunks.

    The whole file is verified before the first chunk is handed out, so that a restore never begins what it
    cannot end. Raises `UnknownMaster`; `BrokenBackup` with `format`, `kind` (the other half), `tag`.
    """
    with path.open("rb") as file:
        cipher = _opened(file, kind, masters)
        start = file.tell()
        for _ in _plain_chunks(file, cipher):
            pass
        file.seek(start)
        yield from _plain_chunks(file, cipher)


def _opened(file: BinaryIO, kind: BackupKind, masters: MasterKeys) -> AESGCM:
    header, line = _parsed_header(file)
    if header.label.kind is not kind:
        raise BrokenBackup("kind", f"a backup of {header.label.kind}, not of {kind}")
    master = masters.find(header.master_id)
    if master is None:
        raise UnknownMaster(header.master_id)
    return _cipher(master, header.salt, line)


def _plain_chunks(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    sealed = file.read(_SEALED_CHUNK)
    number = 0
    while True:
        following = file.read(_SEALED_CHUNK)
        last = not following
        try:
            plain = cipher.decrypt(_nonce(number, last=last), sealed, None)
        except (InvalidTag, ValueError):
            raise BrokenBackup("tag", f"chunk {number} is altered, moved or cut") from None
        yield plain
        if last:
            return
        sealed, number = following, number + 1


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Blocks of one size, the last one shorter or equal and marked; one empty block for no bytes at all."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) > BACKUP.chunk_size:
            yield bytes(rest[: BACKUP.chunk_size]), False
            del rest[: BACKUP.chunk_size]
    yield bytes(rest), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(VAULT.nonce_size - 1, "big") + bytes([last])


def _cipher(master: MasterKey, salt: bytes, line: bytes) -> AESGCM:
    info = b"liaison/backup/1\0" + line
    return AESGCM(HKDF(SHA256(), VAULT.key_size, salt, info).derive(master.reveal()))


def _header_line(header: BackupHeader) -> bytes:
    return (
        rfc8785.dumps(
            {
                "created_at": header.label.created_at.strftime(_MOMENT),
                "expires_at": header.label.expires_at.strftime(_MOMENT),
                "kind": header.label.kind.value,
                "master_id": header.master_id,
                "salt": header.salt.hex(),
            }
        )
        + b"\n"
    )


def _parsed_header(file: BinaryIO) -> tuple[BackupHeader, bytes]:
    """The header, if it is exactly what `write` would write for it."""
    if file.read(len(_FIRST_LINE)) != _FIRST_LINE:
        raise BrokenBackup("format", "not a backup of ours")
    line = file.readline(_MAX_HEADER)
    try:
        said = json.loads(line)
        header = BackupHeader(
            label=BackupLabel(BackupKind(said["kind"]), _moment(said["created_at"]), _moment(said["expires_at"])),
            master_id=str(said["master_id"]),
            salt=bytes.fromhex(said["salt"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BrokenBackup("format", "the header of a backup is not readable") from error
    if _header_line(header) != line or len(header.salt) != BACKUP.salt_size:
        raise BrokenBackup("format", "the header of a backup is not in its one form")
    return header, line


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _in_seconds(label: BackupLabel) -> BackupLabel:
    created, expires = (
        moment.astimezone(UTC).replace(microsecond=0) for moment in (label.created_at, label.expires_at)
    )
    return BackupLabel(label.kind, created, expires)
