"""Does anything in the repository name a machine, a registry or a real person?"""

import re

import pytest

from tests.house.sources import named, tracked

REGISTRY = re.compile(r"://[^ \"]*/(?:simple|packages)/|--(?:extra-)?index-url|--find-links|^registry *=", re.MULTILINE)
MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
RESERVED = re.compile(r"@(?:[\w-]+\.)*(?:example\.(?:org|com|net)|example|test|invalid|localhost)$", re.IGNORECASE)
"""Domains that nobody can own (RFC 2606, RFC 6761)."""


def _texts() -> dict[str, str]:
    contents = {named(path): path.read_bytes() for path in tracked()}
    texts = {name: raw.decode("utf-8", "replace") for name, raw in contents.items() if b"\0" not in raw[:8192]}
    assert texts, "git lists no file: nothing to look at"
    return texts


def test_no_registry_is_named() -> None:
    """A lock or a script names what it wants, never the host that it came from."""
    this = "tests/house/test_tracked_files.py"
    assert [] == [name for name, text in _texts().items() if name != this and REGISTRY.search(text)]


def test_no_real_address() -> None:
    """Every e-mail address is of a domain that nobody can own."""
    assert [] == [
        f"{name}: {address}"
        for name, text in _texts().items()
        for address in MAIL.findall(text)
        if not RESERVED.search(address)
    ]


@pytest.mark.parametrize("line", ["https://pypi.invalid/simple/x", "--extra-index-url=x", "--find-links x"])
def test_scan_sees_a_registry(line: str) -> None:
    """Each way of naming a registry is seen."""
    assert REGISTRY.search(line)


def test_scan_tells_reserved_from_real() -> None:
    """A real domain is seen, whatever it ends like."""
    real = "zephyrine@agir.example.org".replace("agir.", "agir-")

    assert RESERVED.search("zephyrine@agir.example.org")
    assert MAIL.search(real)
    assert not RESERVED.search(real)
