"""What is made of a fiche whose file says two things at once, shows what it does not say, or has no end?"""

import io
from collections.abc import Callable
from time import perf_counter

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
from forms.outside import UNREADABLE
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import pictures, seen_in
from tests.forms.paper.saving import by_pypdf, by_qpdf, fields_of

CATALOG = Catalog()
TEMPLATES = paper.Templates()
SPE = CATALOG.get("spe")
LOCKED, OPEN = "beneficiary.last_name", "partner.contact_last_name"
LOCKED_BOX = "barriers.housing"
pytestmark = [
    pytest.mark.requirement("D-5"),
    pytest.mark.filterwarnings("ignore:This document has:UserWarning"),  # of pikepdf, about what the harm did
]


def sent() -> bytes:
    """Return a fiche with a name, a ticked box and nothing for the recipient."""
    return TEMPLATES.render(SPE, Answers(SPE, {LOCKED: "Testoukhina", LOCKED_BOX: True}))


def harmed(pdf: bytes, field_id: str, harm: Callable[[Pdf, Object], None]) -> paper.Returned:
    """Read a fiche of which one field was harmed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        harm(opened, fields_of(opened)[field_id])
        opened.save(out)
    return paper.read(out.getvalue(), CATALOG.get)


def _a_stream(pdf: Pdf, field: Object) -> None:
    field.V = Stream(pdf, b"Tout autre")


def _an_array(_pdf: Pdf, field: Object) -> None:
    field.V = Array([String("Tout"), String("autre")])


def _two_values(pdf: Pdf, field: Object) -> None:
    kid = pdf.make_indirect(Dictionary(Parent=field, V=String("Un"), Subtype=Name.Widget))
    field.V, field.Kids = String("Autre"), Array([kid])


def _twice(pdf: Pdf, field: Object) -> None:
    field.V = String("Un")
    field.Parent.Kids.append(pdf.make_indirect(Dictionary(T=field.T, FT=Name.Tx, V=String("Autre"))))


@pytest.mark.parametrize("harm", [_a_stream, _an_array, _two_values, _twice])
def test_what_says_two_things_is_said(harm: Callable[[Pdf, Object], None]) -> None:
    """Where an open field has no one text, who reads it looks at the PDF; a locked one has changed."""
    assert {OPEN: UNREADABLE} == dict(harmed(sent(), OPEN, harm).typed)
    returned = harmed(sent(), LOCKED, harm)
    assert (LOCKED,) == returned.changed
    assert returned.mark != returned.standing


def test_a_value_in_the_widget_is_read() -> None:
    """Some programs part a field from its widget, and leave the value there."""

    def part(pdf: Pdf, field: Object) -> None:
        field.Kids = Array([pdf.make_indirect(Dictionary(Parent=field, V=String("Colombe")))])

    assert {OPEN: "Colombe"} == dict(harmed(sent(), OPEN, part).typed)


def _shown_unticked(_pdf: Pdf, box: Object) -> None:
    box.AS = Name.Off


def _shown_ticked(_pdf: Pdf, box: Object) -> None:
    box.V, box.AS = Name.Off, Name.Oui


def _picture_alone(_pdf: Pdf, box: Object) -> None:
    box.AS = Name.Oui
    del box.V


def _value_alone(_pdf: Pdf, box: Object) -> None:
    box.V = Name.Oui


@pytest.mark.parametrize("harm", [_shown_unticked, _shown_ticked])
def test_a_locked_box_that_shows_what_it_does_not_say_has_changed(harm: Callable[[Pdf, Object], None]) -> None:
    """Its value is the sender's, its picture is not, or the other way round."""
    assert (LOCKED_BOX,) == harmed(sent(), LOCKED_BOX, harm).changed


@pytest.mark.parametrize("harm", [_picture_alone, _value_alone])
def test_a_box_is_ticked_by_its_value_or_its_picture(harm: Callable[[Pdf, Object], None]) -> None:
    """Programs write one, the other, or both."""
    returned = harmed(TEMPLATES.blank(SPE), LOCKED_BOX, harm)
    assert ({LOCKED_BOX: "oui"}, ()) == (dict(returned.typed), returned.changed)


def test_a_signature_that_was_added_is_told() -> None:
    """On a fiche that left unsigned, a name under « Signature » is nobody's."""
    unsigned = by_qpdf(sent(), {paper.SIGNATURE: "Signé électroniquement par Zoé Modèle"})
    assert (paper.SIGNATURE,) == paper.read(unsigned, CATALOG.get).changed


