"""What becomes of documents that nobody honest sends? Each gets its verdict, in time, within its memory, as pixels."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image

from forms.errors import NothingToRead
from liaison.adapters.opening import ChildOpener
from liaison.adapters.opening_process import LIMITS, Spent
from liaison.ports import CannotPicture, OpeningStopped
from tests.house.sources import ROOT
from tests.liaison.adapters.hostile_documents import NOTHING, READ, SHOWN, Hostile, corpus

MOST_MEMORY = 300_000_000
CORPUS = {each.name: each for each in corpus()}

each_hostile = pytest.mark.parametrize("hostile", CORPUS.values(), ids=CORPUS)
pytestmark = pytest.mark.requirement("D-5")


@pytest.fixture
def opener() -> Iterator[ChildOpener]:
    """Open things as the service does, and hold each process against the limits."""
    spent: list[Spent] = []
    yield ChildOpener(spent=spent.append)
    assert all(each.work_seconds <= LIMITS.work_seconds for each in spent)
    assert all(each.peak is not None and each.peak <= MOST_MEMORY for each in spent)


@each_hostile
def test_look(opener: ChildOpener, hostile: Hostile) -> None:
    """What it is and what it holds is said."""
    look = opener.look(hostile.content)

    assert (hostile.kind, hostile.traits) == (look.kind, look.traits)


@each_hostile
def test_fields(opener: ChildOpener, hostile: Hostile) -> None:
    """Fields are read, or a sentence says why not."""
    assert hostile.fields == _of_fields(opener, hostile.content)


def _of_fields(opener: ChildOpener, content: bytes) -> str:
    try:
        opener.read_fiche(content)
    except NothingToRead as error:
        return NOTHING if error.message and error.hint else "no sentence"
    return READ


@each_hostile
def test_picture(opener: ChildOpener, hostile: Hostile) -> None:
    """What is shown is a PNG of our making, and nothing else of the document."""
    assert hostile.picture == _of_picture(opener, hostile.content)


def _of_picture(opener: ChildOpener, content: bytes) -> str:
    try:
        picture = opener.picture(content, 1)
    except (CannotPicture, OpeningStopped) as error:
        return error.code
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as shown:
        shown.load()
        is_plain = shown.size == (picture.width, picture.height) and not shown.info
    return SHOWN if is_plain and b"script" not in picture.png.lower() else "more than pixels"


def test_the_page_lists_them() -> None:
    """`docs/formats/hostile-documents.md` says of each what is wrong and what is made of it."""
    page = (ROOT / "docs/formats/hostile-documents.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\| `.*$", page, re.MULTILINE)]

    assert [row_of(each) for each in CORPUS.values()] == rows


def row_of(hostile: Hostile) -> list[str]:
    """Write a line of that table."""
    look = ", ".join([hostile.kind, *sorted(hostile.traits)])
    return [f"`{hostile.name}`", hostile.wrong, look, hostile.fields, hostile.picture]
