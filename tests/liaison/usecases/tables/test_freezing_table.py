"""Is a table frozen only when all is settled, and does it say the same for ever after (V-1, V-2, T-7)?"""

import hashlib
import io
from datetime import UTC, date, datetime
from zipfile import ZipFile

import pytest

from liaison.errors import Conflict, Denied, Invalid, Refused, WrongState
from liaison.events import EventKind
from liaison.store import destroying as destroying_store
from liaison.store import tables as store
from liaison.store import trails
from liaison.usecases import checkpointing, destroying, keeping_departements
from liaison.usecases.context import Context
from liaison.usecases.keeping_departements import DepartementForm
from liaison.usecases.tables import editing, freezing_table, frozen, stating
from liaison.usecases.tables.shown import CapacityView, FrozenTable
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary import AgreementKind, Chain, Origin, Sealed
from liaison.vocabulary.tables import Capacity, TableStatus
from tests.factories import RHONE, House
from tests.liaison.usecases import lived_in
from tests.monthly import candidate, exclude, freeze, include, open_table, read, row, state, view

pytestmark = pytest.mark.requirement("V-1")

LATER = datetime(2029, 11, 20, 9, 0, tzinfo=UTC)


def refused(house: House, table_id: str) -> str:
    """Try to freeze what is seen; return what still keeps it from being frozen."""
    seen = view(house, table_id)
    with pytest.raises(Refused) as refusal:
        house.do(freezing_table.freeze, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)
    return refusal.value.hint


def pdf(house: House, table_id: str) -> bytes:
    """Take the operator's copy."""
    return house.do(frozen.pdf_of, house["coordinator"], table_id)


def workbook(house: House, table_id: str) -> bytes:
    """Take the workbook."""
    return house.do(frozen.workbook_of, house["coordinator"], table_id)


def destroyed(house: House, case_id: str) -> None:
    """Let three years go by since the end of somebody's support, and the night do its work."""
    lived_in.end(house, case_id, date(2026, 11, 20))
    house.clock.move_to(LATER)
    destroying.destroy_due(house.service)
    assert {} == house.do(lambda ctx: destroying_store.remains_of_case(ctx.session, case_id))


def names(table: FrozenTable) -> list[str]:
    """Return who stands in a frozen table."""
    return [one.name for one in table.rows]


class TestRefused:
    """What keeps a table from being frozen?"""

    def test_nobody(self, house: House) -> None:
        """An empty table is not frozen."""
        table_id = open_table(house)
        state(house, table_id)

        assert "Il n’y a personne à proposer." == refused(house, table_id)

    @pytest.mark.requirement("V-2")
    def test_capacity_not_said(self, house: House) -> None:
        """The DT OFII is told whether these people can be taken."""
        candidate(house, "TESTOVITCH")

        assert "Dites si vous pouvez accueillir" in refused(house, open_table(house))

    @pytest.mark.requirement("V-4")
    def test_doubt(self, house: House) -> None:
        """Nobody leaves whom the rules doubt and nobody looked at."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        table_id = open_table(house)
        state(house, table_id)

        assert "Une personne est à vérifier." == refused(house, table_id)
        include(house, case_id)
        assert ["TESTOVITCH Zéphyrine"] == names(freeze(house, table_id))

    @pytest.mark.requirement("T-7")
    def test_agreement_missing(self, house: House) -> None:
        """Nothing about a person leaves before their agreement is recorded, whatever a person decided."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""}, agreed=False)
        include(house, case_id)
        table_id = open_table(house)
        state(house, table_id)

        assert "L’accord d’une personne est à enregistrer." == refused(house, table_id)
        house.agree(case_id, AgreementKind.ORIENTATION)
        assert 1 == freeze(house, table_id).line.rows

    def test_something_changed_since_it_was_seen(self, house: House) -> None:
        """Who confirms has read what leaves: another value, or one person more, and they read again."""
        case_id = candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        state(house, table_id)
        seen = view(house, table_id)
        house.do(editing.edit_cell, house["coordinator"], case_id, "employment", "", row(house, case_id).revision)
        with pytest.raises(Conflict):
            house.do(freezing_table.freeze, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)

        assert TableStatus.PROPOSED is view(house, table_id).line.status

    def test_capacity_changed_since(self, house: House) -> None:
        """Another's statement of places is read before it leaves."""
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        state(house, table_id)
        seen = view(house, table_id)
        state(house, table_id, CapacityForm(Capacity.ALL, 3))
        with pytest.raises(Conflict):
            house.do(freezing_table.freeze, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)

    def test_who_may_not(self, house: House) -> None:
        """The table is its coordinator's."""
        table_id = open_table(house)
        for who in ("referent", "dpo", "administrator", "coordinator of the Loire"):
            with pytest.raises(Denied):
                house.do(freezing_table.freeze, house[who], table_id, 1, seen="")
            with pytest.raises(Denied):
                house.do(frozen.pdf_of, house[who], table_id)


