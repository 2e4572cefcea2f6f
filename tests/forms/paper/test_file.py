"""Is the file itself stable, anonymous and quick? Bytes, metadata, fonts, golden files."""

import gc
import io
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import pikepdf
import pypdf
import pytest
from pypdf.generic import DictionaryObject, StreamObject

from crypto.profiles import ARCHIVE
from forms import paper
from forms.answers import Answers
from forms.paper.faces import make
from forms.spec import FormSpec, Kind
from tests.forms.paper.fiches import filled

CANARY = "Kanariewska"
PROGRAM = """
import sys
from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
spec = Catalog().get("spe")
values = {"beneficiary.last_name": "Nguyễn محمد", "course.information": "Светлана " * 400}
sys.stdout.buffer.write(paper.Templates().render(spec, Answers(spec, values)))
"""


def opened(pdf: bytes) -> list[object]:
    """Return the objects of a PDF with streams inflated: another zlib packs them otherwise."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    numbers = range(1, int(str(reader.trailer["/Size"])))
    return [_plain(reader.get_object(number)) for number in numbers]


def _plain(thing: object) -> object:
    if isinstance(thing, StreamObject):
        entries = {key: _told(value) for key, value in thing.items() if key not in ("/Length", "/Filter")}
        return entries, thing.get_data()
    if isinstance(thing, DictionaryObject):
        return {key: _told(value) for key, value in thing.items()}
    return _told(thing)


def _told(value: object) -> str:
    # pypdf tells a reference with the address of its reader, which is another at every run.
    return re.sub(r"IndirectObject\((\d+), (\d+), \d+\)", r"\1 \2 R", str(value))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_bytes_in_every_process(seed: str) -> None:
    """The same answers give the same bytes, in other processes with other hash seeds too."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(paper.__file__).parents[2])}
    command = [sys.executable, "-c", PROGRAM]
    runs = [subprocess.run(command, env=environment, capture_output=True, check=True).stdout for _ in range(2)]
    other = subprocess.run(command, env={**environment, "PYTHONHASHSEED": "77"}, capture_output=True, check=True)
    assert {other.stdout} == set(runs)


def test_the_same_bytes_after_other_fiches(generic: FormSpec, templates: paper.Templates) -> None:
    """What was printed before, for someone else, leaves no trace in the next file."""
    answers = filled(generic)
    before = templates.render(generic, answers)
    templates.render(generic, Answers(generic, {"support.needs": "Ελένη Светлана محمد ትግ"}))
    assert before == templates.render(generic, answers)


def test_threads_do_not_disturb_each_other(generic: FormSpec, templates: paper.Templates) -> None:
    """Fiches printed at the same time come out as if printed alone."""
    fiches = [Answers(generic, {"support.needs": f"Ligne {n} محمد " * 30}) for n in range(12)]
    alone = [templates.render(generic, answers) for answers in fiches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda answers: templates.render(generic, answers), fiches))
    assert alone == together


def test_threads_that_come_first_share_a_face() -> None:
    """In a new process, whoever asks first for a face gets the one that everyone gets: its object is its identity."""
    program = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from forms.paper import fonts, glyphs
sys.setswitchinterval(1e-5)
barrier = threading.Barrier(6)
def ask(_):
    barrier.wait()
    return id(glyphs.face("NotoSans-Cyrillic")), id(fonts.embedded())
with ThreadPoolExecutor(6) as pool:
    print(len(set(pool.map(ask, range(6)))))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(paper.__file__).parents[2])}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert b"1\n" == ran.stdout


@pytest.mark.requirement("T-8")
def test_metadata_name_no_person(spec: FormSpec, signed: paper.Presentation, templates: paper.Templates) -> None:
    """Title, author and the rest name the model and the program; the language is French."""
    texts = {f.id: CANARY for f in spec.fields() if f.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL)}
    pdf = templates.render(spec, Answers(spec, texts), presentation=signed)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    information = reader.metadata
    assert information is not None
    assert information.title is not None
    assert information.title.endswith(spec.heading[-1])
    assert ("liaison", "liaison") == (information.author, information.creator)
    assert CANARY not in str(dict(information))
    told = reader.root_object["/Metadata"].get_object()
    assert isinstance(told, StreamObject)
    assert spec.heading[-1].encode() in told.get_data()
    for name in (CANARY, "Testoukhina"):
        assert name.encode() not in told.get_data()
    assert "fr-FR" == str(reader.root_object["/Lang"])
    assert {"/Title", "/Author", "/Creator"} == set(information)


