"""What does a PDF say and show, as other programs see it? Text by pypdf and poppler, pictures by pdfium."""

import io
import re
import subprocess
import unicodedata

import pypdf
import pypdfium2
from PIL import Image

MARK = "liaison.form"


def text_of(pdf: bytes) -> str:
    """Return all text, printed and written, on one line, with compatibility forms undone (¹ is 1)."""
    return flat(" ".join([printed_in(pdf), *values_in(pdf).values()]))


def printed_in(pdf: bytes) -> str:
    """Return the text of the pages themselves, in the order of the file, without what stands in fields."""
    return flat(" ".join(printed_pages(pdf)))


def printed_pages(pdf: bytes) -> list[str]:
    """Return that text page by page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def values_in(pdf: bytes) -> dict[str, str]:
    """Return what stands in each field that has a value, by its full name, but for the mark; boxes by their state."""
    fields = pypdf.PdfReader(io.BytesIO(pdf)).get_fields() or {}
    values = {name: str(field.get("/V", "")).removeprefix("/") for name, field in fields.items() if name != MARK}
    return {name: value for name, value in values.items() if value not in ("", "Off")}


def seen_in(pdf: bytes) -> str:
    """Return the text that poppler sees drawn, fields included, on one line."""
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return flat("".join(sign for sign in said.decode() if unicodedata.category(sign) != "Cf"))


def flat(text: str) -> str:
    """Return a text with runs of spaces and lines made one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def bare(text: str) -> str:
    """Return a text without any space: where lines part does not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def pictures(pdf: bytes, *, scale: float = 1) -> list[Image.Image]:
    """Return the pages, fields drawn, as grey pictures, `scale` pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        return [page.render(scale=scale).to_pil().convert("L") for page in document]
    finally:
        document.close()


def boxes(pdf: bytes) -> list[list[tuple[float, float, float, float]]]:
    """Return, page by page, the box (left, bottom, right, top) of each printed text object, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            [
                thing.get_bounds()
                for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
                if thing.get_bounds()[0] < thing.get_bounds()[2]
            ]
            for page in document
        ]
    finally:
        document.close()
