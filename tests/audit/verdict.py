"""What may be said after an audit? A package counts as audited only when the advisory service answered for it.

pip-audit ends with « No known vulnerabilities found » and 0 also when it skipped everything (seen with 2.10.1, where
the service was not reached). Here what was skipped, and what its answer does not name, is « not audited », never green.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from packaging.utils import canonicalize_name

Pin = tuple[str, str]
"""A package and its version."""


class Code(IntEnum):
    """How `make audit` ends (make itself adds its own 2 to whatever is not 0)."""

    CLEAN = 0
    """Every package was asked about, and nothing is known of any."""
    FLAWED = 1
    """A known flaw, or a pin below its floor."""
    NOT_AUDITED = 3
    """Nothing bad was found, and at least one package could not be asked about: no network, for one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of the pins, and what could not be asked."""

    asked: frozenset[Pin]
    flaws: tuple[str, ...]
    unaudited: frozenset[Pin]

    @property
    def code(self) -> Code:
        """The worst of it."""
        if self.flaws:
            return Code.FLAWED
        return Code.NOT_AUDITED if self.unaudited else Code.CLEAN

    def lines(self) -> Iterator[str]:
        """Say it to a person."""
        yield from self.flaws
        if self.unaudited:
            names = sorted(name for name, _ in self.unaudited)
            yield f"not audited: {len(self.unaudited)} of {len(self.asked)} packages: {_shortened(names)}"
            yield "The advisory service did not answer for them: nothing is known of them, good or bad."
        yield f"audited: {len(self.asked) - len(self.unaudited)} of {len(self.asked)} packages. {_WORDS[self.code]}"


_WORDS: Final[Mapping[Code, str]] = {
    Code.CLEAN: "No known flaw.",
    Code.FLAWED: "Flaws are known: see above.",
    Code.NOT_AUDITED: "This is no clean audit (exit code 3).",
}
_SHOWN: Final = 8


def judge(asked: Collection[Pin], answers: Collection[str], floors: Collection[str] = ()) -> Verdict:
    """Read what pip-audit wrote, JSON or whatever else it left, against the list of what should have been asked."""
    seen: set[Pin] = set()
    flaws = list(floors)
    for answer in answers:
        for name, version, vulnerabilities in _answered(answer):
            seen.add((name, version))
            flaws += [f"{name} {version}: {one}" for one in vulnerabilities]
    return Verdict(frozenset(asked), tuple(flaws), frozenset(asked) - seen)


def _answered(answer: str) -> Iterator[tuple[str, str, list[str]]]:
    """Give the packages that were really asked about: one with a `skip_reason`, or without a version, was not."""
    try:
        rows = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return
    for row in rows:
        if "skip_reason" not in row and "version" in row and "vulns" in row:
            yield canonicalize_name(row["name"]), row["version"], [str(one.get("id")) for one in row["vulns"]]


def _shortened(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
