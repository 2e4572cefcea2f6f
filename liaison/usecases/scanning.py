"""What does the antivirus say of what came out of a deposit, where there is one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from liaison.ports import AntivirusUnavailable, Opened
from liaison.usecases.context import Context
from liaison.vocabulary import ScanResult

SCANNING: Final = timedelta(seconds=60)
"""For all the documents of a deposit together; those that come later are « non analysé »."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that came out of a deposit, and what the antivirus said of it."""

    opened: Opened
    scan: ScanResult


def look_at(ctx: Context, documents: Sequence[Opened]) -> tuple[Seen, ...]:
    """Have the antivirus look at documents, where there is one; one that does not answer is not waited for twice."""
    until = ctx.clock.now() + SCANNING
    seen: list[Seen] = []
    for one in documents:
        gave_up = bool(seen) and (seen[-1].scan is ScanResult.UNANSWERED or ctx.clock.now() >= until)
        seen.append(Seen(one, ScanResult.UNANSWERED if gave_up else _scanned(ctx, one.content)))
    return tuple(seen)


def _scanned(ctx: Context, content: bytes) -> ScanResult:
    if ctx.antivirus is None:
        return ScanResult.NOT_SCANNED
    try:
        return ScanResult.INFECTED if ctx.antivirus.scan(content).is_infected else ScanResult.CLEAN
    except AntivirusUnavailable:
        return ScanResult.UNANSWERED
