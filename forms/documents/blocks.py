"""What may stand in a printed document? A closed list of blocks; their texts are plain, never markup."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of a part: level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a line feed stays one. `small`: a note, a source."""

    text: str
    small: bool = False
    bold: bool = False
    mono: bool = False
    """Whether every sign counts, and a line is never parted between words: a signature, a fingerprint."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Points of a list."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what is known of each, side by side."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its heading is repeated on every page. `widths` are proportions, equal ones when not given."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Places where people sign by hand: who, for each."""

    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


Block = Heading | Text | Listing | Facts | Grid | Signature | Rule | PageBreak


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole document: what it is called, who says so, when it was made, its blocks.

    `made` is a sentence: « Établi le 3 mars 2026 à 14 h 32 ». `foot` stands at the foot of every page, left of
    « page x sur y »: a reference, a line of a checkpoint.
    """

    title: str
    issuer: str
    made: str
    blocks: Sequence[Block]
    subtitle: str = ""
    foot: str = ""
    landscape: bool = False
