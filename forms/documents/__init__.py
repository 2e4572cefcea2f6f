"""How is a text of the house printed: a report, a register, a certificate? It decides nothing of what it says.

A document is blocks in reading order; `render` sets them on A4 with a repeated foot. The official forms are
another affair: `forms.paper`.
"""

from forms.documents.blocks import (
    Block,
    Facts,
    Grid,
    Heading,
    Listing,
    PageBreak,
    Printed,
    Rule,
    Signature,
    Text,
)
from forms.documents.setting import render

__all__ = [
    "Block",
    "Facts",
    "Grid",
    "Heading",
    "Listing",
    "PageBreak",
    "Printed",
    "Rule",
    "Signature",
    "Text",
    "render",
]
