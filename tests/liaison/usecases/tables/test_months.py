"""Does a month ask only what is new, and does a correction take the place of what left (V-4, V-5)?"""

from datetime import date

import pytest

from liaison.errors import Conflict, Denied, WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import agreeing, keeping_cases, leaving
from liaison.usecases.leaving import ExitForm
from liaison.usecases.tables import closing, correcting, editing, proposing
from liaison.usecases.tables.shown import Difference, FrozenTable, ProposedTable, WhyHere
from liaison.vocabulary import AgreementKind, Chain, ExitKind, Origin
from liaison.vocabulary.tables import OfiiDecision, TableStatus
from tests.factories import House
from tests.monthly import answered, candidate, exclude, freeze, left, month_with, open_table, read, row, view

pytestmark = pytest.mark.requirement("V-4", "V-5")

NEXT = "2026-12"


def type_in(house: House, case_id: str, column: str, text: str, *, origin: Origin = Origin.OPERATOR) -> None:
    """Type in a cell, or take over what the OFII wrote."""
    revision = row(house, case_id).revision
    house.do(editing.edit_cell, house["coordinator"], case_id, column, text, revision, origin=origin)


def next_month(house: House) -> ProposedTable:
    """Look at the table of the month after."""
    if house.clock.now().date() < date(2026, 12, 1):
        house.clock.advance(days=10)
    return view(house, open_table(house, NEXT))


def here(found: ProposedTable) -> dict[str, WhyHere]:
    """Return who is proposed, and why."""
    return {one.case_id: one.why_here for one in found.rows}


def waiting(found: ProposedTable) -> list[tuple[str, int, bool]]:
    """Return whom no answer came about, with the days since, and whether it left."""
    return [(one.case_id, one.days, one.sent) for one in found.waiting]


def close(house: House, table_id: str) -> None:
    """Close a table as it stands."""
    lines = house.do(proposing.list_tables, house["coordinator"])
    (revision,) = (line.revision for line in lines if line.id == table_id)
    house.do(closing.close, house["coordinator"], table_id, revision)


def status(house: House, table: FrozenTable) -> TableStatus:
    """Read where a frozen table stands."""
    return read(house, table.line.id).line.status


class TestNextMonth:
    """Who of an earlier table is asked about again?"""

    def test_only_new_people(self, house: House) -> None:
        """Validated, refused, unanswered: not again. Put off: again. Somebody new: of course."""
        ids = [candidate(house, name) for name in ("AESSAI", "BESSAI", "CESSAI", "DESSAI")]
        table = month_with(house, *ids)
        for one, decision in zip(table.rows, OfiiDecision, strict=False):
            answered(house, one, decision)
        new = candidate(house, "ZESSAI")

        found = next_month(house)
        assert {ids[2]: WhyHere.POSTPONED, new: WhyHere.NEW} == here(found)
        assert [(ids[3], 10, True)] == waiting(found)
        assert () == found.kept_out
        assert "69-2026-11-1" == found.rows[0].previously

    @pytest.mark.parametrize(
        ("decision", "why"),
        [
            (None, WhyHere.CHANGED),
            (OfiiDecision.REFUSED, WhyHere.CHANGED),
            (OfiiDecision.POSTPONED, WhyHere.POSTPONED),
            (OfiiDecision.VALIDATED, None),
        ],
    )
    def test_changed_values(self, house: House, decision: OfiiDecision | None, why: WhyHere | None) -> None:
        """What was sent and is no longer so is asked again, its cells marked; but whom the OFII took is settled."""
        case_id = candidate(house, "TESTOVITCH")
        (one,) = month_with(house, case_id).rows
        if decision is not None:
            answered(house, one, decision)
        type_in(house, case_id, "employment", "o")

        found = next_month(house)
        assert ({case_id: why} if why else {}) == here(found)
        assert [frozenset({"employment"})] * bool(why) == [shown.changed for shown in found.rows]
        assert [] == waiting(found)

    def test_what_the_ofii_wrote_is_no_news(self, house: House) -> None:
        """A birth date that the OFII corrected is in the dossier now: it is not told what it told us."""
        case_id = candidate(house, "TESTOVITCH")
        month_with(house, case_id)
        type_in(house, case_id, "birth_date", "15/02/1991", origin=Origin.OFII)

        assert {} == here(next_month(house))

    def test_not_sent_yet(self, house: House) -> None:
        """What changes in a table that has not left is a matter of its correction, not of the next month."""
        case_id = candidate(house, "TESTOVITCH")
        freeze(house, open_table(house))
        type_in(house, case_id, "employment", "o")

        found = next_month(house)
        assert ({}, [(case_id, 10, False)]) == (here(found), waiting(found))

    def test_closed_without_an_answer(self, house: House) -> None:
        """Whom a closed table left without an answer may be proposed again."""
        case_id = candidate(house, "TESTOVITCH")
        table = month_with(house, case_id)
        close(house, table.line.id)

        found = next_month(house)
        assert ({case_id: WhyHere.UNANSWERED}, []) == (here(found), waiting(found))

    @pytest.mark.requirement("E-7")
    def test_somebody_who_comes_back(self, house: House) -> None:
        """Validated, entered, left positively, and taken up again on the prefect's instruction: asked about anew."""
        case_id = candidate(house, "TESTOVITCH")
        (one,) = month_with(house, case_id).rows
        answered(house, one, OfiiDecision.VALIDATED)
        page = house.do(keeping_cases.open_case, house["referent"], case_id)
        raw = {**page.raw, "beneficiary.engagement_date": "22/11/2026", "programme.prefect": "yes"}
        house.do(
            keeping_cases.save_case, house["referent"], case_id, raw=raw, origin=Origin.PERSON, revision=page.revision
        )
        house.clock.advance(days=10)
        house.do(
            leaving.record_exit, house["referent"], case_id, ExitForm(ExitKind.POSITIVE_HOUSING, date(2026, 11, 30))
        )

        assert {case_id: WhyHere.NEW} == here(next_month(house))

    def test_two_months_at_once(self, house: House) -> None:
        """A table that is late and the next one never ask about one person twice."""
        late = open_table(house)
        case_id = candidate(house, "TESTOVITCH")
        assert {case_id: WhyHere.NEW} == here(next_month(house))
        freeze(house, late)

        assert {} == here(next_month(house))


