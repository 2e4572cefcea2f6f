"""How do the tables that go to the State become paper and workbooks? It knows neither dossiers nor people.

`draw` makes the PDF in the look of the guide's model, `write` the workbook.
"""

from forms.sheets.columns import ANSWER, DECISIONS, ORIENTATION, REFERENCE, TRACKING, Column, Kind
from forms.sheets.orientation_workbook import NAME_OF_NUMBER, write_orientations
from forms.sheets.printing import draw
from forms.sheets.tables import (
    ERASED,
    UNKNOWN,
    Capacity,
    CapacityKind,
    OrientationSheet,
    Sheet,
    SheetRow,
    TrackingSheet,
    Value,
)
from forms.sheets.tracking_workbook import write_tracking

__all__ = [
    "ANSWER",
    "DECISIONS",
    "ERASED",
    "NAME_OF_NUMBER",
    "ORIENTATION",
    "REFERENCE",
    "TRACKING",
    "UNKNOWN",
    "Capacity",
    "CapacityKind",
    "Column",
    "Kind",
    "OrientationSheet",
    "Sheet",
    "SheetRow",
    "TrackingSheet",
    "Value",
    "draw",
    "write",
]


def write(sheet: Sheet) -> bytes:
    """Return the workbook of a table."""
    return write_orientations(sheet) if isinstance(sheet, OrientationSheet) else write_tracking(sheet)
