"""Do the locks hold what pyproject.toml asks for, by hash, and nothing of the machine that made them?"""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

LOCKS = ("requirements.lock", "tests/requirements.lock")
REMAKE = "make lock"


def _lines(lock: str) -> list[str]:
    """Give one logical line per requirement, hashes included."""
    return (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def _hashes(lock: str) -> set[tuple[str, str]]:
    """Give each pin with its hashes; its marker may be wider where more packages ask for it."""
    return {(line.partition(" ")[0], line[line.index("--hash") :]) for line in _lines(lock)}


def _pins(lock: str) -> dict[str, set[str]]:
    """Map each package to the versions that the lock pins; it may have one per platform."""
    pins: dict[str, set[str]] = {}
    for line in _lines(lock):
        requirement = Requirement(line.partition(" --hash")[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        pins.setdefault(canonicalize_name(requirement.name), set()).add(specifier.version)
    return pins


def _asked(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(line) for each in lists for line in each]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_hashed(lock: str) -> None:
    """Each line pins one version and at least one SHA-256."""
    assert _lines(lock)
    assert [] == [line for line in _lines(lock) if not re.search(r"==\S+.* --hash=sha256:[0-9a-f]{64}", line)]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_place(lock: str) -> None:
    """No address, no option and no path: a lock says what, never where from."""
    assert [] == [line for line in _lines(lock) if re.search(r"://|\s@\s|^\s*-|file:|/", line)]


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ["build"]), ("tests/requirements.lock", ["build", "test"])]
)
def test_lock_answers_pyproject(lock: str, extras: list[str]) -> None:
    """Each dependency that pyproject.toml names is pinned inside its range."""
    pins = _pins(lock)
    outside = [
        str(asked)
        for asked in _asked(*extras)
        if not pins.get(canonicalize_name(asked.name))
        or not all(asked.specifier.contains(version) for version in pins[canonicalize_name(asked.name)])
    ]

    assert [] == outside, REMAKE


def test_tests_run_on_what_is_shipped() -> None:
    """The lock of the tests holds every pin of the runtime lock, with the same hashes."""
    assert set() == _hashes(LOCKS[0]) - _hashes(LOCKS[1]), REMAKE
