"""Which documents are generated, and from what? `make docs` writes them; a test refuses an old one.

A document joins the list by one line: its path, and the function that writes its whole text.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PIL import Image

from tests.forms import model_pictures, official_models
from tests.house import (
    cli_page,
    configuration_page,
    deposits_page,
    keys_page,
    limits_page,
    registers_page,
    requirement_marks,
    retention_page,
    rights_page,
    states_page,
    tables_page,
)
from tests.house.sources import ROOT

DOCUMENTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "docs/cli.md": cli_page.render,
        "docs/configuration.md": configuration_page.render,
        "docs/formats/deposits.md": deposits_page.render,
        "docs/formats/official-models.md": official_models.render,
        "docs/keys.md": keys_page.render,
        "docs/limits.md": limits_page.render,
        "docs/requirements.md": requirement_marks.render,
        "docs/retention.md": retention_page.render,
        "docs/rights.md": rights_page.render,
        "docs/states.md": states_page.render,
        "docs/formats/tables.md": tables_page.render,
        **registers_page.documents(),
    }
)


def write() -> None:
    """Write every generated document again, and every picture that is no longer what it shows."""
    for name, render in DOCUMENTS.items():
        (ROOT / name).write_text(render(), encoding="utf-8")
    for name, picture in model_pictures.pictures().items():
        if not is_shown(name, picture):
            (ROOT / name).write_bytes(model_pictures.encoded(picture))


def is_shown(name: str, picture: Image.Image) -> bool:
    """Say whether a picture of the documents is what is drawn today, but for its few colours."""
    if not (ROOT / name).exists():
        return False
    with Image.open(ROOT / name) as kept:
        return model_pictures.difference(kept, picture) < ALIKE


ALIKE: Final = 1.5
"""Of 255: fewer colours, another pdfium."""


if __name__ == "__main__":
    write()
