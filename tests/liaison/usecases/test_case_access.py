"""Who gets into a dossier, and who is its binôme (A-2, law 8)?"""

from collections.abc import Callable
from datetime import date

import pytest

from liaison.errors import Denied, Invalid, NotFound
from liaison.usecases import agreeing, ending_support, keeping_cases
from liaison.vocabulary import AgreementKind, Origin
from tests.factories import PERSON, House

NAME, FIRST, PHONE = "beneficiary.last_name", "beneficiary.first_name", "beneficiary.telephone"


@pytest.mark.requirement("A-2")
class TestAccess:
    """Who gets into a dossier?"""

    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            ("referent", True), ("other referent", False), ("referent of the Loire", False), ("coordinator", True),
            ("coordinator of the Loire", False), ("controller", False), ("dpo", False), ("administrator", False),
        ],
    )  # fmt: skip
    def test_who_may_do_anything_with_it(self, sqlite_house: House, who: str, *, allowed: bool) -> None:
        """Its référent and the coordinator of its département; each act of a dossier asks."""
        house, actor = sqlite_house, sqlite_house[who]
        case_id = house.case()
        acts: list[Callable[[], object]] = [
            lambda: house.do(keeping_cases.open_case, actor, case_id),
            lambda: house.do(keeping_cases.reveal_agdref, actor, case_id),
            lambda: house.do(ending_support.set_support_end, actor, case_id, date(2026, 11, 1)),
            lambda: house.do(agreeing.record_agreement, actor, case_id, AgreementKind.HEALTH, date(2026, 11, 1)),
            lambda: house.do(agreeing.record_notice, actor, case_id, date(2026, 11, 1)),
            lambda: house.do(agreeing.notice_text, actor, case_id),
            lambda: house.do(keeping_cases.save_case, actor, case_id, raw=PERSON, origin=Origin.PERSON, revision=1),
        ]

        for act in acts:
            if allowed:
                act()
            else:
                with pytest.raises(Denied, match="Ce dossier n’est pas le vôtre"):
                    act()

    def test_lists_hold_ones_own(self, house: House) -> None:
        """A référent sees their dossiers, a coordinator those of the département, others none at all."""
        mine, theirs = house.case(), house.case(raw={NAME: "AUTRE"}, by="other referent")

        seen = {
            who: [line.id for line in house.do(keeping_cases.list_cases, house[who])]
            for who in ("referent", "other referent", "partner referent", "coordinator", "coordinator of the Loire")
        }

        assert {mine} == set(seen["referent"])
        assert {theirs} == set(seen["other referent"])
        assert {mine, theirs} == set(seen["coordinator"])
        assert [] == seen["partner referent"] + seen["coordinator of the Loire"]
        for who in ("dpo", "administrator", "controller"):
            with pytest.raises(Denied):
                house.do(keeping_cases.list_cases, house[who])

    def test_binome_of_two_organisations(self, house: House) -> None:
        """The second référent may be of another association of the groupement; who leaves the binôme leaves."""
        case_id = house.case()
        two = (house["referent"].account_id, house["partner referent"].account_id)
        house.do(keeping_cases.assign, house["referent"], case_id, two)

        page = house.do(keeping_cases.open_case, house["partner referent"], case_id)
        assert set(two) == {person.account_id for person in page.referents}

        house.do(keeping_cases.assign, house["coordinator"], case_id, (house["partner referent"].account_id,))
        with pytest.raises(Denied):
            house.do(keeping_cases.open_case, house["referent"], case_id)

    @pytest.mark.parametrize(
        "who",
        [
            (), ("referent", "partner referent", "other referent"), ("referent of the Loire",),
            ("coordinator",), ("dpo",),
        ],
    )  # fmt: skip
    def test_binome_is_one_or_two_referents_of_the_departement(self, sqlite_house: House, who: tuple[str, ...]) -> None:
        """Nobody, three, a stranger to the département or no référent: refused in a sentence."""
        house = sqlite_house
        case_id = house.case()

        with pytest.raises(Invalid) as refusal:
            house.do(keeping_cases.assign, house["coordinator"], case_id, tuple(house[one].account_id for one in who))

        assert "choisissez un ou deux référents du département" in refusal.value.problems[0].message

    def test_coordinators_dossier_waits_for_a_referent(self, sqlite_house: House) -> None:
        """A coordinator opens a dossier for somebody else to follow."""
        house = sqlite_house
        case_id = house.case(by="coordinator")

        assert () == house.do(keeping_cases.open_case, house["coordinator"], case_id).referents

    @pytest.mark.parametrize(("who", "departement"), [("referent", "42"), ("dpo", "69"), ("administrator", "69")])
    def test_opening_elsewhere_is_denied(self, sqlite_house: House, who: str, departement: str) -> None:
        """Nobody opens a dossier out of their départements, or out of their role."""
        with pytest.raises(Denied):
            sqlite_house.do(
                keeping_cases.create_case, sqlite_house[who], departement=departement, raw=PERSON, origin=Origin.PERSON
            )

    def test_unknown_dossier_is_not_found(self, sqlite_house: House) -> None:
        """A stranger learns from the sentence only that they cannot see it."""
        with pytest.raises(NotFound):
            sqlite_house.do(keeping_cases.open_case, sqlite_house["referent"], "nothing")
