"""What is a template? A finished PDF of a model without answers, and what filling it has to know of its objects.

It holds no personal data. A text called `before` is the beginning of an object, its number included, up to what
filling writes; `ENDED` ends it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from forms.paper.writing import Box

PRINTED: Final = 4
HIDDEN: Final = 2
"""Flags of an annotation (ISO 32000-1, 12.5.3)."""
READ_ONLY: Final = 1
MULTILINE: Final = 4096
RADIO: Final = 32768
"""Flags of a field (12.7.3.1, 12.7.4)."""
TICKED: Final = "Oui"
ENDED: Final = ">>\nendobj\n"


class Shape(StrEnum):
    """How a field is filled."""

    TEXT = "text"
    SHARED = "shared"  # a long answer whose recipient may go on below
    TICK = "tick"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One box of an exclusive choice."""

    id: str
    number: int
    before: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One form field: its lower left corner (points), its room, the head of an appearance that fills it.

    A locked one is not for the recipient to write in.
    """

    id: str
    shape: Shape
    number: int
    before: str
    flags: int
    locked: bool
    x: float
    y: float
    box: Box
    form: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What filling has to know; `size` is one more than the greatest object number."""

    source: str
    slots: tuple[Slot, ...]
    form: int
    form_before: str
    feet: tuple[int, ...]
    resources: int
    resources_before: str
    pages: int
    page_numbers: tuple[int, ...]
    document: int
    document_before: str
    parents: int
    parents_leaf: int
    next_parent: int
    size: int
    trailer: str


@dataclass(frozen=True, slots=True)
class Template:
    """The PDF, and its plan."""

    plan: Plan
    pdf: bytes

    def to_bytes(self) -> bytes:
        """Write plan and PDF for the disk."""
        return _PLAN.dump_json(self.plan) + b"\n" + self.pdf

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Template":
        """Read what `to_bytes` wrote. Raises ValueError."""
        plan, _, pdf = stored.partition(b"\n")
        return cls(_PLAN.validate_json(plan), pdf)


_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def form_head(low: float, width: float, high: float, resources: str) -> str:
    """Return what stands in the dictionary of an appearance between two heights."""
    return f"/Subtype/Form/BBox[0 {low:.2f} {width:.2f} {high:.2f}]/Resources {resources}"
