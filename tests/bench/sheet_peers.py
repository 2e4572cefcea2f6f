"""How do others make the same table? XlsxWriter by itself, reportlab's LongTable: the same rows, the same cells."""

import io
from datetime import date
from functools import partial
from typing import Any, Final

import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import LongTable, SimpleDocTemplate

from forms.sheets import ORIENTATION, OrientationSheet
from forms.sheets.printing import BOTTOM, LEFT, RIGHT, TOP
from forms.sheets.setting import LEADING, PAD, SIZE
from forms.sheets.tables import written

_FACE: Final = "Helvetica"


def bare_xlsx(sheet: OrientationSheet) -> bytes:
    """Write the eleven columns and the reference with XlsxWriter as it comes, rows to its temporary file."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"constant_memory": True})
    page = workbook.add_worksheet()
    for number, row in enumerate(sheet.rows):
        for place, column in enumerate(ORIENTATION):
            value = row.cells[column.id]
            if isinstance(value, date):
                page.write_datetime(number, place, value)
            else:
                page.write_string(number, place, written(value))
        page.write_string(number, len(ORIENTATION), row.reference)
    workbook.close()
    return output.getvalue()


def long_table(sheet: OrientationSheet) -> bytes:
    """Set the same columns, rules and foot with LongTable: plain strings, which it never wraps.

    In Helvetica, which is quicker for it than a face that is embedded.
    """
    output = io.BytesIO()
    inner = landscape(A4)[0] - LEFT - RIGHT
    whole = sum(column.share for column in ORIENTATION)
    cells = [[column.label for column in ORIENTATION]]
    cells += [[written(row.cells[column.id]) for column in ORIENTATION] for row in sheet.rows]
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), _FACE, SIZE, LEADING),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{side}PADDING", (0, 0), (-1, -1), PAD) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
    template = SimpleDocTemplate(
        output, pagesize=landscape(A4), leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM
    )
    table = LongTable(cells, colWidths=[inner * column.share / whole for column in ORIENTATION], repeatRows=1)
    table.setStyle(style)
    foot = partial(_foot, sheet=sheet)
    template.build([table], onFirstPage=foot, onLaterPages=foot)
    return output.getvalue()


def _foot(canvas: Any, _template: Any, *, sheet: OrientationSheet) -> None:  # noqa: ANN401 - reportlab's own
    canvas.setFont(_FACE, 6.6)
    canvas.drawString(LEFT, BOTTOM - 16, f"{sheet.name} · {sheet.checkpoint}")
    canvas.drawRightString(landscape(A4)[0] - RIGHT, BOTTOM - 16, f"page {canvas.getPageNumber()}")