def test_every_font_is_embedded(spec: FormSpec, templates: paper.Templates) -> None:
    """No font of the reader's machine is needed, in whatever script the fiche is written."""
    pdf = templates.render(spec, filled(spec, beneficiary__last_name="Светлана محمد Ǆ ☺"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
        described = [font.FontDescriptor for font in fonts if font.Subtype != pikepdf.Name.Type0]
        assert len(described) >= 7
        assert all("/FontFile2" in descriptor for descriptor in described)


def test_a_fiche_is_its_template_and_what_was_written(spec: FormSpec, templates: paper.Templates) -> None:
    """The template's bytes stand first, untouched: filling draws, packs and parses nothing again."""
    made = templates.of(spec)
    for pdf in (templates.render(spec, filled(spec)), templates.blank(spec)):
        assert made.pdf == pdf[: len(made.pdf)]
        assert pdf.endswith(b"%%EOF\n")


@pytest.mark.requirement("T-8")
@pytest.mark.parametrize("name", ["Testoukhina", "Nguyễn", "محمد عبد الله", "Светлана", "Ελένη", "Ǆurđević Ḱ"])
def test_a_script_does_not_show_in_the_size(spec: FormSpec, name: str, templates: paper.Templates) -> None:
    """A full fiche about a person whose name is in any script that people here write in weighs less than the floor."""
    long = {f.id.replace(".", "__"): "Une réponse. " * 60 for f in spec.fields() if f.kind is Kind.LONG_TEXT}
    names = {"beneficiary__last_name": name, "beneficiary__first_name": name, "beneficiary__address": name}
    pdf = templates.render(spec, filled(spec, **names, **long))
    assert len(pdf) < ARCHIVE.pdf_floor - 200


def test_the_file_is_sound(spec: FormSpec, signed: paper.Presentation, templates: paper.Templates) -> None:
    """Qpdf finds no fault in it: filled, blank, in other scripts, over more pages."""
    long = {f.id.replace(".", "__"): "Светлана ትግ محمد " * 400 for f in spec.fields() if f.kind is Kind.LONG_TEXT}
    for pdf in (
        templates.blank(spec),
        templates.render(spec, filled(spec), presentation=signed),
        templates.render(spec, filled(spec, **long), presentation=signed),
    ):
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert [] == opened.check_pdf_syntax()
            assert "1.7" == opened.pdf_version


def test_a_thousand_fiches_take_no_more_memory_than_a_hundred(generic: FormSpec, templates: paper.Templates) -> None:
    """Filling keeps nothing: after 1,000 fiches the process is as large as after 100, within 10 MB."""
    sizes = []
    for count in (100, 900):
        for number in range(count):
            templates.render(generic, filled(generic, support__needs=f"{number} محمد " * 60))
        gc.collect()
        sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert sizes[1] - sizes[0] < 10 * 1024  # ru_maxrss counts KiB


@pytest.mark.parametrize("output", ["blank", "filled"])
def test_golden(
    spec: FormSpec,
    output: str,
    signed: paper.Presentation,
    golden: Callable[[str, bytes], bytes],
    templates: paper.Templates,
) -> None:
    """The drawing is the one looked at and kept (`pytest tests/forms/paper --regen` keeps a new one)."""
    pdf = templates.blank(spec) if output == "blank" else templates.render(spec, filled(spec), presentation=signed)
    name = f"{spec.model}-{spec.version}-{output}.pdf"
    same = opened(golden(name, pdf)) == opened(pdf)
    assert same, f"{name}: the drawing changed; look at it, then keep it with --regen"


def test_faces_come_from_the_packages() -> None:
    """The shipped faces are what their program makes of the published Noto families."""
    for name, data in make.faces().items():
        assert data == (make.HERE / name).read_bytes(), f"python -m forms.paper.faces.make: {name}"


def test_quick_enough(spec: FormSpec, templates: paper.Templates) -> None:
    """A warm fiche takes about a millisecond; the bound is wide, for a busy machine."""
    answers = filled(spec)
    templates.render(spec, answers)
    times = []
    for _ in range(5):
        start = perf_counter()
        templates.render(spec, answers)
        times.append(perf_counter() - start)
    assert median(times) < 0.03
