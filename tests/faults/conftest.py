"""What do the faults stand on? A furnished house on each engine, and servers that outlive every trial."""

from collections.abc import Iterator

import pytest

from tests.faults.kills import Ground
from tests.faults.trial import Outside, furnish, outside


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """Run the mail server and the gateway of all trials."""
    with outside(tmp_path_factory.mktemp("doors")) as found:
        yield found


@pytest.fixture(scope="session")
def sqlite_ground(tmp_path_factory: pytest.TempPathFactory, doors: Outside) -> Ground:
    """Furnish a house on SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    return Ground(furnish(folder), doors, folder)


@pytest.fixture(scope="session")
def postgresql_ground(tmp_path_factory: pytest.TempPathFactory, doors: Outside, postgres_url: str) -> Ground:
    """Furnish a house on PostgreSQL; its key store stays in its folder."""
    folder = tmp_path_factory.mktemp("postgresql")
    return Ground(furnish(folder, postgres_url), doors, folder)


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.xdist_group("faults on SQLite")),
        pytest.param("postgresql", marks=pytest.mark.xdist_group("faults on PostgreSQL")),
    ]
)
def ground(request: pytest.FixtureRequest) -> Ground:
    """Give a furnished house of each kind in turn: the test runs twice."""
    found: Ground = request.getfixturevalue(f"{request.param}_ground")
    return found