class TestCapacity:
    """Is what is said of the places possible (V-2)?"""

    pytestmark = pytest.mark.requirement("V-2")

    def test_staggering_is_kept(self, house: House) -> None:
        """Days and places, as they were said."""
        table_id = open_table(house)
        steps = ((date(2026, 12, 1), 4), (date(2027, 1, 4), 2))
        state(house, table_id, CapacityForm(Capacity.STAGGERED, 3, steps))

        assert CapacityView(Capacity.STAGGERED, 3, steps) == view(house, table_id).line.capacity

    @pytest.mark.parametrize(
        ("form", "fields"),
        [
            (CapacityForm(Capacity.STAGGERED), ["on-1"]),
            (CapacityForm(Capacity.ALL, -1), ["places"]),
            (CapacityForm(Capacity.STAGGERED, 1, ((date(2026, 11, 20), 1),)), ["on-1"]),
            (CapacityForm(Capacity.STAGGERED, 1, ((date(2026, 12, 2), 0),)), ["places-1"]),
            (CapacityForm(Capacity.STAGGERED, 1, ((date(2026, 12, 2), 1), (date(2026, 12, 2), 1))), ["on-2"]),
            (CapacityForm(Capacity.STAGGERED, 1, tuple((date(2027, n, 1), 1) for n in range(1, 8))), ["on-1"]),
        ],
    )
    def test_impossible_is_told(self, house: House, form: CapacityForm, fields: list[str]) -> None:
        """A day that is gone, days out of order, too many of them, no place at all: each by its field."""
        table_id = open_table(house)
        with pytest.raises(Invalid) as refusal:
            state(house, table_id, form)

        assert fields == [problem.field for problem in refusal.value.problems]

    def test_frozen_says_it_for_good(self, house: House) -> None:
        """Once frozen, nobody says otherwise."""
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        freeze(house, table_id)
        with pytest.raises(WrongState):
            state(house, table_id)


class TestCopy:
    """Does a frozen table say what was seen, whatever becomes of the dossiers?"""

    def test_rows_are_what_was_seen(self, house: House) -> None:
        """In the order of the page, numbered, each value with its origin; « à compléter » stays empty."""
        candidate(house, "TESTOVITCH", {"programme.employment": ""})
        left_out = candidate(house, "ZARBITOV")
        candidate(house, "ESSAYAN", {"beneficiary.birth_date": "1988"})
        exclude(house, left_out)
        table_id = open_table(house)
        seen = view(house, table_id)

        found = freeze(house, table_id)
        assert ["ESSAYAN Zéphyrine", "TESTOVITCH Zéphyrine"] == names(found)
        assert ["L001", "L002"] == [one.reference for one in found.rows]
        assert [{cell.column: cell.text for cell in one.cells} for one in seen.rows] == [
            dict(one.cells) for one in found.rows
        ]
        assert "" == found.rows[1].cells["employment"]
        assert "employment" not in found.rows[1].origins
        assert Origin.PERSON is found.rows[1].origins["housing"]
        assert (TableStatus.FROZEN, "69-2026-11-1", 2) == (found.line.status, found.line.number, found.line.rows)

    def test_later_changes_change_nothing(self, house: House) -> None:
        """Neither a dossier nor the names of département and operator: PDF and workbook are the same to the byte."""
        case_id = candidate(house, "TESTOVITCH")
        house.do(checkpointing.seal_night)
        table_id = open_table(house)
        table = freeze(house, table_id)
        first = pdf(house, table_id), workbook(house, table_id)

        house.clock.advance(days=3)
        house.do(editing.edit_cell, house["coordinator"], case_id, "last_name", "AUTRE", row(house, case_id).revision)
        renamed = DepartementForm(
            RHONE, "Rhône d’Essai", "Autre Opérateur", "04 72 00 00 00", None, france_travail=False, pic_ipr=True
        )
        house.do(keeping_departements.save_departement, house["administrator"], renamed)
        house.do(checkpointing.seal_night)

        assert first == (pdf(house, table_id), workbook(house, table_id))
        assert table.line.fingerprint == hashlib.sha256(first[0]).hexdigest()
        assert table.line.workbook_sha256 == hashlib.sha256(first[1]).hexdigest()
        assert ["TESTOVITCH Zéphyrine"] == names(read(house, table_id))

    def test_all_of_it_is_drawn(self, house: House) -> None:
        """The workbook holds number, heading, capacity and the values; days are days."""
        candidate(house, "TESTOVITCH", {"beneficiary.agdref": "0900000042"})
        table_id = open_table(house)
        freeze(house, table_id)

        texts = ZipFile(io.BytesIO(workbook(house, table_id)))
        sheet = "".join(texts.read(name).decode() for name in texts.namelist() if name.endswith(".xml"))
        for text in ("69-2026-11-1", "Département de : Rhône", "0900000042", "TESTOVITCH", "L001", "Refuge des Essais"):
            assert text in sheet, text
        assert "14/02/1991" not in sheet, "a day is no text"

    def test_chain_holds_the_fingerprint(self, house: House) -> None:
        """The journal says which table, how many, and the fingerprint of its PDF; taking a copy is journalled."""
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        table = freeze(house, table_id)
        pdf(house, table_id)
        workbook(house, table_id)

        (entry,) = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_FROZEN))
        assert {"table": table_id, "rows": 1, "sha256": table.line.fingerprint} == dict(entry.detail)
        taken = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_PRINTED))
        assert ["pdf", "xlsx"] == [one.detail["format"] for one in taken]

    def test_proposed_is_not_printed(self, house: House) -> None:
        """What is not frozen has no copy."""
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        for take in (frozen.pdf_of, frozen.workbook_of, frozen.read_table):
            with pytest.raises(WrongState):
                house.do(take, house["coordinator"], table_id)


