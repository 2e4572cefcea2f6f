"""Is each requirement of docs/security.md proved by a test that exists, or said not to apply, with its source?"""

import re
from typing import Final

import pytest

from tests.house.sources import ROOT, named
from tests.house.test_documents import _missing as missing

REQUIREMENTS: Final = 79
"""How many the project's security design has."""
LINE: Final = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
SOURCE: Final = re.compile(r"\(.*(?:ASVS \d+\.\d+|RGPD \d|CNIL|WinZip|CVE-\d{4}).*\)$")
TEST: Final = re.compile(r"`(tests/[^`]+)`")
PROMISE: Final = re.compile(r"\b(?:planned|partly|not yet|to ?do|hardening|later issue|so far)\b", re.IGNORECASE)
PAGE: Final = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINES: Final = [(int(number), what, status) for number, what, status in LINE.findall(PAGE)]

each_line = pytest.mark.parametrize(
    ("what", "status"), [pytest.param(what, status, id=str(number)) for number, what, status in LINES]
)


def test_every_requirement_stands_once() -> None:
    """None is left out, none told twice."""
    assert list(range(1, REQUIREMENTS + 1)) == [number for number, _, _ in LINES]


@each_line
def test_is_proved_or_does_not_apply(what: str, status: str) -> None:
    """Its source is named; its status is a test that exists, or the reason why there is none to have."""
    assert SOURCE.search(what), what
    assert status.startswith(("proved", "does not apply:")), status
    tests = TEST.findall(status)
    assert status.startswith("does not apply:") or tests or "[" in status, status
    assert [] == [test for test in tests if missing(test) or not _holds_tests(test)]


def test_page_promises_nothing() -> None:
    """What is not done is told as not protected; no line speaks of what somebody will do."""
    assert [] == PROMISE.findall(PAGE)


@pytest.mark.parametrize("text", ["OIDC: not yet, hardening", "partly: hashes", "Planned for later"])
def test_promise_is_seen(text: str) -> None:
    """A line that puts something off is found."""
    assert PROMISE.search(text)


def _holds_tests(place: str) -> bool:
    """Say whether a file that is cited is one of tests: a helper proves nothing."""
    path = place.partition("::")[0]
    found = list(ROOT.glob(path))
    return all(one.is_dir() or (named(one).rpartition("/")[2].startswith("test_")) for one in found)
