"""Does a changed past show, whoever changed it and however well? Raw SQL against both chains, on both engines."""
# ruff: noqa: S608 - the statements are made of our own tables and words

from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError

from liaison.errors import Refused
from liaison.records import ChainCheckpoint
from liaison.store import checkpoints as store
from liaison.usecases import auditing, checkpointing, exporting_chains, walking
from liaison.usecases.context import Context
from liaison.usecases.exporting_chains import ChainFormat
from liaison.vocabulary import Chain
from tests.factories import House
from tests.liaison.store.tampering import TABLES, force, night, plainly, rewrite

pytestmark = pytest.mark.requirement("T-5", "G-8")

EVERY_CHAIN = pytest.mark.parametrize("chain", list(Chain))
ZEROS = "0" * 64


@pytest.fixture
def sealed(house: House) -> House:
    """Give a house whose chains were sealed, and grew since."""
    house.sent()
    house.do(checkpointing.seal, list(Chain))
    house.sent_to("APRÈS")
    return house


def broken_at(house: House, chain: Chain) -> int | None:
    """Say where a whole verification finds the first bad entry."""
    return house.do(walking.chain_state, chain).broken_at


def sealed_size(house: House, chain: Chain) -> int:
    """Say how many entries the last checkpoint seals."""
    return house.do(walking.chain_state, chain).sealed_size


@EVERY_CHAIN
def test_each_column_of_a_row_is_looked_at(sealed: House, chain: Chain) -> None:
    """Any column, changed to what an entry could hold; put back, the chain holds again."""
    table = TABLES[chain]
    names = {
        "at": "'2026-11-21 08:00:00.000001'",
        "kind": "'key:erased'",
        "actor": "'x'",
        "subject": "'x'",
        "detail": "'{\"count\": 7}'",
        "previous": f"'{ZEROS}'",
        "link": f"'{ZEROS}'",
    }
    assert broken_at(sealed, chain) is None
    for index, (name, value) in enumerate(names.items()):
        kept = "kept_" + table
        force(
            sealed,
            f"CREATE TABLE {kept} AS SELECT * FROM {table}",
            f'UPDATE {table} SET {name} = {value} WHERE "index" = {index % 3}',
        )
        assert index % 3 == broken_at(sealed, chain), name
        force(sealed, f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM {kept}", f"DROP TABLE {kept}")
        assert broken_at(sealed, chain) is None, name


@EVERY_CHAIN
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (['DELETE FROM {t} WHERE "index" = 2'], 2),
        (['DELETE FROM {t} WHERE "index" = 0'], 0),
        (
            [
                'UPDATE {t} SET "index" = -1 WHERE "index" = 1',
                'UPDATE {t} SET "index" = 1 WHERE "index" = 2',
                'UPDATE {t} SET "index" = 2 WHERE "index" = -1',
            ],
            1,
        ),
        (
            [
                'INSERT INTO {t} ("index", at, kind, actor, subject, detail, previous, link) '
                "SELECT -1, at, kind, actor, subject, detail, previous, '" + ZEROS + '\' FROM {t} WHERE "index" = 0'
            ],
            0,
        ),
        (
            [
                'INSERT INTO {t} ("index", at, kind, actor, subject, detail, previous, link) '
                'SELECT (SELECT MAX("index") + 1 FROM {t}), at, kind, actor, subject, detail, previous, \''
                + ZEROS
                + '\' FROM {t} WHERE "index" = 1'
            ],
            None,
        ),
    ],
    ids=["dropped", "beginning dropped", "swapped", "inserted before", "doubled at the end"],
)
def test_rows_that_moved_show(sealed: House, chain: Chain, changes: list[str], expected: int | None) -> None:
    """Dropped, swapped, inserted, doubled."""
    size = sealed.do(walking.chain_state, chain).size
    force(sealed, *(change.format(t=TABLES[chain]) for change in changes))

    assert broken_at(sealed, chain) == (size if expected is None else expected)


@EVERY_CHAIN
def test_a_tail_cut_below_the_seal_shows(sealed: House, chain: Chain) -> None:
    """What is left is a right chain; the kept checkpoint says that it was longer."""
    end = sealed_size(sealed, chain)
    force(sealed, f'DELETE FROM {TABLES[chain]} WHERE "index" >= {end - 1}')

    assert end - 1 == broken_at(sealed, chain)
    assert sealed.do(walking.state_since_seal, chain).broken_at is not None


@EVERY_CHAIN
def test_a_past_rewritten_whole_shows(sealed: House, chain: Chain) -> None:
    """Right links from the first entry to the last: the checkpoint signed another head."""
    end = sealed_size(sealed, chain)
    rewrite(sealed, chain)

    assert end == broken_at(sealed, chain)


