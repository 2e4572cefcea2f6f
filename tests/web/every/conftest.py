"""What do tests of every route stand on? One house that has lived, made once, and found as it was by each test."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest

from tests import factories
from tests.clock import FixedClock
from tests.web.every.lived import live
from tests.web.every.world import World, close_world, open_world

ENGINE: Final = os.environ.get("EVERY_ENGINE", "sqlite")
"""On "postgresql" the house is not found as it was: what one example does, the next one finds."""
_SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("every")
    url = request.getfixturevalue("postgres_url") if ENGINE == "postgresql" else ""
    lived = live(url, folder / "house", FixedClock(_SATURDAY))
    world = open_world(lived)
    world.keep(folder)
    world.look()
    yield world
    close_world(world)
    factories.close(lived.service)


@pytest.fixture
def world(_made: World) -> World:
    """Give the house as everybody found it who signed in."""
    _made.restore()
    _made.reports.lines.clear()
    return _made
