"""Is user text never markup (law 13)? What the laws of Python cannot see: the templates."""

import re

import pytest

from tests.house.sources import PACKAGES, ROOT, named

TRUSTS = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|\son[a-z]+\s*=|<style\b|\sstyle\s*=|javascript:")
"""Markup that is believed, and whatever a strict CSP would refuse: inline handlers and styles."""
SUFFIXES = frozenset({".html", ".jinja", ".j2"})


def test_templates_trust_nothing() -> None:
    """No template declares a text safe, switches escaping off, or holds inline script or style."""
    templates = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in SUFFIXES]
    # A mail must carry its style inside: no client loads a style sheet.
    pages = [path for path in templates if path.is_relative_to(ROOT / "web")]

    # As soon as there is a web, it has pages: this scans nothing only before.
    assert bool(pages) == (ROOT / "web" / "templates").exists()
    assert [] == [named(path) for path in pages if TRUSTS.search(path.read_text(encoding="utf-8"))]
    assert [] == [named(path) for path in templates if "|safe" in _unspaced(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "line",
    ["{{ name | safe }}", "{% autoescape false %}", '<a onclick="x()">', '<p style="color: red">', "<style>"],
)
def test_scan_sees_what_trusts(line: str) -> None:
    """Each way of believing a text is seen."""
    assert TRUSTS.search(line)


@pytest.mark.parametrize("line", ["{{ name }}", "<input name=person>", '<link rel="stylesheet" href="x">', "safe"])
def test_scan_leaves_what_is_sound(line: str) -> None:
    """Ordinary markup passes."""
    assert not TRUSTS.search(line)


def _unspaced(text: str) -> str:
    return re.sub(r"\s", "", text)
