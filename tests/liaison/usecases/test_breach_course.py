"""Does a breach go from its draft to the register, each told in time, each step by whom it belongs to?"""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from liaison.errors import Denied, Invalid, Refused, WrongState
from liaison.rules.breach_course import Decision
from liaison.rules.calendar import at_hour
from liaison.usecases import breach_handling, breach_people, breach_telling, dismissing
from liaison.usecases.breach_handling import Facts
from liaison.usecases.breach_telling import Telling
from liaison.vocabulary import Dismissal, IncidentKind
from liaison.vocabulary.breaches import AwareOf, Course, Late, Passage, Risk, Spared, Way, Whom
from tests.factories import House
from tests.liaison.usecases.breaches import (
    FACTS,
    alerts,
    clock_of,
    decide,
    declare,
    declare_alone,
    look,
    open_up,
    party,
    tell,
)

ALL = Decision(Risk.HIGH, tell_cnil=True, tell_people=True)


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_from_draft_to_register(house: House) -> None:
    """Draft, open, assessed, announced, closed: each step by its own, and nothing changes after the last."""
    transmission_id = house.sent()
    case_id = house.row(transmission_id).case_id or ""
    incident_id = declare(house, transmission_id, ofii=True)
    assert Course.DRAFT is look(house, incident_id).page.line.course
    assert Course.OPEN is open_up(house, incident_id).page.line.course
    house.do(breach_handling.describe, house["dpo"], incident_id, FACTS)
    tell(house, [clock_of(house, incident_id, Whom.OFII).id])
    decide(house, incident_id)
    assert Course.ASSESSED is look(house, incident_id).page.line.course
    with pytest.raises(WrongState):
        house.do(breach_handling.end, house["dpo"], incident_id)
    tell(house, [clock_of(house, incident_id, Whom.CNIL).id], Way.ONLINE)
    house.do(breach_telling.spare, house["dpo"], clock_of(house, incident_id, Whom.PARTY).id, Spared.NO_CONVENTION)
    assert Course.ASSESSED is look(house, incident_id).page.line.course, "the person was not told"
    today = date(2026, 11, 21)
    house.do(breach_people.note_informed, house["referent"], incident_id, case_id, today, Way.MEETING)
    assert Course.NOTIFIED is look(house, incident_id).page.line.course
    house.do(breach_handling.end, house["controller"], incident_id)
    page = look(house, incident_id)
    assert (Course.CLOSED, 1) == (page.page.line.course, page.informed)
    acts: tuple[Callable[[], object], ...] = (
        lambda: house.do(breach_handling.describe, house["dpo"], incident_id, FACTS),
        lambda: house.do(dismissing.dismiss, house["dpo"], incident_id, Dismissal.MISTAKE),
        lambda: tell(house, [clock_of(house, incident_id, Whom.OFII).id]),
        lambda: house.do(breach_people.note_informed, house["referent"], incident_id, case_id, today, Way.CALL),
    )
    for act in acts:
        with pytest.raises(WrongState):
            act()


@pytest.mark.requirement("A-2", "G-4")
def test_each_step_by_its_own(house: House) -> None:
    """The opinion is the DPO's, the decision the controller's and only after it; a référent follows nothing."""
    incident_id = declare(house, house.sent())
    open_up(house, incident_id)
    acts: tuple[Callable[[], object], ...] = (
        lambda: house.do(breach_handling.assess, house["controller"], incident_id, Risk.RISK, "Non."),
        lambda: house.do(
            breach_handling.take_in_hand, house["referent"], incident_id, AwareOf.STAFF, house.clock.now()
        ),
        lambda: house.do(breach_handling.describe, house["coordinator"], incident_id, FACTS),
    )
    for act in acts:
        with pytest.raises(Denied):
            act()
    with pytest.raises(WrongState):  # no opinion yet
        house.do(
            breach_handling.decide, house["controller"], incident_id, ALL, dict.fromkeys(breach_handling.GROUNDS, "x")
        )
    house.do(breach_handling.assess, house["dpo"], incident_id, Risk.HIGH, "Un avis.")
    with pytest.raises(Invalid):  # a ground is missing
        house.do(breach_handling.decide, house["controller"], incident_id, ALL, {Passage.RISK: ""})
    decide(house, incident_id)
    with pytest.raises(WrongState):
        house.do(dismissing.dismiss, house["dpo"], incident_id, Dismissal.NOT_EXPOSED)


