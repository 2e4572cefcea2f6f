"""Is the file itself stable, anonymous and quick? Bytes, metadata, fonts, golden files."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import pypdf
import pytest
from pypdf.generic import DictionaryObject, StreamObject

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
sys.stdout.buffer.write(paper.render(spec, Answers(spec, values)))
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


def test_the_same_bytes_after_other_fiches(generic: FormSpec) -> None:
    """What was printed before, for someone else, leaves no trace in the next file."""
    answers = filled(generic)
    before = paper.render(generic, answers)
    paper.render(generic, Answers(generic, {"support.needs": "Ελένη Светлана محمد ትግ"}))
    assert before == paper.render(generic, answers)


def test_threads_do_not_disturb_each_other(generic: FormSpec) -> None:
    """Fiches printed at the same time come out as if printed alone."""
    fiches = [Answers(generic, {"support.needs": f"Ligne {n} محمد " * 30}) for n in range(12)]
    alone = [paper.render(generic, answers) for answers in fiches]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda answers: paper.render(generic, answers), fiches))
    assert alone == together


@pytest.mark.requirement("T-8")
def test_metadata_name_no_person(spec: FormSpec, signed: paper.Presentation) -> None:
    """Title, author and the rest name the model and the program; the language is French."""
    texts = {f.id: CANARY for f in spec.fields() if f.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL)}
    pdf = paper.render(spec, Answers(spec, texts), presentation=signed)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    information = reader.metadata
    assert information is not None
    assert information.title is not None
    assert information.title.endswith(spec.heading[-1])
    assert ("liaison", "") == (information.author, information.subject)
    assert CANARY not in str(dict(information))
    assert b"Testoukhina" not in pdf
    assert "fr-FR" == str(reader.root_object["/Lang"])
    assert "D:20000101000000+00'00'" == str(information["/CreationDate"])


def test_every_font_is_embedded(spec: FormSpec) -> None:
    """No font of the reader's machine is needed."""
    reader = pypdf.PdfReader(io.BytesIO(paper.render(spec, filled(spec))))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


@pytest.mark.parametrize("output", ["blank", "filled"])
def test_golden(spec: FormSpec, output: str, signed: paper.Presentation, golden: Callable[[str, bytes], bytes]) -> None:
    """The drawing is the one looked at and kept (`pytest tests/forms/paper --regen` keeps a new one)."""
    pdf = paper.blank(spec) if output == "blank" else paper.render(spec, filled(spec), presentation=signed)
    name = f"{spec.model}-{spec.version}-{output}.pdf"
    same = opened(golden(name, pdf)) == opened(pdf)
    assert same, f"{name}: the drawing changed; look at it, then keep it with --regen"


def test_faces_come_from_the_packages() -> None:
    """The shipped faces are what their program makes of the published Noto families."""
    for name, data in make.faces().items():
        assert data == (make.HERE / name).read_bytes(), f"python -m forms.paper.faces.make: {name}"


def test_quick_enough(spec: FormSpec) -> None:
    """A warm fiche takes well under a tenth of a second; the bound is wide, for a busy machine."""
    answers = filled(spec)
    paper.render(spec, answers)
    times = []
    for _ in range(5):
        start = perf_counter()
        paper.render(spec, answers)
        times.append(perf_counter() - start)
    assert median(times) < 0.3
