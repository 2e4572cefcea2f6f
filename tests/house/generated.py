"""Which documents are generated, and from what? `make docs` writes them; a test refuses an old one.

A document joins the list by one line: its path, and the function that writes its whole text.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.forms import official_models
from tests.house import cli_page, configuration_page, requirement_marks, retention_page, states_page
from tests.house.sources import ROOT

DOCUMENTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "docs/cli.md": cli_page.render,
        "docs/configuration.md": configuration_page.render,
        "docs/formats/official-models.md": official_models.render,
        "docs/requirements.md": requirement_marks.render,
        "docs/retention.md": retention_page.render,
        "docs/states.md": states_page.render,
    }
)


def write() -> None:
    """Write every generated document again."""
    for name, render in DOCUMENTS.items():
        (ROOT / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    write()