def test_closed_only_with_its_register(house: House) -> None:
    """Without facts, effects and measures nothing closes (33.5), even when nobody has to be told."""
    incident_id = declare_alone(house, IncidentKind.OTHER)
    open_up(house, incident_id)
    for whom, why in ((Whom.OFII, Spared.NOT_FOR_OFII), (Whom.PARTY, Spared.NO_CONVENTION)):
        house.do(breach_telling.spare, house["dpo"], clock_of(house, incident_id, whom).id, why)
    decide(house, incident_id, Risk.NONE, cnil=False, people=False)
    assert Course.NOTIFIED is look(house, incident_id).page.line.course
    with pytest.raises(WrongState, match="faits"):
        house.do(breach_handling.end, house["dpo"], incident_id)
    house.do(breach_handling.describe, house["dpo"], incident_id, FACTS)
    assert Course.ASSESSED is look(house, incident_id).page.line.course, "data of the OFII, it says now: it waits again"
    tell(house, [clock_of(house, incident_id, Whom.OFII).id])
    house.do(breach_handling.end, house["dpo"], incident_id)


@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_the_clocks_never_go_forward(house: House) -> None:
    """Whoever of the house knew, the house knew: the moment goes back, the delays with it, and never forward."""
    incident_id = declare(house, house.sent(), ofii=True)
    declared = look(house, incident_id).page.line.discovered_at
    house.clock.advance(hours=1)
    with pytest.raises(Invalid):
        open_up(house, incident_id, at=declared + timedelta(minutes=1))
    page = open_up(house, incident_id, at=declared - timedelta(minutes=90))
    dues = {clock.kind: clock.due_at - declared for clock in page.page.line.clocks}
    assert timedelta(hours=2, minutes=30) == dues[Whom.OFII]
    assert timedelta(hours=34, minutes=30) == dues[Whom.PARTY]
    assert timedelta(hours=70, minutes=30) == dues[Whom.CNIL]


@pytest.mark.requirement("G-3", "G-4")
def test_late_says_why(house: House) -> None:
    """One minute past its delay, an announcement needs its reason; a completing one never does."""
    incident_id = declare(house, house.sent(), ofii=True)
    open_up(house, incident_id)
    clock = clock_of(house, incident_id, Whom.OFII)
    house.clock.advance(hours=4, minutes=1)
    with pytest.raises(Invalid):
        tell(house, [clock.id])
    telling = Telling(Way.CALL, house.clock.now(), Late.CLOSED_OFFICE, "C’était la nuit.")
    house.do(breach_telling.note, house["controller"], clock.id, telling)
    house.clock.advance(days=3)
    tell(house, [clock.id])
    after = clock_of(house, incident_id, Whom.OFII)
    assert (Late.CLOSED_OFFICE, 2) == (after.late, len(after.notices))
    assert clock.starts_at + timedelta(hours=4, minutes=1) == after.done_at
    assert ["C’était la nuit."] == list(look(house, incident_id).late_texts.values())


