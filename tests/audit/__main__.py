"""Is anything known against what we run and build with? The floors, a bill of materials, then the advisories.

Run by `make audit`. It ends as `tests/audit/verdict.py` has it: 0 all were audited and nothing is known, 1 a flaw,
3 not audited.
"""

import subprocess
import sys
from itertools import chain
from typing import Final

from tests.audit import floors
from tests.audit.verdict import Pin, judge
from tests.house.sources import ROOT

SBOM: Final = ROOT / "build" / "sbom.json"
PATIENCE: Final = 5 * 60.0
"""Seconds for one program."""


def main() -> int:
    """Do all of it; say what was done, and end with the worst that was found."""
    write_bill()
    print(f"bill of materials: {SBOM.relative_to(ROOT)} (CycloneDX, {floors.RUNTIME.name})")  # noqa: T201
    low = [line for lock in floors.LOCKS for line in floors.below(floors.pins(lock))]
    pins = {pin for lock in floors.LOCKS for pin in _flat(floors.pins(lock))}
    verdict = judge(pins, [_asked(batch) for batch in batches(pins)], low)
    print("\n".join(verdict.lines()))  # noqa: T201
    return verdict.code


def write_bill() -> None:
    """Write the bill of materials of what is shipped, from its lock: each package with its hashes."""
    SBOM.parent.mkdir(exist_ok=True)
    words = [
        "requirements",
        str(floors.RUNTIME),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
        "--mc-type",
        "application",
    ]
    form = ["--of", "JSON", "--sv", "1.6", "--output-reproducible", "-o", str(SBOM)]
    subprocess.run([sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *words, *form], check=True, timeout=PATIENCE)


def batches(pins: set[Pin]) -> list[list[str]]:
    """Write the pins as requirements without markers: also what only another platform installs is asked about.

    A package that a lock pins twice, for two platforms, stands in two batches: pip-audit takes a name once.
    """
    found: list[dict[str, str]] = []
    for name, version in sorted(pins):
        free = next((batch for batch in found if name not in batch), None)
        if free is None:
            found.append(free := {})
        free[name] = version
    return [[f"{name}=={version}" for name, version in batch.items()] for batch in found]


def _asked(batch: list[str]) -> str:
    """Have pip-audit ask for a batch; whatever goes wrong, an empty answer: nobody in it was audited."""
    listed = SBOM.with_name("audited.txt")
    listed.write_text("\n".join(batch) + "\n", encoding="utf-8")
    words = ["--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json", "-r", str(listed)]
    command = [sys.executable, "-m", "pip_audit", *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE).stdout
    except subprocess.TimeoutExpired:
        return ""
    finally:
        listed.unlink(missing_ok=True)


def _flat(pins: dict[str, set[str]]) -> chain[Pin]:
    return chain.from_iterable(((name, version) for version in versions) for name, versions in pins.items())


if __name__ == "__main__":
    sys.exit(main())
