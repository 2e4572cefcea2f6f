"""Does the code keep the law of the house? And would each law see who breaks it?"""

import ast
from pathlib import Path

import pytest

from tests.house import sources
from tests.house.laws import CODE_LAWS, TEST_LAWS, Law

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("reads_time", "liaison/adapters/clock.py"): "the system clock: the one place that reads the time",
    ("destroys_before_commit", "liaison/usecases/sweeping.py"): "the sweep: its objects have no row that could stay",
    ("asks_no_question", "liaison/migrations/versions/"): "a step of the schema tells what it changes",
}
"""(law, file or folder): the reason why it may."""

LONGEST = 300
LONGEST_OF_TESTS = 420
"""A file of tests is a list of cases of one question: it may be longer, and still fit a morning's reading."""

LONG: dict[str, str] = {
    "liaison/vocabulary/__init__.py": "one list of words: who adds a word must see the others",
}
"""Files that are longer still: the reason why one question takes that many lines."""

VAGUE = frozenset({"utils", "helpers", "common", "base", "service", "services", "managers", "misc", "tools"})


def _excepted(law: Law, path: Path) -> bool:
    return any(law.__name__ == name and sources.named(path).startswith(place) for name, place in EXCEPTIONS)


def _breaches(law: Law, paths: list[Path]) -> list[str]:
    return [
        f"{sources.named(path)}:{line}"
        for path in paths
        if not _excepted(law, path)
        for line in law(sources.parsed(path))
    ]


@pytest.mark.parametrize("law", CODE_LAWS, ids=lambda law: law.__name__)
def test_code_keeps_the_law(law: Law) -> None:
    """No module of the four packages breaks the law."""
    assert [] == _breaches(law, sources.modules())


@pytest.mark.parametrize("law", TEST_LAWS, ids=lambda law: law.__name__)
def test_tests_keep_the_law(law: Law) -> None:
    """No module under tests/ breaks the law."""
    assert [] == _breaches(law, sources.tests())


@pytest.mark.parametrize(
    ("law", "culprit"),
    [*CODE_LAWS.items(), *TEST_LAWS.items()],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_law_sees_who_breaks_it(law: Law, culprit: str) -> None:
    """A law that could not be broken would prove nothing."""
    assert law(ast.parse(culprit))


def test_files_have_telling_names() -> None:
    """No drawer for odds and ends: a file is named by the question that it answers."""
    assert [] == [sources.named(path) for path in [*sources.modules(), *sources.tests()] if path.stem in VAGUE]


def test_files_stay_short() -> None:
    """A longer file gives its reason, and a reason that is no longer needed goes."""
    modules = set(sources.modules())
    longer = {
        sources.named(path)
        for path in [*sources.modules(), *sources.tests()]
        if len(path.read_text(encoding="utf-8").splitlines()) > (LONGEST if path in modules else LONGEST_OF_TESTS)
        # A step of the schema is one long list.
        and not sources.named(path).startswith("liaison/migrations/versions/")
    }

    assert set(LONG) == longer


@pytest.mark.parametrize(("law", "place"), EXCEPTIONS)
def test_exception_is_about_something(law: str, place: str) -> None:
    """An exception names a law; its place, once it is there, is a module of the house."""
    assert law in {each.__name__ for each in [*CODE_LAWS, *TEST_LAWS]}
    assert place.startswith(tuple(f"{package}/" for package in sources.PACKAGES))
