"""Are the generated documents those of today's code?"""

import pytest

from tests.house.generated import DOCUMENTS
from tests.house.sources import ROOT


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_document_is_up_to_date(name: str) -> None:
    """A generated document says what the code says today; `make docs` writes it again."""
    expected = DOCUMENTS[name]()

    actual = (ROOT / name).read_text(encoding="utf-8")

    assert expected == actual, f"{name} is out of date: make docs"
