"""Is somebody in a table really gone when their dossier is, and are the others still there to the letter (R-5)?"""

from datetime import UTC, date, datetime
from typing import Final

import pytest
from sqlmodel import select

from liaison.errors import Refused, WrongState
from liaison.records import DestructionRequestPli, OrientationRow, SealedObject
from liaison.store import destroying as destroying_store
from liaison.usecases import attestations, certificates, destroying, erasing, holding_back, holds, suspending
from liaison.usecases.context import Context
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.tables import rows_of_person
from liaison.vocabulary import SYSTEM, ArchiveStatus, Sealed
from liaison.vocabulary.destruction import Destroyed, Ground
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, OpenReason, Opinion
from tests.factories import House
from tests.frozen_tables import Frozen, frozen, send
from tests.liaison.usecases import lived_in

pytestmark = pytest.mark.requirement("R-5")

YEARS_LATER: Final = datetime(2029, 11, 20, 9, 0, tzinfo=UTC)


def erase(house: House, case_id: str) -> str:
    """Destroy a dossier as a decided erasure does; return the number."""
    number = house.do(erasing.erase_case, by=SYSTEM, case_id=case_id, ground=Ground.ERASURE, request="")
    destroying.carry_on_all(house.service)
    return number


def kinds(house: House, number: str) -> dict[str, int]:
    """Count by kind what a certificate says was destroyed."""
    found: dict[str, int] = {}
    for one in house.do(certificates.certificate_of, house["dpo"], number).facts["what"]:
        found[one["kind"]] = found.get(one["kind"], 0) + one["count"]
    return found


def rows(house: House, table: Frozen) -> list[OrientationRow]:
    """Read the rows of a table as they stand."""
    return [house.do(_row, row_id) for row_id in table.rows]


def _row(ctx: Context, row_id: str) -> OrientationRow:
    return ctx.session.get_one(OrientationRow, row_id)


def named(house: House, case_id: str) -> list[str]:
    """Read what the tables still say of the name of a person."""
    found = house.do(rows_of_person.rows_of, case_id)
    return [row.values["last_name"] for row in found]


def test_one_row_goes_and_the_others_stay(house: House) -> None:
    """While the archive is here it goes as an archive, its row emptied and its message too; two rows read on."""
    table = frozen(house)
    pli = send(house, table)

    number = erase(house, table.cases[1])

    first, gone, last = rows(house, table)
    assert (None, None, 2) == (gone.content, gone.case_id, gone.position)
    assert None not in {first.content, last.content}
    assert (["ESSAIRAL"], ["TESTOVITCH"]) == (named(house, table.cases[0]), named(house, table.cases[2]))
    row = house.row(pli)
    assert (None, None) == (row.archive, row.passphrase)
    assert row.reference
    alive = house.key_ids()
    assert not alive & {Sealed.ORIENTATION_ROW.object(gone.id), f"archive.{pli}", f"passphrase.{pli}"}
    assert Sealed.ORIENTATION_ROW.object(first.id) in alive
    counted = kinds(house, number)
    assert (1, 1, 1) == (counted["table_row"], counted["archive"], counted["key"])
    assert "other" not in counted
    assert {} == house.do(lambda ctx: destroying_store.remains_of_case(ctx.session, table.cases[1]))
    links = house.do(lambda ctx: {one.object_id for one in ctx.session.exec(select(SealedObject)).all()})
    assert f"archive.{pli}" not in links


def test_on_its_way_it_stops_for_everybody(house: House) -> None:
    """A pli that has not been opened ends with the dossier: the coordination learns what is to be done."""
    table = frozen(house)
    pli = send(house, table, work=False)

    erase(house, table.cases[0])
    house.work()

    assert ArchiveStatus.RECALLED == house.row(pli).archive_status
    assert [] == [mail for mail in house.mailer.mails() if house.row(pli).reference in mail.subject]
    assert [1] == [len([mail for mail in house.mailer.mails() if table.number in mail.subject])]


