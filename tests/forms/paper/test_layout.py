"""Does everything stay on the sheet, apart from everything else, however much is written?"""

import io
import unicodedata
from collections import Counter
from time import perf_counter

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
from forms.paper import sheet
from forms.paper.composing import compose, compose_blank
from forms.paper.fonts import Weight, embedded
from forms.paper.ink import Document, Stroke, Words
from forms.paper.presentation import PLAIN
from forms.paper.script import MISSING, clean
from forms.paper.wrapping import wrap
from forms.spec import Block, Category, Field, FormSpec, Kind, Line, Section, Style
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import bare, boxes, pictures, text_of

SENTENCE = "La personne cherche un logement plus grand, proche de l’école des enfants et d’une ligne de tram. "
LONG = (SENTENCE * 24).strip()  # 400 words and more
LONGER = (SENTENCE * 55).strip()  # about what a model lets in: 6,000 characters
WHITE = 255
CATALOG = Catalog()


def overlaps(document: Document) -> list[tuple[Words, Words]]:
    """Return the pairs of texts whose letters would touch: same height, same place."""
    found = []
    for page in document.pages:
        texts = sorted((mark for mark in page.marks if isinstance(mark, Words)), key=lambda words: words.y)
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                if other.y - one.y >= 0.7 * min(one.look.size, other.look.size):
                    break
                if one.x + one.width > other.x + 0.01 and other.x + other.width > one.x + 0.01:
                    found.append((one, other))
    return found


def outside(document: Document) -> list[Words]:
    """Return the texts that leave the margins."""
    return [
        mark
        for page in document.pages
        for mark in page.marks
        if isinstance(mark, Words)
        and not (
            sheet.LEFT - 0.01 <= mark.x
            and mark.x + mark.width <= sheet.WIDTH - sheet.RIGHT + 0.5
            and sheet.TOP <= mark.y <= sheet.HEIGHT - sheet.FOOTER_BASELINE + 0.01
        )
    ]


def assert_well_set(document: Document) -> None:
    """Nothing overlaps, nothing leaves the margins."""
    assert [] == overlaps(document)
    assert [] == outside(document)


def test_full_and_blank_are_well_set(spec: FormSpec, signed: paper.Presentation) -> None:
    """The official models, blank and full, overlap nowhere and stay inside the margins."""
    assert_well_set(compose(spec, filled(spec), signed))
    assert_well_set(compose_blank(spec, PLAIN))


def test_overlaps_are_seen(generic: FormSpec) -> None:
    """The check above is not blind: the same page drawn twice overlaps everywhere."""
    document = compose_blank(generic, PLAIN)
    page = document.pages[0]
    twice = type(page)(page.marks + page.marks, page.spots)
    assert overlaps(Document("", (twice,)))


def test_two_pages_are_enough(spec: FormSpec) -> None:
    """A fiche of ordinary length takes a sheet printed on both sides, like the official one."""
    assert 2 == len(pypdf.PdfReader(io.BytesIO(paper.render(spec, filled(spec)))).pages)
    assert 2 == len(pypdf.PdfReader(io.BytesIO(paper.blank(spec))).pages)


@pytest.mark.parametrize("answer", [LONG, LONGER])
def test_long_answers_go_on_over_pages(spec: FormSpec, answer: str) -> None:
    """400 and 1,000 words in every long answer are printed to the last one, and pages are counted."""
    long = [field for field in spec.fields() if field.kind is Kind.LONG_TEXT]
    answers = filled(spec, **{field.id.replace(".", "__"): answer for field in long})
    pdf = paper.render(spec, answers)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert_well_set(compose(spec, answers, PLAIN))
    assert len(long) * answer.count("tram.") == bare(text_of(pdf)).count("tram.")
    assert any("(suite)" in page for page in pages) or answer == LONG
    for number, page in enumerate(pages, 1):
        assert f"page {number}/{len(pages)}" in page


