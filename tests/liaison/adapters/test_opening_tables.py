"""Is a returned table read in the process that opens strangers' files, and is what it carries told?"""

import io
import zipfile

import pytest

from forms.errors import NothingToRead
from forms.sheets import write
from liaison.adapters.opening import ChildOpener
from liaison.ports import OpeningStopped
from liaison.spreadsheets import read_back
from liaison.vocabulary import DocumentKind, Trait
from tests.forms.sheets.made import orientations

pytestmark = pytest.mark.requirement("V-5")


@pytest.fixture(scope="module")
def workbook() -> bytes:
    """Give a table as it leaves."""
    return write(orientations(count=40))


def test_it_reads_the_same_there_as_here(workbook: bytes) -> None:
    """Nothing of a returned table is lost on the way between the processes."""
    read = ChildOpener().read_table(workbook)
    assert read.returned == read_back(workbook)
    assert (read.look.kind, read.look.traits) == (DocumentKind.SPREADSHEET, frozenset())


@pytest.mark.parametrize(
    ("entry", "trait"),
    [("xl/vbaProject.bin", Trait.MACROS), ("xl/externalLinks/externalLink1.xml", Trait.REMOTE)],
)
def test_what_it_carries_is_told(workbook: bytes, entry: str, trait: Trait) -> None:
    """A macro, a link to another workbook: neither is followed, both are told."""
    assert ChildOpener().read_table(_with(workbook, entry)).look.traits == {trait}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"a;b\n1;2\n", "é;b\n1;2\n".encode("cp1252")])
def test_what_is_no_table_says_so(content: bytes) -> None:
    """In the sentence that the page shows."""
    with pytest.raises(NothingToRead) as refusal:
        ChildOpener().read_table(content)
    assert refusal.value.message.startswith("« Fichier » : ")


def test_a_bomb_is_refused(workbook: bytes) -> None:
    """A sheet that inflates beyond the limits is damage, or ends the process; it never ends the service."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = b" " * 50_000_000 if name.endswith("sheet1.xml") else old.read(name)
            new.writestr(name, content)
    with pytest.raises((NothingToRead, OpeningStopped)):
        ChildOpener().read_table(bomb.getvalue())


def _with(workbook: bytes, entry: str) -> bytes:
    changed = io.BytesIO(workbook)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr(entry, b"x")
    return changed.getvalue()
