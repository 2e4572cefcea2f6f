"""Does every dependency say what it saves and who keeps it (docs/decisions/0002-dependencies.md)?"""

import re
import tomllib

from packaging.requirements import Requirement

from tests.house.sources import ROOT

GIVEN = frozenset({"cryptography", "fastapi", "jinja2", "python-multipart", "pyzipper", "reportlab", "sqlmodel"})
"""Set from the start: the page names them once, in its context."""
IN_A_SENTENCE = frozenset({"hatchling", "editables"})


def test_each_dependency_has_its_line() -> None:
    """The tables of the decision list what pyproject.toml asks for: no more, no less."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        Requirement(line).name
        for each in [project["dependencies"], *project["optional-dependencies"].values()]
        for line in each
    }
    page = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!package |---)([^|]+) \|", page, re.MULTILINE)
    listed = {name.strip() for row in rows for name in row.split(",")}

    assert asked - GIVEN - IN_A_SENTENCE == listed
    assert [] == [name for name in GIVEN | IN_A_SENTENCE if name not in page.lower()]