class TestDifference:
    """Is it told what changed since the month before?"""

    def test_of_the_next_month(self, house: House) -> None:
        """New people, people asked about again, values with what they were, people who are out now."""
        put_off, changed, out = (candidate(house, name) for name in ("AESSAI", "BESSAI", "CESSAI"))
        table = month_with(house, put_off, changed, out)
        answered(house, table.rows[0], OfiiDecision.POSTPONED)
        type_in(house, changed, "housing", "")
        house.withdraw(out, AgreementKind.ORIENTATION)
        candidate(house, "ZESSAI")

        found = next_month(house).changes
        assert ("69-2026-11-1", ("ZESSAI Zéphyrine",), ("AESSAI Zéphyrine",), ("CESSAI Zéphyrine",)) == (
            found.before, found.new, found.again, found.gone,
        )  # fmt: skip
        (change,) = found.changed
        assert (changed, (("housing", "non", ""),)) == (change.case_id, change.cells)
        assert found.any

    def test_first_month(self, house: House) -> None:
        """Without a table before, everybody is new."""
        candidate(house, "TESTOVITCH")
        assert Difference(new=("TESTOVITCH Zéphyrine",)) == view(house, open_table(house)).changes

    def test_of_a_frozen_correction(self, house: House) -> None:
        """A correction that was frozen says what it corrected, for as long as it is kept."""
        stays, goes = candidate(house, "AESSAI"), candidate(house, "BESSAI")
        table = month_with(house, stays, goes)
        corrected = house.do(correcting.correct, house["coordinator"], table.line.id).id
        type_in(house, stays, "employment", "o")
        exclude(house, goes)
        new = freeze(house, corrected)

        assert (("BESSAI Zéphyrine",), ("AESSAI Zéphyrine",), ()) == (
            new.changes.gone, new.changes.again, new.changes.new,
        )  # fmt: skip
        assert (("employment", "non", "oui"),) == new.changes.changed[0].cells


