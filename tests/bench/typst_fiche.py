"""How does typst draw a fiche: in this process, its compiler reused, or in a process of its own?

The wheel is a Python binding and holds no command: a bare interpreter that imports it, without `site` and its
environment, stands for one, and looks for the faces of the machine as the command does unless it is told otherwise.
What that interpreter takes to start is measured apart.
"""

import importlib
import sys
from importlib import metadata
from pathlib import Path
from typing import Final, Protocol

SOURCE: Final = Path(__file__).with_name("fiche.typ")
WHEEL: Final = Path(sys.prefix) / "bench"
"""Where `make bench` installs it: beside the packages of the tests, not among them."""

BARE: Final = (sys.executable, "-I", "-S", "-c")
_CHILD: Final = """
import sys
wheel, source, data, pdf = sys.argv[1:]
sys.path.append(wheel)
import typst
with open(data, encoding="utf-8") as stream:
    told = stream.read()
typst.compile(source, output=pdf, sys_inputs={"fiche": told})
"""


class Compiler(Protocol):
    """What is used of `typst.Compiler`."""

    def compile(self, *, sys_inputs: dict[str, str], format: str) -> bytes:  # noqa: A002 - typst's own word
        """Draw a document."""


def compiler() -> Compiler:
    """Return a compiler to be reused; it knows the faces inside the wheel, and does not look for others."""
    sys.path.append(str(WHEEL))
    made: Compiler = importlib.import_module("typst").Compiler(str(SOURCE), ignore_system_fonts=True)
    return made


def command(data: Path, pdf: Path) -> list[str]:
    """Return what draws a fiche in a process of its own."""
    return [*BARE, _CHILD, str(WHEEL), str(SOURCE), str(data), str(pdf)]


def version() -> str:
    """Return the version of the wheel."""
    (wheel,) = metadata.distributions(path=[str(WHEEL)], name="typst")
    return wheel.version
