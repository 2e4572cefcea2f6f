"""What does a PDF hold that a person should know of? Read by qpdf (pikepdf), object by object, within a budget.

Streams are not unpacked, save those that hold the file's own structure. Names are compared as qpdf reads them, so
that `/J#61vaScript` is found; what is inside a locked or damaged file is not seen, and that is said.
"""

import io
from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, Stream

from forms import outside
from forms.errors import NothingToRead
from liaison.vocabulary import DocumentKind, Trait

_MOST: Final = 100_000
"""Values that are looked at: a file of 200 pages has some ten thousand; these take about a second."""
_MANY_PAGES: Final = 200
_HUGE: Final = 5_000.0
"""Points: the longer side of an A0 sheet has 3,370."""

_BY_KEY: Final = {
    "/JS": Trait.SCRIPTS,
    "/JavaScript": Trait.SCRIPTS,
    "/AA": Trait.AUTOMATIC,
    "/EmbeddedFiles": Trait.EMBEDDED,
    "/EF": Trait.EMBEDDED,
    "/XFA": Trait.XFA,
}
_BY_NAME: Final = {
    "/JavaScript": Trait.SCRIPTS,
    "/Rendition": Trait.MEDIA,
    "/Launch": Trait.LAUNCH,
    "/URI": Trait.REMOTE,
    "/GoToR": Trait.REMOTE,
    "/SubmitForm": Trait.REMOTE,
    "/ImportData": Trait.REMOTE,
    "/GoToE": Trait.EMBEDDED,
    "/FileAttachment": Trait.EMBEDDED,
    "/RichMedia": Trait.MEDIA,
    "/Movie": Trait.MEDIA,
    "/Sound": Trait.MEDIA,
    "/Screen": Trait.MEDIA,
    "/3D": Trait.MEDIA,
}
"""Of actions and annotations, by `/S` and `/Subtype`."""

Seen = tuple[DocumentKind, set[Trait], int | None]


def seen(content: bytes) -> Seen:
    """Look at a PDF."""
    try:
        with Pdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            return _seen(pdf)
    except PasswordError:
        return DocumentKind.PDF, {Trait.ENCRYPTED}, None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError):
        # Of a file that is locked against printing alone, qpdf asks the machine for random numbers: there are none.
        return DocumentKind.PDF, {Trait.ENCRYPTED if b"/Encrypt" in content else Trait.DAMAGED}, None


def _seen(pdf: Pdf) -> Seen:
    traits = {Trait.ENCRYPTED} if pdf.is_encrypted else set()
    for thing, count in _things(pdf):
        if count > _MOST:
            traits |= {Trait.UNFINISHED}
            break
        traits |= _traits_of(thing)
    pages = len(pdf.pages)
    if pages > _MANY_PAGES:
        traits |= {Trait.MANY_PAGES}
    return (DocumentKind.FICHE if _is_fiche(pdf) else DocumentKind.PDF), traits, pages


def _things(pdf: Pdf) -> Iterator[tuple[Object, int]]:
    """Yield every dictionary and array once, inside others too, and how many values were seen so far."""
    count = 0
    for top in (pdf.trailer, *pdf.objects):
        waiting = [top]
        while waiting:
            thing = waiting.pop()
            if not isinstance(thing, Dictionary | Array | Stream):
                continue
            values = list(thing) if isinstance(thing, Array) else [value for _, value in thing.items()]
            count += 1 + len(values)
            yield thing, count
            waiting += [value for value in values if isinstance(value, Dictionary | Array) and not value.is_indirect]


def _traits_of(thing: Object) -> set[Trait]:
    if isinstance(thing, Array):
        return set()
    traits = {_BY_KEY[key] for key in _BY_KEY.keys() & thing.keys()}
    for key in ("/S", "/Subtype"):
        name = thing.get(key)
        if isinstance(name, Name) and str(name) in _BY_NAME:
            traits |= {_BY_NAME[str(name)]}
    if isinstance(thing.get("/OpenAction"), Dictionary):  # an array is a place in the document
        traits |= {Trait.AUTOMATIC}
    if isinstance(thing, Stream) and "/F" in thing:
        traits |= {Trait.REMOTE}
    return traits | ({Trait.HUGE_PAGES} if _is_huge(thing.get("/MediaBox")) else set())


def _is_huge(box: Object | None) -> bool:
    if not isinstance(box, Array) or len(box) != 4:  # noqa: PLR2004 - a rectangle
        return False
    try:
        left, low, right, high = (float(side) for side in box.as_list())
    except (TypeError, ValueError):
        return False
    return max(abs(right - left), abs(high - low)) > _HUGE


def _is_fiche(pdf: Pdf) -> bool:
    """Say whether it holds our mark; what the mark says is read elsewhere."""
    try:
        found = (node for node in outside.nodes(pdf) if node.name == outside.FORM)
        return any(here.text.startswith('["') for here in outside.standing(found).values())
    except NothingToRead:
        return False