@pytest.mark.requirement("R-1", "R-5")
class TestDestroyed:
    """What is left of somebody in a table when their dossier is destroyed?"""

    def test_row_is_empty_and_the_others_stand(self, house: House) -> None:
        """The row says « ligne effacée »: no name, no dossier, no key; the rest is read and drawn as before."""
        gone, stays = candidate(house, "ESSAYAN"), candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        table = freeze(house, table_id)
        before = pdf(house, table_id)
        destroyed(house, gone)

        after = read(house, table_id)
        assert [(None, "", True), (stays, "TESTOVITCH Zéphyrine", False)] == [
            (one.case_id, one.name, one.erased) for one in after.rows
        ]
        assert [one.id for one in table.rows] == [one.id for one in after.rows]
        assert Sealed.ORIENTATION_ROW.object(table.rows[0].id) not in house.key_ids()
        assert before != pdf(house, table_id)
        texts = ZipFile(io.BytesIO(workbook(house, table_id)))
        sheet = "".join(texts.read(name).decode() for name in texts.namelist() if name.endswith(".xml"))
        assert ("ligne effacée" in sheet, "ESSAYAN" in sheet, "L002" in sheet) == (True, False, True)

    def test_a_destruction_under_way(self, house: House) -> None:
        """Between the death of a key and the emptying of its row the table opens all the same."""
        candidate(house, "ESSAYAN")
        candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        table = freeze(house, table_id)
        object_id = Sealed.ORIENTATION_ROW.object(table.rows[0].id)
        house.service.vault.destroy(object_id)

        assert [True, False] == [one.erased for one in read(house, table_id).rows]
        assert pdf(house, table_id)


def test_freezing_is_one_transaction(house: House) -> None:
    """A freezing that fails leaves a table that is proposed, and no rows."""
    candidate(house, "TESTOVITCH")
    table_id = open_table(house)
    state(house, table_id)
    seen = view(house, table_id)

    def fail(ctx: Context) -> None:
        freezing_table.freeze(ctx, house["coordinator"], table_id, seen.line.revision, seen=seen.seen)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        house.do(fail)

    assert TableStatus.PROPOSED is view(house, table_id).line.status
    assert [] == list(house.do(lambda ctx: store.rows_of(ctx.session, [table_id])))


def test_stating_says_who_changed(house: House) -> None:
    """Two people state the capacity at once: the second reads again."""
    table_id = open_table(house)
    house.do(stating.state_capacity, house["coordinator"], table_id, CapacityForm(Capacity.ALL), 1)
    with pytest.raises(Conflict):
        house.do(stating.state_capacity, house["coordinator"], table_id, CapacityForm(Capacity.ALL), 1)
