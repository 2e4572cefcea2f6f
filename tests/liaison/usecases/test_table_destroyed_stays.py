"""Does a row stay destroyed, wherever its destruction was stopped and whatever backup is put back, on either engine?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from crypto.errors import KeyGone
from liaison.records import Destruction, OrientationAnswer, OrientationRow
from liaison.usecases import backing_up, certificates, destroying, erasing, remembering
from liaison.usecases.context import Context
from liaison.usecases.tables import deciding, rows_of_person
from liaison.usecases.tables.deciding import Decision
from liaison.vocabulary import SYSTEM, Sealed
from liaison.vocabulary.destruction import DestructionStatus, Ground
from liaison.vocabulary.tables import OfiiDecision
from tests.factories import House
from tests.frozen_tables import Frozen, frozen, send
from tests.liaison.usecases.test_destroyed_stays import ENGINES, backed_up
from tests.liaison.usecases.test_destroying_killed import Died, Dying

pytestmark = pytest.mark.requirement("R-5")

GONE = 1
"""Which of the three people goes."""


def answered(house: House) -> tuple[Frozen, str]:
    """Give a table that left, with the OFII's decision about everybody in it; its pli still has its archive."""
    table = frozen(house)
    pli = send(house, table)
    for row_id in table.rows:
        house.do(deciding.record, house["coordinator"], row_id, Decision(OfiiDecision.REFUSED, "Motif d’essai"))
    return table, pli


def objects(house: House, table: Frozen, case_id: str) -> set[str]:
    """Name what is sealed about a person because they stand in a table, its pli included."""
    answers = house.do(lambda ctx: ctx.session.exec(select(OrientationAnswer)).all())
    rows = {
        Sealed.ORIENTATION_ROW.object(row) for row, case in zip(table.rows, table.cases, strict=True) if case == case_id
    }
    return rows | {Sealed.OFII_ANSWER.object(one.id) for one in answers if one.case_id == case_id}


def begun(house: House, table: Frozen) -> str:
    """Decide that one of the people is erased; nothing is destroyed yet."""
    case_id = table.cases[GONE]
    return house.do(erasing.erase_case, by=SYSTEM, case_id=case_id, ground=Ground.ERASURE, request="")


def read(ctx: Context, case_id: str) -> int:
    """Count the rows of a person that can be read, whatever the pages show."""
    try:
        return len(rows_of_person.rows_of(ctx, case_id))
    except KeyGone:
        return 0


@pytest.mark.parametrize("engine", ENGINES)
def test_killed_at_every_step(engine: str, request: pytest.FixtureRequest) -> None:
    """At each step the process dies; in the end one row, its decision and the archive are gone, and nothing else."""
    house: House = request.getfixturevalue(f"{engine}_house")
    table, pli = answered(house)
    doomed = objects(house, table, table.cases[GONE]) | {f"archive.{pli}", f"passphrase.{pli}"}
    number = begun(house, table)
    deaths, step = 0, 1
    while True:
        try:
            destroying.carry_on_all(Dying(house.service, step))
            break
        except Died:
            deaths += 1
            assert [1, 1] == [house.do(read, case) for case in table.cases if case != table.cases[GONE]]
        step += 1

    assert deaths > 6
    assert DestructionStatus.CERTIFIED == house.do(lambda ctx: ctx.session.exec(select(Destruction)).one().status)
    assert not house.key_ids() & doomed
    kinds = {one["kind"]: one["count"] for one in house.do(_certificate, house, number).facts["what"]}
    assert (1, 1, 1) == (kinds["table_row"], kinds["decision"], kinds["archive"])
    assert "other" not in kinds
    left = house.do(lambda ctx: ctx.session.exec(select(OrientationAnswer)).all())
    assert {table.cases[0], table.cases[2]} == {one.case_id for one in left}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_restore_does_it_again(
    engine: str, request: pytest.FixtureRequest, fresh_machine: Callable[[House, str], House]
) -> None:
    """The row comes back with a database and keys from before, and goes again from the ledger; the others stay."""
    house: House = request.getfixturevalue(f"{engine}_house")
    table, pli = answered(house)
    doomed = objects(house, table, table.cases[GONE])
    data, keys = backed_up(house, "before")
    begun(house, table)
    destroying.carry_on_all(house.service)
    house.clock.move_to(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))

    new = fresh_machine(house, engine)
    new.do(backing_up.restore_data, data)
    new.do(backing_up.restore_keys, new.service.keystore, keys)
    assert 1 == new.do(read, table.cases[GONE])  # the worst moment: the house may not be used before the replay
    remembering.write(new.service.ledger, house.service.ledger.lines())
    assert 1 == destroying.replay(new.service)

    assert 0 == new.do(read, table.cases[GONE])
    assert not new.key_ids() & doomed
    assert f"archive.{pli}" not in new.key_ids()
    row = new.do(lambda ctx: ctx.session.get_one(OrientationRow, table.rows[GONE]))
    assert (None, None) == (row.content, row.case_id)
    assert [1, 1] == [new.do(read, case) for case in (table.cases[0], table.cases[2])]
    assert 0 == destroying.replay(new.service)


def _certificate(ctx: Context, house: House, number: str) -> certificates.Certificate:
    return certificates.certificate_of(ctx, house["dpo"], number)
