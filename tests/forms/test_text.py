"""Which characters does a typed text lose, and which does it keep?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.text import clean, longest_word, visible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\x00b\x1bc", "abc"),
        ("\u202eabc\u202c \u2066def\u2069", "abc def"),
        ("\ufeffabc\u00ad", "abc"),
        ("a\ud800b", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b\tc", "a b c"),
        ("<b>&amp;</b> {{x}} =1+1", "<b>&amp;</b> {{x}} =1+1"),
        ("un\vdeux\u2028trois\rquatre", "un deux trois quatre"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    """Invisible characters without meaning go; letters, joiners and what looks like markup stay."""
    assert kept == clean(typed, multiline=False)


@given(st.text(), st.booleans())
def test_cleaning_is_settled_at_once(text: str, multiline: bool) -> None:  # noqa: FBT001
    """Cleaning twice changes nothing more, and the result holds no control character."""
    once = clean(text, multiline=multiline)

    assert once == clean(once, multiline=multiline)
    assert {"Cc", "Cs"}.isdisjoint(unicodedata.category(c) for c in once if c != "\n")
    assert multiline or "\n" not in once


def test_longest_word() -> None:
    """Words are counted between spaces and line ends."""
    assert (0, 4) == (longest_word(" "), longest_word("un\ndeux"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Né\u202egeL", "Né□geL"),
        ("a\u0007b\u200bc\ud800", "a□b□c□"),
        ("ligne\r\nautre\vencore\u2028fin", "ligne\nautre\nencore\nfin"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("deux\tmots\u00a0ici", "deux mots\u00a0ici"),
    ],
)
def test_what_hides_is_shown(text: str, shown: str) -> None:
    """A sign that reorders, rings or hides becomes □; what shapes words and parts lines stays."""
    assert shown == visible(text)
