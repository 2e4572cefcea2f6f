"""Is a text ordered and shaped as its readers expect, line by line?"""

import pytest

from forms.paper.script import clean, is_right_to_left, shape, superscript, visual
from forms.paper.wrapping import TextLine, wrap

ALEF, BEH, TEH, LAM = "\u0627", "\u0628", "\u062a", "\u0644"


def measured(text: str) -> float:
    """Make every sign ten points wide."""
    return 10.0 * len(text)


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
    assert (
        TextLine("un deux", 70),
        TextLine("trois", 50),
        TextLine("", 0),
        TextLine("fin", 30),
    ) == wrap("un   deux trois\n\nfin", width=80, measure=measured)


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("abcdefghij", ["abcd", "efgh", "ij"]),
        ("ab@cdefg.h", ["ab@", "cdef", "g.h"]),
        ("ab-cd", ["ab-", "cd"]),
        ("abcde\u0301f", ["abcd", "e\u0301f"]),
    ],
)
def test_a_long_word_is_cut(word: str, lines: list[str]) -> None:
    """A word is parted after its own signs if it can be, else anywhere but before an accent."""
    cut = wrap(word, width=40, measure=lambda text: measured(text.replace("\u0301", "")))
    assert [line.replace("e\u0301", "é") for line in lines] == [line.text for line in cut]
    assert [True] * (len(lines) - 1) + [False] == [line.cut for line in cut]


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
