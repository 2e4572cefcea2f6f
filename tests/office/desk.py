"""How do the tests use the real LibreOffice? They hand it a workbook and steps, and get back what it saw and saved."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TYPIST: Final = Path(__file__).with_name("typist")
SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""It has `uno`, which comes with LibreOffice and not from an index."""
_LONG: Final = 180
"""Seconds; the first start of a profile takes ten."""

Step = Sequence[object]


@dataclass(frozen=True, slots=True)
class Worked:
    """What LibreOffice saw at each step, and the file that it saved."""

    seen: list[object]
    saved: bytes


def work(content: bytes, steps: Sequence[Step], folder: Path, *, save_as: str = "xlsx") -> Worked:
    """Open a workbook, take steps in it as a person would, save it (`tests/office/typist` lists them)."""
    workbook, result = folder / "received.xlsx", folder / f"returned.{save_as}"
    workbook.write_bytes(content)
    done = subprocess.run(
        [SYSTEM_PYTHON, str(TYPIST), str(folder / "profile"), str(workbook), str(result)],
        input=json.dumps(steps), capture_output=True, text=True, check=False, timeout=_LONG,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Worked(json.loads(done.stdout), result.read_bytes())
