"""Does the page on form definitions describe what the code accepts?"""

import dataclasses
import re
from pathlib import Path

import pytest

from forms.binding import bind
from forms.catalog import Catalog
from forms.rules import RULES
from forms.spec import Block, Category, Consent, Field, FilledBy, FormSpec, Kind, Line, Section, Style
from tests.forms.filling import TODAY, essential

PAGE = (Path(__file__).parents[2] / "docs/formats/form-definitions.md").read_text(encoding="utf-8")


@pytest.mark.requirement("F-8")
def test_example_can_be_added_and_filled(tmp_path: Path) -> None:
    """The page's example is installed as it stands, and makes a fiche."""
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    file = tmp_path / "example.toml"
    file.write_text(example[1], encoding="utf-8")

    spec = Catalog(tmp_path / "models").install(file)

    answers = bind(spec, essential() | {"home.other": "oui"}, today=TODAY).answers
    assert answers.is_ticked("home.other")


def test_every_word_of_the_format_is_described() -> None:
    """Each key and each word of a closed list stands on the page."""
    words = [str(word) for kind in (Kind, Category, Consent, FilledBy, Style) for word in kind]
    words += [f.name for part in (FormSpec, Section, Block, Line, Field) for f in dataclasses.fields(part)]

    assert [] == [word for word in [*words, *RULES] if f"`{word}`" not in PAGE]
