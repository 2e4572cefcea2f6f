"""Does everything that is printed stay on the sheet, apart from everything else, with room for every field?"""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from forms import paper
from forms.paper import sheet
from forms.paper.composing import compose
from forms.paper.ink import Document, Page, Words
from forms.paper.sections import SIGNATURE
from forms.spec import Block, Category, Field, FilledBy, Footnote, FormSpec, Kind, Line, Section, Style
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import bare, boxes, pictures, printed_in, text_of

SENTENCE = "La personne cherche un logement plus grand, proche de l’école des enfants et d’une ligne de tram. "
LONG = (SENTENCE * 24).strip()  # 400 words and more
LONGER = (SENTENCE * 55).strip()  # about what a model lets in: 6,000 characters
WHITE = 255


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


def rectangles(pdf: bytes) -> list[list[tuple[float, float, float, float]]]:
    """Return, page by page, the rectangle (left, bottom, right, top) of each field that is not hidden."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            [
                (float(a), float(b), float(c), float(d))
                for a, b, c, d in (list(widget.Rect) for widget in page.obj.get("/Annots", []) if not int(widget.F) & 2)
            ]
            for page in opened.pages
        ]


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float], least: float) -> bool:
    """Say whether two boxes share more than a border of `least` points."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > least and along > least


def test_official_models_are_well_set(spec: FormSpec) -> None:
    """The official models overlap nowhere and stay inside the margins."""
    assert_well_set(compose(spec))


def test_overlaps_are_seen(generic: FormSpec) -> None:
    """The check above is not blind: the same page drawn twice overlaps everywhere."""
    page = compose(generic).pages[0]
    assert overlaps(Document("", (Page(page.marks + page.marks, page.spots),)))


def test_two_pages_are_enough(spec: FormSpec, templates: paper.Templates) -> None:
    """A fiche of ordinary length takes a sheet printed on both sides, like the official one."""
    for pdf in (templates.blank(spec), templates.render(spec, filled(spec))):
        assert 2 == len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("answer", [LONG, LONGER])
def test_long_answers_go_on_over_pages(spec: FormSpec, answer: str, templates: paper.Templates) -> None:
    """400 and 1,000 words in every long answer stand on paper to the last one, and pages are counted."""
    long = [field for field in spec.fields() if field.kind is Kind.LONG_TEXT]
    answers = filled(spec, **{field.id.replace(".", "__"): answer for field in long})
    pdf = templates.render(spec, answers)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    for field in long:
        assert bare(f"{spec.naming(field.id)} (suite)") in bare(printed_in(pdf))
    drawn = bare(printed_in(pdf)).count("tram.")
    assert drawn < len(long) * answer.count("tram.") <= drawn + len(long) * 40
    for number, page in enumerate(pages, 1):
        assert f"page {number}/{len(pages)}" in foot_of(page)


def foot_of(page: pypdf.PageObject) -> str:
    """Return what stands at the foot of a page; on the printed pages it is a form of its own."""
    return page.extract_text()


def test_a_very_long_answer_fills_whole_pages(generic: FormSpec, templates: paper.Templates) -> None:
    """20,000 characters are printed to the last word."""
    text = ("mot " * 4990) + "dernier-mot"
    pdf = templates.render(generic, filled(generic, support__needs=text))
    assert "dernier-mot" in printed_in(pdf)
    sides = [(left, right) for page in boxes(pdf) for left, _, right, _ in page]
    assert all(left >= sheet.LEFT - 1 and right <= sheet.WIDTH - sheet.RIGHT + 1 for left, right in sides)


def test_nothing_is_drawn_in_the_margins(
    spec: FormSpec, signed: paper.Presentation, templates: paper.Templates
) -> None:
    """On the picture of each page, a border of 40 points is white but for the foot, and the page is not."""
    for pdf in (templates.blank(spec), templates.render(spec, filled(spec), presentation=signed)):
        for picture in pictures(pdf):
            width, height = picture.size
            for border in ((0, 0, 40, height), (width - 40, 0, width, height), (0, 0, width, 36)):
                assert (WHITE, WHITE) == picture.crop(border).getextrema()
            assert any(picture.histogram()[:80])


def test_as_another_program_sees_it(spec: FormSpec, templates: paper.Templates) -> None:
    """Pdfium finds every printed text inside the margins, none on top of another, and none under a field."""
    pdf = templates.render(spec, filled(spec))
    for texts, fields in zip(boxes(pdf), rectangles(pdf), strict=True):
        for number, one in enumerate(texts):
            assert sheet.LEFT - 1 <= one[0]
            assert one[2] <= sheet.WIDTH - sheet.RIGHT + 1
            assert [] == [other for other in texts[number + 1 :] if overlap(one, other, 0.6)]
            assert [] == [field for field in fields if overlap(one, field, 0.8)]


@pytest.mark.parametrize("answer", ["", "Une ligne.", SENTENCE * 5, LONG])
def test_fields_do_not_cover_each_other(spec: FormSpec, answer: str, templates: paper.Templates) -> None:
    """Whatever the sender wrote, what is left to the recipient stands beside it, and the recipient has room."""
    long = [field.id.replace(".", "__") for field in spec.fields() if field.kind is Kind.LONG_TEXT]
    for pdf in (templates.blank(spec), templates.render(spec, filled(spec, **dict.fromkeys(long, answer)))):
        for fields in rectangles(pdf):
            for number, one in enumerate(fields):
                assert [] == [other for other in fields[number + 1 :] if overlap(one, other, 0.01)]
                assert one[3] - one[1] > 7