def test_the_certificate_says_it_in_french(house: House) -> None:
    """A kind of its own for the rows, under the reference of the pli that carried them, on page and paper."""
    table = frozen(house)
    pli = send(house, table)
    number = erase(house, table.cases[0])

    found = house.do(certificates.certificate_of, house["dpo"], number)
    assert (1, "ligne de tableau mensuel") in found.line.counts
    (row,) = [one for one in found.facts["what"] if one["kind"] == Destroyed.TABLE_ROW]
    assert [house.row(pli).reference] == row["references"]
    assert certificates.printed(found).startswith(b"%PDF")


@pytest.mark.requirement("R-7")
def test_the_dt_ofii_is_asked_to_destroy_its_copy(house: House) -> None:
    """It holds a copy of that person's row: an attestation is asked for, about the pli of the table."""
    table = frozen(house)
    pli = send(house, table)

    number = erase(house, table.cases[2])

    asked = house.do(lambda ctx: ctx.session.exec(select(DestructionRequestPli)).all())
    assert [pli] == [one.transmission_id for one in asked]
    (copy,) = house.do(certificates.certificate_of, house["dpo"], number).copies
    assert (house.row(pli).reference,) == copy.references
    (line,) = house.do(attestations.list_requests, house["dpo"])
    page = house.do(attestations.open_request, house["dpo"], line.id)
    assert ["Tableau des orientations"] == [one.model_title for one in page.plis]


def test_three_years_later_each_goes_alone(house: House) -> None:
    """The archive is long gone: the rows of who is due go, under the rule that won, and nobody else's."""
    table = frozen(house)
    send(house, table)
    lived_in.end(house, table.cases[0], date(2026, 11, 20))
    house.clock.move_to(datetime(2027, 1, 15, 9, 0, tzinfo=UTC))
    destroying.destroy_due(house.service)
    house.clock.move_to(YEARS_LATER)

    numbers = destroying.destroy_due(house.service)

    counted = kinds(house, numbers[-1])
    assert 1 == counted["table_row"]
    assert "archive" not in counted
    assert [True, False, False] == [row.content is None for row in rows(house, table)]


def test_the_archive_dies_by_its_own_day(house: House) -> None:
    """Thirty days: the archive goes, everybody's rows stay, and the links to it are forgotten."""
    table = frozen(house)
    pli = send(house, table)
    house.clock.move_to(datetime(2027, 1, 15, 9, 0, tzinfo=UTC))

    (number, *_) = destroying.destroy_due(house.service)

    assert None is house.row(pli).archive
    assert 1 == kinds(house, number)["archive"]
    assert [False] * 3 == [row.content is None for row in rows(house, table)]


@pytest.mark.requirement("R-4")
def test_who_is_held_with_the_pli(house: House) -> None:
    """A hold on the pli of a table holds everybody in it, for the destruction of one would take its archive along."""
    table = frozen(house)
    pli = send(house, table)
    why = "Recours devant le tribunal administratif, instance 2026-000 (fictive)."
    form = HoldForm(
        HoldKind.LITIGATION, HoldScope.TRANSMISSION, house.row(pli).reference, why, review_on=date(2027, 2, 1)
    )
    hold_id = house.do(holding_back.ask, house["coordinator"], form)
    house.do(holding_back.advise, house["dpo"], hold_id, Opinion.FAVOURABLE, "Le recours est connu.")
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile au recours.")

    found = house.do(suspending.obstacles, case_ids=set(table.cases), transmission_ids={pli})
    assert {*table.cases, pli} == set(found)
    with pytest.raises(Refused, match="contentieux"):
        erase(house, table.cases[0])
    with pytest.raises(WrongState, match="plusieurs personnes"):
        house.do(holds.open_object, house["controller"], hold_id, OpenReason.FOR_THE_COURT)
