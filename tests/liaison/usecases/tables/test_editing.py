"""Does a cell that is typed change the dossier, by the dossier's own rules (T-5, V-4)?"""

from datetime import date

import pytest

from liaison.errors import Conflict, Denied, Invalid, NotFound, Refused
from liaison.events import EventKind
from liaison.store import exchanges, trails
from liaison.usecases import keeping_cases
from liaison.usecases.tables import editing
from liaison.usecases.tables.columns import BY_ID
from liaison.usecases.tables.shown import ProposedRow
from liaison.vocabulary import Chain, CirState, DeadlineSubject, Origin, PartnerKind
from liaison.vocabulary.orientations import Verdict
from liaison.vocabulary.rights import Right
from tests.factories import House
from tests.liaison.usecases.test_referring import referred
from tests.monthly import candidate, row
from tests.rights import received

pytestmark = pytest.mark.requirement("V-1", "V-4")


def edit(house: House, case_id: str, column: str, text: str, revision: int | None = None) -> ProposedRow:
    """Type in a cell, having read the dossier as it stands unless told otherwise."""
    read = row(house, case_id).revision if revision is None else revision
    return house.do(editing.edit_cell, house["coordinator"], case_id, column, text, read)


def texts(found: ProposedRow) -> dict[str, str]:
    """Return what the cells of a row say."""
    return {cell.column: cell.text for cell in found.cells}


@pytest.mark.requirement("T-5")
@pytest.mark.parametrize(
    ("column", "typed", "said", "kept"),
    [
        ("employment", "o", "oui", "Oui"),
        ("employment", "N", "non", "Non"),
        ("housing", " Oui ", "oui", "Oui"),
        ("cph_request", "", "", ""),
        ("birth_date", "1.2.1991", "01/02/1991", "01/02/1991"),
        ("birth_date", "1991", "1991", "1991"),
        ("agdref", "99 0000 0077", "9900000077", "9900000077"),
        ("cir_number", "  00123  ", "00123", "00123"),
        ("last_name", "D’ESSAI", "D’ESSAI", "D’ESSAI"),
    ],
)
def test_typed_text_is_kept_in_the_dossier(house: House, column: str, typed: str, said: str, kept: str) -> None:
    """What is typed is read as on the dossier's page, and stands there; nothing else of it changes."""
    case_id = candidate(house, "TESTOVITCH")
    before = house.do(keeping_cases.open_case, house["coordinator"], case_id)

    found = edit(house, case_id, column, typed)
    after = house.do(keeping_cases.open_case, house["coordinator"], case_id)
    field = BY_ID[column].field
    assert said == texts(found)[column]
    assert kept == after.raw.get(field, "")
    assert {key: value for key, value in before.values.items() if key != field} == {
        key: value for key, value in after.values.items() if key != field
    }


def test_origin_and_moment_are_noted(house: House) -> None:
    """A value typed in the sheet comes from our team, today, unless the caller knows better; it is journalled."""
    case_id = candidate(house, "TESTOVITCH")
    house.clock.advance(days=1)
    found = edit(house, case_id, "employment", "o")

    (cell,) = (one for one in found.cells if one.column == "employment")
    assert (Origin.OPERATOR, "notre équipe", house.clock.now()) == (cell.origin, cell.origin_label, cell.origin_at)
    entries = house.do(lambda ctx: trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CASE_CHANGED))
    assert {"fields": 1, "origin": "operator"} == dict(entries[-1].detail)


@pytest.mark.requirement("R-3")
def test_what_the_ofii_told_dies_as_such(house: House) -> None:
    """A value that is taken over from the OFII has the deadline of what came from it."""
    case_id = candidate(house, "TESTOVITCH")
    revision = row(house, case_id).revision
    house.do(editing.edit_cell, house["coordinator"], case_id, "birth_date", "15/02/1991", revision, origin=Origin.OFII)

    rows = house.do(lambda ctx: exchanges.deadlines_of(ctx.session, DeadlineSubject.OFII, case_id))
    assert 1 == len(rows)


