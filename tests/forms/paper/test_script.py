"""Is a text ordered and shaped as its readers expect, line by line?"""

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.paper.script import clean, is_latin, is_right_to_left, shape, superscript, visual
from forms.paper.wrapping import TextLine, wrap

ALEF, BEH, TEH, LAM = "\u0627", "\u0628", "\u062a", "\u0644"


def measured(text: str) -> list[float]:
    """Make every sign ten points wide, but for an accent that stands on another."""
    return list(accumulate(0.0 if unicodedata.combining(sign) else 10.0 for sign in text))


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        (f"{ALEF}{BEH}{TEH}", f"{TEH}{BEH}{ALEF}"),
        (f"Rue {ALEF}{BEH} 12", f"Rue 12 {BEH}{ALEF}"),
        (f"({ALEF}{BEH})", f"({BEH}{ALEF})"),
        (f"«{ALEF}{BEH}»", f"«{BEH}{ALEF}»"),
        (f"{ALEF} ABC {BEH}", f"{BEH} ABC {ALEF}"),
    ],
)
def test_right_to_left_runs_are_turned_round(typed: str, drawn: str) -> None:
    """Letters go right to left, figures and Latin words left to right, brackets stay around their words."""
    assert drawn == visual(typed, right_to_left=is_right_to_left(typed))


def test_arabic_letters_are_joined() -> None:
    """Letters are joined; lam-alef becomes one sign, vowel signs stay, the name of God is spelled."""
    assert "\ufe91\ufe96" == shape(BEH + TEH)
    assert "\ufefb" == shape(LAM + ALEF)
    assert "\u064e" in shape(f"{BEH}\u064e{TEH}")
    assert "\ufdf2" not in shape(f"{ALEF}{LAM}{LAM}\u0647")


def test_lines_part_in_reading_order_then_turn() -> None:
    """The first words of a long Arabic sentence stand on the first line, each line turned by itself."""
    reh, waw, dal = "\u0631", "\u0648", "\u062f"
    first, second = wrap(f"{reh} {waw} {dal}", width=30, measure=measured)
    assert "\ufeed \ufead" == first.text
    assert "\ufea9" == second.text
    assert first.right_to_left
    assert second.right_to_left


def test_control_signs_do_not_vanish_from_a_right_to_left_line() -> None:
    """A control sign becomes a box where ordering would have dropped it; direction marks leave no trace."""
    assert f"□{BEH}{ALEF}" == visual(f"{ALEF}{BEH}\x01\u200f", right_to_left=True)


def test_latin_lines() -> None:
    """Words fill lines; several spaces count as one; an empty line stays empty."""
    assert [
        TextLine("un deux", 70),
        TextLine("trois", 50),
        TextLine("", 0),
        TextLine("fin", 30),
    ] == wrap("un   deux trois\n\nfin", width=80, measure=measured)


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("abcdefghij", ["abcd", "efgh", "ij"]),
        ("ab@cdefg.h", ["ab@", "cdef", "g.h"]),
        ("abcde\u0301f", ["abcd", "e\u0301f"]),
    ],
)
def test_a_long_word_is_cut(word: str, lines: list[str]) -> None:
    """A word is parted after its own signs if it can be, else anywhere but before an accent."""
    cut = wrap(word, width=40, measure=measured)
    assert [line.replace("e\u0301", "é") for line in lines] == [line.text for line in cut]
    assert [True] * (len(lines) - 1) + [False] == [line.cut for line in cut]


def test_a_name_of_two_parts_is_parted_at_its_hyphen() -> None:
    """After the hyphen, without a hook, when the whole does not fit; never before a space, never when it fits."""
    assert ["de ab-", "cdef"] == [line.text for line in wrap("de ab-cdef", width=70, measure=measured)]
    assert [False, False] == [line.cut for line in wrap("de ab-cdef", width=70, measure=measured)]
    assert ["ab-cd ef"] == [line.text for line in wrap("ab-cd ef", width=80, measure=measured)]
    assert ["ab -", "cdef"] == [line.text for line in wrap("ab - cdef", width=60, measure=measured)]


def test_french_signs_do_not_open_a_line() -> None:
    """A colon, a question mark or a closing guillemet never stands alone at the start of a line."""
    lines = wrap("Quoi encore ? « oui »", width=120, measure=measured)
    assert ["Quoi", "encore\u00a0?", "«\u00a0oui\u00a0»"] == [line.text for line in lines]


def test_clean_keeps_letters_and_drops_the_shapeless() -> None:
    """Composed letters, one kind of line end, no override that would turn a line round."""
    assert "é\nb c" == clean("e\u0301\r\nb\u00ad\u202e\u2003c")


def test_footnote_marks_are_raised() -> None:
    """Figures become raised figures, other marks stay."""
    assert ("¹²⁴", "*") == (superscript("124"), superscript("*"))


@settings(max_examples=200)
@given(text=st.text(st.sampled_from("ab é-\n" + ALEF + BEH), max_size=60), width=st.integers(5, 90))
def test_lines_fit_and_keep_every_sign(text: str, width: int) -> None:
    """However narrow the room, no line but a lone sign is wider, and nothing but spaces and line ends is lost."""
    lines = wrap(text, width=width, measure=measured)
    assert [] == [line for line in lines if line.width > width and len(line.text) > 1]
    drawn = sorted(sign for line in lines for sign in line.text if not sign.isspace())
    assert sorted(sign for sign in shape(clean(text)) if not sign.isspace()) == drawn


def test_latin_texts_need_no_care() -> None:
    """What is called Latin comes out of every step as it went in, but for the spaces of French typography."""
    text = "Zéphyrine d’Œuvre, 3 € – « cité » …"
    assert is_latin(text)
    assert text == shape(text)
    assert clean(text).replace("\u00a0", " ") == text
    assert not is_latin("Nguye\u0302\u0303n")
    assert not is_latin(ALEF)
