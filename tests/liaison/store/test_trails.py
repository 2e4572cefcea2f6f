"""Does the past hold? Both chains grow with every act, and a changed, dropped, swapped or cut entry shows."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crypto.hashchain import genesis, parse_line, verify
from liaison.errors import Denied
from liaison.events import EventKind, chain_of
from liaison.usecases import auditing, drafting, ending_support, keeping_cases, releasing, walking
from liaison.usecases.exporting_chains import ChainFormat, export_chain
from liaison.vocabulary import Chain
from tests.factories import BY_TELEPHONE, PERSON, House
from tests.liaison.store.tampering import TABLES, force

pytestmark = pytest.mark.requirement("T-5", "G-8")

EVERY_CHAIN = pytest.mark.parametrize("chain", list(Chain))


def sizes(house: House) -> tuple[int, int]:
    """Count the entries of both chains."""
    register, security = (house.do(walking.chain_state, chain).size for chain in (Chain.REGISTER, Chain.SECURITY))
    return register, security


def live(house: House) -> str:
    """Let one transmission go through all of its life."""
    transmission_id = house.sent(choice=BY_TELEPHONE)
    house.tell(transmission_id)
    house.do(releasing.confirm, house["referent"], transmission_id)
    return transmission_id


def test_kinds_have_one_chain_each() -> None:
    """What left, its key, what came, what was destroyed here and there: the register's; all else the journal's."""
    register = {kind.value.partition(":")[0] for kind in EventKind if chain_of(kind) is Chain.REGISTER}

    assert {"transmission", "key", "deposit", "destruction", "attestation"} == register


def test_every_act_adds_an_entry(house: House) -> None:
    """Writing and reading alike: each grows the journal, each step of a transmission the register."""
    case_id = house.case()
    fiche_id = house.draft(case_id, contact_id=house.recipient())
    actor, grown = house["referent"], {}
    acts: dict[str, Callable[[], object]] = {
        "open_case": lambda: house.do(keeping_cases.open_case, actor, case_id),
        "reveal_agdref": lambda: house.do(keeping_cases.reveal_agdref, actor, case_id),
        "search": lambda: house.do(keeping_cases.list_cases, actor, search="test"),
        "set_support_end": lambda: house.do(ending_support.set_support_end, actor, case_id, date(2026, 11, 1)),
        "open_fiche": lambda: house.do(drafting.open_fiche, actor, fiche_id),
        "preview": lambda: house.do(drafting.preview, actor, fiche_id),
        "read_register": lambda: house.do(auditing.read_register, house["dpo"]),
        "read_chain": lambda: house.do(auditing.read_chain, house["dpo"], Chain.SECURITY),
        "send": lambda: house.send(fiche_id),
        "work": house.work,
    }
    for name, act in acts.items():
        before = sizes(house)
        act()
        after = sizes(house)
        grown[name] = (after[0] - before[0], after[1] - before[1])

    assert [(1, 0)] * 2 == [(grown[name][0], 0) for name in ("send", "work")]
    assert [] == [name for name, (_, journal) in grown.items() if journal < 1 and name not in {"send", "work"}]


@EVERY_CHAIN
def test_whole_chain_verifies(house: House, chain: Chain) -> None:
    """Nothing was touched: the chain is whole to its last entry."""
    live(house)

    state = house.do(walking.chain_state, chain)

    assert state.broken_at is None
    assert state.size > 4


@EVERY_CHAIN
@pytest.mark.parametrize("statement", ["UPDATE {table} SET actor = 'x' WHERE \"index\" = 1", "DELETE FROM {table}"])
def test_database_itself_refuses_a_change(house: House, chain: Chain, statement: str) -> None:
    """A trigger keeps both tables append-only, on both engines."""
    live(house)

    with pytest.raises(DBAPIError, match="append-only"), house.service.engine.begin() as connection:
        connection.execute(text(statement.format(table=TABLES[chain])))

    assert house.do(walking.chain_state, chain).broken_at is None


def test_truncating_is_refused(postgresql_house: House) -> None:
    """PostgreSQL's TRUNCATE is no way round."""
    with pytest.raises(DBAPIError, match="append-only"), postgresql_house.service.engine.begin() as connection:
        connection.execute(text("TRUNCATE journalentry"))


