"""Are wrapped keys durable when they are put, and gone from the raw files when they are destroyed?"""

import os
import secrets
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from crypto.errors import KeyExists, KeyGone, MasterKeyRefused, TracesLeft
from crypto.keystore import KeyRecord, ObjectId
from liaison.adapters.keystore import SqlKeyStore
from tests.clock import FixedClock

WRAPPED = b"\x01" + bytes(range(68))


@pytest.fixture
def store(database_url: str, clock: FixedClock) -> Iterator[SqlKeyStore]:
    """An empty key store, on SQLite, then on PostgreSQL."""
    opened = SqlKeyStore(database_url, now=clock.now)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_path(sqlite_database_url: str) -> Path:
    """Where the SQLite file of `sqlite_database_url` will be."""
    return Path(make_url(sqlite_database_url).database or "")


def raw_files(path: Path) -> bytes:
    """Every octet of the file, its journal and whatever else begins with its name."""
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))


def some_keys(count: int) -> dict[ObjectId, bytes]:
    """Random ids and random wrapped keys, to be searched for."""
    return {ObjectId(secrets.token_hex(8)): secrets.token_bytes(69) for _ in range(count)}


class TestBothEngines:
    """What `crypto.keystore.KeyStore` promises."""

    def test_gives_what_was_put(self, store: SqlKeyStore) -> None:
        """A key put is got; an unknown one is gone."""
        store.put(ObjectId("a"), WRAPPED)

        assert WRAPPED == store.get(ObjectId("a"))
        with pytest.raises(KeyGone):
            store.get(ObjectId("b"))

    def test_never_puts_over_a_key(self, store: SqlKeyStore) -> None:
        """A second `put` raises, keeps the first key, and does not quote the second."""
        store.put(ObjectId("a"), WRAPPED)
        with pytest.raises(KeyExists) as caught:
            store.put(ObjectId("a"), b"secret-bytes")

        assert WRAPPED == store.get(ObjectId("a"))
        assert "secret-bytes" not in f"{caught.value!r} {caught.value.__cause__!r}"

    def test_puts_and_gives_many(self, store: SqlKeyStore) -> None:
        """Many keys are put in one write and got at once; of those asked for, the ones that are there."""
        keys = some_keys(1200)
        store.put_all(keys)

        assert keys == store.get_all([*keys, ObjectId("never-was")])
        assert {} == store.get_all([])

    def test_puts_all_or_none(self, store: SqlKeyStore) -> None:
        """One key that is there already, and none of the others is stored; none of them is quoted."""
        store.put(ObjectId("a"), WRAPPED)
        with pytest.raises(KeyExists) as caught:
            store.put_all({ObjectId("b"): b"other-bytes", ObjectId("a"): b"secret-bytes"})

        assert ["a"] == list(store.ids())
        assert WRAPPED == store.get(ObjectId("a"))
        assert "bytes" not in f"{caught.value!r} {caught.value.__cause__!r}"

    def test_replaces_only_what_it_was_told(self, store: SqlKeyStore) -> None:
        """Compare and swap: another old key, or no key, changes nothing."""
        store.put(ObjectId("a"), WRAPPED)

        assert not store.replace(ObjectId("a"), old=b"other", new=b"new")
        assert not store.replace(ObjectId("b"), old=WRAPPED, new=b"new")
        assert store.replace(ObjectId("a"), old=WRAPPED, new=b"new")
        assert store.get(ObjectId("a")) == b"new"

    @pytest.mark.requirement("R-5")
    def test_destroys_many_and_counts(self, store: SqlKeyStore) -> None:
        """A destruction of 1200 objects is one, counts what was there, and can be run again."""
        keys = some_keys(1200)
        for object_id, wrapped in keys.items():
            store.put(object_id, wrapped)
        store.put(ObjectId("kept"), WRAPPED)

        assert 1200 == store.destroy([*keys, ObjectId("never-was")])
        assert 0 == store.destroy(keys)
        assert ["kept"] == list(store.ids())

    def test_lists_by_age(self, store: SqlKeyStore, clock: FixedClock) -> None:
        """The sweep asks for keys older than a moment."""
        store.put(ObjectId("old"), WRAPPED)
        clock.advance(hours=2)
        store.put(ObjectId("new"), WRAPPED)

        assert ["new", "old"] == list(store.ids())
        clock.advance(hours=-1)
        assert ["old"] == list(store.ids(before=clock.now()))

    @pytest.mark.requirement("R-5")
    def test_its_records_fill_another_store(self, store: SqlKeyStore, tmp_path: Path, clock: FixedClock) -> None:
        """What `records` gives, `restore` takes, into an empty store and no other."""
        keys = some_keys(20)
        for object_id, wrapped in keys.items():
            store.put(object_id, wrapped)
        other = SqlKeyStore(f"sqlite:///{tmp_path / 'other.sqlite'}", now=clock.now)

        assert 20 == other.restore(store.records())
        assert list(store.records()) == list(other.records())
        with pytest.raises(KeyExists):
            other.restore([])
        other.close()

    def test_restores_all_or_nothing(self, store: SqlKeyStore, clock: FixedClock) -> None:
        """A source that fails half-way leaves an empty store."""

        def failing() -> Iterator[KeyRecord]:
            yield KeyRecord(ObjectId("a"), WRAPPED, clock.now())
            raise OSError("cut")

        with pytest.raises(OSError, match="cut"):
            store.restore(failing())
        assert [] == list(store.ids())

    def test_many_threads_write_at_once(self, store: SqlKeyStore) -> None:
        """Eight threads put, read, list and destroy; no call fails, and what is left is what was kept."""
        failures: list[Exception] = []

        def work(name: int) -> None:
            try:
                for number in range(15):
                    mine = ObjectId(f"t{name}-{number}")
                    store.put(mine, WRAPPED)
                    store.get(mine)
                    list(store.ids())
                    if number % 5 == 0:
                        store.destroy([mine])
            except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
                failures.append(error)

        threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [] == failures
        assert 8 * 12 == len(list(store.ids()))

    def test_two_stores_open_together(self, store: SqlKeyStore, database_url: str) -> None:
        """A second process opens the same store and sees what the first one put."""
        second = SqlKeyStore(database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        store.put(ObjectId("a"), WRAPPED)

        assert WRAPPED == second.get(ObjectId("a"))
        second.close()


class TestSqliteFile:
    """What lies on the disk."""

    @pytest.mark.requirement("R-5")
    def test_destroyed_keys_are_in_no_octet(self, sqlite_path: Path, sqlite_database_url: str) -> None:
        """Half of 3000 keys destroyed, among them some rewrapped: none of their bytes is left in any file."""
        store = SqlKeyStore(sqlite_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        keys = some_keys(3000)
        store.restore(KeyRecord(each, wrapped, datetime(2026, 11, 21, tzinfo=UTC)) for each, wrapped in keys.items())
        doomed = dict(list(keys.items())[::2])
        first = next(iter(doomed))
        store.replace(first, old=doomed[first], new=bytes(69))
        assert any(wrapped in raw_files(sqlite_path) for wrapped in list(doomed.values())[1:])

        assert len(doomed) == store.destroy(doomed)

        raw = raw_files(sqlite_path)
        assert not [each for each, wrapped in doomed.items() if wrapped[:12] in raw or wrapped[-12:] in raw]
        assert all(keys[each] in raw for each in keys.keys() - doomed.keys())
        store.close()

    def test_pragmas_are_in_force(self, sqlite_path: Path, sqlite_database_url: str) -> None:
        """Rollback journal, emptied; nothing of a write-ahead log."""
        store = SqlKeyStore(sqlite_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        store.put(ObjectId("a"), WRAPPED)
        with sqlite3.connect(sqlite_path) as connection:
            assert ("delete",) == connection.execute("PRAGMA journal_mode").fetchone()
        connection.close()

        assert not sqlite_path.with_name(sqlite_path.name + "-wal").exists()
        assert 0 == sqlite_path.with_name(sqlite_path.name + "-journal").stat().st_size
        store.close()

    def test_file_is_private(self, sqlite_path: Path, sqlite_database_url: str) -> None:
        """0600, whatever the umask says, journal included; a file that others may read is refused."""
        before = os.umask(0)
        try:
            store = SqlKeyStore(sqlite_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
            store.put(ObjectId("a"), WRAPPED)
        finally:
            os.umask(before)
        store.close()

        assert {0o600} == {each.stat().st_mode & 0o777 for each in sqlite_path.parent.iterdir()}
        sqlite_path.chmod(0o640)
        with pytest.raises(MasterKeyRefused) as caught:
            SqlKeyStore(sqlite_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        assert "chmod 600" in caught.value.hint

    def test_is_no_memory(self) -> None:
        """A store that dies with the process is refused."""
        with pytest.raises(ValueError, match="file"):
            SqlKeyStore("sqlite://", now=lambda: datetime(2026, 11, 21, tzinfo=UTC))

    def test_survives_a_killed_process(self, sqlite_path: Path, sqlite_database_url: str) -> None:
        """A process killed right after `put` returned leaves the key; its open transaction leaves nothing."""
        program = f"""
import os
from datetime import UTC, datetime
from sqlalchemy import insert
from liaison.adapters import keystore
store = keystore.SqlKeyStore({sqlite_database_url!r}, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
store.put("a", b"first")
connection = store._engine.connect()
connection.execute(insert(keystore._keys), {{"object_id": "b", "wrapped": b"x", "created_at": "2026"}})
os.kill(os.getpid(), 9)
"""
        killed = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3])
        assert -9 == killed.returncode

        store = SqlKeyStore(sqlite_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        assert b"first" == store.get(ObjectId("a"))
        assert ["a"] == list(store.ids())
        store.close()
        assert sqlite_path.exists()


class TestPostgres:
    """What a server's files hold."""

    @pytest.mark.requirement("R-5")
    def test_destroyed_keys_leave_the_table(self, postgresql_database_url: str) -> None:
        """After a destruction, neither the table's file nor its index holds a byte of the keys."""
        store = SqlKeyStore(postgresql_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        keys = some_keys(40)
        for object_id, wrapped in keys.items():
            store.put(object_id, wrapped)
        doomed = dict(list(keys.items())[::2])
        before = table_bytes(postgresql_database_url)
        store.destroy(doomed)
        after = table_bytes(postgresql_database_url)
        store.close()

        assert all(wrapped in before for wrapped in keys.values())
        assert not any(wrapped in after for wrapped in doomed.values())
        assert all(keys[each] in after for each in keys.keys() - doomed.keys())

    def test_stands_in_a_schema_of_its_own(self, postgresql_database_url: str) -> None:
        """Nothing of it is in the schema that the database's backup dumps."""
        SqlKeyStore(postgresql_database_url, now=lambda: datetime(2026, 11, 21, tzinfo=UTC)).close()
        with psycopg.connect(postgresql_database_url.replace("+psycopg", "")) as connection:
            found = connection.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'wrapped_key'").fetchall()

        assert [("liaison_keys",)] == found

    def test_says_when_the_wiping_fails(self, postgresql_database_url: str) -> None:
        """Keys gone but table not rewritten is an error of its own, and running again mends it."""
        now = datetime(2026, 11, 21, tzinfo=UTC)
        store = SqlKeyStore(postgresql_database_url, now=lambda: now, patience=1)
        store.put(ObjectId("a"), WRAPPED)
        plain = postgresql_database_url.replace("+psycopg", "")
        with psycopg.connect(plain) as reader:
            reader.execute("SELECT count(*) FROM liaison_keys.wrapped_key")  # holds the table open
            with pytest.raises(TracesLeft):
                store.destroy([ObjectId("a")])

        assert 0 == store.destroy([ObjectId("a")])
        store.close()


def table_bytes(url: str) -> bytes:
    """The raw files of the table and its indexes, as the server wrote them at a checkpoint."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = connection.execute("SHOW data_directory").fetchone()
        paths = connection.execute(
            "SELECT pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'liaison_keys'"
        ).fetchall()
    assert folder
    return b"".join(Path(folder[0], path).read_bytes() for (path,) in paths if path)
