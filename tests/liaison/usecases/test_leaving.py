"""How does somebody leave the programme, and who is listed to be told (T-10)?"""

from datetime import date

import pytest

from liaison.errors import Conflict, Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.rules.exits import Standing
from liaison.store import exits as store
from liaison.store import trails
from liaison.usecases import ending_support, following_exits, keeping_cases, leaving, my_day
from liaison.usecases.following_exits import ExitPage
from liaison.usecases.leaving import ExitForm
from liaison.vocabulary import Audience, Chain, ExitKind, ExitUndone, PartnerKind, ProjectEndKind
from tests.factories import BY_SMS, House

pytestmark = pytest.mark.requirement("T-10")

LEFT_ON = date(2026, 11, 20)
HEARD_ON = date(2026, 11, 13)


def leave(house: House, case_id: str, kind: ExitKind = ExitKind.TERM, *, by: str = "referent") -> ExitPage:
    """Record an exit of yesterday."""
    form = ExitForm(kind, LEFT_ON, HEARD_ON if kind is ExitKind.EXCLUSION else None)
    house.do(leaving.record_exit, house[by], case_id, form)
    return shown(house, case_id)


def shown(house: House, case_id: str) -> ExitPage:
    """Read the exit that stands."""
    page = house.do(following_exits.find_exit, house["referent"], case_id)
    assert page is not None
    return page


def audiences(page: ExitPage) -> list[Audience]:
    """Name who is listed, in the order of the page."""
    return [one.audience for one in page.addressees]


def refer(house: House, case_id: str, kind: PartnerKind, model: str, *, work: bool = True) -> str:
    """Send a fiche about the person to a partner of a kind; return the partner."""
    partner_id = house.partner(kind)
    house.convention(partner_id, model)
    house.send(house.draft(case_id, model, contact_id=house.contact(partner_id)), BY_SMS)
    if work:
        house.work()
    return partner_id


