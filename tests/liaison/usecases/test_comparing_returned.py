"""Is a returned fiche shown beside what left, and does the dossier take over only what it may (D-5, T-5)?"""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from forms import paper
from forms.catalog import Catalog
from liaison.errors import Invalid
from liaison.usecases import accepting, keeping_cases
from liaison.usecases.comparing_returned import Change
from liaison.usecases.taking_in import Doubt, Sort
from liaison.vocabulary import Outcome
from tests.factories import BY_TELEPHONE, House
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.liaison.usecases.returned import ANSWER, came_back, look

pytestmark = pytest.mark.requirement("D-5")


def mark_in(house: House, pdf: bytes) -> str:
    """Read the mark of a fiche, as it stands in its field."""
    return paper.read(pdf, house.service.catalog.get).mark.to_json()


@pytest.fixture
def own_house(house: House, tmp_path: Path) -> House:
    """Give a house with a model of its own, « essai », on which the partner may write the address."""
    text = (files("forms") / "definitions" / "generic-2022-12.toml").read_text(encoding="utf-8")
    text = text.replace('model = "generic"', 'model = "essai"')
    text = text.replace('id = "beneficiary.address", ', 'id = "beneficiary.address", filled_by = "both", ')
    file = tmp_path / "essai-2022-12.toml"
    file.write_text(text, encoding="utf-8")
    catalog = Catalog(tmp_path / "models")
    catalog.install(file)
    return replace(house, service=replace(house.service, catalog=catalog))


@pytest.fixture
def sent(house: House) -> str:
    """Send a fiche to a mission locale; the key was told."""
    transmission_id = house.sent("spe", BY_TELEPHONE)
    house.tell(transmission_id, received=True)
    return transmission_id


class TestComparing:
    """Is what came back shown beside what left?"""

    def test_only_what_differs(self, house: House, sent: str) -> None:
        """One line for what the partner wrote; nothing for the rest."""
        _, (returned,) = came_back(house, sent, by_pypdf(house.printed(sent), ANSWER))

        page = look(house, returned)

        assert page.answer is not None
        assert (Sort.ANSWER, sent, (), True) == (
            page.sort, page.answer.sent.id, page.answer.doubts, page.answer.asks_outcome,
        )  # fmt: skip
        (line,) = page.answer.differences
        assert ("course.information", "", "Entretien le 3 décembre.", Change.TYPED) == (
            line.field_id, line.left, line.came, line.change,
        )  # fmt: skip
        assert not line.is_locked

    @pytest.mark.parametrize(
        ("typed", "change"), [("AUTREMENT", Change.CHANGED), ("", Change.EMPTIED)], ids=["changed", "emptied"]
    )
    def test_locked_values_are_flagged(self, house: House, sent: str, typed: str, change: Change) -> None:
        """A value of ours that was touched is said, with both texts, and can never be taken over."""
        pdf = by_qpdf(house.printed(sent), {"beneficiary.last_name": typed})
        _, (returned,) = came_back(house, sent, pdf)

        answer = look(house, returned).answer

        assert answer is not None
        assert (Doubt.NOT_GENUINE,) == answer.doubts
        (line,) = [one for one in answer.differences if one.is_locked]
        assert ("TESTOUKHINA", typed, change, False) == (line.left, line.came, line.change, line.takeable)
        with pytest.raises(Invalid):
            house.do(
                accepting.accept, house["referent"], returned,
                outcome=Outcome.ACCEPTED, take=frozenset({"beneficiary.last_name"}),
            )  # fmt: skip

    def test_a_mark_that_hides_a_change(self, house: House, sent: str) -> None:
        """Sums made to fit the new value: what was kept here is what counts."""
        other = house.sent_to("AUTRE")
        pdf = house.printed(other)
        reference, own = house.row(other).reference, house.row(sent).reference
        forged = by_qpdf(pdf, {"liaison.form": mark_in(house, pdf).replace(reference, own)})
        _, (returned,) = came_back(house, sent, forged)

        answer = look(house, returned).answer

        assert answer is not None
        assert Doubt.NOT_GENUINE in answer.doubts
        assert ("TESTOUKHINA", "AUTRE") in {(one.left, one.came) for one in answer.differences if one.is_locked}

    def test_signature(self, house: House, sent: str) -> None:
        """A signature that is not the one that left is a line of its own."""
        pdf = by_qpdf(house.printed(sent), {"liaison.signature": "Signé : un autre"})
        _, (returned,) = came_back(house, sent, pdf)

        answer = look(house, returned).answer

        assert answer is not None
        assert [("Signature électronique", True)] == [(one.label, one.is_locked) for one in answer.differences]


class TestTakingOver:
    """Does the dossier take what the partner was allowed to fill, when it is ticked (T-5)?"""

    @pytest.mark.requirement("T-5")
    def test_with_its_origin(self, own_house: House) -> None:
        """A value of a model that lets the partner fill it: in the dossier, said to come from a partner."""
        house = own_house
        contact_id = house.recipient()
        case_id = house.case()
        sent = house.send(house.draft(case_id, "essai", contact_id=contact_id), BY_TELEPHONE)
        house.work()
        pdf = by_pypdf(house.printed(sent), {"beneficiary.address": "3 rue des Essais, Lyon"})
        _, (returned,) = came_back(house, sent, pdf)

        answer = look(house, returned).answer
        assert answer is not None
        (line,) = answer.differences
        assert (Change.TYPED, True) == (line.change, line.takeable)
        house.do(
            accepting.accept, house["referent"], returned,
            outcome=Outcome.ACCEPTED, take=frozenset({"beneficiary.address"}),
        )  # fmt: skip

        value = house.do(keeping_cases.open_case, house["referent"], case_id).values["beneficiary.address"]
        assert ("3 rue des Essais, Lyon", "partner") == (value.raw, value.origin)
