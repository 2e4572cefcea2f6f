"""What does pdfium's form filler take and save? Driven as a viewer drives it: a click, characters, the focus gone."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
from PIL import Image
from pypdfium2 import raw

DOTS = 96
"""Pixels an inch, in every picture of a page."""
_ENTER = 13


class NotTyped(Exception):
    """A viewer lets nobody type there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: its page, the first is number 0, and its sides in points, from the lower left corner."""

    page: int
    left: float
    low: float
    right: float
    high: float

    @property
    def middle(self) -> tuple[float, float]:
        """Return where one clicks."""
        return (self.left + self.right) / 2, (self.low + self.high) / 2


class PdfiumForm:
    """A document in the form filler."""

    def __init__(self) -> None:
        self._pdf = b""
        self._document = pypdfium2.PdfDocument.new()

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()

    def open(self, pdf: bytes) -> None:
        """Take a document in place of the one before."""
        self.close()
        self._pdf = pdf
        self._document = pypdfium2.PdfDocument(pdf)
        self._document.init_forms()

    def type_in(self, name: str, text: str) -> None:
        """Type in a field, character by character, in place of what stands there; a locked one takes nothing."""
        place = places_in(self._pdf)[name]
        page, form = self._document[place.page], self._document.formenv
        for act in (raw.FORM_OnMouseMove, raw.FORM_OnLButtonDown, raw.FORM_OnLButtonUp):
            act(form, page, 0, *place.middle)
        raw.FORM_SelectAllText(form, page)
        for sign in text:
            raw.FORM_OnChar(form, page, _ENTER if sign == "\n" else ord(sign), 0)
        raw.FORM_ForceToKillFocus(form)

    def saved(self) -> bytes:
        """Return the file that it writes."""
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def picture(self, number: int) -> Image.Image:
        """Return a page as it draws it, grey; the first is number 0."""
        picture: Image.Image = self._document[number].render(scale=DOTS / 72).to_pil()
        return picture.convert("L")


def has_ink(picture: Image.Image) -> bool:
    """Say whether something is written there: no rule and no shade of the paper is as dark as letters are."""
    return any(picture.histogram()[:96])


def places_in(pdf: bytes) -> dict[str, Place]:
    """Return where each field stands, by full name; of an exclusive choice, the last of its boxes."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            ".".join(reversed(list(_names(widget)))): Place(number, *map(float, widget.Rect))
            for number, page in enumerate(opened.pages)
            for widget in page.obj.get("/Annots", [])
        }


def _names(field: pikepdf.Object | None) -> Iterator[str]:
    while field is not None:
        if "/T" in field:
            yield str(field.T)
        field = field.get("/Parent")
