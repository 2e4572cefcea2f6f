"""Below which release is a package known to be dangerous here? The floors of the security design, with their reasons.

Checked without a network, by the tests and by `make audit`: what resolves the locks must not fall below them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.sources import ROOT

RUNTIME: Final = ROOT / "requirements.lock"
LOCKS: Final = (RUNTIME, ROOT / "tests" / "requirements.lock")

FLOORS: Final[Mapping[str, tuple[str, str]]] = {
    "jinja2": ("3.1.6", "CVE-2024-34064, CVE-2024-56201, CVE-2024-56326, CVE-2025-27516"),
    "py7zr": ("1.1.3", "CVE-2022-44900, links that leave the folder"),
    "pypdf": ("6.13.3", "CVE-2026-24688, endless loops, memory of LZW and Flate"),
    "python-multipart": (
        "0.0.30",
        "CVE-2024-24762, CVE-2024-53981, CVE-2026-24486, CVE-2026-40347, CVE-2026-42561",
    ),
    "pyzipper": ("0.4.0", "the release whose hazards were measured; our own header check stands before it"),
    "reportlab": ("5.1.0", "CVE-2023-33733; the release whose paragraphs were tried with hostile markup"),
    "starlette": (
        "1.3.1",
        "CVE-2024-47874, CVE-2025-54121, CVE-2025-62727, CVE-2026-48710, CVE-2026-54282, CVE-2026-54283",
    ),
    "weasyprint": ("70.0", "CVE-2024-28184, CVE-2026-55073; not used"),
}


def pins(lock: Path) -> dict[str, set[str]]:
    """Map each package of a lock to the versions that it pins, for whatever platform."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def below(pinned: Mapping[str, set[str]], floors: Mapping[str, tuple[str, str]] = FLOORS) -> list[str]:
    """Say which pins stand below their floor, and why that matters."""
    return [
        f"{name} {version} is below {least}: {why}"
        for name, (least, why) in floors.items()
        for version in sorted(pinned.get(name, ()))
        if Version(version) < Version(least)
    ]


def allowed_below() -> list[str]:
    """Say which ranges of pyproject.toml would let `make lock` go below a floor."""
    return [
        f"{asked} allows less than {FLOORS[name][0]}"
        for asked in _asked()
        if (name := canonicalize_name(asked.name)) in FLOORS and not _starts_at(asked, Version(FLOORS[name][0]))
    ]


def _starts_at(asked: Requirement, floor: Version) -> bool:
    lows = [Version(one.version) for one in asked.specifier if one.operator in {">=", "==", "~="}]
    return any(low >= floor for low in lows)


def _asked() -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lines in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from map(Requirement, lines)
