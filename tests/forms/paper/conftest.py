"""What does every test of the paper stand on? The official models, a signature, the golden files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forms import paper
from forms.catalog import Catalog
from forms.spec import FormSpec

GOLDEN = Path(__file__).parents[2] / "golden"
MODELS = ("generic", "spe", "pic_ipr")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --regen, understood when this folder is named: `pytest tests/forms/paper --regen`."""
    parser.addoption("--regen", action="store_true", help="rewrite the golden PDFs of tests/golden")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Read the packaged models."""
    return Catalog()


@pytest.fixture(scope="session")
def templates() -> paper.Templates:
    """Build each template once, and keep it in memory."""
    return paper.Templates()


@pytest.fixture(params=MODELS)
def spec(request: pytest.FixtureRequest, catalog: Catalog) -> FormSpec:
    """Give each official model in turn."""
    return catalog.get(str(request.param))


@pytest.fixture
def generic(catalog: Catalog) -> FormSpec:
    """Give the generic model."""
    return catalog.get("generic")


@pytest.fixture
def signed() -> paper.Presentation:
    """Sign electronically, with a neutral reference."""
    signature = paper.ElectronicSignature(
        name="Zéphyrine Testoukhina",
        function="référente emploi et formation",
        place="Testville",
        signed_at=datetime(2026, 11, 21, 14, 32, tzinfo=UTC),
    )
    return paper.Presentation(signature=signature, reference="réf. 7f3k2m")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], bytes]:
    """Return the golden file of a name; with --regen, write it first."""

    def read(name: str, made: bytes) -> bytes:
        if request.config.getoption("--regen", default=False):
            (GOLDEN / name).write_bytes(made)
        return (GOLDEN / name).read_bytes()

    return read
