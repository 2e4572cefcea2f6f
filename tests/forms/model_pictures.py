"""What do the official models look like on paper? The pictures of docs/images, drawn by pdfium."""

import io
from collections.abc import Iterator
from datetime import date

import pypdfium2
from PIL import Image, ImageChops, ImageStat

from forms import paper
from forms.answers import Answers
from forms.catalog import Catalog
from forms.kinds import Value
from forms.sheets import draw
from forms.spec import FormSpec
from tests.forms.conformity import SCRAMBLED
from tests.forms.sheets.made import orientations, tracking

SCALE = 1.4
COLOURS = 32
FILLED = "docs/images/fiche-spe-1.png"
ORIENTATIONS = "docs/images/tableau-orientations.png"
TRACKING = "docs/images/tableau-suivi.png"

EXAMPLE: dict[str, Value] = {
    "operator.organisation": "Opérateur imaginaire",
    "operator.referent_last_name": "Testoukhina",
    "operator.referent_first_name": "Zéphyrine",
    "operator.referent_function": "référente emploi et formation",
    "operator.referent_telephone": "+33240000000",
    "operator.referent_email": "z.testoukhina@operateur.example",
    "partner.organisation": "Mission locale des Essais",
    "partner.contact_last_name": "Inventaire",
    "partner.contact_first_name": "Colombe",
    "partner.contact_function": "conseillère en insertion",
    "partner.contact_telephone": "+33240000010",
    "partner.contact_email": "c.inventaire@partenaire.example",
    "beneficiary.agdref": "9900000017",
    "beneficiary.last_name": "EXEMPLAIRE",
    "beneficiary.first_name": "Milada",
    "beneficiary.nationality": "AFG",
    "beneficiary.birth_date": date(1999, 2, 14),
    "beneficiary.address": "Résidence des Essais, 12 rue de l’Exemple, 44000 Testville",
    "beneficiary.telephone": "+33639980102",
    "beneficiary.language_level": "A2",
    "beneficiary.fle_hours": 200,
    "beneficiary.engagement_date": date(2026, 9, 1),
    "beneficiary.family_situation": "couple",
    "beneficiary.children": 2,
    "barriers.housing": True,
    "barriers.family": True,
    "barriers.childcare": True,
    "barriers.transport": True,
    "orientation.mission_locale": True,
    "requests.choose_occupation": True,
    "requests.train": True,
    "course.information": "A tenu un atelier de couture pendant trois ans. Souhaite une formation en retouche.",
    "signature.place": "Testville",
    "signature.date": date(2026, 11, 26),
}


def pictures() -> dict[str, Image.Image]:
    """Return every picture by its path: each page of each blank model of the guide, and the first of a filled one."""
    templates, catalog = paper.Templates(), Catalog()
    found = {
        picture_of(spec, number): page
        for spec in catalog.models()
        if spec.model in SCRAMBLED
        for number, page in enumerate(_pages(templates.blank(spec)), 1)
    }
    spe = catalog.get("spe")
    presentation = paper.Presentation(reference="réf. 7f3k2m4q")
    first, *_ = _pages(templates.render(spe, Answers(spe, EXAMPLE), presentation=presentation))
    return {**found, FILLED: first, **_tables()}


def _tables() -> dict[str, Image.Image]:
    """Return the first page of a table of each kind."""
    made = {ORIENTATIONS: draw(orientations(count=16)), TRACKING: draw(tracking(16))}
    return {name: next(_pages(pdf)) for name, pdf in made.items()}


def picture_of(spec: FormSpec, page: int) -> str:
    """Return the path of the picture of a page of a blank model."""
    return f"docs/images/modele-{spec.model}-{spec.version}-{page}.png"


def encoded(picture: Image.Image) -> bytes:
    """Return a picture as a small PNG."""
    out = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far apart two pictures are, from 0 to 255 on average; 255 when they have other sizes."""
    if one.size != other.size:
        return 255.0
    return float(max(ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean))


def _pages(pdf: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        for page in document:
            yield page.render(scale=SCALE).to_pil().convert("RGB")
    finally:
        document.close()
