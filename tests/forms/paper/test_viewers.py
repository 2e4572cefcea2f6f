"""Do the programs that people have show a fiche, take what is typed in it, and leave alone what is locked?

Tried here: pdfium (pypdfium2), Chromium's viewer, Firefox's (pdf.js), poppler; pypdf and qpdf for saving. Not tried,
because they are not to be had here: Adobe Acrobat, Apple Preview, Edge, the viewers of telephones.
"""

import io
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import sync_playwright

from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
from forms.paper.structure import REPLY
from forms.spec import FilledBy, Kind
from tests.forms.paper.chromium_viewer import ChromiumViewer, chromium_viewer
from tests.forms.paper.firefox import Firefox, firefox
from tests.forms.paper.pdfium_form import DOTS, NotTyped, PdfiumForm, Place, has_ink, places_in
from tests.forms.paper.reading import flat, pictures, seen_in
from tests.forms.paper.saving import by_pypdf, by_qpdf, strings_in

pytestmark = pytest.mark.xdist_group("browser")

SHORT: Final = "œ € ł ş ễ Я محمد"
TWO_LINES: Final = f"Reçue, « lue » : {SHORT}\nЯ reste : محمد عبد الله"
SENT: Final[Mapping[str, str]] = {
    "operator.organisation": "Association imaginaire",
    "partner.organisation": "Œuvre des Essais",
    "beneficiary.last_name": "Nguyễn-Łucja Şimşek",
    "beneficiary.first_name": "محمد عبد الله",
    "beneficiary.address": "3 € de cœur, Şanlıurfa",
    "beneficiary.language_level": "Светлана",
}
SENT_LONG: Final[Mapping[str, str]] = {
    "support.done": "Première ligne : œuvre, 3 €.\nSeconde : Łódź, Nguyễn, Светлана.",
    "support.needs": "Светлана Şimşek\nمحمد عبد الله",
}
CANARY: Final = "Kanariewska"
ALIKE: Final = 0.15
"""Drawings of one text by two programs differ by a tenth of their ink; where letters are lost, by a quarter or more."""
VIEWERS: Final = ("pdfium", "chromium", "in_firefox")
SAVERS: Final[Mapping[str, Callable[[bytes, Mapping[str, str]], bytes]]] = {"pypdf": by_pypdf, "qpdf": by_qpdf}
Typist = Callable[[bytes, Mapping[str, str]], bytes]


class Viewer(Protocol):
    """What each of these programs does for whoever sits before it."""

    def open(self, pdf: bytes) -> None:
        """Show a document."""

    def type_in(self, name: str, text: str) -> None:
        """Type in a field; may raise `NotTyped`."""

    def saved(self) -> bytes:
        """Save."""

    def picture(self, number: int) -> Image.Image:
        """Return a page as it is seen."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A fiche on its way, what is locked in it, and two of its open fields."""

    pdf: bytes
    values: Mapping[str, str]
    short: str
    long: str

    @property
    def reply(self) -> dict[str, str]:
        """What its recipient types, as it is to be read back."""
        return {self.short: SHORT, self.long.removeprefix(REPLY): TWO_LINES}


@pytest.fixture(scope="module")
def pdfium() -> Iterator[PdfiumForm]:
    """Give pdfium's form filler."""
    form = PdfiumForm()
    yield form
    form.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[ChromiumViewer]:
    """Run Chromium with its viewer."""
    with sync_playwright() as playwright, chromium_viewer(playwright.chromium) as viewer:
        yield viewer


@pytest.fixture(scope="module")
def in_firefox() -> Iterator[Firefox]:
    """Run Firefox."""
    with firefox() as browser:
        yield browser


@pytest.fixture(params=VIEWERS)
def viewer(request: pytest.FixtureRequest) -> Viewer:
    """Give each viewer in turn; a browser is started once."""
    shown: Viewer = request.getfixturevalue(str(request.param))
    return shown


@pytest.fixture(params=[*VIEWERS, *SAVERS])
def typist(request: pytest.FixtureRequest) -> Typist:
    """Give each way to fill a form: somebody at a viewer, or a program."""
    name = str(request.param)
    if name in SAVERS:
        return SAVERS[name]
    viewer: Viewer = request.getfixturevalue(name)

    def type_and_save(pdf: bytes, typed: Mapping[str, str]) -> bytes:
        viewer.open(pdf)
        for field, text in typed.items():
            viewer.type_in(field, text)
        return viewer.saved()

    return type_and_save


@pytest.fixture(scope="module")
def spe(catalog: Catalog, templates: paper.Templates) -> Sent:
    """Send a fiche whose long answer is the recipient's alone."""
    spec = catalog.get("spe")
    pdf = templates.render(spec, Answers(spec, dict(SENT)), presentation=paper.Presentation(reference="7f3k2m"))
    return Sent(pdf, SENT, "partner.contact_last_name", "course.information")


