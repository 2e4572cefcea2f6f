"""Does the paper carry every official word and every value, as text that a program reads back?"""

import io
import re
import shutil
import socket
import subprocess
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from forms import paper
from forms.answers import Answers
from forms.printed import printed_lines
from forms.spec import Field, FormSpec, Kind
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import bare, flat, seen_in, text_of, values_in

HOSTILE = '<b>gras</b> <img src="http://127.0.0.1:9/x"> &amp; {{7*7}} %s \\n (a) [b] ${x} </para>'
OUTPUTS = ("blank", "filled")


def official(spec: FormSpec) -> list[str]:
    """Return the official lines as they stand on paper: boxes are drawn, dots are rules, dashes are long."""
    notes = {f"{note.mark} {note.text}" for note in spec.footnotes}
    lines = (line.text for line in printed_lines(spec) if line.text not in notes)
    parts = (part for line in lines for part in re.split("[☐…]+", re.sub("^- ", "– ", line)))
    return [bare(part) for part in parts if part.strip()]


@pytest.mark.requirement("F-1", "F-2", "F-3")
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_official_line_in_order(spec: FormSpec, output: str, templates: paper.Templates) -> None:
    """Each printed line of the model is read back from the PDF, one after the other."""
    text = bare(text_of(templates.blank(spec) if output == "blank" else templates.render(spec, filled(spec))))
    position = 0
    for line in official(spec):
        found = text.find(line, position)
        assert found >= 0, f"{line!r} is missing, or out of order"
        position = found + len(line)


@pytest.mark.requirement("F-1", "F-3")
@pytest.mark.parametrize("output", OUTPUTS)
def test_footnotes_on_the_page_that_calls_them(spec: FormSpec, output: str, templates: paper.Templates) -> None:
    """Each footnote stands, with its mark, on the page where its mark is called."""
    pdf = templates.blank(spec) if output == "blank" else templates.render(spec, filled(spec))
    first = flat(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    for note in spec.footnotes:
        assert flat(f"{note.mark} {note.text}") in first


@pytest.mark.requirement("F-1", "F-2", "F-3")
def test_every_value_typed(spec: FormSpec, templates: paper.Templates) -> None:
    """Each value of a full fiche is read back as people read it."""
    answers = filled(spec)
    text = bare(text_of(templates.render(spec, answers)))
    for field in spec.fields():
        if field.kind is not Kind.TICK:
            assert bare(answers.display(field.id)) in text, field.id


def test_blank_carries_no_value(spec: FormSpec, templates: paper.Templates) -> None:
    """A blank form holds the official text, its source and page numbers, and nothing else."""
    text = bare(text_of(templates.blank(spec)))
    for line in sorted(official(spec), key=len, reverse=True):
        text = text.replace(line, "", 1)
    for note in spec.footnotes:
        text = text.replace(bare(f"{note.mark}{note.text}"), "", 1)
    assert "" == re.sub(r"page\d/\d", "", text.replace(bare(spec.source), ""))


@pytest.mark.requirement("F-8")
def test_markup_is_printed_as_typed(spec: FormSpec, templates: paper.Templates) -> None:
    """Markup and template syntax in every text field come out letter for letter (ASVS 1.3.7)."""
    texts = [field.id for field in spec.fields() if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL)]
    answers = Answers(spec, dict.fromkeys(texts, HOSTILE))
    pdf = templates.render(spec, answers)
    assert len(texts) == list(values_in(pdf).values()).count(HOSTILE)
    assert bare(HOSTILE) in bare(seen_in(pdf))


