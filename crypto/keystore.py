"""What must a store of wrapped data keys do, and how do its contents travel in a backup?

It holds no key in clear and knows no master key. The stores themselves are in `liaison/adapters`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType, Protocol

from crypto.errors import BrokenBackup

ObjectId = NewType("ObjectId", str)
"""Names one sealed object: 1 to 64 characters of `a-z A-Z 0-9 . _ -`, random, telling nothing."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One wrapped data key, and when it was stored (an aware UTC date, to the second)."""

    object_id: ObjectId
    wrapped: bytes
    created_at: datetime


class KeyStore(Protocol):
    """Wrapped data keys by object. Every write is durable, on disk, before the method returns.

    Methods may be called from several threads and several processes.
    """

    def put(self, object_id: ObjectId, wrapped: bytes) -> None:
        """Store a new key. Raises `KeyExists` rather than replace one."""

    def put_all(self, keys: Mapping[ObjectId, bytes]) -> None:
        """Store new keys in one write, all or nothing. Raises `KeyExists`."""

    def get(self, object_id: ObjectId) -> bytes:
        """The wrapped key. Raises `KeyGone`."""

    def get_all(self, object_ids: Collection[ObjectId]) -> dict[ObjectId, bytes]:
        """The wrapped keys of those that are there, read at once."""

    def replace(self, object_id: ObjectId, *, old: bytes, new: bytes) -> bool:
        """Swap `old` for `new`; False when the store does not hold `old` (any more).

        Compare and swap, so that a rotation never brings back a key destroyed meanwhile.
        """

    def destroy(self, object_ids: Iterable[ObjectId]) -> int:
        """Forget these keys and wipe their bytes from the store's files; the number that were there.

        Ids that are not there are fine, so that a destruction can be run again. Raises `TracesLeft` when
        the keys are gone but the wiping could not be done: run it again.
        """

    def ids(self, *, before: datetime | None = None) -> Iterator[ObjectId]:
        """All ids in order, or those stored before a moment."""

    def records(self) -> Iterator[KeyRecord]:
        """All records as of one moment, in order of id: the content of a backup."""

    def restore(self, records: Iterable[KeyRecord]) -> int:
        """Put records into an empty store, all or nothing; their number. Raises `KeyExists` if not empty."""


def dump(records: Iterable[KeyRecord]) -> Iterator[bytes]:
    """Records as lines: id, moment of storing, wrapped key in base64, separated by one space."""
    for record in records:
        moment = record.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        wrapped = base64.b64encode(record.wrapped).decode("ascii")
        yield f"{record.object_id} {moment} {wrapped}\n".encode("ascii")


def parse(chunks: Iterable[bytes]) -> Iterator[KeyRecord]:
    """The records that `dump` wrote, however the bytes were cut into chunks. Raises `BrokenBackup`."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from map(_record, lines)
    if rest:
        raise BrokenBackup("format", "the last line of the key store's backup is cut")


def _record(line: bytes) -> KeyRecord:
    try:
        object_id, moment, wrapped = line.decode("ascii").split(" ")
        return KeyRecord(
            ObjectId(object_id),
            base64.b64decode(wrapped, validate=True),
            datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        )
    except (ValueError, binascii.Error) as error:
        raise BrokenBackup("format", "a line of the key store's backup is not readable") from error
