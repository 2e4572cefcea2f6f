"""Does what people write stay in its room, whole, readable, whatever it is?"""

import unicodedata
from collections import Counter
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import paper
from forms.paper import glyphs, writing
from forms.paper.script import MISSING, clean
from forms.paper.wrapping import wrap
from forms.paper.writing import MORE, Box, Written, rules, write
from tests.forms.paper.content import Shown, shown_in

LINE, TWO_LINES, FRAME = Box(150, 20, 1), Box(230, 40, 2), Box(495, 190, 9)
SENTENCE = "La personne cherche un logement plus grand, proche de l’école des enfants et d’une ligne de tram. "
ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=40)
ANYTHING = st.one_of(st.text(max_size=300), st.lists(st.one_of(st.text(max_size=9), ARABIC)).map(" ".join))


def outside(written: Written, box: Box) -> list[Shown]:
    """Return the lines that leave the box."""
    return [
        line
        for line in shown_in(written.content)
        if not (0 <= line.x and line.x + line.width <= box.width + 0.01 and 0 <= line.y <= box.height - 0.6 * line.size)
    ]


def crowded(written: Written) -> list[tuple[Shown, Shown]]:
    """Return the neighbours whose letters touch."""
    lines = shown_in(written.content)
    return [(one, other) for one, other in pairwise(lines) if one.y - other.y < 0.95 * one.size - 0.01]


def letters(text: str) -> Counter[str]:
    """Count the signs that have a shape; brackets are left out, they are mirrored in right-to-left lines."""
    return Counter(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if not sign.isspace()
        and not unicodedata.mirrored(sign)
        and unicodedata.bidirectional(sign) not in ("BN", "")
        and unicodedata.category(sign) != "Cf"
        and sign != MISSING
    )


@settings(max_examples=200)
@given(text=ANYTHING, box=st.sampled_from([LINE, TWO_LINES, FRAME]))
def test_any_text_stays_in_its_box(text: str, box: Box) -> None:
    """No line leaves its box or touches the next, whatever is written."""
    written = write(text, box)
    assert [] == outside(written, box)
    assert [] == crowded(written)


@settings(max_examples=200)
@given(text=ANYTHING, box=st.sampled_from([LINE, TWO_LINES, FRAME]))
def test_no_letter_is_lost(text: str, box: Box) -> None:
    """Every letter that a face has is drawn in the box, or goes on elsewhere; short values go on whole."""
    written = write(text, box)
    here = "".join(line.text for line in shown_in(written.content) if line.text != MORE)
    there = "".join(line.text for line in written.rest)
    lacking = set(glyphs.lacking(text))
    expected = letters("".join(sign for sign in clean(text) if sign not in lacking))
    drawn = there if written.rest and not box.is_frame else here + there
    assert expected - letters(drawn) == Counter()


def boxes_for(sign: str) -> str:
    """Return what is drawn for a sign."""
    (line,) = shown_in(f"BT 0 rg 0 0 Td{glyphs.shows(sign, 10, set())} ET\n")
    return line.text


@given(text=ANYTHING)
def test_what_is_drawn_as_a_box_is_what_is_named(text: str) -> None:
    """The signs drawn as □ are exactly those that the person typing is told of."""
    drawn = "".join(line.text for line in wrap(text, width=120_000, measure=glyphs.ends))
    boxed = [sign for sign in drawn if MISSING in boxes_for(sign)]
    named = {sign for sign in paper.unprintable(text) if unicodedata.bidirectional(sign) not in ("BN", "")}
    assert named == {sign for sign in boxed if unicodedata.bidirectional(sign) not in ("BN", "")} - {MISSING}


def test_a_short_value_shrinks_then_takes_two_lines_then_goes_on_elsewhere() -> None:
    """A name that has room keeps its size; longer, it is smaller, then on two lines; longer still, cut in sight."""
    names = ["Testoukhina", "Testoukhina d’Exemple-Très-Lo", "Testoukhina d’Exemple-Très de la Ville-aux-Essais"]
    plain, smaller, two = (shown_in(write(name, LINE).content) for name in names)
    assert [writing.SIZE] == [line.size for line in plain]
    assert 1 == len(smaller)
    assert smaller[0].size < writing.SIZE
    assert 2 == len(two)
    cut = write(" ".join(names * 3), LINE)
    assert MORE == shown_in(cut.content)[-1].text
    assert " ".join(names * 3) == " ".join(line.text for line in cut.rest)
    narrow = write(" ".join(names * 3), Box(62, 18, 1))
    assert "… suite" == shown_in(narrow.content)[-1].text


