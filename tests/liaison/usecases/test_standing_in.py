"""Who takes over whose dossiers, for how long, and what do the chains say of it (A-2)?"""

from datetime import date, timedelta

import pytest

from liaison.errors import Denied, Invalid, Refused, WrongState
from liaison.events import EventKind
from liaison.store import trails
from liaison.usecases import following, keeping_cases, leaving, my_day, standing_in
from liaison.usecases.leaving import ExitForm
from liaison.usecases.standing_in import AbsenceForm
from liaison.vocabulary import AccountId, Chain, ExitKind
from tests.factories import RHONE, House

pytestmark = pytest.mark.requirement("A-2")

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def declare(
    house: House, *, absent: str = "referent", substitute: str = "other referent", by: str = "",
    starts_on: date = TODAY, ends_on: date = TODAY + 3 * DAY,
) -> str:  # fmt: skip
    """Declare an absence."""
    form = AbsenceForm(RHONE, house[absent].account_id, house[substitute].account_id, starts_on, ends_on)
    return house.do(standing_in.declare, house[by or absent], form)


def opens(house: House, who: str, case_id: str) -> bool:
    """Say whether somebody may open a dossier."""
    try:
        house.do(keeping_cases.open_case, house[who], case_id)
    except Denied:
        return False
    return True


class TestAccess:
    """When may the substitute open the dossiers?"""

    def test_from_the_first_day_to_the_last_by_the_clock(self, house: House) -> None:
        """Not the evening before, not the morning after; the absent référent all the time."""
        case_id = house.case()
        declare(house, starts_on=TODAY + DAY, ends_on=TODAY + 2 * DAY)

        seen = []
        for _ in range(4):
            seen.append(opens(house, "other referent", case_id))
            assert opens(house, "referent", case_id)
            assert not opens(house, "partner referent", case_id)
            house.clock.advance(days=1)

        assert [False, True, True, False] == seen

    def test_midnight_in_paris(self, sqlite_house: House) -> None:
        """The last day ends when it does in Paris, an hour before UTC's in winter."""
        house = sqlite_house
        case_id = house.case()
        declare(house, ends_on=TODAY)
        house.clock.advance(seconds=(house.clock.now().replace(hour=22, minute=59) - house.clock.now()).seconds)
        assert opens(house, "other referent", case_id)
        house.clock.advance(seconds=60)
        assert not opens(house, "other referent", case_id)

    def test_ended_earlier(self, house: House) -> None:
        """Access closes at that moment; it cannot be ended twice."""
        case_id = house.case()
        absence_id = declare(house)
        assert opens(house, "other referent", case_id)

        house.do(standing_in.end, house["referent"], absence_id)

        assert not opens(house, "other referent", case_id)
        with pytest.raises(WrongState):
            house.do(standing_in.end, house["referent"], absence_id)

    def test_only_the_dossiers_of_the_absent(self, house: House) -> None:
        """Not those of the substitute's substitute, nor of the rest of the département."""
        mine, theirs = house.case(), house.case(raw={"beneficiary.last_name": "AUTRE"}, by="partner referent")
        declare(house)

        lines = house.do(keeping_cases.list_cases, house["other referent"])

        assert [(mine, "Anselme Fabuline")] == [(line.id, line.in_place_of) for line in lines]
        assert not opens(house, "other referent", theirs)

    def test_a_coordinator_may_take_over(self, house: House) -> None:
        """Their list marks the dossiers that are theirs to follow now."""
        case_id = house.case()
        house.case(raw={"beneficiary.last_name": "AUTRE"}, by="other referent")
        declare(house, substitute="coordinator", by="coordinator")

        lines = house.do(keeping_cases.list_cases, house["coordinator"])

        assert {case_id: "Anselme Fabuline"} == {line.id: line.in_place_of for line in lines if line.in_place_of}

    def test_the_binome_stays_as_it_is(self, house: House) -> None:
        """A substitute cannot make the access last by becoming a référent."""
        case_id = house.case()
        declare(house)

        with pytest.raises(Refused, match="le binôme ne change pas"):
            house.do(keeping_cases.assign, house["other referent"], case_id, (house["other referent"].account_id,))


