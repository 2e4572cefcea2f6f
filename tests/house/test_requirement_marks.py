"""Are the marks of the tests read as pytest would read them?"""

import ast

import pytest

from tests.house import requirement_marks

MODULE = """
import pytest
pytestmark = pytest.mark.requirement("T-1")

@pytest.mark.requirement("F-4", "F-5")
def test_one(): ...

class TestTwo:
    pytestmark = [pytest.mark.requirement("T-2")]

    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("T-3"))])
    def test_three(self, x): ...

@pytest.mark.requirement("A-1")
def no_test(): ...
"""


def test_marks_are_read() -> None:
    """Marks count wherever they stand: on a function, a class, a module or one set of parameters."""
    expected = {
        ("T-1", "m.py::test_one"),
        ("F-4", "m.py::test_one"),
        ("F-5", "m.py::test_one"),
        ("T-1", "m.py::TestTwo::test_three"),
        ("T-2", "m.py::TestTwo::test_three"),
        ("T-3", "m.py::TestTwo::test_three"),
    }

    assert expected == set(requirement_marks.marked(ast.parse(MODULE), "m.py"))


def test_official_list_is_whole() -> None:
    """The list has the sixty-one requirements, each with a sentence and how binding it is."""
    counts = {"F": 11, "T": 10, "D": 6, "V": 6, "E": 7, "R": 8, "G": 11, "A": 2}
    listed = requirement_marks.requirements()

    assert [f"{letter}-{n}" for letter, last in counts.items() for n in range(1, last + 1)] == list(listed)
    assert {"must", "should", "warn"} == {each.level for each in listed.values()}
    assert all(each.text.endswith(".") for each in listed.values())


@pytest.mark.parametrize("identifier", requirement_marks.requirements())
def test_every_requirement_has_its_line(identifier: str) -> None:
    """The generated page has each requirement, with what proves it or "not yet"."""
    page = requirement_marks.render()

    section = page.partition(f"## {identifier} (")[2].partition("\n## ")[0]

    assert "- `tests/" in section or "- not yet" in section
