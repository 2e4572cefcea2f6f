"""Are the generated documents those of today's code?"""

import pytest

from tests.forms import model_pictures
from tests.house.generated import DOCUMENTS, is_shown
from tests.house.sources import ROOT


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_document_is_up_to_date(name: str) -> None:
    """A generated document says what the code says today; `make docs` writes it again."""
    expected = DOCUMENTS[name]()

    actual = (ROOT / name).read_text(encoding="utf-8")

    assert expected == actual, f"{name} is out of date: make docs"


def test_pictures_show_what_is_drawn() -> None:
    """The pictures of the models are those of today's templates; `make docs` draws them again."""
    old = [name for name, picture in model_pictures.pictures().items() if not is_shown(name, picture)]

    assert [] == old


def test_another_picture_is_seen() -> None:
    """A page of one model does not pass for a page of another."""
    pictures = model_pictures.pictures()
    names = sorted(name for name in pictures if name.endswith("-1.png"))

    assert not is_shown(names[0], pictures[names[1]])
