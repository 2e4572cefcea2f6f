"""Can the house be put back after a loss, and does what was destroyed stay destroyed? Two halves, drilled."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crypto import sheet
from crypto.errors import BrokenBackup, KeyExists, KeyGone
from liaison import bootstrap, diagnosis, migrations, settings
from liaison.adapters.keystore import SqlKeyStore
from liaison.bootstrap import Service
from liaison.diagnosis import Level
from liaison.errors import Conflict, Refused
from liaison.store import copying
from liaison.usecases import backing_up, drafting, keeping_cases, safeguarding, walking
from liaison.usecases.backing_up import Scratch
from liaison.vocabulary import Chain
from tests import factories
from tests.factories import PERSON, SIGNED, House

pytestmark = pytest.mark.requirement("R-5")

ENGINES = ["sqlite", "postgresql"]


def backed_up(house: House) -> tuple[Path, Path]:
    """Make both halves, each in a folder of its own."""
    folders = [house.folder.parent / name for name in ("data-backups", "key-backups")]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    data = house.do(backing_up.backup_data, folders[0])
    keys = house.do(backing_up.backup_keys, house.service.keystore, folders[1])
    return data, keys


def scratch_of(house: House) -> Scratch:
    """Say how a drill makes its scratch place."""
    return Scratch(lambda url: closing(SqlKeyStore(url, now=house.clock.now)), migrations.upgrade)


@pytest.mark.parametrize("target", ENGINES)
@pytest.mark.parametrize("source", ENGINES)
def test_house_comes_back_on_a_fresh_machine(
    source: str, target: str, request: pytest.FixtureRequest, fresh_machine: Callable[[House, str], House]
) -> None:
    """From either engine to either: persons, drafts, archives, keys and chains are what they were."""
    house: House = request.getfixturevalue(f"{source}_house")
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient(), raw={"support.done": "Ligne é\n« deux »"})
    transmission_id = house.sent_to("AUTRE")
    key = house.key(transmission_id)
    before = house.do(drafting.open_fiche, house["referent"], fiche_id)
    data, keys = backed_up(house)

    new = fresh_machine(house, target)
    new.do(backing_up.restore_data, data)
    new.do(backing_up.restore_keys, new.service.keystore, keys)

    assert before == new.do(drafting.open_fiche, new["referent"], fiche_id)
    assert key == new.key(transmission_id)
    assert house.row(transmission_id).model_dump() == new.row(transmission_id).model_dump()
    assert [None, None] == [new.do(walking.chain_state, chain).broken_at for chain in Chain]
    with pytest.raises(Conflict, match="N° AGDREF"):
        new.case(raw={"beneficiary.last_name": "X", "beneficiary.agdref": PERSON["beneficiary.agdref"]})
    new.type(fiche_id, SIGNED)
    assert new.send(fiche_id)


def test_halves_never_lie_together(sqlite_house: House) -> None:
    """One folder would be one theft: each half refuses the other's."""
    data, keys = backed_up(sqlite_house)

    with pytest.raises(Refused, match="other half"):
        sqlite_house.do(backing_up.backup_keys, sqlite_house.service.keystore, data.parent)
    with pytest.raises(Refused, match="other half"):
        sqlite_house.do(backing_up.backup_data, keys.parent)


def test_data_backup_opens_nothing_without_the_keys(
    sqlite_house: House, fresh_machine: Callable[[House, str], House]
) -> None:
    """With the master key and the data alone, no person is read."""
    case_id = sqlite_house.case()
    data, _ = backed_up(sqlite_house)
    new = fresh_machine(sqlite_house, "sqlite")
    new.do(backing_up.restore_data, data)

    with pytest.raises(KeyGone):
        new.do(keeping_cases.open_case, new["referent"], case_id)


class TestExpiry:
    """Does a key that was destroyed stay out of every backup after its few days?"""

    def test_expired_backup_is_refused_and_deleted(
        self, sqlite_house: House, fresh_machine: Callable[[House, str], House]
    ) -> None:
        """Past its life a backup of keys is neither restored nor drilled, and the next one deletes it."""
        house = sqlite_house
        data, keys = backed_up(house)
        house.clock.advance(days=6, hours=23)
        house.do(backing_up.drill, data, keys, scratch_of(house))
        house.clock.advance(hours=1)

        new = fresh_machine(house, "sqlite")
        new.do(backing_up.restore_data, data)
        with pytest.raises(Refused, match="expired on 2026-11-28"):
            new.do(backing_up.restore_keys, new.service.keystore, keys)
        with pytest.raises(Refused, match="expired"):
            house.do(backing_up.drill, data, keys, scratch_of(house))
        younger = house.do(backing_up.backup_keys, house.service.keystore, keys.parent)

        assert [younger] == list(keys.parent.iterdir())

    def test_younger_backups_stay(self, sqlite_house: House) -> None:
        """Each day's backup of keys stays for its days."""
        _, keys = backed_up(sqlite_house)
        sqlite_house.clock.advance(days=1)

        sqlite_house.do(backing_up.backup_keys, sqlite_house.service.keystore, keys.parent)

        assert 2 == len(list(keys.parent.iterdir()))


def test_restore_refuses_what_is_not_empty(sqlite_house: House) -> None:
    """Nothing that lives is overwritten, and the halves are not taken one for the other."""
    house = sqlite_house
    data, keys = backed_up(house)

    with pytest.raises(Conflict, match="not empty"):
        house.do(backing_up.restore_data, data)
    with pytest.raises(KeyExists):
        house.do(backing_up.restore_keys, house.service.keystore, keys)
    with pytest.raises(BrokenBackup):
        house.do(backing_up.drill, keys, data, scratch_of(house))


