"""Is the length of a monthly table hidden, and is the workbook still the same to who opens it (T-3)?"""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.archive import Document, seal, unseal
from crypto.padding import pad_xlsx
from crypto.passphrase import generate
from crypto.profiles import ARCHIVE

pytestmark = pytest.mark.requirement("T-3")

BLOCK = ARCHIVE.xlsx_block
PROPERTIES = b'<?xml version="1.0"?>\n<Properties xmlns="urn:example"><Application>x</Application></Properties>'


def workbook(size: int, *, properties: str = "docProps/app.xml") -> bytes:
    """Make what is packed like a workbook, with a part of some size that does not shrink."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("[Content_Types].xml"), b"<Types/>")
        packed.writestr(zipfile.ZipInfo(properties), PROPERTIES)
        packed.writestr(zipfile.ZipInfo("xl/worksheets/sheet1.xml"), bytes(i * i % 251 for i in range(size)))
    return made.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """Read the parts of a workbook, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3 * BLOCK))
def test_fills_any_gap(size: int) -> None:
    """A whole number of blocks, the same parts in the same order; white space after the root of one of them alone."""
    before = workbook(size)
    after = pad_xlsx(before, block=BLOCK)

    assert 0 == len(after) % BLOCK
    known, padded = parts(before), parts(after)
    assert list(known) == list(padded)
    assert PROPERTIES == padded.pop("docProps/app.xml").rstrip(b"\n")
    assert known | padded == known
    assert after == pad_xlsx(before, block=BLOCK)


def test_ten_people_and_a_hundred_weigh_the_same() -> None:
    """What a partner's mail server sees of a small table and of a larger one is one size."""
    sizes = {seal(Document("tableau.xlsx", workbook(size)), generate()).size for size in (500, 5_000, 20_000)}
    assert 1 == len(sizes)


@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04 nor this", workbook(10, properties="docProps/other.xml")])
def test_leaves_what_it_does_not_know(content: bytes) -> None:
    """What is no workbook of ours keeps its bytes."""
    assert content == pad_xlsx(content, block=BLOCK)


def test_a_workbook_of_somebody_else_keeps_its_bytes() -> None:
    """Only the table that this house draws is padded: another one's parts are not to be packed anew."""
    key, content = generate(), workbook(100)
    assert content == unseal(seal(Document("document.xlsx", content), key).content, key).content
