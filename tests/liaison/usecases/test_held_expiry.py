"""What does the worker leave in place while a hold stands, and what goes all the same (R-4)?"""

from datetime import date

import pytest

from liaison.store import deposits
from liaison.usecases import expiring, holding_back
from liaison.usecases.holding_back import HoldForm
from liaison.vocabulary import DepositStatus, KeyStatus
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope
from tests.deposits import By, Sent
from tests.factories import House

pytestmark = pytest.mark.requirement("R-4")


def hold(house: House, transmission_id: str) -> str:
    """Let a hold stand on a pli."""
    reference = house.row(transmission_id).reference
    form = HoldForm(
        HoldKind.LITIGATION, HoldScope.TRANSMISSION, reference, "Instance fictive.", review_on=date(2027, 3, 1)
    )
    hold_id = house.do(holding_back.ask, house["coordinator"], form)
    house.do(holding_back.decide, house["controller"], hold_id, Decision.GRANTED, "Preuve utile.", without_opinion=True)
    return hold_id


def test_archive_stays_and_its_key_goes(house: House) -> None:
    """A key that nobody was given dies on its day; the archive of a held pli stays, sealed, and another's goes."""
    held, other = house.sent("spe"), house.sent_to("TESTOVITCH")
    hold(house, held)
    house.clock.advance(days=31)

    assert 2 == house.do(expiring.expire_keys)

    assert [KeyStatus.REVOKED] * 2 == [house.row(one).key_status for one in (held, other)]
    assert house.archive(held)
    assert house.row(other).archive is None


def test_deposit_waits_while_it_is_held(house: House) -> None:
    """A file that answers a held pli is not destroyed for want of its key; once the hold is lifted, it is."""
    transmission_id = house.sent("spe")
    by = By(house.row(transmission_id).contact_id, transmission_id, is_open=False)
    deposit_id, _ = house.deposited(by, Sent(house.printed(transmission_id)))
    hold_id = hold(house, transmission_id)
    house.clock.advance(days=31)
    assert 0 == house.do(expiring.expire_deposits)

    house.do(holding_back.lift, house["controller"], hold_id)

    assert 1 == house.do(expiring.expire_deposits)
    row = house.do(lambda ctx: deposits.get_deposit(ctx.session, deposit_id).status)
    assert DepositStatus.EXPIRED == row