@pytest.fixture(scope="module")
def generic(catalog: Catalog, templates: paper.Templates) -> Sent:
    """Send a fiche whose long answer the recipient goes on with."""
    spec, values = catalog.get("generic"), {**SENT, **SENT_LONG}
    pdf = templates.render(spec, Answers(spec, dict(values)), presentation=paper.Presentation(reference="7f3k2m"))
    return Sent(pdf, values, "partner.contact_function", f"{REPLY}support.done")


@pytest.fixture(params=["spe", "generic"])
def sent(request: pytest.FixtureRequest) -> Sent:
    """Give each fiche in turn."""
    fiche: Sent = request.getfixturevalue(str(request.param))
    return fiche


def read(pdf: bytes) -> paper.Returned:
    """Read a fiche of an official model."""
    return paper.read(pdf, Catalog().get)


def poppler_pictures(pdf: bytes, program: str, folder: Path) -> list[Image.Image]:
    """Return the two pages as one of poppler's programs draws them, grey."""
    command = [program, "-png", "-r", str(DOTS), "-", str(folder / program)]
    subprocess.run(command, input=pdf, check=True, capture_output=True, timeout=60)
    return [Image.open(folder / f"{program}-{number}.png").convert("L") for number in (1, 2)]


def inside(place: Place, pages: list[Image.Image]) -> Image.Image:
    """Cut a field out of its page, without the rule below it."""
    page, scale = pages[place.page], DOTS / 72
    high = page.height - place.high * scale
    low = page.height - place.low * scale
    return page.crop((round(place.left * scale) + 1, round(high) + 1, round(place.right * scale) - 1, round(low) - 2))


def ink(picture: Image.Image) -> int:
    """Weigh what is drawn."""
    return sum((255 - grey) * count for grey, count in enumerate(picture.histogram()))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of the ink that is not in both: 0 for the same drawing, 1 for what has nothing in common.

    Programs smooth letters differently and set them up to a pixel apart.
    """
    soft, other_soft = (picture.filter(ImageFilter.GaussianBlur(1.5)) for picture in (one, other))
    shifted = [ImageChops.offset(other_soft, x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    apart = min(ink(ImageChops.invert(ImageChops.difference(soft, each))) for each in shifted)
    return apart / max(1, ink(soft) + ink(other_soft))


def differences(sent: Sent, pages: list[Image.Image]) -> dict[str, float]:
    """Compare each locked value with pdfium's drawing of it."""
    places, drawn = places_in(sent.pdf), pictures(sent.pdf, scale=DOTS / 72)
    return {name: difference(inside(places[name], drawn), inside(places[name], pages)) for name in sent.values}


def empty(sent: Sent, pages: list[Image.Image]) -> list[str]:
    """Return the locked values that are not seen at all."""
    places = places_in(sent.pdf)
    return [name for name in sent.values if not has_ink(inside(places[name], pages))]


@pytest.mark.requirement("D-5")
def test_locked_values_are_drawn_alike(viewer: Viewer, sent: Sent) -> None:
    """Each locked value, in Latin, Cyrillic and Arabic letters, is seen in each viewer, as pdfium draws it."""
    viewer.open(sent.pdf)
    pages = [viewer.picture(0), viewer.picture(1)]

    assert {} == {name: share for name, share in differences(sent, pages).items() if share > ALIKE}
    assert [] == empty(sent, pages)


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("program", ["pdftocairo", "pdftoppm"])
def test_poppler_draws_locked_values_alike(program: str, sent: Sent, tmp_path: Path) -> None:
    """Both of poppler's ways to draw show each locked value as pdfium draws it."""
    pages = poppler_pictures(sent.pdf, program, tmp_path)

    assert {} == {name: share for name, share in differences(sent, pages).items() if share > ALIKE}


def test_a_drawing_that_lost_letters_is_told_apart(spe: Sent, tmp_path: Path) -> None:
    """The comparison is not blind: poppler told to draw fields anew loses letters that it has no font for."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(spe.pdf)) as pdf:
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.save(out)

    shares = differences(spe, poppler_pictures(out.getvalue(), "pdftocairo", tmp_path))

    lost = {"beneficiary.last_name", "beneficiary.first_name", "beneficiary.language_level"}
    assert lost <= {name for name, share in shares.items() if share > ALIKE}


@pytest.mark.requirement("D-5")
def test_poppler_reads_locked_values(sent: Sent) -> None:
    """Copied out of the page by poppler, each locked value is the text that was sent."""
    seen = seen_in(sent.pdf)

    assert [] == [text for value in sent.values.values() for text in value.split("\n") if flat(text) not in seen]


@pytest.mark.requirement("D-5")
def test_firefox_knows_locked_values(in_firefox: Firefox, sent: Sent) -> None:
    """The inputs of Firefox's page, which takes them from what is drawn, hold each locked value."""
    in_firefox.open(sent.pdf)
    shown = {name: flat(field.value) for name, field in in_firefox.fields().items() if field.value}

    assert {name: flat(text) for name, text in sent.values.items()} == shown