@pytest.mark.parametrize(
    ("day", "dues"),
    [
        (date(2026, 10, 24), ["2026-10-25T01:30", "2026-10-26T09:30", "2026-10-27T21:30"]),
        (date(2027, 3, 27), ["2027-03-28T02:30", "2027-03-29T10:30", "2027-03-30T22:30"]),
    ],
)
@pytest.mark.requirement("G-2", "G-3", "G-4")
def test_a_saturday_night_before_the_change_of_hour(house: House, day: date, dues: list[str]) -> None:
    """Declared at half past eleven: mails at once, at half and at the last hour of each delay, to the minute, once."""
    house.clock.move_to(at_hour(day, time(23, 30)))
    start = house.clock.now()
    incident_id = declare_alone(house, IncidentKind.ACCOUNT_USED)
    clocks = look(house, incident_id).page.line.clocks
    assert dues == [f"{clock.due_at:%Y-%m-%dT%H:%M}" for clock in clocks]
    assert 2 == alerts(house), "the DPO and the controller, at once"
    said: list[int] = []
    due = [120, 180, 1080, 2100, 2160, 4260]
    """Minutes: half and last hour of 4 h, of 36 h, of 72 h."""
    for minute in sorted({minute + off for minute in due for off in (-1, 0, 1)}):
        house.clock.move_to(start + timedelta(minutes=minute))
        said += [minute] * (alerts(house) // 2)
    assert due == said
    house.work()
    mails = house.mailer.mails()
    assert 14 == len(mails)
    assert {"dpo@operateur.example", "controller@operateur.example"} == {mail.to for mail in mails}
    assert all("2026-001" in mail.subject or "2027-001" in mail.subject for mail in mails)


@pytest.mark.requirement("G-2")
def test_alerts_end_with_the_telling(house: House) -> None:
    """Who was told is reminded of no more; nor is a dismissed incident, nor one that waits for nobody."""
    incident_id = declare(house, house.sent(), ofii=True)
    alerts(house)
    open_up(house, incident_id)
    tell(house, [clock_of(house, incident_id, Whom.OFII).id])
    house.clock.advance(hours=3)
    assert 0 == alerts(house)
    house.do(dismissing.dismiss, house["dpo"], incident_id, Dismissal.NOT_EXPOSED)
    house.clock.advance(hours=40)
    assert 0 == alerts(house)


@pytest.mark.requirement("G-2", "G-5")
def test_the_other_party_is_written_to(house: House) -> None:
    """The convention of the pli has its clock; the mail goes to its correspondent and names nobody."""
    _, contact_id, convention_id = party(house)
    case_id = house.case()
    transmission_id = house.send(house.draft(case_id, "spe", contact_id=contact_id))
    house.work()
    incident_id = declare(house, transmission_id)
    open_up(house, incident_id)
    house.do(breach_handling.describe, house["dpo"], incident_id, FACTS)
    clock = clock_of(house, incident_id, Whom.PARTY)
    assert convention_id == clock.convention_id
    house.do(breach_telling.write_to_party, house["dpo"], clock.id, Telling(Way.SERVICE_MAIL, house.clock.now()))
    house.work()
    (mail,) = [one for one in house.mailer.mails() if one.to == "dpd@partenaire.example"]
    assert "2026-001" in mail.subject
    assert "environ 1" in mail.text
    for secret in ("TESTOUKHINA", "Zéphyrine", "9900000017", "Une clé donnée", "Rappel fait"):
        assert secret not in mail.text + mail.subject
    assert clock_of(house, incident_id, Whom.PARTY).done_at == house.clock.now()


def test_no_mail_to_the_others(house: House) -> None:
    """The service writes to no CNIL and no OFII, and to no party without a correspondent; the CNIL is not spared."""
    incident_id = declare(house, house.sent("spe"), ofii=True)
    open_up(house, incident_id)
    telling = Telling(Way.SERVICE_MAIL, house.clock.now())
    for whom in Whom:
        with pytest.raises(Refused):
            house.do(breach_telling.write_to_party, house["dpo"], clock_of(house, incident_id, whom).id, telling)
    cnil = clock_of(house, incident_id, Whom.CNIL).id
    with pytest.raises(Refused):
        house.do(breach_telling.spare, house["dpo"], cnil, Spared.NO_CONSEQUENCE)
    with pytest.raises(Invalid):
        house.do(breach_telling.note, house["dpo"], cnil, Telling(Way.CALL, house.clock.now()))


@pytest.mark.requirement("F-7")
def test_the_guard_on_texts(house: House) -> None:
    """A text that says what looks like somebody's health is stopped, until its writer says that they read it again."""
    incident_id = declare(house, house.sent())
    open_up(house, incident_id)
    texts = {Passage.FACTS: "Son diabète est connu du voisin."}
    facts = Facts((), (), (), 1, None, texts)
    with pytest.raises(Invalid, match="corriger"):
        house.do(breach_handling.describe, house["dpo"], incident_id, facts)
    house.do(breach_handling.describe, house["dpo"], incident_id, Facts((), (), (), 1, None, texts, sure=True))
    assert texts == look(house, incident_id).texts