def test_a_very_long_answer_fills_whole_pages(generic: FormSpec) -> None:
    """20,000 characters are printed to the last word."""
    text = ("mot " * 4990) + "dernier-mot"
    answers = Answers(generic, {"support.needs": text})
    assert_well_set(compose(generic, answers, PLAIN))
    assert "dernier-mot" in text_of(paper.render(generic, answers))


def test_short_lines_grow(spec: FormSpec) -> None:
    """Names and addresses as long as the model lets them be take more lines, and nothing is lost."""
    texts = {
        field.id: (f"d’Exemple-Très-Long{number} " * 40)[: field.max or 200].strip()
        for number, field in enumerate(spec.fields())
        if field.kind is Kind.TEXT
    }
    answers = Answers(spec, texts)
    assert_well_set(compose(spec, answers, PLAIN))
    text = bare(text_of(paper.render(spec, answers)))
    for value in texts.values():
        assert bare(value) in text


def test_a_word_longer_than_its_line_is_cut_in_sight(generic: FormSpec) -> None:
    """A word of 900 letters goes on below, each cut marked with a coloured hook, no letter added."""
    word = "abcdefghi" * 100
    answers = Answers(generic, {"beneficiary.last_name": word, "support.needs": word})
    document = compose(generic, answers, PLAIN)
    assert_well_set(document)
    assert 2 == bare(text_of(paper.render(generic, answers))).count(word)
    cuts = [m for page in document.pages for m in page.marks if isinstance(m, Stroke) and m.dx == -2]
    assert len(cuts) > 10


def test_an_address_is_cut_after_its_own_signs(generic: FormSpec) -> None:
    """An e-mail address too long for its line is parted after a dot or the at sign if it can be."""
    address = "zephyrine.testoukhina.de.la.tres.longue.adresse@association-au-tres-long-nom.example"
    document = compose(generic, Answers(generic, {"operator.referent_email": address}), PLAIN)
    lines = [m.text for m in document.pages[0].marks if isinstance(m, Words) and m.text and m.text in address]
    assert len(lines) > 1
    assert all(line[-1] in ".@-" for line in lines[:-1])


@pytest.mark.parametrize("text", ["a" * 100_000, "a" * 1_001, "mot " * 6_000])
@pytest.mark.parametrize("field", ["beneficiary.last_name", "support.needs"])
def test_what_nobody_writes_is_refused_fast(generic: FormSpec, field: str, text: str) -> None:
    """A word of 100,000 letters is refused at once, by printing and by checking alike, and not quoted."""
    start = perf_counter()
    with pytest.raises(paper.TooLongToPrint) as refusal:
        paper.render(generic, Answers(generic, {field: text}))
    with pytest.raises(paper.TooLongToPrint):
        paper.unprintable(text)
    assert "aaa" not in str(refusal.value)
    assert perf_counter() - start < 1


def test_nothing_is_drawn_in_the_margins(spec: FormSpec, signed: paper.Presentation) -> None:
    """On the picture of each page, a border of 40 points is white but for the foot, and the page is not."""
    for pdf in (paper.blank(spec), paper.render(spec, filled(spec), presentation=signed)):
        for picture in pictures(pdf):
            width, height = picture.size
            for border in ((0, 0, 40, height), (width - 40, 0, width, height), (0, 0, width, 36)):
                assert (WHITE, WHITE) == picture.crop(border).getextrema()
            assert any(picture.histogram()[:80])


def test_as_another_program_sees_it(spec: FormSpec) -> None:
    """Pdfium finds every text object inside the margins, and none on top of another."""
    pdf = paper.render(spec, filled(spec))
    for page in boxes(pdf):
        for number, (left, bottom, right, top) in enumerate(page):
            assert sheet.LEFT - 1 <= left
            assert right <= sheet.WIDTH - sheet.RIGHT + 1
            for other in page[number + 1 :]:
                across = min(right, other[2]) - max(left, other[0])
                along = min(top, other[3]) - max(bottom, other[1])
                assert across < 0.6 or along < 0.6


