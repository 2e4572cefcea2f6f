"""How do small tables come in and go out as CSV and XLSX? Bounded, in memory, no formula ever run or written.

An XLSX is a zip of XML that a stranger made: see `reading_xlsx`.
"""

from liaison.spreadsheets.exporting import export_csv, export_xlsx
from liaison.spreadsheets.reading import read
from liaison.spreadsheets.returned_table import Returned, ReturnedRow, read_back
from liaison.spreadsheets.rows import MAX_BYTES, MAX_ROWS, Row
from liaison.spreadsheets.writing_csv import write_csv
from liaison.spreadsheets.writing_xlsx import Cell, write_xlsx

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Cell",
    "Returned",
    "ReturnedRow",
    "Row",
    "export_csv",
    "export_xlsx",
    "read",
    "read_back",
    "write_csv",
    "write_xlsx",
]
