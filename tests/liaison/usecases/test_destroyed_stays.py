"""Does what was destroyed stay destroyed, whatever backup is put back, on either engine (R-5)?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crypto.errors import KeyGone
from liaison import bootstrap
from liaison.errors import NotFound, Refused
from liaison.records import Case
from liaison.usecases import backing_up, destroying, keeping_cases, remembering
from liaison.usecases.context import Context
from tests.factories import House
from tests.liaison.usecases import lived_in
from tests.liaison.usecases.lived_in import live

pytestmark = pytest.mark.requirement("R-5")

ENGINES = ["sqlite", "postgresql"]
ENDED = date(2026, 11, 20)
DAY = datetime(2029, 11, 14, 9, 0, tzinfo=UTC)


def backed_up(house: House, name: str) -> tuple[Path, Path]:
    """Make both halves in folders of their own, each with the ledger beside it, as the command does."""
    folders = [house.folder.parent / f"{name}-{half}" for half in ("data", "keys")]
    for folder in folders:
        folder.mkdir()
    data = house.do(backing_up.backup_data, folders[0])
    keys = house.do(backing_up.backup_keys, house.service.keystore, folders[1])
    for folder in folders:
        house.service.ledger.copy_to(folder, backing_up.LEDGER_NAME)
    return data, keys


def reads(ctx: Context, case_id: str) -> bool:
    """Say whether a dossier opens, whatever the pages show."""
    row = ctx.session.get(Case, case_id)
    if row is None:
        return False
    try:
        ctx.vault.unseal(f"case.{case_id}", field="person", version=row.revision, sealed=row.person)
    except KeyGone:
        return False
    return True


@pytest.mark.parametrize("engine", ENGINES)
def test_no_backup_opens_what_is_complete(
    engine: str, request: pytest.FixtureRequest, fresh_machine: Callable[[House, str], House]
) -> None:
    """A data backup from before, with every backup of keys still within its life, without any ledger: nothing opens."""
    house: House = request.getfixturevalue(f"{engine}_house")
    life = live(house)
    lived_in.end(house, life.case_id, ENDED)
    house.clock.move_to(DAY - timedelta(days=2))
    data, keys_before = backed_up(house, "before")
    house.clock.move_to(DAY)
    destroying.destroy_due(house.service)
    house.clock.advance(days=7, minutes=1)
    assert house.do(destroying.complete_covered) >= 1
    _, keys_after = backed_up(house, "after")

    new = fresh_machine(house, engine)
    new.do(backing_up.restore_data, data)
    with pytest.raises(Refused, match="expired"):
        new.do(backing_up.restore_keys, new.service.keystore, keys_before)
    new.do(backing_up.restore_keys, new.service.keystore, keys_after)

    assert not new.do(reads, life.case_id)
    assert not new.key_ids() & life.objects


@pytest.mark.parametrize("engine", ENGINES)
def test_a_restore_does_it_again(
    engine: str, request: pytest.FixtureRequest, fresh_machine: Callable[[House, str], House]
) -> None:
    """Both halves from before the destruction, keys still within their life: the ledger destroys once more."""
    house: House = request.getfixturevalue(f"{engine}_house")
    life = live(house)
    other = house.case(raw={"beneficiary.last_name": "SURVIVANTE"})
    lived_in.end(house, life.case_id, ENDED)
    house.clock.move_to(DAY - timedelta(days=2))
    data, keys = backed_up(house, "before")
    house.clock.move_to(DAY)
    numbers = destroying.destroy_due(house.service)
    house.clock.advance(days=1)

    new = fresh_machine(house, engine)
    new.do(backing_up.restore_data, data)
    new.do(backing_up.restore_keys, new.service.keystore, keys)
    assert new.do(reads, life.case_id)  # the worst moment: this is why the house may not be used before the replay
    remembering.write(new.service.ledger, house.service.ledger.lines())
    assert len(numbers) == destroying.replay(new.service)

    assert not new.do(reads, life.case_id)
    assert not new.key_ids() & life.objects
    with pytest.raises(NotFound):
        new.do(keeping_cases.open_case, new["coordinator"], life.case_id)
    assert new.do(reads, other)
    assert 0 == destroying.replay(new.service)


def test_keys_put_back_alone_are_destroyed_again(sqlite_house: House) -> None:
    """The database knows that it was certified; the key store was put back from a week before: they die again."""
    life = live(sqlite_house)
    lived_in.end(sqlite_house, life.case_id, ENDED)
    sqlite_house.clock.move_to(DAY)
    kept = list(sqlite_house.service.keystore.records())
    destroying.destroy_due(sqlite_house.service)
    sqlite_house.service.vault.destroy(*sqlite_house.key_ids())
    with sqlite_house.service.keystore._engine.begin() as connection:  # noqa: SLF001 - what is left is the root
        connection.exec_driver_sql("DELETE FROM wrapped_key")
    sqlite_house.service.keystore.restore(kept)
    assert life.objects & sqlite_house.key_ids()

    assert destroying.replay(sqlite_house.service) >= 1

    assert not life.objects & sqlite_house.key_ids()


def _noted(seen: list[object]) -> Callable[[object], int]:
    def note(service: object) -> int:
        seen.append(service)
        return 0

    return note


def test_a_served_house_does_it_before_anybody_works(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """`serve` and `worker` begin with the ledger."""
    seen: list[object] = []
    monkeypatch.setattr(bootstrap, "destroy_again", _noted(seen))

    bootstrap.check_can_serve(sqlite_house.service)

    assert [sqlite_house.service] == seen


def test_a_forged_line_destroys_nothing(sqlite_house: House) -> None:
    """Who can write to the folder cannot make the house destroy: it refuses, and says what to do."""
    life = live(sqlite_house)
    sqlite_house.service.ledger.append(["Zm9yZ2Vk"])

    with pytest.raises(Refused, match="ledger"):
        destroying.replay(sqlite_house.service)
    assert life.objects <= sqlite_house.key_ids()


def test_a_lost_ledger_is_written_anew(sqlite_house: House) -> None:
    """From what the database knows, line for line, and nothing is destroyed for it."""
    sqlite_house.sent()
    sqlite_house.clock.advance(days=40)
    destroying.destroy_due(sqlite_house.service)
    before = sqlite_house.service.ledger.lines()
    sqlite_house.service.ledger.path.unlink()

    assert 0 == destroying.replay(sqlite_house.service)

    assert before == sqlite_house.service.ledger.lines() != []
    assert 0 == destroying.replay(sqlite_house.service)
    assert before == sqlite_house.service.ledger.lines()
