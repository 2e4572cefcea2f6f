"""Does the security journal end at its term, and only there? Cut at a signed checkpoint, on both engines."""
# ruff: noqa: S608 - the statements are made of our own tables and words

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crypto.chainexport import verify_export
from liaison.events import EventKind
from liaison.rules.periods import Period
from liaison.store import trails
from liaison.usecases import auditing, checkpointing, exporting_chains, purging, walking
from liaison.usecases.context import Context
from liaison.usecases.exporting_chains import ChainFormat
from liaison.vocabulary import Chain
from tests.factories import House
from tests.liaison.store.tampering import force, night, plainly, rewrite

pytestmark = pytest.mark.requirement("G-8")


@pytest.fixture
def aged(house: House) -> House:
    """Give a house that was sealed, then lived on for a year and a day, read once a month."""
    house.sent()
    night(house)
    for _ in range(12):
        house.clock.advance(days=30)
        house.do(auditing.read_register, house["dpo"])
        house.do(checkpointing.seal, list(Chain))
    house.clock.advance(days=6)
    return house


def rows(house: House, table: str = "journalentry") -> tuple[int, int]:
    """Say which entries stand there: the first, and how many."""
    with house.service.engine.begin() as connection:
        found = connection.execute(text(f'SELECT MIN("index"), COUNT(*) FROM {table}')).one()
    return int(found[0]), int(found[1])


def anchor(size: int, chain: str = "security") -> str:
    """Make the statement that gives the journal a new beginning, of a checkpoint that is kept."""
    return (
        "INSERT INTO chainanchor (chain, size, note, cut_at) SELECT chain, size, note, made_at FROM chaincheckpoint "
        f"WHERE chain = '{chain}' AND size = {size}"
    )


def test_what_is_past_its_period_goes(aged: House) -> None:
    """Up to the last checkpoint before; the cut is an entry, the rest verifies from there, the register stays."""
    before, register = rows(aged), rows(aged, "registerentry")
    night(aged)

    state = aged.do(walking.chain_state, Chain.SECURITY)
    assert 0 < state.begins_at < before[1]
    assert (state.begins_at, None) == (rows(aged)[0], state.broken_at)
    assert register == rows(aged, "registerentry")
    (cut,) = aged.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CHAIN_PURGED))
    assert {"chain": "security", "entries": state.begins_at} == dict(cut.detail)
    oldest = aged.do(auditing.read_chain, aged["dpo"], Chain.SECURITY, limit=1000).lines[-1]
    assert oldest.at > aged.clock.now() - timedelta(days=366)
    night(aged)
    assert state.begins_at == aged.do(walking.chain_state, Chain.SECURITY).begins_at


def test_pages_and_exports_begin_at_the_cut(aged: House) -> None:
    """No page beyond it; an export verifies from its anchor on, whole or of a period."""
    night(aged)
    begins = aged.do(walking.chain_state, Chain.SECURITY).begins_at

    page = aged.do(auditing.read_chain, aged["dpo"], Chain.SECURITY, limit=1000)
    assert (None, begins) == (page.older, page.lines[-1].index)
    key = aged.do(walking.public_key, Chain.SECURITY)
    for period in (None, Period.of(date(2026, 1, 1), date(2027, 6, 1))):
        held = verify_export(io.BytesIO(aged.do(_exported, period)), key=key)
        assert begins == held.start.size
    assert aged.do(walking.state_since_seal, Chain.SECURITY).broken_at is None


def test_it_leaves_the_files_of_sqlite(sqlite_house: House) -> None:
    """The pseudonym of an act that was purged lies in no byte of the database any more, nor in its log."""
    house = sqlite_house
    house.do(auditing.read_register, house["dpo"])
    with house.service.transaction() as ctx:
        trails.append(ctx.session, trails.Event(EventKind.CASE_READ, "canaripseudonyme", "x"), at=ctx.now)
    night(house)
    house.clock.advance(days=200)
    house.do(checkpointing.seal, list(Chain))
    house.clock.advance(days=170)
    assert b"canaripseudonyme" in _bytes(house)
    night(house)

    assert b"canaripseudonyme" not in _bytes(house)


def test_a_journal_that_does_not_hold_is_not_purged(aged: House) -> None:
    """It is what shows who changed it."""
    force(aged, "UPDATE journalentry SET actor = 'x' WHERE \"index\" = 2")
    before = rows(aged)

    assert 0 == aged.do(purging.purge_journal)
    assert before == rows(aged)


def test_nothing_goes_before_its_time(sqlite_house: House) -> None:
    """Eleven months later everything stands; six months do where the operator said so."""
    house = sqlite_house
    house.sent()
    night(house)
    house.clock.advance(days=330)
    night(house)

    assert 0 == rows(house)[0]


class TestSomebodyWhoMayWriteSql:
    """What does the trigger let through, and what shows?"""

    def test_an_anchor_lets_nothing_young_go(self, aged: House) -> None:
        """Even with a checkpoint of ours as anchor, entries of the last half year stay."""
        size = aged.do(walking.chain_state, Chain.SECURITY).sealed_size
        plainly(aged, anchor(size))

        with pytest.raises(DBAPIError, match="append-only"):
            plainly(aged, f'DELETE FROM journalentry WHERE "index" < {size}')

    def test_a_cut_that_stands_in_no_entry_shows(self, aged: House) -> None:
        """The old ones may be deleted behind our back; the cut is then nowhere in the journal."""
        first = aged.do(checkpointing.public_seals)[1].size
        with aged.service.engine.begin() as connection:
            query = "SELECT MIN(size) FROM chaincheckpoint WHERE chain = 'security'"
            size = int(connection.execute(text(query)).scalar_one())
        assert size < first
        plainly(aged, anchor(size), f'DELETE FROM journalentry WHERE "index" < {size}')

        assert size == aged.do(walking.chain_state, Chain.SECURITY).broken_at

    def test_an_anchor_of_their_own_shows(self, aged: House) -> None:
        """They cannot sign."""
        values = "('security', 3, 'x', '2027-01-01 00:00:00')"
        plainly(aged, f"INSERT INTO chainanchor (chain, size, note, cut_at) VALUES {values}")

        assert 3 == aged.do(walking.chain_state, Chain.SECURITY).broken_at

    def test_the_register_is_never_cut(self, aged: House) -> None:
        """No anchor opens it."""
        plainly(aged, anchor(aged.do(walking.chain_state, Chain.REGISTER).sealed_size, "register"))

        with pytest.raises(DBAPIError, match="append-only"):
            plainly(aged, 'DELETE FROM registerentry WHERE "index" = 0')

    def test_a_past_rewritten_behind_the_cut_shows(self, aged: House) -> None:
        """The checkpoints that are kept since say another head."""
        night(aged)
        rewrite(aged, Chain.SECURITY)

        assert aged.do(walking.chain_state, Chain.SECURITY).broken_at is not None


def _exported(ctx: Context, period: Period | None) -> bytes:
    return b"".join(exporting_chains.export_chain(ctx, None, Chain.SECURITY, ChainFormat.LINES, period=period))


def _bytes(house: House) -> bytes:
    folder: Path = house.folder / "data"
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith("liaison.sqlite"))
