"""What does this CSV say? UTF-8 or Windows-1252; semicolons, commas or tabs; as Excel in France writes it."""

import csv
import io
from typing import Final

from liaison.spreadsheets.rows import MAX_ROWS, Row, clean, unreadable

_SEPARATORS: Final = (";", ",", "\t")
"""The first one wins a tie."""


def read_csv(content: bytes) -> list[Row]:
    """Return the rows that are not empty; a row that spans several lines is one row, as Excel counts.

    Raises:
        Invalid: it is no text, or its quotes do not close.
    """
    text = _decode(content)
    separator, text = _separator(text)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            cleaned = tuple(clean(cell) for cell in cells)
            if any(cleaned):
                rows.append(Row(number, cleaned))
            if len(rows) > MAX_ROWS:
                break
    except csv.Error:
        sentence = (
            f"il n’est pas un CSV lisible vers la ligne {len(rows) + 1}. Ouvrez-le dans un tableur, réenregistrez."
        )
        raise unreadable(sentence) from None
    return rows


def _decode(content: bytes) -> str:
    if b"\0" in content:
        raise unreadable("ce n’est ni un CSV ni un classeur .xlsx. Enregistrez-le en « CSV UTF-8 » ou en .xlsx.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable("ses lettres accentuées sont illisibles. Enregistrez-le en « CSV UTF-8 » ou en .xlsx.")


def _separator(text: str) -> tuple[str, str]:
    """Return the separator, and the text without the line by which Excel names it."""
    first, _, rest = text.partition("\n")
    if first.rstrip("\r").startswith("sep=") and first.rstrip("\r")[4:] in _SEPARATORS:
        return first.rstrip("\r")[4:], rest
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count), text
