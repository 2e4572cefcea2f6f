"""Which files does the house law look at? Those of the four packages, the tests, and all that git tracks."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("liaison", "forms", "crypto", "web")


def modules() -> list[Path]:
    """List the modules of the four packages; there are some, or a law would hold of nothing."""
    return _python(*PACKAGES)


def tests() -> list[Path]:
    """List the modules under tests/."""
    return _python("tests")


@cache
def parsed(path: Path) -> ast.Module:
    """Parse a module, once."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked() -> list[Path]:
    """List the files that are, or are about to be, in a commit: what git does not ignore."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return sorted({path for path in paths if path.is_file()})


def named(path: Path) -> str:
    """Name a file as a person would: from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def _python(*folders: str) -> list[Path]:
    found = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    if not found:
        raise FileNotFoundError(f"No module under {', '.join(folders)}: nothing to look at.")
    return found