class TestWork:
    """What does the substitute see and do, and in whose name?"""

    def test_my_day_is_both(self, house: House) -> None:
        """Drafts, plis and exits of the absent are there, marked; gone when the absence is over."""
        case_id = house.case()
        sent = house.send(house.draft(case_id, contact_id=house.recipient()))
        draft = house.draft(case_id)
        house.do(leaving.record_exit, house["referent"], case_id, ExitForm(ExitKind.TERM, TODAY))
        own = house.case(raw={"beneficiary.last_name": "AUTRE"}, by="other referent")
        declare(house)

        day = house.do(my_day.my_day, house["other referent"])

        assert ([draft], [sent]) == ([line.id for line in day.drafts], [line.id for line in day.recent])
        assert [case_id] == [one.case_id for one in day.exits]
        assert {case_id: "Anselme Fabuline"} == day.in_place_of
        assert own not in day.in_place_of
        assert ["Anselme Fabuline"] == [charge.absent for charge in day.charges]
        house.clock.advance(days=4)
        day = house.do(my_day.my_day, house["other referent"])
        assert ((), (), (), ()) == (day.drafts, day.recent, day.exits, day.charges)

    @pytest.mark.requirement("G-8", "T-5")
    def test_both_chains_say_in_whose_place(self, house: House) -> None:
        """A fiche written and sent by the substitute bears the absent's pseudonym at every step, by nobody else."""
        case_id, contact_id = house.case(), house.recipient()
        absence_id = declare(house)
        house.do(keeping_cases.open_case, house["referent"], case_id)

        transmission_id = house.send(
            house.draft(case_id, contact_id=contact_id, by="other referent"), by="other referent"
        )
        house.do(following.open_transmission, house["other referent"], transmission_id)
        house.work()

        absent, substitute = house["referent"].account_id, house["other referent"].account_id
        with house.service.transaction() as ctx:
            register = trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=50)
            journal = trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=200)
            (declared,) = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.ABSENCE_DECLARED)
        placed = {entry.kind for entry in [*register, *journal] if entry.detail.get("in-place-of") == absent}
        assert {"transmission:prepared", "fiche:started", "fiche:changed", "exchange:read"} <= placed
        assert {substitute} == {entry.actor for entry in [*register, *journal] if "in-place-of" in entry.detail}
        acts = [entry for entry in [*register, *journal] if entry.actor == substitute]
        assert all("in-place-of" in entry.detail for entry in acts)
        assert (absence_id, absent, substitute) == (declared.subject, declared.detail["absent"], declared.detail["to"])

    def test_ones_own_dossier_is_done_in_ones_own_name(self, house: House) -> None:
        """Standing in for somebody changes nothing in one's own dossiers."""
        own = house.case(raw={"beneficiary.last_name": "AUTRE"}, by="other referent")
        declare(house)

        page = house.do(keeping_cases.open_case, house["other referent"], own)

        assert "" == page.in_place_of
        with house.service.transaction() as ctx:
            (last, *_) = trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=1)
        assert (own, {}) == (last.subject, last.detail)


class TestDeclare:
    """Who may declare what?"""

    @pytest.mark.parametrize(
        ("by", "allowed"),
        [
            ("referent", True), ("coordinator", True), ("other referent", False), ("partner referent", False),
            ("coordinator of the Loire", False), ("controller", False), ("dpo", False), ("administrator", False),
        ],
    )  # fmt: skip
    def test_one_s_own_or_the_coordinator(self, sqlite_house: House, by: str, *, allowed: bool) -> None:
        """A référent theirs, a coordinator those of the département; the same for ending it."""
        house = sqlite_house
        if allowed:
            house.do(standing_in.end, house[by], declare(house, by=by))
            return
        with pytest.raises(Denied):
            declare(house, by=by)
        absence_id = declare(house)
        with pytest.raises(Denied):
            house.do(standing_in.end, house[by], absence_id)

    @pytest.mark.parametrize(
        ("absent", "substitute", "field"),
        [
            ("referent", "referent", "substitute"), ("referent", "referent of the Loire", "substitute"),
            ("referent", "coordinator of the Loire", "substitute"), ("referent", "dpo", "substitute"),
            ("referent of the Loire", "other referent", "absent"), ("coordinator", "other referent", "absent"),
        ],
    )  # fmt: skip
    def test_people_of_the_same_departement(
        self, sqlite_house: House, absent: str, substitute: str, field: str
    ) -> None:
        """The absent is a référent there, the substitute a référent or the coordinator there, and another."""
        with pytest.raises(Invalid) as refusal:
            declare(sqlite_house, absent=absent, substitute=substitute, by="coordinator")

        assert [field] == [problem.field for problem in refusal.value.problems]

    def test_overlaps(self, house: House) -> None:
        """One absence at a time; nobody is charged with dossiers while away, nor goes away while in charge."""
        declare(house)
        with pytest.raises(Invalid, match=r".*"):
            declare(house, substitute="partner referent")
        with pytest.raises(Invalid):
            declare(house, absent="other referent", substitute="partner referent")
        with pytest.raises(Invalid):
            declare(house, absent="partner referent", substitute="referent")
        declare(house, absent="partner referent", substitute="other referent")
        declare(house, starts_on=TODAY + 4 * DAY, ends_on=TODAY + 5 * DAY)

    def test_days_are_asked_for(self, sqlite_house: House) -> None:
        """What is missing is said all at once."""
        house = sqlite_house
        form = AbsenceForm(RHONE, house["referent"].account_id, AccountId("nobody"), None, None)

        with pytest.raises(Invalid) as refusal:
            house.do(standing_in.declare, house["referent"], form)

        assert ["starts_on", "ends_on", "substitute"] == [problem.field for problem in refusal.value.problems]

    def test_who_sees_what(self, house: House) -> None:
        """The absent, the substitute and the coordinator of the département see it; others do not."""
        declare(house)

        seen = {
            who: len(house.do(standing_in.list_absences, house[who]).absences)
            for who in ("referent", "other referent", "coordinator", "partner referent", "coordinator of the Loire")
        }

        assert {
            "referent": 1, "other referent": 1, "coordinator": 1, "partner referent": 0, "coordinator of the Loire": 0,
        } == seen  # fmt: skip
        with pytest.raises(Denied):
            house.do(standing_in.list_absences, house["dpo"])