class TestRecord:
    """What does an exit do on the dossier?"""

    def test_it_ends_the_support_and_tells_nobody(self, house: House) -> None:
        """The deadlines move from that day; nothing is prepared, nothing waits in the outbox."""
        case_id = house.case()

        page = leave(house, case_id, ExitKind.POSITIVE_BOTH)

        assert (LEFT_ON, "Sortie positive vers l’emploi et le logement") == (page.left_on, page.kind_label)
        case = house.do(keeping_cases.open_case, house["referent"], case_id)
        assert LEFT_ON == case.support_ended_on
        assert date(2029, 11, 20) == case.deadlines[0].due_at.date() if case.deadlines[0].due_at else None
        assert [Standing.WAITING] == [one.standing for one in page.addressees]
        assert ((), 0) == (case.fiches, house.work())
        assert (date(2027, 2, 20), date(2027, 5, 20)) == page.interviews

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (ExitKind.TERM, [Audience.OFII]),
            (ExitKind.EXCLUSION, [Audience.OFII, Audience.PREFECTURE]),
            (ExitKind.MOVE, [Audience.OFII, Audience.RECEIVING]),
        ],
    )
    def test_whom_the_guide_names(self, sqlite_house: House, kind: ExitKind, expected: list[Audience]) -> None:
        """Each one listed says by which rule, and where it stands in the guide."""
        page = leave(sqlite_house, sqlite_house.case(), kind)

        assert expected == audiences(page)
        assert all(one.rule and one.place.startswith("guide") for one in page.addressees)
        assert () == page.interviews

    def test_partners_of_the_referrals_are_listed_once(self, house: House) -> None:
        """Each SPE member and PIC IPR project that a pli reached; not a CPH, nor one whose pli was stopped."""
        case_id = house.case()
        spe = refer(house, case_id, PartnerKind.MISSION_LOCALE, "spe")
        contact_id = house.contact(spe)
        house.send(house.draft(case_id, "spe", contact_id=contact_id), BY_SMS)
        project = refer(house, case_id, PartnerKind.PIC_IPR, "pic_ipr")
        house.send(house.draft(case_id, contact_id=house.recipient()), BY_SMS)
        house.work()
        refer(house, case_id, PartnerKind.CAP_EMPLOI, "spe", work=False)  # prepared, and not gone

        page = leave(house, case_id)

        assert [Audience.OFII, Audience.SPE, Audience.PIC_IPR] == audiences(page)
        with house.service.transaction() as ctx:
            row = store.find_standing(ctx.session, case_id)
            assert row is not None
            listed = {one.partner_id for one in store.list_addressees(ctx.session, [row.id])}
        assert {None, spe, project} == listed

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (ExitForm(ExitKind.TERM, None), "left_on"),
            (ExitForm(ExitKind.TERM, date(2026, 11, 22)), "left_on"),
            (ExitForm(ExitKind.EXCLUSION, LEFT_ON), "heard_on"),
            (ExitForm(ExitKind.EXCLUSION, LEFT_ON, date(2026, 11, 21)), "heard_on"),
        ],
    )
    def test_what_is_refused(self, sqlite_house: House, form: ExitForm, field: str) -> None:
        """No day, a day to come, an exclusion before the person was heard (guide:411)."""
        house = sqlite_house
        case_id = house.case()

        with pytest.raises(Invalid) as refusal:
            house.do(leaving.record_exit, house["referent"], case_id, form)

        assert [field] == [problem.field for problem in refusal.value.problems]
        assert house.do(following_exits.find_exit, house["referent"], case_id) is None

    def test_one_exit_at_a_time_and_its_day_is_the_end(self, house: House) -> None:
        """A second one is refused, and so is another end of the support beside it."""
        case_id = house.case()
        leave(house, case_id)

        with pytest.raises(WrongState, match="déjà enregistrée"):
            leave(house, case_id, ExitKind.ABANDON)
        with pytest.raises(WrongState, match="Une sortie est enregistrée au 20/11/2026"):
            house.do(ending_support.set_support_end, house["referent"], case_id, None)

    @pytest.mark.requirement("A-2", "G-8")
    def test_strangers_and_the_journal_learn_nothing(self, house: House) -> None:
        """Only the dossier's own people record and read; the journal holds a pseudonym, a day, a number."""
        case_id = house.case()
        page = leave(house, case_id, ExitKind.EXCLUSION)

        for who in ("other referent", "coordinator of the Loire", "dpo", "administrator"):
            with pytest.raises(Denied):
                house.do(following_exits.find_exit, house[who], case_id)
            with pytest.raises(Denied):
                house.do(following_exits.open_addressee, house[who], page.addressees[0].id)
        house.do(following_exits.open_addressee, house["referent"], page.addressees[0].id)
        with house.service.transaction() as ctx:
            read = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CASE_READ)
            (entry,) = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.EXIT_RECORDED)
        assert [{"field": "exit"}] * 2 == [each.detail for each in read if each.subject == case_id]
        assert case_id == entry.subject
        assert {"ended": "2026-11-20", "addressees": 2} == entry.detail


class TestUndo:
    """What if the exit was a mistake, or the person comes back?"""

    def test_the_support_goes_on(self, house: House) -> None:
        """The end is lifted, the deadlines have no day, the past exit stays in the thread."""
        case_id = house.case()
        leave(house, case_id, ExitKind.POSITIVE_HOUSING)

        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.REENTRY)

        case = house.do(keeping_cases.open_case, house["referent"], case_id)
        assert (None, None) == (case.support_ended_on, case.deadlines[0].due_at)
        told = house.do(following_exits.exits_of_case, house["referent"], case_id)
        assert told.standing is None
        assert [("Sortie positive vers le logement", "L’accompagnement reprend")] == [
            (past.kind_label, past.undone) for past in told.past
        ]
        assert () == house.do(my_day.my_day, house["referent"]).exits
        leave(house, case_id, ExitKind.TERM)

    @pytest.mark.requirement("R-1")
    def test_a_mistake_gives_back_the_end_that_was_there(self, house: House) -> None:
        """The support had ended before the exit was recorded: it ends on that day again, with its deadlines."""
        case_id, ended_on = house.case(), date(2026, 10, 31)
        house.do(ending_support.set_support_end, house["referent"], case_id, ended_on)
        assert ended_on == leave(house, case_id).ended_before

        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.MISTAKE)

        case = house.do(keeping_cases.open_case, house["referent"], case_id)
        assert ended_on == case.support_ended_on
        assert case.deadlines[0].due_at is not None
        assert date(2029, 10, 31) == case.deadlines[0].due_at.date()
        leave(house, case_id, ExitKind.POSITIVE_HOUSING)
        house.do(leaving.undo_exit, house["referent"], case_id, ExitUndone.REENTRY)
        assert house.do(keeping_cases.open_case, house["referent"], case_id).support_ended_on is None

    @pytest.mark.parametrize("kind", [ExitKind.TERM, ExitKind.ABANDON, ExitKind.EXCLUSION, ExitKind.DEATH])
    def test_nobody_comes_back_but_after_a_positive_exit(self, sqlite_house: House, kind: ExitKind) -> None:
        """The guide knows no re-entry after the others (guide:400-403): the exit stands."""
        case_id = sqlite_house.case()
        assert not leave(sqlite_house, case_id, kind).may_reenter

        with pytest.raises(Invalid) as refusal:
            sqlite_house.do(leaving.undo_exit, sqlite_house["referent"], case_id, ExitUndone.REENTRY)

        assert ["why"] == [problem.field for problem in refusal.value.problems]
        assert kind is shown(sqlite_house, case_id).kind

    def test_nothing_to_undo(self, sqlite_house: House) -> None:
        """Undone twice, the second window is told."""
        with pytest.raises(WrongState, match="Aucune sortie"):
            sqlite_house.do(leaving.undo_exit, sqlite_house["referent"], sqlite_house.case(), ExitUndone.MISTAKE)