@EVERY_CHAIN
@pytest.mark.parametrize(
    ("changes", "broken_at"),
    [
        (["UPDATE {t} SET kind = 'key:erased' WHERE \"index\" = 2"], 2),
        (["UPDATE {t} SET actor = 'somebody' WHERE \"index\" = 0"], 0),
        (["UPDATE {t} SET subject = 'x' WHERE \"index\" = 1"], 1),
        (['UPDATE {t} SET detail = \'{{"a": 1}}\' WHERE "index" = 3'], 3),
        (["UPDATE {t} SET at = '2020-01-01 00:00:00' WHERE \"index\" = 2"], 2),
        (["UPDATE {t} SET link = '" + "0" * 64 + '\' WHERE "index" = 1'], 1),
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
    ],
    ids=["kind", "actor", "subject", "detail", "moment", "link", "dropped", "beginning dropped", "swapped"],
)
def test_tampering_shows(house: House, chain: Chain, changes: list[str], broken_at: int) -> None:
    """Somebody who switches the triggers off is found, at the first entry that does not fit."""
    live(house)

    force(house, *(change.format(t=TABLES[chain]) for change in changes))

    assert broken_at == house.do(walking.chain_state, chain).broken_at


def test_next_entry_does_not_heal_a_broken_chain(sqlite_house: House) -> None:
    """The chain goes on from what stands there, and stays broken where it was."""
    live(sqlite_house)
    force(sqlite_house, "UPDATE registerentry SET actor = 'x' WHERE \"index\" = 1")

    sqlite_house.sent_to("APRÈS")

    assert 1 == sqlite_house.do(walking.chain_state, Chain.REGISTER).broken_at


@EVERY_CHAIN
def test_export_verifies_elsewhere(house: House, chain: Chain) -> None:
    """The exported lines are a chain of their own, verified without the database; a dropped line shows."""
    live(house)

    exported = b"".join(house.do(lambda ctx: list(export_chain(ctx, None, chain, ChainFormat.LINES))))
    lines = [line for line in exported.splitlines(keepends=True) if b"{" in line]

    head = verify(map(parse_line, lines), start=genesis(chain.value))
    assert len(lines) == head.size
    with pytest.raises(Exception, match="entry 1"):
        verify(map(parse_line, [lines[0], *lines[2:]]), start=genesis(chain.value))


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize(
    ("who", "register", "journal"),
    [
        ("dpo", True, True), ("controller", True, True), ("coordinator", True, False),
        ("referent", False, False), ("administrator", False, False),
    ],
)  # fmt: skip
def test_who_reads_them(sqlite_house: House, who: str, *, register: bool, journal: bool) -> None:
    """The DPO and the controller read both, the coordinator the register; nobody else."""
    house = sqlite_house
    for allowed, read in (
        (register, lambda: house.do(auditing.read_register, house[who])),
        (journal, lambda: house.do(auditing.read_chain, house[who], Chain.SECURITY)),
    ):
        if allowed:
            read()
        else:
            with pytest.raises(Denied):
                read()


@pytest.mark.requirement("R-6")
def test_register_shows_every_deadline_and_no_name(house: House) -> None:
    """Each line of the register has all deadlines of all parts; nothing on the page names a person."""
    transmission_id = house.sent("spe")

    page = house.do(auditing.read_register, house["dpo"])

    (line,) = page.lines
    assert transmission_id == line.transmission.id
    assert 4 == len(line.deadlines)
    assert (None, Chain.REGISTER) == (page.state.broken_at, page.state.chain)
    for secret in ("TESTOUKHINA", "Zéphyrine", PERSON["beneficiary.agdref"], "Inventaire", "Fabuline", "colombe@"):
        assert secret not in repr(page)


def test_pages_follow_each_other(sqlite_house: House) -> None:
    """The register and the journal are read page after page, nothing twice, nothing left out."""
    house = sqlite_house
    made = []
    for name in "ABCDE":
        house.clock.advance(minutes=1)
        made.append(house.sent_to(name))

    seen, before = [], None
    while True:
        page = house.do(auditing.read_register, house["dpo"], before=before, limit=2)
        seen += [line.transmission.id for line in page.lines]
        if (before := page.older) is None:
            break
    chain = house.do(auditing.read_chain, house["dpo"], Chain.REGISTER, limit=4)
    older = house.do(auditing.read_chain, house["dpo"], Chain.REGISTER, before=chain.older, limit=4)

    assert made[::-1] == seen
    assert list(range(9, 1, -1)) == [line.index for line in (*chain.lines, *older.lines)]
    assert () == house.do(auditing.read_register, house["coordinator of the Loire"]).lines