def test_what_was_changed_and_hidden_shows_in_the_standing_mark() -> None:
    """The mark that travelled and the one of what stands there are one, unless a locked value is another."""
    untouched = paper.read(by_pypdf(sent(), {OPEN: "Colombe"}), CATALOG.get)
    changed = paper.read(by_pypdf(sent(), {LOCKED: "Tout autre"}), CATALOG.get)
    assert untouched.mark == untouched.standing
    assert changed.mark != changed.standing


def test_saying_the_same_below_is_kept() -> None:
    """A recipient who repeats the sender's words said something too."""
    spec = CATALOG.get("generic")
    pdf = TEMPLATES.render(spec, filled(spec, support__done="Vu."))
    assert "Vu.\nVu." == paper.read(by_qpdf(pdf, {"reply.support.done": "Vu."}), CATALOG.get).raw()["support.done"]


def _many(pdf: Pdf, field: Object) -> None:
    kids = Array([pdf.make_indirect(Dictionary(T=String("x"))) for _ in range(30_000)])
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(T=field.T, Kids=kids)))


def _shared(pdf: Pdf, _field: Object) -> None:
    kids = pdf.make_indirect(Array([Dictionary(V=String("x")) for _ in range(5_000)]))
    for number in range(100):
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(T=String(f"n{number}"), Kids=kids)))


@pytest.mark.parametrize("harm", [_many, _shared])
def test_fields_without_end_are_refused(harm: Callable[[Pdf, Object], None]) -> None:
    """More nodes than any fiche has, or the same ones a hundred times."""
    with pytest.raises(paper.NothingToRead, match="trop de champs"):
        harmed(sent(), OPEN, harm)


class TestTheKeptCopy:
    """Does the copy show what is read, whatever program typed it?"""

    def test_typed_letters_are_drawn(self) -> None:
        """A program that writes values and draws nothing; other scripts; below what the sender wrote."""
        spec = CATALOG.get("generic")
        typed = {"reply.support.done": "Привет, œuvre ễ", "partner.contact_last_name": "Łukaszewska"}
        answers = Answers(spec, {LOCKED: "Testoukhina", "support.done": "Dit."})
        came = by_qpdf(TEMPLATES.render(spec, answers), typed)

        kept = paper.rewritten(came)

        assert "Привет" not in seen_in(came)
        for text in typed.values():
            assert text in seen_in(kept)
        with pikepdf.open(io.BytesIO(kept)) as opened:
            assert [] == opened.check_pdf_syntax()

    def test_all_of_a_long_text_is_drawn(self) -> None:
        """A field scrolls on a screen; on paper its text stands there small."""
        text = " ".join(f"mot{number}" for number in range(420))
        kept = paper.rewritten(by_qpdf(sent(), {"course.information": text}))
        assert "mot419" in seen_in(kept)
        assert pictures(kept)

    def test_no_viewer_is_asked_to_draw_again(self) -> None:
        """Firefox asks for it once a letter of another script is typed; most viewers then lose what was locked."""
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(by_qpdf(sent(), {OPEN: "Я"}))) as opened:
            opened.Root.AcroForm.NeedAppearances = True
            opened.save(out)
        with pikepdf.open(io.BytesIO(paper.rewritten(out.getvalue()))) as kept:
            assert "/NeedAppearances" not in kept.Root.AcroForm

    def test_what_no_page_holds_is_drawn_as_such(self) -> None:
        """A word of two thousand letters is kept as a value, and its field says where to look."""
        word = "x" * 2_000
        kept = paper.rewritten(by_qpdf(sent(), {"course.information": word}))
        assert {"course.information": word} == dict(paper.read(kept, CATALOG.get).typed)
        assert UNREADABLE in seen_in(kept)

    def test_a_field_that_would_take_ages_is_left(self) -> None:
        """Fields as wide as a letter, full of words, in a file that someone made so: they are not set."""
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(by_qpdf(sent(), {"course.information": "mot " * 3_000}))) as opened:
            fields_of(opened)["course.information"].Rect = Array([50, 50, 51, 51])
            opened.save(out)
        start = perf_counter()
        paper.rewritten(out.getvalue())
        assert perf_counter() - start < 1
