"""What kind of table is this file? A CSV or an XLSX by its first bytes, never by its name."""

from typing import Final

from liaison.spreadsheets.reading_csv import read_csv
from liaison.spreadsheets.reading_xlsx import read_xlsx
from liaison.spreadsheets.rows import MAX_BYTES, Row, check, unreadable

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An old .xls, or an .xlsx under a password."""


def read(content: bytes, *, with_days: bool = False) -> list[Row]:
    """Return the rows of a file that are not empty, in order; `with_days`: a workbook's days as JJ/MM/AAAA.

    Raises:
        Invalid: it is too large, of another kind, damaged, or empty.
    """
    if len(content) > MAX_BYTES:
        raise unreadable(f"il dépasse {MAX_BYTES // 1024} Ko. Coupez-le en plusieurs fichiers.")
    if content.startswith(_OLE):
        raise unreadable("il est protégé par un mot de passe ou d’un ancien format. Enregistrez-le en .xlsx ou en CSV.")
    return check(read_xlsx(content, with_days=with_days) if content.startswith(_ZIP) else read_csv(content))
