"""Is a key without a row swept, and does a row without a key fail closed (product.md, step 3)?"""

import pytest

from crypto.errors import KeyGone
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import auditing, drafting, keeping_cases, releasing, sending, walking
from liaison.usecases.context import Context
from liaison.usecases.sweeping import sweep_keys
from liaison.vocabulary import SYSTEM, AgreementKind, Chain
from tests.factories import BY_SMS, House

pytestmark = pytest.mark.requirement("R-5")


def crash(house: House) -> set[str]:
    """Send a fiche in a process that dies before its commit; return the keys that it left behind."""
    fiche_id, before = house.ready(), house.key_ids()

    class Crash(Exception):
        """The machine stopped here."""

    def send_and_die(ctx: Context) -> None:
        sending.send(ctx, house["referent"], fiche_id, BY_SMS)
        raise Crash

    with pytest.raises(Crash):
        house.do(send_and_die)
    return house.key_ids() - before


def test_keys_of_a_crash_are_swept_after_an_hour(house: House) -> None:
    """Keys of rows that were never committed are destroyed; one hour before, they may still be awaited."""
    left = crash(house)
    kept = house.key_ids() - left
    assert {"archive", "passphrase", "fiche-version", "outbox"} == {name.partition(".")[0] for name in left}

    house.clock.advance(minutes=59)
    assert 0 == house.do(sweep_keys)
    house.clock.advance(minutes=2)
    assert len(left) == house.do(sweep_keys)

    assert kept == house.key_ids()
    (line,) = [
        line for line in house.do(auditing.read_chain, house["dpo"], Chain.SECURITY).lines if line.kind == "keys:swept"
    ]
    assert {"archive": 1, "fiche-version": 1, "outbox": 1, "passphrase": 1} == dict(line.detail)
    assert "le service" == line.actor_label


def test_nothing_that_is_used_is_swept(house: House) -> None:
    """A house in full life has a row for every key: a sweep finds nothing and writes nothing."""
    house.sent()
    house.sent_to("B", work=False)
    released = house.sent_to("C")
    house.do(releasing.release_by_sms, house["referent"], released)
    stopped = house.sent_to("D", work=False)
    house.withdraw(str(house.row(stopped).case_id), AgreementKind.ENGAGEMENT)
    before = house.key_ids()
    house.clock.advance(days=3)
    size = house.do(walking.chain_state, Chain.SECURITY).size

    assert 0 == house.do(sweep_keys)

    assert before == house.key_ids()
    assert size == house.do(walking.chain_state, Chain.SECURITY).size


def test_sweeping_twice_finds_nothing_more(sqlite_house: House) -> None:
    """It may be run as often as one likes."""
    crash(sqlite_house)
    sqlite_house.clock.advance(hours=2)

    assert [True, False] == [sqlite_house.do(sweep_keys) > 0 for _ in range(2)]


def test_data_put_back_from_too_old_a_backup_lose_no_key(sqlite_house: House) -> None:
    """After a restore of data, keys made before it stay: the right backup may be the next one."""
    house = sqlite_house
    left = crash(house)
    house.clock.advance(hours=2)
    house.do(_note_restore, "data")
    assert 0 == house.do(sweep_keys)

    newer = house.sent_to("APRÈS", work=False)
    house.clock.advance(hours=2)
    assert 0 == house.do(sweep_keys)

    assert left <= house.key_ids()
    assert f"archive.{newer}" in house.key_ids()


def test_keys_put_back_are_swept(sqlite_house: House) -> None:
    """A restore of keys brings back those of what was destroyed since: they go."""
    left = crash(sqlite_house)
    sqlite_house.clock.advance(hours=2)
    sqlite_house.do(_note_restore, "keys")

    assert len(left) == sqlite_house.do(sweep_keys)


def test_row_without_key_fails_closed(house: House) -> None:
    """Whatever the row says, without its data key nothing is read, sent or told."""
    case_id = house.case(raw={"beneficiary.last_name": "PERDUE"})
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    transmission_id = house.sent()
    house.service.vault.destroy(f"case.{case_id}", f"fiche.{fiche_id}", f"passphrase.{transmission_id}")

    for act in (
        lambda: house.do(keeping_cases.open_case, house["referent"], case_id),
        lambda: house.do(drafting.open_fiche, house["referent"], fiche_id),
        lambda: house.send(fiche_id),
        lambda: house.do(releasing.release_by_sms, house["referent"], transmission_id),
    ):
        with pytest.raises((KeyGone, Refused)):
            act()
    assert [("mail", "sent")] == house.outbox(transmission_id)
    assert isinstance(house.row(transmission_id), Transmission)


def _note_restore(ctx: Context, kind: str) -> None:
    save(ctx.session, event=Event(EventKind.RESTORE_DONE, SYSTEM, "", {"kind": kind}), at=ctx.now)
