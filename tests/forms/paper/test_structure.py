"""Can someone who hears a fiche instead of seeing it read it, find their way in it and fill it?"""

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pdfua
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from forms import paper
from forms.answers import Answers
from forms.paper.structure import has_reply
from forms.printed import printed_lines
from forms.spec import FormSpec, Kind
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import bare
from tests.forms.paper.tags import faults, roles
from tests.forms.paper.test_layout import LONGER

NOT_CLAIMED = "UA-28-004"
"""« The file does not declare PDF/UA »: it does not, since only 16 of 106 rules are checked here."""


def fiches(spec: FormSpec, templates: paper.Templates, signed: paper.Presentation) -> dict[str, bytes]:
    """Return a fiche of each sort: blank, filled, nearly empty, over more pages, in another script."""
    long = {f.id.replace(".", "__"): LONGER for f in spec.fields() if f.kind is Kind.LONG_TEXT}
    return {
        "blank": templates.blank(spec),
        "filled": templates.render(spec, filled(spec), presentation=signed),
        "bare": templates.render(spec, Answers(spec, {"beneficiary.last_name": "Testoukhina"})),
        "long": templates.render(spec, filled(spec, **long), presentation=signed),
        "arabic": templates.render(spec, filled(spec, beneficiary__last_name="محمد ☺ Светлана")),
    }


def test_the_structure_is_whole(spec: FormSpec, templates: paper.Templates, signed: paper.Presentation) -> None:
    """Every word and every field is in the tree once, finds its element, and decoration is marked as such."""
    assert {} == {name: found for name, pdf in fiches(spec, templates, signed).items() if (found := faults(pdf))}


def test_a_checker_made_by_others_agrees(
    spec: FormSpec, templates: paper.Templates, signed: paper.Presentation, tmp_path: Path
) -> None:
    """`pdfua` finds nothing but the claim that is not made, and could evaluate every rule it has."""
    for name, pdf in fiches(spec, templates, signed).items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(pdf)
        report = pdfua.validate(str(file))
        assert [NOT_CLAIMED] == [finding.rule_id for finding in report.findings]
        assert () == report.skipped


def test_it_is_read_in_the_order_of_the_model(spec: FormSpec, templates: paper.Templates) -> None:
    """Walked by another program (poppler), every official line is read, one after the other, columns in turn."""
    said = subprocess.run(
        ["pdfinfo", "-struct-text", "-"], input=templates.render(spec, filled(spec)), capture_output=True, check=True
    ).stdout.decode()
    text = bare(" ".join(re.findall(r'^\s*"(.*)"$', said, re.MULTILINE)))
    place = 0
    for line in printed_lines(spec):
        for part in re.split("[☐…]+", re.sub("^- ", "– ", line.text)):
            found = text.find(bare(part), place)
            assert found >= 0, f"{part!r} is missing, or out of order"
            place = found + len(bare(part))


def test_what_there_is(spec: FormSpec, templates: paper.Templates) -> None:
    """Headings for title, sections and blocks; labels heading rows of tables; boxes as lists; a form per field."""
    found = roles(templates.render(spec, filled(spec)))
    boxes = sum(len(field.options) or 1 for field in spec.fields())
    replies = sum(1 for field in spec.fields() if has_reply(field))
    assert 1 == found.count("H1")
    assert found.count("H2") >= 3
    assert found.count("TH") == found.count("TR") == found.count("TD") >= 15
    assert boxes + replies + 1 == found.count("Form")
    assert len(spec.footnotes) == found.count("Note")
    ticks = sum(1 for field in spec.fields() if field.kind is Kind.TICK)
    assert found.count("LI") >= ticks


def test_words_parted_over_lines_stay_two_words(spec: FormSpec, templates: paper.Templates) -> None:
    """Read aloud, the last word of a line and the first of the next do not become one."""
    long = {f.id.replace(".", "__"): LONGER for f in spec.fields() if f.kind is Kind.LONG_TEXT}
    said = subprocess.run(
        ["pdfinfo", "-struct-text", "-"],
        input=templates.render(spec, filled(spec, **long)),
        capture_output=True,
        check=True,
    ).stdout.decode()
    words = set(re.findall(r"[\w’]+", " ".join(re.findall(r'^\s*"(.*)"$', said, re.MULTILINE))))
    texts = (LONGER, *(line.text for line in printed_lines(spec)))
    expected = {word for text in texts for word in re.findall(r"[\w’]+", text)}
    assert {word for word in words if len(word) > 22} <= expected


def _without_name(pdf: Pdf) -> None:
    del pdf.pages[0].obj.Annots[0].TU


def _without_parent(pdf: Pdf) -> None:
    pdf.pages[0].obj.Annots[0].StructParent = 0


def _without_tabs(pdf: Pdf) -> None:
    del pdf.pages[0].obj.Tabs


def _untagged(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


def _twice(pdf: Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    document.K = Array([*document.K, document.K[0]])


def _skipped(pdf: Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    (title,) = [kid for kid in document.K if kid.S == Name.H1]
    title.S = Name.H3


def _scopeless(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/S") == Name.TH:
            del thing.A


def _speechless(pdf: Pdf) -> None:
    del pdf.Root.Lang


@pytest.mark.parametrize(
    "harm",
    [_without_name, _without_parent, _without_tabs, _untagged, _twice, _skipped, _scopeless, _speechless],
)
def test_a_fault_is_seen(harm: Callable[[Pdf], None], generic: FormSpec, templates: paper.Templates) -> None:
    """The walk is not blind: each of these faults is found."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(templates.render(generic, filled(generic)))) as pdf:
        harm(pdf)
        pdf.save(out)
    assert faults(out.getvalue())
