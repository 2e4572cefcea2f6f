"""What do we say that each use case asks of its actor? `docs/rights.toml`, read; and what a status closes."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tests.house.sources import ROOT

DECLARED: Final = ROOT / "docs" / "rights.toml"


@dataclass(frozen=True, slots=True)
class Asked:
    """Use cases that put their actor through the same checks."""

    checks: tuple[str, ...]
    use_cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excused:
    """Use cases that ask nothing, and why that is right."""

    kind: str
    why: str
    use_cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What a state of a dossier still lets happen to those whom the checks let through; it never lets in more."""

    name: str
    opens: bool
    changes: bool
    leaves: bool


STATUSES: Final = (
    Status("followed", opens=True, changes=True, leaves=True),
    Status("support ended", opens=True, changes=True, leaves=True),
    Status("objection stands (art. 21)", opens=True, changes=True, leaves=False),
    Status("restriction stands (art. 18)", opens=True, changes=False, leaves=False),
    Status("in the archive (decision 0131)", opens=False, changes=False, leaves=False),
    Status("destruction begun", opens=False, changes=False, leaves=False),
)
"""Lived through by tests/liaison/usecases/test_rights_by_status.py."""


@cache
def asked() -> tuple[Asked, ...]:
    """Read which checks are declared for which use cases."""
    return tuple(Asked(tuple(one["checks"]), tuple(one["use_cases"])) for one in _table()["asked"])


@cache
def unasked() -> tuple[Excused, ...]:
    """Read which use cases ask nothing."""
    return tuple(_excused("unasked"))


@cache
def without_actor() -> tuple[Excused, ...]:
    """Read what pages call without saying who is there."""
    return tuple(_excused("without_actor"))


def _excused(key: str) -> Iterator[Excused]:
    yield from (Excused(one["kind"], one["why"], tuple(one["use_cases"])) for one in _table()[key])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(DECLARED.read_text(encoding="utf-8"))