def test_a_rewritten_past_is_never_signed(sealed: House) -> None:
    """Neither a checkpoint nor an export is made of a chain that does not hold; the night tells the DPO, once."""
    force(sealed, "UPDATE registerentry SET actor = 'x' WHERE \"index\" = 1")

    with pytest.raises(Refused, match="l’entrée 1"):
        sealed.do(checkpointing.seal, [Chain.REGISTER])
    with pytest.raises(Refused, match="l’entrée 1"):
        sealed.do(exporting_chains.export_chain, None, Chain.REGISTER, ChainFormat.LINES)
    assert b"transmission:sent" in b"".join(
        sealed.do(exporting_chains.export_chain, sealed["dpo"], Chain.REGISTER, ChainFormat.CSV)
    )
    kept = sealed.do(_count)
    night(sealed)
    sealed.clock.advance(hours=24)
    night(sealed)
    sealed.work()

    told = [mail for mail in sealed.mailer.mails() if "ne se suit plus" in mail.subject]
    assert 2 == len(told), "the DPO and the controller, once"
    assert "l’entrée 1" in told[0].text
    assert kept[Chain.REGISTER] == sealed.do(_count)[Chain.REGISTER]
    page = sealed.do(auditing.read_register, sealed["dpo"])
    assert 1 == page.state.broken_at


def test_a_past_put_right_again_is_sealed_again(sealed: House) -> None:
    """The verdict of a night is not for ever."""
    force(sealed, "UPDATE registerentry SET subject = subject || 'x' WHERE \"index\" = 1")
    night(sealed)
    assert 1 == sealed.do(auditing.read_register, sealed["dpo"]).state.broken_at
    force(sealed, 'UPDATE registerentry SET subject = substr(subject, 1, length(subject) - 1) WHERE "index" = 1')

    assert sealed.do(auditing.read_register, sealed["dpo"]).state.broken_at is None
    sealed.clock.advance(hours=24)
    night(sealed)
    state = sealed.do(walking.chain_state, Chain.REGISTER)
    assert state.size == state.sealed_size


@EVERY_CHAIN
@pytest.mark.parametrize(
    "forge",
    [
        lambda note: note.replace("\n", "\n\n", 1),
        lambda note: note.replace("=\n", "=\n ", 1),
        lambda note: "x" + note,
        lambda note: note[:-8] + "AAAAAA==\n"[-8:],
    ],
)
def test_a_forged_checkpoint_shows(sealed: House, chain: Chain, forge: Callable[[str], str]) -> None:
    """One that we did not sign is named, and is no beginning for a page."""
    end = sealed_size(sealed, chain)
    note = sealed.do(_note, chain)
    force(sealed, f"UPDATE chaincheckpoint SET note = '{forge(note)}' WHERE chain = '{chain.value}'")

    assert end == broken_at(sealed, chain)
    assert end == sealed.do(walking.state_since_seal, chain).broken_at


def test_a_checkpoint_of_the_other_chain_shows(sealed: House) -> None:
    """Signed by us, and of something else."""
    note = sealed.do(_note, Chain.SECURITY)
    force(sealed, f"UPDATE chaincheckpoint SET note = '{note}' WHERE chain = 'register'")

    assert broken_at(sealed, Chain.REGISTER) is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chaincheckpoint SET size = 0",
        "DELETE FROM chaincheckpoint",
        "DELETE FROM journalentry",
        'DELETE FROM journalentry WHERE "index" = 0',
        "DELETE FROM registerentry",
    ],
)
def test_the_database_itself_refuses(sealed: House, statement: str) -> None:
    """Whoever may only write SQL changes neither entries nor checkpoints."""
    with pytest.raises(DBAPIError, match="append-only"):
        plainly(sealed, statement)


@pytest.mark.parametrize("table", ["registerentry", "journalentry", "chaincheckpoint"])
def test_replacing_is_no_way_round(sqlite_house: House, table: str) -> None:
    """SQLite's INSERT OR REPLACE deletes without asking the trigger of deletions: it is refused as well."""
    sqlite_house.sent()
    sqlite_house.do(checkpointing.seal, list(Chain))

    with pytest.raises(DBAPIError, match="append-only"):
        plainly(sqlite_house, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


def test_a_page_reads_what_came_since_the_seal_only(sealed: House) -> None:
    """It sees a change after the seal; what was before is the night's affair, and every whole verification's."""
    end = sealed_size(sealed, Chain.REGISTER)
    force(sealed, "UPDATE registerentry SET actor = 'x' WHERE \"index\" = 1")
    assert sealed.do(walking.state_since_seal, Chain.REGISTER).broken_at is None
    force(sealed, f"UPDATE registerentry SET actor = 'x' WHERE \"index\" = {end}")

    assert end == sealed.do(walking.state_since_seal, Chain.REGISTER).broken_at
    night(sealed)
    assert 1 == sealed.do(walking.state_since_seal, Chain.REGISTER).broken_at


def _note(ctx: Context, chain: Chain) -> str:
    row = store.newest(ctx.session, chain)
    assert isinstance(row, ChainCheckpoint)
    return row.note


def _count(ctx: Context) -> dict[Chain, int]:
    return {chain: len(store.list_of(ctx.session, chain)) for chain in Chain}
