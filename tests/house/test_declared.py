"""Is every package that the code imports in the lock? One installed by hand would be missing elsewhere."""

import sys
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest
from packaging.utils import canonicalize_name

from tests.house import sources
from tests.house.laws import imported

MAINTAINERS = frozenset({"forms/paper/faces/make.py"})
"""Run by a maintainer only, beside the tests: what they import needs not be shipped."""


APART: Final = frozenset({"tests/fuzz/harness.py"})
"""The fuzzer has a lock of its own and a place of its own: no test imports it."""


def _shipped() -> list[Path]:
    return [path for path in sources.modules() if sources.named(path) not in MAINTAINERS]


def _run_here() -> list[Path]:
    return [path for path in [*sources.modules(), *sources.tests()] if sources.named(path) not in APART]


def _undeclared(paths: list[Path], lock: str) -> set[str]:
    own = {*sources.PACKAGES, "tests", *sys.stdlib_module_names}
    roots = {name.partition(".")[0] for path in paths for name, _ in imported(sources.parsed(path))}
    locked = {
        canonicalize_name(line.partition("==")[0])
        for line in (sources.ROOT / lock).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    providers = packages_distributions()
    return {root for root in roots - own if not {canonicalize_name(name) for name in providers.get(root, [])} & locked}


@pytest.mark.parametrize(
    ("paths", "lock"),
    [(_shipped, "requirements.lock"), (_run_here, "tests/requirements.lock")],
    ids=["shipped", "run here"],
)
def test_imports_are_locked(paths: Callable[[], list[Path]], lock: str) -> None:
    """What a module imports is in its lock: the runtime's for what is shipped, the tests' for the rest."""
    assert set() == _undeclared(paths(), lock)


def test_foreign_package_is_seen(tmp_path: Path) -> None:
    """A package that no lock holds is named."""
    module = tmp_path / "module.py"
    module.write_text("import no_such_package\nimport json\n", encoding="utf-8")

    assert {"no_such_package"} == _undeclared([module], "requirements.lock")
