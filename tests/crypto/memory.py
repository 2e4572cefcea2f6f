"""Where do keys lie while a property is tried a thousand times? In a dictionary that dies with it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from crypto.errors import KeyExists, KeyGone
from crypto.keystore import KeyRecord, ObjectId

MADE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class MemoryKeyStore:
    """A `crypto.keystore.KeyStore` that dies with the test."""

    def __init__(self) -> None:
        self.kept: dict[ObjectId, bytes] = {}

    def put(self, object_id: ObjectId, wrapped: bytes) -> None:
        """Keep a new key."""
        if object_id in self.kept:
            raise KeyExists(object_id)
        self.kept[object_id] = wrapped

    def put_all(self, keys: Mapping[ObjectId, bytes]) -> None:
        """Keep new keys, all or none."""
        for object_id in keys:
            if object_id in self.kept:
                raise KeyExists(object_id)
        self.kept.update(keys)

    def get_all(self, object_ids: Collection[ObjectId]) -> dict[ObjectId, bytes]:
        """Give the keys that are there."""
        return {object_id: self.kept[object_id] for object_id in object_ids if object_id in self.kept}

    def get(self, object_id: ObjectId) -> bytes:
        """Give a key."""
        try:
            return self.kept[object_id]
        except KeyError:
            raise KeyGone(object_id) from None

    def replace(self, object_id: ObjectId, *, old: bytes, new: bytes) -> bool:
        """Swap, if `old` is there."""
        if self.kept.get(object_id) != old:
            return False
        self.kept[object_id] = new
        return True

    def destroy(self, object_ids: Iterable[ObjectId]) -> int:
        """Forget."""
        return sum(1 for object_id in object_ids if self.kept.pop(object_id, None) is not None)

    def ids(self, *, before: datetime | None = None) -> Iterator[ObjectId]:
        """List; everything was made at one moment."""
        return iter(sorted(self.kept)) if before is None or before > MADE else iter(())

    def records(self) -> Iterator[KeyRecord]:
        """List with keys."""
        return (KeyRecord(object_id, wrapped, MADE) for object_id, wrapped in sorted(self.kept.items()))

    def restore(self, records: Iterable[KeyRecord]) -> int:
        """Fill."""
        for record in records:
            self.put(record.object_id, record.wrapped)
        return len(self.kept)
