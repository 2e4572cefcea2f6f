"""Does everybody see where things stand, by when they die, and only what is theirs?"""

from datetime import date

import pytest

from liaison.errors import Denied, LiaisonError
from liaison.usecases import acknowledging, following, foreseeing, my_day, releasing, telling
from liaison.usecases.following import TransmissionPage
from liaison.usecases.standing import Waits
from tests.factories import BY_TELEPHONE, House


def page_of(house: House, transmission_id: str) -> TransmissionPage:
    """Look at a transmission as its référent does."""
    return house.do(following.open_transmission, house["referent"], transmission_id)


@pytest.mark.requirement("T-9", "R-2")
def test_deadlines_follow_the_tracks(house: House) -> None:
    """Anchors move from preparing to leaving, to releasing, to acknowledging; what is erased is due no more."""
    transmission_id = house.send(house.ready())
    seen = {"prepared": _anchors(house, transmission_id)}
    house.clock.advance(days=1)
    house.work()
    seen["sent"] = _anchors(house, transmission_id)
    house.clock.advance(days=1)
    house.do(releasing.release_by_sms, house["referent"], transmission_id)
    seen["released"] = _anchors(house, transmission_id)
    house.clock.advance(days=1)
    house.do(acknowledging.acknowledge, house["referent"], transmission_id)
    seen["acknowledged"] = _anchors(house, transmission_id)
    house.do(releasing.confirm, house["referent"], transmission_id)
    seen["confirmed"] = _anchors(house, transmission_id)

    prepared = ("préparation du pli", date(2026, 12, 21), False)
    left = ("envoi du pli", date(2026, 12, 22), False)
    given = ("remise de la clé", date(2026, 11, 30), False)
    arrived = ("accusé de réception", date(2026, 12, 24), False)
    assert {
        "prepared": {"archive": prepared, "key": prepared},
        "sent": {"archive": left, "key": prepared},
        "released": {"archive": left, "key": given},
        "acknowledged": {"archive": arrived, "key": given},
        "confirmed": {"archive": arrived, "key": (*given[:2], True)},
    } == seen


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("who", ["other referent", "coordinator of the Loire", "dpo", "administrator", "controller"])
def test_stranger_gets_no_key(sqlite_house: House, who: str) -> None:
    """Neither following, releasing, telling, confirming, acknowledging nor retrying."""
    house = sqlite_house
    transmission_id = house.sent(choice=BY_TELEPHONE)

    for act in (
        following.open_transmission, following.printed_fiche, releasing.release_by_sms, telling.prepare,
        releasing.confirm, acknowledging.acknowledge, releasing.retry,
    ):  # fmt: skip
        with pytest.raises(Denied):
            house.do(act, house[who], transmission_id)
    with pytest.raises(LiaisonError):
        house.do(my_day.my_day, house["dpo"])


def test_my_day(house: House) -> None:
    """What waits for somebody: drafts, keys to give, openings to confirm; somebody else's day is empty."""
    released, to_release = house.sent(), house.sent_to("B")
    house.do(releasing.release_by_sms, house["referent"], released)
    waiting = house.sent_to("C", work=False)
    draft = house.draft(house.case(raw={"beneficiary.last_name": "D"}))

    day = house.do(my_day.my_day, house["referent"])

    assert [draft] == [line.id for line in day.drafts]
    assert [to_release] == [line.id for line in day.waiting[Waits.ACKNOWLEDGEMENT]]
    assert [released] == [line.id for line in day.waiting[Waits.OPENING]]
    assert [waiting] == [line.id for line in day.waiting[Waits.LEAVING]]
    assert {waiting, released, to_release} == {line.id for line in day.recent}
    assert day.has_cases
    assert not house.do(my_day.my_day, house["other referent"]).has_cases
    assert {waiting, released, to_release} == {
        line.id for line in house.do(my_day.list_transmissions, house["coordinator"])
    }
    assert [] == house.do(my_day.list_transmissions, house["coordinator of the Loire"])


@pytest.mark.requirement("R-6")
def test_due_shows_late_things_first(house: House) -> None:
    """The list of what is to be destroyed: earliest first, with rule and anchor; others' départements apart."""
    house.sent("spe")
    house.clock.advance(days=25)

    seen = house.do(foreseeing.schedule, house["dpo"], within_days=30)

    lines = [part.line for part in (*seen.late, *seen.soon)]
    days = [line.destroy_by for line in lines if line.destroy_by is not None]
    assert ["archive", "key"] == [line.subject.value for line in lines]
    assert sorted(days) == days
    assert days[0] < house.clock.now()
    nothing = house.do(foreseeing.schedule, house["coordinator of the Loire"], within_days=30)
    assert ((), ()) == (nothing.late, nothing.soon)
    assert seen == house.do(foreseeing.schedule, None, within_days=30)
    with pytest.raises(Denied):
        house.do(foreseeing.schedule, house["referent"])


def _anchors(house: House, transmission_id: str) -> dict[str, tuple[str, date | None, bool]]:
    return {
        line.subject.value: (line.anchor, line.due_at.date() if line.due_at else None, line.done_at is not None)
        for line in page_of(house, transmission_id).deadlines
        if line.subject.value in {"archive", "key"}
    }