def test_printing_calls_nobody(generic: FormSpec, templates: paper.Templates) -> None:
    """Image and link markup that names a listening address opens no connection (ASVS 1.3.6)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        markup = f'<img src="{url}"/> <a href="{url}">x</a> <link rel="stylesheet" href="{url}">'
        templates.render(generic, Answers(generic, {"support.needs": markup, "beneficiary.last_name": markup}))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_markup_in_signature_and_reference(generic: FormSpec, templates: paper.Templates) -> None:
    """A signature and a reference are texts too."""
    signature = paper.ElectronicSignature(HOSTILE, "<i>", "<u>", datetime(2026, 11, 21, 14, 32, tzinfo=UTC))
    presentation = paper.Presentation(signature=signature, reference="<a>&amp;")
    text = bare(text_of(templates.render(generic, Answers(generic, {}), presentation=presentation)))
    assert bare(HOSTILE) in text
    assert 2 == text.count("·<a>&amp;")


@pytest.mark.requirement("F-11")
def test_electronic_signature_says_what_it_is(
    generic: FormSpec, signed: paper.Presentation, templates: paper.Templates
) -> None:
    """The printed line names who, when, how, and that the signature is a simple one."""
    text = text_of(templates.render(generic, filled(generic), presentation=signed))
    assert (
        "Signé électroniquement par Zéphyrine Testoukhina, référente emploi et formation, à Testville, "
        "le 21/11/2026 à 14 h 32, sous une session à deux facteurs. "
        "Signature électronique simple (règlement eIDAS, article 3.10), ni avancée ni qualifiée."
    ) in text


@pytest.mark.requirement("F-11")
def test_ink_signature_claims_nothing(generic: FormSpec, templates: paper.Templates) -> None:
    """Without a signature in the service, nothing on the paper speaks of one."""
    assert "électroniquement" not in text_of(templates.render(generic, filled(generic)))


def test_signature_needs_a_time_zone() -> None:
    """A time without a zone is refused: nobody could say when that was."""
    with pytest.raises(ValueError, match="aware"):
        paper.ElectronicSignature("Z", "", "", datetime(2026, 11, 21, 14, 32))  # noqa: DTZ001


@pytest.mark.parametrize(
    "name", ["Łukasz Şükrü", "Nguyễn Thị Ái", "Светлана Тестова", "Ελένη Δοκιμή", "Ţepeş Œuvrard ß €"]
)
def test_names_of_many_scripts(generic: FormSpec, name: str, templates: paper.Templates) -> None:
    """Names that people really have are drawn and read back, nothing missing."""
    answers = Answers(generic, {"beneficiary.last_name": name})
    assert () == paper.unprintable(name)
    assert name in text_of(templates.render(generic, answers))


@pytest.mark.parametrize("name", ["محمد عبد الله الأحمد", "مُحَمَّد", "پژمان گلستانی", "علي بن حسين"])
def test_arabic_reads_back_as_plain_letters(
    generic: FormSpec, name: str, tmp_path: Path, templates: paper.Templates
) -> None:
    """Joined and reordered on paper, an Arabic name is copied out of the PDF as it was typed (by poppler)."""
    answers = Answers(generic, {"beneficiary.last_name": name})
    assert () == paper.unprintable(name)
    file = tmp_path / "fiche.pdf"
    file.write_bytes(templates.render(generic, answers))
    assert shutil.which("pdftotext"), "poppler-utils is needed"
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    plain = unicodedata.normalize("NFKC", said)  # lam-alef stays one sign in the file
    assert name in "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


@pytest.mark.parametrize("text", ["ትግርኛ", "名", "\x00", "\U0001f600", "नेपाली"])
def test_what_no_face_has_is_named(generic: FormSpec, text: str, templates: paper.Templates) -> None:
    """Tigrinya and others are named sign by sign, by field, and drawn as boxes."""
    answers = Answers(generic, {"beneficiary.last_name": text, "beneficiary.first_name": "Zéphyrine"})
    assert tuple(dict.fromkeys(text)) == paper.unprintable(text)
    assert {"beneficiary.last_name": tuple(dict.fromkeys(text))} == dict(paper.unprintable_in(generic, answers))
    pdf = templates.render(generic, answers)
    assert "□" * len(text) in seen_in(pdf)
    assert text == values_in(pdf)["beneficiary.last_name"]


def test_field_values_are_not_upper_cased_or_trimmed(generic: FormSpec, templates: paper.Templates) -> None:
    """A decomposed name is composed, and nothing else of it is changed."""
    field: Field = generic.field("beneficiary.last_name")
    typed = unicodedata.normalize("NFD", "d’Été Nguyễn")
    assert "d’Été Nguyễn" in text_of(templates.render(generic, Answers(generic, {field.id: typed})))
