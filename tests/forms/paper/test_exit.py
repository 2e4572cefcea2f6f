"""Is the announcement of an exit on one page, drawn as it was looked at, and silent about reasons (T-10, F-6)?"""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from forms import paper
from forms.catalog import Catalog
from forms.spec import Category
from tests.forms.paper.fiches import filled
from tests.forms.paper.test_file import opened

pytestmark = pytest.mark.requirement("T-10")


@pytest.mark.parametrize("output", ["blank", "filled"])
def test_golden(
    output: str,
    catalog: Catalog,
    signed: paper.Presentation,
    golden: Callable[[str, bytes], bytes],
    templates: paper.Templates,
) -> None:
    """The drawing is the one looked at and kept (`pytest tests/forms/paper --regen` keeps a new one)."""
    spec = catalog.get("exit")
    pdf = templates.blank(spec) if output == "blank" else templates.render(spec, filled(spec), presentation=signed)

    assert opened(golden(f"exit-{spec.version}-{output}.pdf", pdf)) == opened(pdf)
    assert 1 == len(PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.requirement("F-6")
def test_it_asks_for_no_reason_and_no_more_than_identity(catalog: Catalog) -> None:
    """Who, which kind of exit and when: no free text about a person, no address, nothing of their life."""
    fields = [field for field in catalog.get("exit").fields() if not field.id.startswith(("operator.", "partner."))]

    assert {
        "beneficiary.agdref", "beneficiary.last_name", "beneficiary.first_name", "beneficiary.birth_date",
        "exit.date", "exit.kind", "signature.place", "signature.date",
    } == {field.id for field in fields}  # fmt: skip
    assert {Category.IDENTIFICATION, Category.STATUS, Category.SIGNATURE} == {field.category for field in fields}
