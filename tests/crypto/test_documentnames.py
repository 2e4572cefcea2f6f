"""Is the name under which a partner's file is saved fit for any system, and its own?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.document import Document, check_safe_name
from crypto.documentnames import named, safe_name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dossier/fiche.pdf", "fiche.pdf"),
        ("fiche: suite?.pdf", "fiche_ suite_.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("زینب\u200cها.pdf", "زینبها.pdf"),
        ("a/fin. ", "fin"),
        ("co\u200dn.txt", "document.txt"),
        ("x" * 250 + ".pdf", "x" * 188 + ".pdf"),
        (".profil", ".profil"),
    ],
)
def test_takes_the_last_part(path: str, expected: str) -> None:
    """Without its folders; what a system cannot write is put right."""
    assert expected == safe_name(path)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), min_size=1, max_size=300))
def test_is_fit_for_any_system(path: str) -> None:
    """Whatever the checked name was."""
    check_safe_name(safe_name(path))


def test_tells_apart_and_leaves_out_what_macos_adds() -> None:
    """Three of one name get numbers, capitals or not; resource forks and `.DS_Store` are left out."""
    paths = ["a/x.pdf", "b/X.pdf", "c/x.pdf", "__MACOSX/a/._x.pdf", "a/.DS_Store", "x (2).pdf"]
    found = [document.name for document in named(Document(path, b"") for path in paths)]

    assert ["x.pdf", "X (2).pdf", "x (3).pdf", "x (2) (2).pdf"] == found