def test_fields_have_their_places(spec: FormSpec) -> None:
    """Every field has a place on the sheet, each box of a choice its own, and none crosses the margins."""
    spots = [spot for page in compose(spec).pages for spot in page.spots]
    wanted = [
        (field.id, option.id) if option else (field.id, "")
        for field in spec.fields()
        for option in (field.options or (None,))
    ]
    assert sorted([*wanted, (SIGNATURE, "")]) == sorted((spot.field, spot.option) for spot in spots)
    for spot in spots:
        assert spot.x >= sheet.LEFT - 0.01
        assert spot.x + spot.width <= sheet.WIDTH - sheet.RIGHT + 0.01
        assert spot.y + spot.height <= sheet.HEIGHT - sheet.BOTTOM + 0.01


def test_a_pen_has_room(spec: FormSpec) -> None:
    """A line to write on is at least 6 mm high, and so is the distance of the rules in a frame."""
    spots = [spot for page in compose(spec).pages for spot in page.spots if spot.width > 20]
    assert min(spot.height / spot.lines for spot in spots if spot.field != SIGNATURE) >= 6 / 25.4 * 72


def own_model(style: Style, kind: Kind, count: int) -> FormSpec:
    """Make an operator's own model of one style and one kind of field, for the sender, the recipient, or both."""
    writers = tuple(FilledBy)
    lines = tuple(
        Line(
            label=f"☐ Ligne {n} :" if kind is Kind.TICK else f"Ligne {n}, au libellé assez long pour compter :",
            fields=(Field(f"own.f{n}", f"Ligne {n}", kind, Category.NARRATIVE, filled_by=writers[n % len(writers)]),),
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
def test_an_own_model_renders_too(style: Style, kind: Kind, templates: paper.Templates) -> None:
    """Any style holds any kind over several pages: labels and values are there, nothing overlaps."""
    spec = own_model(style, kind, 60)
    answers = filled(spec)
    assert_well_set(compose(spec))
    text = bare(text_of(templates.render(spec, answers)))
    for field in spec.fields():
        assert bare(f"{field.label}") in text
        if kind is not Kind.TICK:
            assert text.count(bare(answers.display(field.id))) >= 1


@pytest.mark.requirement("F-8")
@pytest.mark.parametrize("style", list(Style))
def test_an_own_model_calls_its_footnotes(style: Style, templates: paper.Templates) -> None:
    """Behind a box, inside a sentence, behind a label: the call is drawn and tagged, the note stands below."""
    lines = (
        Line("☐ Alpha[^1]", (_own("a", Kind.TICK),)),
        Line("☐ Beta", (_own("b", Kind.TICK),)),
        Line("Fait à …[^2], le …", (_own("c", Kind.TEXT), _own("d", Kind.TEXT)), id="made"),
        Line("Gamma[^3] :", (_own("e", Kind.TEXT),)),
    )
    notes = tuple(Footnote(mark, f"Note {mark}.") for mark in "123")
    section = Section("own", "Propre", style, (Block("a", "A", lines),), title="Propre")
    spec = FormSpec("own", "1", "Propre", "source", ("Fiche",), (section,), notes)
    assert_well_set(compose(spec))
    text = bare(printed_in(templates.blank(spec)))
    for told in ("Alpha1", "Gamma3", "Note1.", "Note2.", "Note3."):
        assert bare(told) in text
    assert 3 == text.count("2")  # the call, the mark before the note, the note


def _own(name: str, kind: Kind) -> Field:
    return Field(f"own.{name}", name.upper(), kind, Category.NARRATIVE)


def test_a_long_source_leaves_room_for_the_reference(generic: FormSpec, templates: paper.Templates) -> None:
    """At the foot the source of an own model is cut, the reference never; signs of other scripts are boxes."""
    own = replace(generic, source="Ελλάς, source d’un opérateur, au nom bien trop long pour un pied de page, " * 3)
    pdf = templates.render(own, filled(own), presentation=paper.Presentation(reference="L-2026-EXEMPLE"))
    assert "... · L-2026-EXEMPLE" in printed_in(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert [] == opened.check_pdf_syntax()
    sides = [(left, right) for page in boxes(pdf) for left, _, right, _ in page]
    assert all(left >= sheet.LEFT - 1 and right <= sheet.WIDTH - sheet.RIGHT + 1 for left, right in sides)


def test_long_labels_go_on_over_pages_too(templates: paper.Templates) -> None:
    """A label of several lines above the rest of a text does not push it over the foot of the page."""
    spec = own_model(Style.NARRATIVE, Kind.LONG_TEXT, 9)
    name = "Un libellé que son opérateur a voulu très complet, avec toutes les précisions nécessaires, " * 3

    def renamed(block: Block) -> Block:
        lines = (
            replace(line, fields=tuple(replace(one, label=f"{name}{one.id}") for one in line.fields))
            for line in block.lines
        )
        return replace(block, lines=tuple(lines))

    (section,) = spec.sections
    spec = replace(spec, sections=(replace(section, blocks=tuple(map(renamed, section.blocks))),))
    long = {field.id.replace(".", "__"): SENTENCE * count for count, field in enumerate(spec.fields(), 8)}
    for page in boxes(templates.render(spec, filled(spec, **long))):
        assert all(low >= 20 for _, low, _, _ in page)
