"""What if the database or the key store is locked, gone or stopped? It is said, nothing is lost, and life goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url, text

from crypto import master
from crypto.vault import Vault
from liaison import bootstrap
from liaison.adapters.keystore import SqlKeyStore
from liaison.errors import Misconfigured, Unavailable
from liaison.ports import Mail, Mailer
from liaison.store import sealed
from liaison.usecases import delivering, drafting, recalling, sweeping
from liaison.usecases.delivering import Said
from liaison.vocabulary import ArchiveStatus, KeyStatus
from tests.factories import SIGNED, House

SAID = "Le service ne répond pas en ce moment"
TYPED = {"support.done": "Une phrase qui ne doit pas se perdre."}


def hurry(house: House) -> None:
    """Let the house wait for a lock for a moment only: its ten seconds are asserted elsewhere."""
    words = "PRAGMA busy_timeout=50" if _on_sqlite(house) else "SET lock_timeout='50ms'"

    @event.listens_for(house.service.engine, "checkout")
    def _impatient(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(words)
        if not _on_sqlite(house):
            connection.commit()


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Hold all that could be written, as another program does."""
    if _on_sqlite(house):
        other = sqlite3.connect(make_url(house.service.settings.database).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with psycopg.connect(_plain(house.service.settings.database)) as holder:
        holder.execute("LOCK TABLE fiche, transmission, outboxmessage, journalentry, registerentry IN EXCLUSIVE MODE")
        yield
        holder.rollback()


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """Let nobody into a PostgreSQL database, and throw out who is in."""
    name = make_url(url).database
    with psycopg.connect(_plain(url).replace(f"/{name}?", "/postgres?"), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def _on_sqlite(house: House) -> bool:
    return house.service.engine.dialect.name == "sqlite"


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


class TestDatabase:
    """Locked by another program, or stopped."""

    def test_patience(self, house: House) -> None:
        """Both engines wait ten seconds for a lock, not for ever: a page that hangs tells nobody anything."""
        asked = "PRAGMA busy_timeout" if _on_sqlite(house) else "SHOW lock_timeout"
        found = house.do(lambda ctx: ctx.session.execute(text(asked)).scalar())
        assert found == (10_000 if _on_sqlite(house) else "10s")

    @pytest.mark.requirement("T-8")
    def test_locked_while_somebody_types(self, house: House) -> None:
        """The save is refused in words, nothing half done is left, and the same save works once the lock is gone."""
        hurry(house)
        fiche_id = house.ready()
        page = house.do(drafting.open_fiche, house["referent"], fiche_id)
        raw = {**page.raw, **TYPED}

        def save() -> None:
            house.do(drafting.save, house["referent"], fiche_id, raw=raw, revision=page.revision)

        with locked(house), pytest.raises(Unavailable, match=SAID) as refused:
            save()
        assert "réessayez" in refused.value.hint
        save()
        again = house.do(drafting.open_fiche, house["referent"], fiche_id)
        assert again.raw["support.done"] == TYPED["support.done"]
        assert again.raw["signature.place"] == SIGNED["signature.place"]

    def test_locked_while_a_key_was_to_die(self, house: House) -> None:
        """A recall whose commit fails has destroyed nothing: the pli stands as it was, and is recalled again."""
        hurry(house)
        transmission_id = house.sent()
        with locked(house), pytest.raises(Unavailable):
            house.do(recalling.recall, house["referent"], transmission_id)
        assert house.key(transmission_id)
        assert house.row(transmission_id).key_status == KeyStatus.WITHHELD
        house.do(recalling.recall, house["referent"], transmission_id)
        assert house.row(transmission_id).key_status == KeyStatus.REVOKED
        assert f"passphrase.{transmission_id}" not in house.key_ids()

    def test_locked_between_the_sending_and_its_mark(self, house: House) -> None:
        """What the server said stays in the worker's memory: nothing leaves before it is written, nothing twice."""
        hurry(house)
        first, second = house.sent_to("UN", work=False), house.sent_to("DEUX", work=False)
        unwritten: list[Said] = []
        with ExitStack() as lock:
            door = Locking(house, lock)
            with pytest.raises(Unavailable):
                delivering.flush(house.service.transaction, door, None, unwritten=unwritten)
            with pytest.raises(Unavailable):
                delivering.flush(house.service.transaction, door, None, unwritten=unwritten)
            assert door.sent == 1
        assert delivering.flush(house.service.transaction, house.mailer, None, unwritten=unwritten) == 1
        assert unwritten == []
        assert [ArchiveStatus.SENT] * 2 == [house.row(pli).archive_status for pli in (first, second)]
        assert len(house.mailer.mails()) == 2

    def test_stopped_and_started(self, postgresql_house: House) -> None:
        """PostgreSQL stops and comes back: refused in words meanwhile, and no restart of ours is needed."""
        house = postgresql_house
        transmission_id = house.sent_to("UN", work=False)
        with stopped(house.service.settings.database):
            with pytest.raises(Unavailable, match=SAID):
                house.row(transmission_id)
            with pytest.raises(Unavailable):
                house.work()
        assert house.work() == 1
        assert house.row(transmission_id).archive_status == ArchiveStatus.SENT


class Locking:
    """A door that takes the mail; another program locks the database at that moment."""

    def __init__(self, house: House, lock: ExitStack) -> None:
        self._house = house
        self._lock = lock
        self.sent = 0

    def send(self, mail: Mail) -> str:
        """Take it, then lock."""
        answer = _mailer(self._house).send(mail)
        self.sent += 1
        self._lock.enter_context(locked(self._house))
        return answer


def _mailer(house: House) -> Mailer:
    return house.mailer


class TestKeyStore:
    """Its file gone, its server stopped, or another one in its place."""

    @pytest.mark.requirement("R-5")
    def test_its_file_is_gone_for_a_while(self, sqlite_house: House) -> None:
        """A disk is unmounted under a running service: nothing is written beside it or given up; then all goes on."""
        house = sqlite_house
        fiche_id, waiting = house.ready(), house.sent_to("UN", work=False)
        file = Path(make_url(house.service.settings.keystore).database or "")
        away = file.rename(file.with_suffix(".away"))
        house.service.keystore.close()
        with pytest.raises(Unavailable, match=SAID):
            house.send(fiche_id)
        with pytest.raises(Unavailable):
            house.work()
        assert not file.exists(), "an empty key store was made in its place"
        away.rename(file)
        assert house.work() == 1
        assert house.row(waiting).archive_status == ArchiveStatus.SENT
        assert house.send(fiche_id)

    def test_its_file_is_moved_under_an_open_connection(self, sqlite_house: House) -> None:
        """A connection that is still open does not write keys into a file that has no name any more."""
        house = sqlite_house
        fiche_id = house.ready()
        file = Path(make_url(house.service.settings.keystore).database or "")
        away = file.rename(file.with_suffix(".away"))
        with pytest.raises(Unavailable):
            house.send(fiche_id)
        away.rename(file)
        house.service.keystore.close()
        transmission_id = house.send(fiche_id)
        assert house.key(transmission_id)

    def test_an_empty_one_in_its_place(self, house: House) -> None:
        """A service that finds no key of its database does not start: what it gave up or wrote would be lost."""
        house.sent_to("UN", work=False)
        house.service.keystore.close()
        Path(make_url(house.service.settings.keystore).database or "").rename(house.folder / "away")
        again = bootstrap.start(house.service.settings, clock=house.clock, demo=house.doors)
        with pytest.raises(Misconfigured, match="none of the keys"):
            bootstrap.check_can_serve(again)
        again.keystore.close()
        again.engine.dispose()

    def test_a_new_installation_starts(self, sqlite_house: House) -> None:
        """A house that is whole, or still empty, starts."""
        bootstrap.check_can_serve(sqlite_house.service)

    def test_its_server_stops(self, sqlite_house: House, postgresql_database_url: str) -> None:
        """A key store on PostgreSQL that stops is said like a database that does; it comes back, and all goes on."""
        house = _on_postgres(sqlite_house, postgresql_database_url)
        fiche_id, waiting = house.ready(), house.sent_to("UN", work=False)
        with stopped(postgresql_database_url):
            with pytest.raises(Unavailable):
                house.send(fiche_id)
            with pytest.raises(Unavailable):
                house.work()
        assert house.work() == 1
        assert house.row(waiting).archive_status == ArchiveStatus.SENT
        house.service.keystore.close()

    def test_it_stops_after_the_commit(self, sqlite_house: House, postgresql_database_url: str) -> None:
        """A recall is done once it is committed; the key that could not be destroyed then is left to the sweep."""
        house = _on_postgres(sqlite_house, postgresql_database_url)
        transmission_id = house.sent()
        with stopped(postgresql_database_url):
            house.do(recalling.recall, house["referent"], transmission_id)
        assert house.row(transmission_id).key_status == KeyStatus.REVOKED
        assert f"passphrase.{transmission_id}" in house.key_ids()
        house.clock.advance(hours=2)
        house.do(sweeping.sweep_keys)
        assert house.key_ids() == house.do(lambda ctx: sealed.object_ids(ctx.session))
        house.service.keystore.close()


def _on_postgres(house: House, url: str) -> House:
    """Move the keys of a house to PostgreSQL."""
    keys = SqlKeyStore(url, now=house.clock.now)
    keys.restore(house.service.keystore.records())
    house.service.keystore.close()
    vault = Vault(keys, master.load(house.service.settings.master_key))
    return replace(house, service=replace(house.service, keystore=keys, vault=vault))
