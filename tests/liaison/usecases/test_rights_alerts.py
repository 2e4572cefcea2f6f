"""Are the coordination and the DPO reminded in time, once each, of a number and nothing else (G-1)?"""

from datetime import UTC, datetime

import pytest

from liaison.store import rights as store
from liaison.usecases import answering_requests, nightly, receiving_requests, rights_alerts
from liaison.usecases.answering_requests import Answer
from liaison.vocabulary import Sealed
from liaison.vocabulary.rights import AnswerWay, RefusalGround, RequestDecision, Right
from tests.factories import PERSON, House
from tests.rights import TODAY, decided, received

pytestmark = pytest.mark.requirement("G-1")


def mails(house: House) -> list[str]:
    """Read the reminders that arrived: to whom, and what they say."""
    house.work()
    return [mail.text for mail in house.mailer.mails() if "Demande " in mail.subject]


def at(house: House, month: int, day: int, year: int = 2026) -> int:
    """Let it be the night of a day; return how many reminders there are now."""
    house.clock.move_to(datetime(year, month, day, 2, 0, tzinfo=UTC))
    nightly.run(house.service)
    return len(mails(house))


def test_reminders_go_once_at_each_stage_and_name_nobody(house: House) -> None:
    """Coordination and DPO: two mails at receipt, ten days before, three days before, once late; none twice."""
    received(house, house.case(), Right.ACCESS)
    assert len(mails(house)) == 2
    counts = [at(house, 12, 10), at(house, 12, 11), at(house, 12, 11), at(house, 12, 12), at(house, 12, 18)]
    assert counts == [2, 4, 4, 4, 6]
    assert [at(house, 12, 21), at(house, 12, 22), at(house, 12, 23)] == [6, 8, 8]
    said = " ".join(mails(house))
    assert "2026-R01" in said
    assert "21/12/2026" in said
    assert not [value for value in PERSON.values() if value in said]


def test_a_clock_that_stands_still_reminds_nobody(house: House) -> None:
    """The pause is not late; once the proof is there, the days that are left count."""
    request_id = received(house, house.case(), Right.ACCESS)
    house.do(receiving_requests.ask_identity, house["referent"], request_id, TODAY)
    assert at(house, 12, 25) == 2


@pytest.mark.requirement("R-1")
def test_a_request_is_forgotten_five_years_after_its_answer(house: House) -> None:
    """Row, texts and their data key; a day before, the proof is still there."""
    request_id = received(house, house.case(), Right.ERASURE)
    decided(
        house,
        request_id,
        RequestDecision.REFUSED,
        by="controller",
        ground=RefusalGround.STILL_NEEDED,
        text="Parce que.",
    )
    answer = Answer(AnswerWay.LETTER, TODAY, recourse_told=True)
    house.do(answering_requests.answer, house["referent"], request_id, answer)
    house.clock.move_to(datetime(2031, 11, 20, 12, 0, tzinfo=UTC))
    assert house.do(rights_alerts.forget_old) == 0
    house.clock.move_to(datetime(2031, 11, 22, 12, 0, tzinfo=UTC))
    assert house.do(rights_alerts.forget_old) == 1
    assert house.do(lambda ctx: list(store.list_requests(ctx.session, ["69"]))) == []
    assert Sealed.RIGHTS.object(request_id) not in house.key_ids()
