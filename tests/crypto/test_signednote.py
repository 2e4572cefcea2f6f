"""Does a signed text say what was signed, and nothing else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.checkpoint import SigningKey, open_checkpoint
from crypto.errors import ForgedCheckpoint, MalformedCheckpoint
from crypto.signednote import open_note, sign_note, text_of

KEY = SigningKey("liaison/essai", b"k" * 32)
OTHER = SigningKey("liaison/essai", b"o" * 32)
ANY_SIGN = st.characters(codec="utf-8")
TITLE = "liaison test, version 1"
LINES = st.lists(st.text(ANY_SIGN.filter(str.isprintable), min_size=1), min_size=1, max_size=6).map("\n".join)


@given(LINES)
def test_what_was_signed_comes_back(text: str) -> None:
    """Any text without an empty line, in any script."""
    note = sign_note(KEY, TITLE, text)

    assert text == open_note(note, title=TITLE, key=KEY.public)
    assert text == text_of(note)


@given(LINES, st.data())
def test_one_changed_sign_shows(text: str, data: st.DataObject) -> None:
    """Wherever it is, in the text, the title or the signature."""
    note = sign_note(KEY, TITLE, text)
    place = data.draw(st.integers(0, len(note) - 1))
    sign = data.draw(ANY_SIGN.filter(lambda c: c != note[place]))

    with pytest.raises((ForgedCheckpoint, MalformedCheckpoint)):
        open_note(note[:place] + sign + note[place + 1 :], title=TITLE, key=KEY.public)


def test_another_key_and_another_title_are_refused() -> None:
    """A signature is for one purpose."""
    note = sign_note(KEY, TITLE, "a")
    for key, title in ((OTHER, TITLE), (KEY, "liaison other, version 1")):
        with pytest.raises(ForgedCheckpoint):
            open_note(note, title=title, key=key.public)


def test_no_note_passes_for_a_checkpoint() -> None:
    """Its first line holds a space, which no origin does."""
    note = sign_note(KEY, TITLE, "12\n" + "A" * 43 + "=")
    with pytest.raises(MalformedCheckpoint):
        open_checkpoint(note, key=KEY.public)
    for title, text in (("liaison/essai", "a"), (TITLE, "a\n\nb"), (TITLE, "")):
        with pytest.raises(ValueError, match="note"):
            sign_note(KEY, title, text)


@given(st.text())
def test_any_text_is_refused_in_words(text: str) -> None:
    """What `sign_note` did not write is malformed, whatever it is."""
    with pytest.raises((MalformedCheckpoint, ForgedCheckpoint)):
        open_note(text, title=TITLE, key=KEY.public)