@pytest.mark.requirement("D-5")
@pytest.mark.parametrize("model", ["spe", "generic"])
def test_firefox_opens_what_the_recipient_may_write(
    in_firefox: Firefox, catalog: Catalog, model: str, request: pytest.FixtureRequest
) -> None:
    """A field can be typed in where both may write and the sender did not, and below a long answer; no other can."""
    sent: Sent = request.getfixturevalue(model)
    fields = [f for f in catalog.get(model).fields() if f.filled_by is FilledBy.BOTH]
    free = {field.id for field in fields if field.id not in sent.values}
    below = {f"{REPLY}{field.id}" for field in fields if field.kind is Kind.LONG_TEXT and field.id in sent.values}

    in_firefox.open(sent.pdf)

    assert free | below == {name for name, field in in_firefox.fields().items() if not field.disabled}


@pytest.mark.requirement("D-5")
def test_what_is_typed_is_read_back(typist: Typist, sent: Sent) -> None:
    """A name and two lines in letters of three scripts come back as they were typed, and nothing else changed."""
    returned = read(typist(sent.pdf, {sent.short: SHORT, sent.long: TWO_LINES}))

    assert (sent.reply, ()) == (dict(returned.typed), returned.changed)


@pytest.mark.requirement("D-5")
def test_a_locked_field_takes_nothing(viewer: Viewer, spe: Sent) -> None:
    """Whoever types in a locked field, before or after an open one, leaves the fiche as it was."""
    viewer.open(spe.pdf)
    for name, text in (("beneficiary.last_name", CANARY), (spe.short, SHORT), ("beneficiary.address", CANARY)):
        with suppress(NotTyped):
            viewer.type_in(name, text)
    saved = viewer.saved()
    returned = read(saved)

    assert ({spe.short: SHORT}, ()) == (dict(returned.typed), returned.changed)
    assert CANARY not in strings_in(saved)


@pytest.mark.requirement("D-5", "R-5")
def test_a_kept_copy_has_no_older_value(viewer: Viewer, spe: Sent) -> None:
    """Saved, opened again, typed anew and saved: what was there before is nowhere in the copy that is kept."""
    viewer.open(spe.pdf)
    viewer.type_in(spe.long, f"{CANARY} avant")
    first = viewer.saved()
    viewer.open(first)
    viewer.type_in(spe.long, "Ce qui vaut")
    second = viewer.saved()

    kept = paper.rewritten(second)

    assert CANARY in strings_in(first)
    assert CANARY not in strings_in(kept)
    assert {spe.long: "Ce qui vaut"} == dict(read(kept).typed)
    assert 1 == kept.count(b"startxref")


@pytest.mark.requirement("D-5", "R-5")
def test_firefox_leaves_older_values_in_the_file(in_firefox: Firefox, spe: Sent) -> None:
    """Why a copy is rewritten: Firefox writes after the end of the file, and what it replaced can still be read."""
    in_firefox.open(spe.pdf)
    in_firefox.type_in(spe.long, f"{CANARY} avant")
    in_firefox.open(in_firefox.saved())
    in_firefox.type_in(spe.long, "Ce qui vaut")

    saved = in_firefox.saved()

    assert CANARY in strings_in(saved)
    assert {spe.long: "Ce qui vaut"} == dict(read(saved).typed)


@pytest.mark.requirement("D-5")
def test_a_kept_copy_shows_what_was_locked(in_firefox: Firefox, spe: Sent) -> None:
    """Firefox asks every viewer to draw all fields again, and letters would be lost; the kept copy does not ask."""
    in_firefox.open(spe.pdf)
    in_firefox.type_in(spe.short, SHORT)
    saved = in_firefox.saved()

    seen = {name: seen_in(pdf) for name, pdf in (("saved", saved), ("kept", paper.rewritten(saved)))}

    lost = {name: [text for text in spe.values.values() if flat(text) not in text_] for name, text_ in seen.items()}
    assert (True, []) == (bool(lost["saved"]), lost["kept"])


@pytest.mark.requirement("D-5")
def test_what_a_viewer_saved_it_shows_again(viewer: Viewer, spe: Sent) -> None:
    """Opened again in the viewer that saved it, a fiche has its locked values still, and can be typed in further."""
    viewer.open(spe.pdf)
    viewer.type_in(spe.short, SHORT)
    viewer.open(viewer.saved())
    pages = [viewer.picture(0), viewer.picture(1)]
    viewer.type_in(spe.long, TWO_LINES)

    returned = read(viewer.saved())

    assert [] == empty(spe, pages)
    assert (spe.reply, ()) == (dict(returned.typed), returned.changed)


def test_a_fiche_printed_to_pdf_cannot_be_read(sent: Sent, tmp_path: Path) -> None:
    """Printed to PDF it has no fields: it is refused with a sentence that says so, and a next step."""
    printed = tmp_path / "printed.pdf"
    subprocess.run(["pdftocairo", "-pdf", "-", printed], input=sent.pdf, check=True, capture_output=True, timeout=60)

    with pytest.raises(paper.NothingToRead) as refusal:
        read(printed.read_bytes())

    assert "imprimé" in refusal.value.message
    assert refusal.value.hint
