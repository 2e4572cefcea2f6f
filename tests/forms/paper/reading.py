"""What does a PDF say and show, as other programs see it? Text by pypdf, pictures by pdfium."""

import io
import re
import unicodedata

import pypdf
import pypdfium2
from PIL import Image


def text_of(pdf: bytes) -> str:
    """Return all text in the order of the file, on one line, with compatibility forms undone (¹ is 1)."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return flat(" ".join(page.extract_text() for page in pages))


def flat(text: str) -> str:
    """Return a text with runs of spaces and lines made one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def bare(text: str) -> str:
    """Return a text without any space: where lines part does not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def pictures(pdf: bytes, *, scale: float = 1) -> list[Image.Image]:
    """Return the pages as grey pictures, `scale` pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]
    finally:
        document.close()


def boxes(pdf: bytes) -> list[list[tuple[float, float, float, float]]]:
    """Return, page by page, the box (left, bottom, right, top) of each text object, in points."""
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