def test_data_come_first(sqlite_house: House, fresh_machine: Callable[[House, str], House]) -> None:
    """Keys first would write in the journal of an empty database, which would then take no data: told in time."""
    data, keys = backed_up(sqlite_house)
    new = fresh_machine(sqlite_house, "sqlite")

    with pytest.raises(Refused) as refusal:
        new.do(backing_up.restore_keys, new.service.keystore, keys)
    new.do(backing_up.restore_data, data)
    new.do(backing_up.restore_keys, new.service.keystore, keys)

    assert "Restore the data first, then the keys." == refusal.value.hint


def test_damaged_backup_restores_nothing(sqlite_house: House, fresh_machine: Callable[[House, str], House]) -> None:
    """One byte changed in the middle: refused before the first row is written."""
    data, _ = backed_up(sqlite_house)
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 1
    data.write_bytes(content)
    new = fresh_machine(sqlite_house, "sqlite")

    with pytest.raises(BrokenBackup):
        new.do(backing_up.restore_data, data)

    assert [] == new.do(lambda ctx: list(copying.dump(ctx.session)))


def test_backup_is_of_one_moment(postgresql_house: House, postgresql_database_url: str) -> None:
    """What others commit while PostgreSQL is read does not tear it: no row comes without its parent."""
    house = postgresql_house
    house.case()

    def read_slowly() -> list[bytes]:
        with house.service.transaction() as ctx:
            lines = copying.dump(ctx.session)
            read = [next(lines) for _ in range(3)]
            house.case(raw={"beneficiary.last_name": "ENTRETEMPS"})
            return [*read, *lines]

    lines = read_slowly()

    migrations.upgrade(postgresql_database_url)
    elsewhere = settings.load({}, data_dir=house.folder / "data", database_url=postgresql_database_url)
    copy: Service = bootstrap.start(elsewhere, clock=house.clock, demo=house.doors)
    with copy.transaction() as ctx:
        copying.load(ctx.session, lines)
        assert (1, 1) == copying.open_all_persons(ctx.session, copy.vault)
    factories.close(copy)
    assert 2 == sum(b'["agreement"' in line for line in house.do(lambda ctx: list(copying.dump(ctx.session))))


class TestDrill:
    """Is a drill a real one, and does `doctor` know?"""

    def test_drill_opens_every_person(self, house: House) -> None:
        """Both halves are put back in a scratch place and every dossier is opened there."""
        for name in "ABC":
            house.case(raw={"beneficiary.last_name": name})
        data, keys = backed_up(house)

        drilled = house.do(backing_up.drill, data, keys, scratch_of(house))

        assert (3, 3) == (drilled.opened, drilled.persons)
        assert len(house.key_ids()) + 1 == drilled.keys  # the root key of the indexes
        assert drilled.rows > 20

    def test_keys_of_another_day_are_no_drill(self, sqlite_house: House) -> None:
        """Keys that open none of the dossiers prove nothing: refused, and `doctor` stays red."""
        house = sqlite_house
        _, keys = backed_up(house)
        house.clock.advance(days=1)
        house.case()
        data, _ = backed_up(house)

        with pytest.raises(Refused, match="open none of the 1 dossiers"):
            house.do(backing_up.drill, data, keys, scratch_of(house))

        assert Level.RED is level_of(house, "restore")

    def test_doctor_red_green_red(self, sqlite_house: House) -> None:
        """Red until the sheet's check group is typed back and a restore drilled; red again after a rotation."""
        house = sqlite_house
        seen = [levels(house)]
        with pytest.raises(Refused, match="not the check group"):
            house.do(safeguarding.check_sheet, "aaaaa")
        house.do(safeguarding.check_sheet, sheet.check_group(house.service.vault.masters.current))
        seen.append(levels(house))
        house.do(backing_up.drill, *backed_up(house), scratch_of(house))
        seen.append(levels(house))

        safeguarding.rotate(house.service.transaction, house.service.keystore)
        again = bootstrap.start(house.service.settings, clock=house.clock, demo=house.doors)
        seen.append(levels(House(again, house.clock, house.folder, house.doors, house.actors)))
        factories.close(again)

        assert [("red", "red"), ("ok", "red"), ("ok", "ok"), ("red", "red")] == seen

    def test_backups_of_the_previous_master_key_still_drill(self, sqlite_house: House) -> None:
        """After a rotation everything opens under the new key, and yesterday's backups under the old one."""
        house = sqlite_house
        case_id = house.case()
        halves = backed_up(house)
        wrapped = {record.object_id: record.wrapped for record in house.service.keystore.records()}
        renewed = safeguarding.rotate(house.service.transaction, house.service.keystore)
        again = bootstrap.start(house.service.settings, clock=house.clock, demo=house.doors)
        new = House(again, house.clock, house.folder, house.doors, house.actors)

        assert len(wrapped) == renewed
        assert set(wrapped.values()).isdisjoint(record.wrapped for record in again.keystore.records())
        assert "TESTOUKHINA Zéphyrine" == new.do(keeping_cases.open_case, new["referent"], case_id).name
        assert 1 == new.do(backing_up.drill, *halves, scratch_of(new)).opened
        factories.close(again)


def level_of(house: House, check: str) -> Level:
    """Say how bad one finding is."""
    (finding,) = [one for one in diagnosis.examine_service(house.service) if one.check == check]
    return finding.level


def levels(house: House) -> tuple[str, str]:
    """Say how the two safeguards stand."""
    return level_of(house, "feuille de secours").value, level_of(house, "restore").value
