"""What happens to a key whose SMS did not arrive? It is told on the telephone, once (demands.md 7)."""

import pytest

from crypto.passphrase import check
from liaison.errors import WrongState
from liaison.store import outbox
from liaison.usecases import delivery_reports, following, releasing
from liaison.vocabulary import DeliveryStatus, KeyStatus
from tests.factories import House

pytestmark = pytest.mark.requirement("T-4", "T-9")


def lose_the_text(house: House, transmission_id: str) -> None:
    """Let the gateway say that the text never arrived."""
    with house.service.transaction() as ctx:
        rows = [row for row in outbox.list_of(ctx.session, transmission_id) if row.kind == "sms"]
        rows[0].delivery = DeliveryStatus.ACCEPTED.value
        ctx.session.flush()
        assert delivery_reports.note_delivery(ctx, rows[0].provider_id, DeliveryStatus.UNDELIVERED)


def test_told_instead(house: House) -> None:
    """The very key that the SMS held is shown, once; its track goes on."""
    sent = house.sent("generic")
    key = house.key(sent)
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()
    lose_the_text(house, sent)

    assert house.do(following.open_transmission, house["referent"], sent).can_tell
    told = house.tell(sent)

    assert key == check("-".join(told.groups)).reveal()
    assert not house.do(following.open_transmission, house["referent"], sent).can_tell
    with pytest.raises(WrongState):
        house.tell(sent)
    house.do(releasing.confirm, house["referent"], sent)
    assert KeyStatus.ERASED == house.row(sent).key_status


def test_not_told_while_it_may_arrive(house: House) -> None:
    """A text that the gateway still carries is not doubled by telephone."""
    sent = house.sent("generic")
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()
    with house.service.transaction() as ctx:
        for row in outbox.list_of(ctx.session, sent):
            row.delivery = DeliveryStatus.ACCEPTED.value if row.kind == "sms" else row.delivery

    assert not house.do(following.open_transmission, house["referent"], sent).can_tell


def test_track_says_when_it_was_told(sqlite_house: House) -> None:
    """The key's track shows the moment at which the partner really got it, not that of the lost text."""
    house = sqlite_house
    sent = house.sent("generic")
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()
    lose_the_text(house, sent)
    house.clock.advance(minutes=7)
    house.tell(sent)

    page = house.do(following.open_transmission, house["referent"], sent)
    assert house.clock.now() == next(stop.at for stop in page.key_stops if stop.label == "remise")
