"""Is a person's complaint told to the other party within 36 hours, and answered; by number for the DPO?"""

from datetime import date, timedelta

import pytest

from liaison.errors import Denied, Invalid, WrongState
from liaison.usecases import breach_telling, complaints
from liaison.usecases.breach_telling import Telling
from liaison.usecases.complaints import ComplaintForm, ComplaintLine, Reply
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintAnswer, ComplaintWay, Spared, Way, Whom
from tests.factories import RHONE, House
from tests.liaison.usecases.breaches import alerts, party

TODAY = date(2026, 11, 21)


def receive(house: House, who: str, case_id: str | None = None) -> ComplaintLine:
    """Record a complaint that came just now."""
    form = ComplaintForm(RHONE, ComplaintAbout.SHARED, ComplaintWay.BY_LETTER, house.clock.now())
    return house.do(complaints.receive, house[who], form, case_id)


def sent_under_convention(house: House) -> tuple[str, str]:
    """Send a fiche under a convention that names its correspondent; return dossier and convention."""
    _, contact_id, convention_id = party(house)
    case_id = house.case()
    house.send(house.draft(case_id, "spe", contact_id=contact_id))
    house.work()
    return case_id, convention_id


@pytest.mark.requirement("G-2")
def test_from_a_dossier(house: House) -> None:
    """The référent records it: its conventions have their 36 hours; the other party is written to; it is answered."""
    case_id, convention_id = sent_under_convention(house)
    line = receive(house, "referent", case_id)
    (clock,) = line.clocks
    assert ("R-2026-001", Whom.PARTY, convention_id) == (line.number, clock.kind, clock.convention_id)
    assert timedelta(hours=36) == clock.due_at - line.received_at
    assert 2 == alerts(house)
    house.clock.advance(hours=18)
    assert 2 == alerts(house)
    reply = Reply(ComplaintAnswer.SATISFIED, TODAY, "La copie a été supprimée.")
    with pytest.raises(WrongState):
        house.do(complaints.close, house["dpo"], line.id, reply)
    house.do(breach_telling.write_to_party, house["dpo"], clock.id, Telling(Way.SERVICE_MAIL, house.clock.now()))
    house.work()
    (mail,) = [one for one in house.mailer.mails() if one.to == "dpd@partenaire.example"]
    assert "R-2026-001" in mail.subject
    assert "TESTOUKHINA" not in mail.text
    house.do(complaints.close, house["controller"], line.id, reply)
    page = house.do(complaints.open_complaint, house["dpo"], line.id)
    assert ("La copie a été supprimée.", TODAY) == (page.answer, page.line.answered_on)
    with pytest.raises(WrongState):
        house.do(complaints.close, house["dpo"], line.id, reply)


@pytest.mark.requirement("G-2", "A-2")
def test_from_the_dpo(house: House) -> None:
    """The DPO has a number; who may see the person says whom it is about; then its conventions are known."""
    case_id, convention_id = sent_under_convention(house)
    line = receive(house, "dpo")
    assert ([""], False) == ([clock.convention_id for clock in line.clocks], line.linked)
    for who in ("dpo", "other referent", "coordinator of the Loire"):
        with pytest.raises(Denied):
            house.do(complaints.link, house[who], line.id, case_id)
    own, loose = house.do(complaints.list_of_case, house["coordinator"], case_id)
    assert ([], [line.id]) == ([one.id for one in own], [one.id for one in loose])
    house.do(complaints.link, house["coordinator"], line.id, case_id)
    with pytest.raises(WrongState):
        house.do(complaints.link, house["coordinator"], line.id, case_id)
    (after,) = house.do(complaints.list_complaints, house["controller"])
    assert ([convention_id], True) == ([clock.convention_id for clock in after.clocks], after.linked)


def test_who_may_and_what_cannot_be(house: House) -> None:
    """A référent records for their own dossiers only; nobody for tomorrow, nor closes before it came."""
    case_id = house.case()
    with pytest.raises(Denied):
        receive(house, "referent")
    with pytest.raises(Denied):
        receive(house, "other referent", case_id)
    with pytest.raises(Denied):
        house.do(complaints.list_complaints, house["coordinator"])
    tomorrow = ComplaintForm(RHONE, ComplaintAbout.WRONG, ComplaintWay.BY_VOICE, house.clock.now() + timedelta(days=1))
    with pytest.raises(Invalid):
        house.do(complaints.receive, house["dpo"], tomorrow)
    line = receive(house, "referent", case_id)
    house.do(breach_telling.spare, house["dpo"], line.clocks[0].id, Spared.NO_CONVENTION)
    with pytest.raises(Invalid):
        house.do(complaints.close, house["dpo"], line.id, Reply(ComplaintAnswer.PARTLY, TODAY - timedelta(days=1)))
    house.do(complaints.close, house["dpo"], line.id, Reply(ComplaintAnswer.PARTLY, TODAY))