class TestAdded:
    """Whom may somebody add, and what is taken in from a PIC IPR project?"""

    def test_a_partner_referred_to_by_another_way(self, house: House) -> None:
        """Offered until it is listed; listed once; a CPH is refused."""
        case_id, mission, cph = house.case(), house.partner(PartnerKind.MISSION_LOCALE), house.partner()
        page = leave(house, case_id)
        assert [mission] == [partner.id for partner in page.others]

        house.do(leaving.add_addressee, house["referent"], case_id, mission)

        page = shown(house, case_id)
        assert ([Audience.OFII, Audience.SPE], ()) == (audiences(page), page.others)
        with pytest.raises(Conflict):
            house.do(leaving.add_addressee, house["referent"], case_id, mission)
        with pytest.raises(Invalid):
            house.do(leaving.add_addressee, house["referent"], case_id, cph)

    def test_several_services_take_over_at_a_move(self, house: House) -> None:
        """The guide says services, in the plural (guide:404-407); at another exit none of them is told."""
        case_id = house.case()
        employment, social = (house.partner(PartnerKind.RECEIVING) for _ in range(2))
        page = leave(house, case_id, ExitKind.MOVE)
        assert {employment, social} == {partner.id for partner in page.others}

        for partner_id in (employment, social):
            house.do(leaving.add_addressee, house["referent"], case_id, partner_id)

        page = shown(house, case_id)
        assert ([Audience.OFII] + [Audience.RECEIVING] * 2, ()) == (audiences(page), page.others)
        other = house.case(raw={"beneficiary.last_name": "AUTREFICTION"})
        assert () == leave(house, other).others
        with pytest.raises(Invalid):
            house.do(leaving.add_addressee, house["referent"], other, social)

    def test_the_end_of_a_pic_ipr_project_is_taken_in(self, house: House) -> None:
        """Day, project and closed kind stand on the dossier; the support goes on (guide:3931-3934)."""
        case_id, project = house.case(), house.partner(PartnerKind.PIC_IPR)
        kind = ProjectEndKind.TRAINING

        house.do(leaving.take_in_project_end, house["referent"], case_id, project, kind, LEFT_ON)

        (end,) = house.do(following_exits.exits_of_case, house["referent"], case_id).project_ends
        assert ("Tremplin d’Essai", "Accès à la formation", LEFT_ON) == (end.partner_name, end.kind_label, end.ended_on)
        assert house.do(keeping_cases.open_case, house["referent"], case_id).support_ended_on is None

    def test_what_is_not_taken_in(self, sqlite_house: House) -> None:
        """No day, a day to come, a partner that is no project: every fault at once."""
        house = sqlite_house
        case_id, project, cph = house.case(), house.partner(PartnerKind.PIC_IPR), house.partner()
        for partner_id, day, fields in (
            (project, None, ["ended_on"]),
            (project, date(2026, 11, 22), ["ended_on"]),
            (cph, None, ["ended_on", "partner"]),
        ):
            with pytest.raises(Invalid) as refusal:
                house.do(leaving.take_in_project_end, house["referent"], case_id, partner_id, ProjectEndKind.LEFT, day)
            assert fields == [problem.field for problem in refusal.value.problems]
