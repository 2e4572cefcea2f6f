"""Does each use case ask what `docs/rights.toml` says? What somebody adds and forgets to declare fails here (A-2)."""

from collections import Counter

import pytest

from tests.house.declared_rights import asked, unasked, without_actor
from tests.house.page_calls import called
from tests.house.use_case_checks import use_cases

pytestmark = pytest.mark.requirement("A-2")


def found() -> dict[str, tuple[str, ...]]:
    """Give what the source asks, by the name of the use case below `liaison.usecases`."""
    return {
        f"{module}.{name}".removeprefix("liaison.usecases."): tuple(sorted(one for one in read if "check_" in one))
        for (module, name), read in use_cases().items()
    }


def test_each_use_case_asks_what_is_declared() -> None:
    """A check that is taken out, or added, or a use case without a line: to be declared as it is found here."""
    declared = {name: group.checks for group in asked() for name in group.use_cases}
    declared |= {name: () for group in unasked() for name in group.use_cases}
    source = found()
    assert {name: checks for name, checks in source.items() if declared.get(name) != checks} == {}
    assert [] == sorted(declared.keys() - source.keys())


def test_each_use_case_is_declared_once() -> None:
    """Two lines for one would say two things."""
    names = Counter(name for group in asked() for name in group.use_cases)
    names.update(name for group in unasked() for name in group.use_cases)
    assert [] == [name for name, times in names.items() if times > 1]


def test_no_page_calls_a_step() -> None:
    """What asks nothing because its callers did is not reached by a page around them."""
    steps = {name for group in unasked() if group.kind == "step" for name in group.use_cases}
    assert steps
    assert set() == steps & called().keys()


def test_what_only_filters_looks_at_the_actor() -> None:
    """A list that asks nothing gives what is the actor's own: by their départements, their account or their role."""
    filters = {name for group in unasked() if group.kind == "filters" for name in group.use_cases}
    reads = {f"{module}.{name}".removeprefix("liaison.usecases."): read for (module, name), read in use_cases().items()}
    assert filters
    assert [] == sorted(name for name in filters if not reads[name] & {"own départements", "own account", "own role"})


def test_pages_say_who_is_there() -> None:
    """What a page calls without its actor is declared, with the reason."""
    declared = [name for group in without_actor() for name in group.use_cases]
    assert sorted(name for name, with_actor in called().items() if not with_actor) == sorted(declared)
