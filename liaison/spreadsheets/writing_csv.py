"""How is a table written so that Excel in France opens it by a double click? UTF-8 with its mark, semicolons."""

import csv
import io
from collections.abc import Iterable, Sequence

from forms.sheets.cells import neutral


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV; nothing in it is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
