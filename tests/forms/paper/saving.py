"""How do other programs save a form in which someone typed? By pypdf, by qpdf, and by an update after the end."""

import io
from collections.abc import Mapping

import pikepdf
import pypdf

from forms.paper.widgets import walk


def by_pypdf(pdf: bytes, typed: Mapping[str, str]) -> bytes:
    """Fill fields by their full names, as a program that uses pypdf does; a box by its state."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf)))
    texts = {name: text for name, text in typed.items() if not text.startswith("/")}
    boxes = {name: state for name, state in typed.items() if state.startswith("/")}
    for page in writer.pages:
        writer.update_page_form_field_values(page, {**texts, **boxes}, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_pypdf_after_the_end(pdf: bytes, typed: Mapping[str, str]) -> bytes:
    """Fill fields and write the changes after the end of the file, as viewers do: what stood there before stays."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(typed), auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_qpdf(pdf: bytes, typed: Mapping[str, str]) -> bytes:
    """Set values in the fields themselves and let qpdf write the whole file anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = fields_of(opened)
        for name, text in typed.items():
            found[name].V = pikepdf.Name(text) if text.startswith("/") else pikepdf.String(text)
        opened.save(out, linearize=True)
    return out.getvalue()


def fields_of(opened: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Return the fields that hold values, by their full names."""
    return dict(walk(opened.Root.AcroForm.Fields))


def strings_in(pdf: bytes) -> str:
    """Return all that stands in a file, streams inflated, strings decoded: where an older value could hide."""
    told = [pdf.decode("latin-1")]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                told.append(thing.read_bytes().decode("latin-1"))
            told += _strings(thing, 0)
    return "\n".join(told)


def _strings(thing: pikepdf.Object, depth: int) -> list[str]:
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if depth > 3:
        return []
    if isinstance(thing, pikepdf.Dictionary):
        return [text for value in thing.values() for text in _strings(value, depth + 1)]
    if isinstance(thing, pikepdf.Array):
        return [text for value in thing for text in _strings(value, depth + 1)]
    return []
