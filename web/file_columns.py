"""What does each column of a file that came in mean, as a person is asked? For every import (`parts/columns.html`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from liaison.spreadsheets import Row


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its heading, an example, what it means."""

    number: int
    heading: str
    example: str
    meaning: str


def columns_of(headings: Sequence[str], rows: Sequence[Row], meanings: Sequence[str]) -> tuple[FileColumn, ...]:
    """Return the columns of a file with what was said of them; the example is of its first row."""
    first = rows[0].cells
    return tuple(
        FileColumn(
            number,
            heading or f"Colonne {number}",
            first[number - 1] if number <= len(first) else "",
            meanings[number - 1] if number <= len(meanings) else "",
        )
        for number, heading in enumerate(headings, 1)
    )