class TestCorrection:
    """Is what left put right by a new version, and by nothing else?"""

    def test_takes_the_place_of_the_old_version(self, house: House) -> None:
        """Whom the OFII did not answer about is in it again; the old one is replaced when the new one is frozen."""
        done, open_, new = candidate(house, "AESSAI"), candidate(house, "BESSAI"), "CESSAI"
        table = month_with(house, done, open_)
        answered(house, table.rows[0], OfiiDecision.REFUSED)
        corrected = house.do(correcting.correct, house["coordinator"], table.line.id)
        later = candidate(house, new)
        assert corrected.id == house.do(correcting.correct, house["coordinator"], table.line.id).id

        seen = view(house, corrected.id)
        assert {open_: WhyHere.CORRECTED, later: WhyHere.NEW} == here(seen)
        assert ("69-2026-11-2", table.line.id, []) == (seen.line.number, seen.line.corrects, waiting(seen))
        assert WhyHere.CORRECTED is row(house, open_).why_here
        assert TableStatus.SENT is status(house, table)

        frozen = freeze(house, corrected.id)
        assert TableStatus.CORRECTED is status(house, table)
        assert [open_, later] == [one.case_id for one in frozen.rows]
        entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_CORRECTED))
        assert [{"table": corrected.id, "corrects": table.line.id}] == [dict(entry.detail) for entry in entries]

    def test_old_version_counts_where_it_was_answered(self, house: House) -> None:
        """In the next month the answers to the old version stand, and who was taken out of it is new again."""
        refused_, taken_out = candidate(house, "AESSAI"), candidate(house, "BESSAI")
        table = month_with(house, refused_, taken_out)
        answered(house, table.rows[0], OfiiDecision.REFUSED)
        corrected = house.do(correcting.correct, house["coordinator"], table.line.id).id
        candidate(house, "CESSAI")
        house.withdraw(taken_out, AgreementKind.ORIENTATION)
        freeze(house, corrected)
        left(house, corrected)
        house.do(agreeing.record_agreement, house["referent"], taken_out, AgreementKind.ORIENTATION, date(2026, 11, 21))

        assert {taken_out: WhyHere.NEW} == here(next_month(house))

    def test_given_up(self, house: House) -> None:
        """A correction that is closed before it was frozen leaves the old version as it was; another may be begun."""
        case_id = candidate(house, "TESTOVITCH")
        table = month_with(house, case_id)
        corrected = house.do(correcting.correct, house["coordinator"], table.line.id).id
        close(house, corrected)

        assert TableStatus.SENT is status(house, table)
        assert 3 == house.do(correcting.correct, house["coordinator"], table.line.id).version

    def test_nothing_to_correct(self, house: House) -> None:
        """What is proposed is changed, what is closed is over."""
        case_id = candidate(house, "TESTOVITCH")
        table_id = open_table(house)
        with pytest.raises(WrongState):
            house.do(correcting.correct, house["coordinator"], table_id)
        table = month_with(house, case_id)
        close(house, table.line.id)
        with pytest.raises(WrongState):
            house.do(correcting.correct, house["coordinator"], table_id)

    def test_closed_meanwhile(self, house: House) -> None:
        """A correction of what was closed meanwhile is frozen no more."""
        case_id = candidate(house, "TESTOVITCH")
        table = month_with(house, case_id)
        corrected = house.do(correcting.correct, house["coordinator"], table.line.id).id
        candidate(house, "ESSAYAN")
        close(house, table.line.id)
        with pytest.raises(WrongState):
            freeze(house, corrected)

        assert TableStatus.PROPOSED is view(house, corrected).line.status


class TestClosing:
    """Is a table over when a person says so?"""

    def test_unanswered_are_counted(self, house: House) -> None:
        """The journal says how many were left without an answer."""
        ids = [candidate(house, name) for name in ("AESSAI", "BESSAI")]
        table = month_with(house, *ids)
        answered(house, table.rows[0], OfiiDecision.VALIDATED)
        close(house, table.line.id)

        (entry,) = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_CLOSED))
        assert {"table": table.line.id, "unanswered": 1} == dict(entry.detail)
        assert TableStatus.CLOSED is status(house, table)

    def test_who_and_when(self, house: House) -> None:
        """Its coordinator, having read it as it stands, once."""
        table_id = open_table(house)
        with pytest.raises(Denied):
            house.do(closing.close, house["coordinator of the Loire"], table_id, 1)
        with pytest.raises(Conflict):
            house.do(closing.close, house["coordinator"], table_id, 7)
        close(house, table_id)
        with pytest.raises(WrongState):
            close(house, table_id)
