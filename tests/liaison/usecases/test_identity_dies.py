"""When does the identity of an account go? With its new link, and when it is forgotten whose the account was."""

import pytest

from liaison.records import ProviderArrival, ProviderIdentity
from liaison.store import provider as store
from liaison.usecases import administering, tidying
from tests.factories import House


def _bind(house: House, account_id: str) -> None:
    with house.service.transaction() as ctx:
        ctx.session.add(ProviderIdentity(account_id=account_id, identity="i" * 64, bound_at=ctx.now))
        arrival = ProviderArrival(ticket="t" * 64, account_id=account_id, token=b"scelle", arrived_at=ctx.now)
        assert store.put_arrival(ctx.session, arrival)


@pytest.mark.requirement("R-1")
def test_a_year_after_closing(house: House) -> None:
    """Nothing says any more who somebody was at the provider."""
    account_id = house["dpo"].account_id
    _bind(house, account_id)
    with house.service.transaction() as ctx:
        administering.disable_account(ctx, house["administrator"], account_id)
    house.clock.advance(days=366)
    with house.service.transaction() as ctx:
        assert 1 == tidying.forget_accounts(ctx)
        assert store.identity_of(ctx.session, account_id) is None
        assert store.find_arrival(ctx.session, "t" * 64) is None


def test_a_sign_in_serves_once_whoever_is_first(house: House) -> None:
    """Two requests with the same return: the database lets one through, and the other is told so."""
    account_id = house["dpo"].account_id
    _bind(house, account_id)
    with house.service.transaction() as ctx:
        again = ProviderArrival(ticket="t" * 64, account_id=account_id, token=b"", arrived_at=ctx.now)
        assert not store.put_arrival(ctx.session, again)
