"""What do the tests of signing in by a provider stand on? One house that trusts one, and a provider that may lie."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from liaison.vocabulary.provider import RETURN_PATH
from tests.clock import FixedClock
from tests.provider.process import Provider, running
from tests.web.provider.visiting import House, Visitor
from tests.web.staff import HOST, close, make_service


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """Run one provider for all of them."""
    with running(f"https://{HOST}{RETURN_PATH}", tmp_path_factory.mktemp("provider") / "log") as provider:
        yield provider


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[House]:
    """Give a house that trusts it; everybody in it signs in by another identity."""
    folder, clock = tmp_path_factory.mktemp("trusting"), FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    database = f"sqlite:///{folder / 'liaison.sqlite'}"
    service = make_service(database, folder, clock, public_url=f"https://{HOST}", **provider.settings())
    house = House(service, provider, clock)
    yield house
    house.close()
    close(service)


@pytest.fixture
def visitor(house: House) -> Visitor:
    """Give somebody with a browser, whom nobody knows yet."""
    return house.visitor()


@pytest.fixture
def bound(house: House) -> Visitor:
    """Give somebody whose account is bound, signed out."""
    return house.bound()


@pytest.fixture(scope="session")
def regular(house: House) -> Visitor:
    """Give somebody whose account is bound, for all the tests that let nobody in."""
    return house.bound()


@pytest.fixture(scope="session")
def another_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """Run a second provider, of another issuer."""
    with running(f"https://{HOST}{RETURN_PATH}", tmp_path_factory.mktemp("another") / "log") as provider:
        yield provider
