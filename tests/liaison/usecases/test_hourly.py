"""What does the worker do once an hour? It sweeps keys that no row uses, and leaves nothing of them in the log."""

from pathlib import Path

from liaison.usecases.working import sweep_when_due
from liaison.vocabulary import Sealed
from tests.factories import House


def wal_of(house: House) -> Path:
    """Give SQLite's write-ahead log."""
    return Path(f"{house.service.engine.url.database}-wal")


def test_swept_once_an_hour(sqlite_house: House) -> None:
    """A key that a crash left behind is gone at the next hour, and not looked for in between."""
    house = sqlite_house
    orphan = Sealed.FICHE.object("left-behind")
    house.service.vault.create(orphan)
    first = sweep_when_due(house.service, None)
    assert house.service.vault.exists(orphan)

    house.clock.advance(minutes=59)
    assert first == sweep_when_due(house.service, first)
    assert house.service.vault.exists(orphan)

    house.clock.advance(minutes=2)
    assert house.clock.now() == sweep_when_due(house.service, first)
    assert not house.service.vault.exists(orphan)


def test_log_is_emptied(sqlite_house: House) -> None:
    """After the sweep SQLite's write-ahead log holds nothing."""
    house = sqlite_house
    house.sent("generic")
    assert wal_of(house).stat().st_size > 0
    sweep_when_due(house.service, None)
    assert wal_of(house).stat().st_size == 0
