"""Does a person decide about whom the rules doubt, and does their decision hold while nothing new is doubted (V-4)?"""

import pytest

from liaison.errors import Conflict, Denied, Invalid, Refused, WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases.tables import editing, settling
from liaison.vocabulary import AgreementKind, Chain
from liaison.vocabulary.orientations import Doubt, Verdict
from liaison.vocabulary.rights import Right
from liaison.vocabulary.tables import Settled, SettledWhy
from tests.factories import House
from tests.monthly import candidate, exclude, include, open_table, row, view
from tests.rights import received

pytestmark = pytest.mark.requirement("V-4")


def type_in(house: House, case_id: str, column: str, text: str) -> None:
    """Type in a cell."""
    house.do(editing.edit_cell, house["coordinator"], case_id, column, text, row(house, case_id).revision)


def test_included_is_ready(house: House) -> None:
    """Who was doubted and looked at goes, with the decision shown; the journal knows the reason, from a list."""
    case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
    assert (Doubt.RESIDENCE_UNKNOWN,) == row(house, case_id).to_settle

    found = include(house, case_id)
    assert found.ready
    assert found.settlement is not None
    assert ("à proposer", "Vérifié avec la personne", True) == (
        found.settlement.label,
        found.settlement.why_label,
        found.settlement.holds,
    )
    (entry,) = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.TABLE_SETTLED))
    assert (case_id, {"settlement": "included", "settled-why": "checked_with_person", "doubts": 1}) == (
        entry.subject,
        dict(entry.detail),
    )


def test_new_doubt_asks_again(house: House) -> None:
    """A decision holds while the doubts are those that were looked at; another one makes the row doubtful again."""
    case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
    include(house, case_id)
    type_in(house, case_id, "cph_request", "")

    found = row(house, case_id)
    assert (Verdict.DOUBTFUL, {Doubt.CPH_UNKNOWN, Doubt.RESIDENCE_UNKNOWN}) == (found.verdict, set(found.to_settle))
    assert found.settlement is not None
    assert not found.settlement.holds

    type_in(house, case_id, "cph_request", "n")
    assert row(house, case_id).ready, "the doubts are again those that were looked at"


def test_fewer_doubts_hold(house: House) -> None:
    """What is known meanwhile takes nothing from a decision."""
    case_id = candidate(house, "TESTOVITCH", {"programme.resides": "", "programme.cph_request": ""})
    include(house, case_id)
    type_in(house, case_id, "cph_request", "n")

    assert row(house, case_id).ready


@pytest.mark.requirement("T-7")
def test_no_decision_stands_for_an_agreement(house: House) -> None:
    """A doubt is settled; the agreement that is missing is still to be recorded, and then the decision holds."""
    case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""}, agreed=False)

    found = include(house, case_id)
    assert (Verdict.DOUBTFUL, (), True) == (found.verdict, found.to_settle, found.agreement_missing)
    house.agree(case_id, AgreementKind.ORIENTATION)
    assert row(house, case_id).ready


def test_decision_is_taken_back(house: House) -> None:
    """Without the decision, what is doubted is doubted again."""
    case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
    include(house, case_id)

    house.do(settling.unsettle, house["coordinator"], case_id)
    found = row(house, case_id)
    assert (None, (Doubt.RESIDENCE_UNKNOWN,)) == (found.settlement, found.to_settle)
    with pytest.raises(WrongState):
        house.do(settling.unsettle, house["coordinator"], case_id)


def test_another_month_ends_with_the_month(house: House) -> None:
    """« À proposer un autre mois » keeps somebody out this month, and is asked anew the next."""
    case_id = candidate(house, "TESTOVITCH")
    exclude(house, case_id, SettledWhy.LATER)
    assert () == view(house, open_table(house)).rows

    house.clock.advance(days=10)
    assert [case_id] == [one.case_id for one in view(house, open_table(house, "2026-12")).rows]


def test_somebody_who_declines_stays_out(house: House) -> None:
    """Another reason stands from month to month."""
    case_id = candidate(house, "TESTOVITCH")
    exclude(house, case_id, SettledWhy.DECLINED)
    house.clock.advance(days=40)

    assert [case_id] == [one.case_id for one in view(house, open_table(house, "2026-12")).kept_out]


class TestRefused:
    """Which decisions are none?"""

    def test_rules_are_not_settled_away(self, house: House) -> None:
        """Whom the rules keep out is no doubt: what is wrong is put right in the dossier."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resettled": "yes"})
        with pytest.raises(WrongState) as refusal:
            include(house, case_id)

        assert "préfet" in refusal.value.hint

    def test_nothing_to_settle(self, house: House) -> None:
        """Who is eligible needs no decision to go."""
        case_id = candidate(house, "TESTOVITCH")
        with pytest.raises(WrongState):
            include(house, case_id)

    @pytest.mark.parametrize(
        ("settled", "why"),
        [(Settled.INCLUDED, SettledWhy.DECLINED), (Settled.EXCLUDED, SettledWhy.DOCUMENT_SEEN)],
    )
    def test_reason_of_the_other_decision(self, house: House, settled: Settled, why: SettledWhy) -> None:
        """Each decision has its own list of reasons."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        with pytest.raises(Invalid):
            house.do(settling.settle, house["coordinator"], case_id, settled, why)

    def test_dossier_changed_since(self, house: House) -> None:
        """Who decides has looked at what stands now."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        read = row(house, case_id).revision
        type_in(house, case_id, "cph_request", "")
        decision = house["coordinator"], case_id, Settled.INCLUDED, SettledWhy.CHECKED_WITH_PERSON
        with pytest.raises(Conflict):
            house.do(settling.settle, *decision, revision=read)

    @pytest.mark.requirement("G-1")
    def test_restricted_dossier(self, house: House) -> None:
        """While a restriction stands, nothing is decided about the person."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        received(house, case_id, Right.RESTRICTION)
        with pytest.raises(Refused):
            include(house, case_id)

    def test_who_may_not(self, house: House) -> None:
        """The table is its coordinator's."""
        case_id = candidate(house, "TESTOVITCH", {"programme.resides": ""})
        for who in ("referent", "dpo", "coordinator of the Loire"):
            with pytest.raises(Denied):
                house.do(settling.settle, house[who], case_id, Settled.EXCLUDED, SettledWhy.LATER)