def test_a_long_answer_shrinks_then_goes_on_elsewhere() -> None:
    """Four sentences keep their size; twenty are smaller; sixty begin here, at the first size, and end elsewhere."""
    some, many, most = (write((SENTENCE * count).strip(), FRAME) for count in (4, 17, 60))
    assert {writing.LONG_SIZES[0]} == {line.size for line in shown_in(some.content)}
    assert shown_in(many.content)[0].size < writing.LONG_SIZES[0]
    assert () == many.rest
    assert MORE == shown_in(most.content)[-1].text
    told = [line.text for line in shown_in(most.content)[:-1]] + [line.text for line in most.rest]
    assert (SENTENCE * 60).strip() == " ".join(told)


def test_right_to_left_paragraphs_stand_on_the_right() -> None:
    """In a frame an Arabic paragraph ends at the right edge, a French one begins at the left."""
    arabic, french = shown_in(write("محمد عبد الله\nBonjour", FRAME).content)
    assert arabic.x + arabic.width == pytest.approx(FRAME.width - writing.PAD, abs=0.1)
    assert french.x == writing.PAD


@pytest.mark.parametrize("box", [LINE, FRAME])
def test_a_word_longer_than_its_line_is_cut_in_sight(box: Box) -> None:
    """A word of 900 letters goes on below, each cut marked with a hook, no letter added."""
    word = "abcdefghi" * 100
    written = write(word, box)
    told = "".join(line.text for line in shown_in(written.content) if line.text != MORE)
    whole = told if not written.rest else (told if box.is_frame else "") + "".join(line.text for line in written.rest)
    assert word == whole
    assert written.content.count(" RG .6 w ") >= (len(shown_in(written.content)) - 2)


def test_an_address_is_cut_after_its_own_signs() -> None:
    """An e-mail address too long for its line is parted after a dot or the at sign if it can be."""
    address = "zephyrine.testoukhina.de.la.tres.longue.adresse@association-au-tres-long-nom.example"
    lines = wrap(address, width=11_000, measure=glyphs.ends)
    assert len(lines) > 2
    assert all(line.text[-1] in ".@-" for line in lines[:-1])


@pytest.mark.parametrize("text", ["a" * 100_000, "a" * 1_001, "mot " * 6_000])
@pytest.mark.parametrize("box", [LINE, FRAME])
def test_what_nobody_writes_is_refused_fast(box: Box, text: str) -> None:
    """A word of 100,000 letters is refused at once, by writing and by checking alike, and not quoted."""
    start = perf_counter()
    with pytest.raises(paper.TooLongToPrint) as refusal:
        write(text, box)
    with pytest.raises(paper.TooLongToPrint):
        paper.unprintable(text)
    assert "aaa" not in str(refusal.value)
    assert perf_counter() - start < 1


@pytest.mark.parametrize("text", ["Zéphyrine (d’Exemple)", "a\\b", "((", "Łukasz", "Nguyễn", "3 € – œ", "\x01", "a\tb"])
def test_signs_of_the_file_format_are_texts(text: str) -> None:
    """Brackets and backslashes are drawn as typed, control signs as boxes."""
    (line,) = shown_in(write(text, LINE).content)
    assert clean(text).replace("\x01", MISSING) == line.text


def test_the_encoding_of_open_fields_is_all_in_the_face() -> None:
    """Every sign that is shown in the encoding of open fields is one that the face of every fiche has."""
    codes = [bytes([code]) for code in range(32, 256)]
    signs = [code.decode("cp1252") for code in codes if code not in b"\x7f\x81\x8d\x8f\x90\x9d"]
    shown = [sign for sign in signs if glyphs.is_winansi(sign)]
    assert [] == [sign for sign in shown if sign not in glyphs.base().widths]
    assert len(shown) > 210


def test_rules_leave_a_pen_its_lines() -> None:
    """An empty frame has its lines but the last, which is its edge; a part of it has those that fit."""
    assert FRAME.lines - 1 == rules(FRAME.height, FRAME).count(" S")
    assert 0 < rules(80, FRAME).count(" S") < FRAME.lines - 1