def test_fields_have_their_places(spec: FormSpec) -> None:
    """Every field has a place on the sheet, each box of a choice its own, and none crosses the margins."""
    spots = [spot for page in compose_blank(spec, PLAIN).pages for spot in page.spots]
    wanted = [
        (field.id, option.id) if option else (field.id, "")
        for field in spec.fields()
        for option in (field.options or (None,))
    ]
    assert sorted(wanted) == sorted((spot.field, spot.option) for spot in spots)
    for spot in spots:
        assert spot.x >= sheet.LEFT - 0.01
        assert spot.x + spot.width <= sheet.WIDTH - sheet.RIGHT + 0.01
        assert spot.y + spot.height <= sheet.HEIGHT - sheet.BOTTOM + 0.01


def test_a_pen_has_room(spec: FormSpec) -> None:
    """On a blank form a line is at least 6 mm high."""
    spots = [spot for page in compose_blank(spec, PLAIN).pages for spot in page.spots if spot.width > 20]
    assert min(spot.height for spot in spots) >= 6 / 25.4 * 72


def own_model(style: Style, kind: Kind, count: int) -> FormSpec:
    """Make an operator's own model of one style and one kind of field."""
    lines = tuple(
        Line(
            label=f"☐ Ligne {n} :" if kind is Kind.TICK else f"Ligne {n}, au libellé assez long pour compter :",
            fields=(Field(f"own.f{n}", f"Ligne {n}", kind, Category.NARRATIVE),),
        )
        for n in range(count)
    )
    half = count // 2
    blocks = (Block("a", "A", lines[:half], title="Premier"), Block("b", "B", lines[half:], title="Second"))
    section = Section("own", "Propre", style, blocks, title="Partie propre", columns=2)
    return FormSpec("own", "1", "Propre", "source fictive", ("Fiche propre",), (section,))


@pytest.mark.requirement("F-8")
@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.TICK])
def test_an_own_model_renders_too(style: Style, kind: Kind) -> None:
    """Any style holds any kind over several pages: labels and values printed, nothing overlapping."""
    spec = own_model(style, kind, 60)
    answers = filled(spec)
    for document in (compose(spec, answers, PLAIN), compose_blank(spec, PLAIN)):
        assert_well_set(document)
    text = bare(text_of(paper.render(spec, answers)))
    for field in spec.fields():
        assert bare(f"{field.label}") in text
        if kind is not Kind.TICK:
            assert text.count(bare(answers.display(field.id))) >= 1


@settings(max_examples=60)
@given(short=st.text(max_size=120), long=st.text(max_size=1500))
def test_any_text_at_all(short: str, long: str) -> None:
    """Any characters are set without overlap, inside the margins."""
    spec = CATALOG.get("spe")
    answers = Answers(spec, {"beneficiary.last_name": short, "course.information": long})
    document = compose(spec, answers, PLAIN)
    assert_well_set(document)
    assert paper.render(spec, answers).startswith(b"%PDF")


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


ARABIC = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=40)


@given(text=st.one_of(st.text(max_size=200), st.lists(st.one_of(st.text(max_size=9), ARABIC)).map(" ".join)))
def test_no_letter_is_lost_between_typing_and_drawing(text: str) -> None:
    """Shaping, wrapping and reordering keep every letter; those drawn as □ are exactly those named."""
    lines = wrap(text, width=120, measure=lambda part: embedded().width(part, Weight.REGULAR, 10))
    drawn = "".join(line.text for line in lines)
    assert letters(clean(text)) == letters(drawn)
    boxed = [sign for sign in drawn if MISSING in "".join(run.text for run in embedded().runs(sign, Weight.REGULAR))]
    named = {sign for sign in paper.unprintable(text) if unicodedata.bidirectional(sign) not in ("BN", "")}
    assert named == {sign for sign in boxed if unicodedata.bidirectional(sign) not in ("BN", "")} - {MISSING}