def test_verdict_follows(house: House) -> None:
    """What makes somebody doubtful is told at once, in the row that comes back."""
    case_id = candidate(house, "TESTOVITCH")

    assert Verdict.DOUBTFUL is edit(house, case_id, "cph_request", "o").verdict
    assert Verdict.ELIGIBLE is edit(house, case_id, "cph_request", "n").verdict


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("employment", "peut-être", "n’est pas une des réponses"),
        ("birth_date", "31/02/1991", "le 31/02/1991 n’existe pas"),
        ("birth_date", "01/01/2030", "dans l’avenir"),
        ("agdref", "12", "10 chiffres"),
        ("last_name", "", "ce champ est vide"),
        ("cir_number", "1" * 31, "trop long"),
    ],
)
def test_unreadable_text_is_told(house: House, column: str, typed: str, said: str) -> None:
    """One sentence in French, about this cell; the dossier is as it was."""
    case_id = candidate(house, "TESTOVITCH")
    before = row(house, case_id)
    with pytest.raises(Invalid) as refusal:
        edit(house, case_id, column, typed)

    (problem,) = refusal.value.problems
    assert said in problem.message
    assert BY_ID[column].field == problem.field
    assert before == row(house, case_id)


def test_number_of_another_dossier(house: House) -> None:
    """Two dossiers of a département never have one AGDREF number; the cell says where to look."""
    candidate(house, "TESTOVITCH", {"beneficiary.agdref": "9900000042"})
    case_id = candidate(house, "ESSAYAN")
    with pytest.raises(Invalid) as refusal:
        edit(house, case_id, "agdref", "9900000042")

    assert "Un dossier porte déjà ce N° AGDREF" in refusal.value.problems[0].message


class TestConflict:
    """Is nothing of a colleague's written over unseen?"""

    def test_another_change_meanwhile(self, house: House) -> None:
        """Who read an older dossier is told, and what the other wrote stands."""
        case_id = candidate(house, "TESTOVITCH")
        read = row(house, case_id).revision
        edit(house, case_id, "employment", "o")
        with pytest.raises(Conflict):
            edit(house, case_id, "employment", "", read)

        assert "oui" == texts(row(house, case_id))["employment"]

    def test_same_value_twice_is_saved(self, house: House) -> None:
        """A cell that is sent twice, as over a bad line, is saved once and no conflict."""
        case_id = candidate(house, "TESTOVITCH")
        read = row(house, case_id).revision
        first = edit(house, case_id, "employment", "o", read)

        assert first == edit(house, case_id, "employment", "o", read)
        assert read + 1 == first.revision

    @pytest.mark.requirement("G-1")
    def test_restricted_dossier_is_left_alone(self, house: House) -> None:
        """While a restriction stands the dossier is read, not changed (RGPD art. 18)."""
        case_id = candidate(house, "TESTOVITCH")
        received(house, case_id, Right.RESTRICTION)
        with pytest.raises(Refused):
            edit(house, case_id, "employment", "o")


@pytest.mark.requirement("T-6")
def test_referrer_of_a_referral_is_not_typed_over(house: House) -> None:
    """Who referred somebody is what the referral says; the sheet changes no referral."""
    case_id = referred(house, PartnerKind.SPADA, CirState.SIGNED, date(2026, 6, 1))
    with pytest.raises(Invalid) as refusal:
        edit(house, case_id, "referrer", "Quelqu’un d’autre")

    assert "il vient de l’orientation" in refusal.value.problems[0].message


def test_who_may_not(house: House) -> None:
    """A référent changes the dossier on its page; the table is the coordinator's, and of their département."""
    case_id = candidate(house, "TESTOVITCH")
    for who in ("referent", "dpo", "coordinator of the Loire"):
        with pytest.raises(Denied):
            house.do(editing.edit_cell, house[who], case_id, "employment", "o", 1)
    with pytest.raises(NotFound):
        edit(house, case_id, "colour", "o")
