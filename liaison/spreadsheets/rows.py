"""How large may a table be, and what stands in a cell? The limits, and one way of cleaning a text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liaison.errors import Invalid, Problem

MAX_BYTES: Final = 512 * 1024
"""Of a file: some four thousand contacts. With it a form still fits the limit of a body (`web.guard`)."""
MAX_ROWS: Final = 2000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 1000
"""Characters."""
MAX_CHARACTERS: Final = 1_000_000
"""Of all cells together: a workbook names one long text thousands of times."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty, with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


def unreadable(sentence: str) -> Invalid:
    """Make the refusal of a file."""
    return Invalid([Problem("file", "Fichier", f"« Fichier » : {sentence}")])


def clean(text: str) -> str:
    """Return one line of composed characters (NFC), without those that nobody sees."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(sign if _is_seen(sign) else " " for sign in composed)
    return " ".join(composed.split())


def check(rows: Sequence[Row]) -> list[Row]:
    """Let a table of a bearable size through.

    Raises:
        Invalid: it is empty, or too long, or too wide.
    """
    if not rows:
        raise unreadable("il manque, ou il est vide. Choisissez-le à nouveau.")
    if len(rows) > MAX_ROWS:
        raise unreadable(f"il a plus de {MAX_ROWS} lignes. Coupez-le en plusieurs fichiers.")
    for row in rows:
        if len(row.cells) > MAX_COLUMNS:
            raise unreadable(f"la ligne {row.number} a plus de {MAX_COLUMNS} colonnes. Ôtez celles qui ne servent pas.")
        if any(len(cell) > MAX_CELL for cell in row.cells):
            raise unreadable(f"une case de la ligne {row.number} a plus de {MAX_CELL} caractères. Raccourcissez-la.")
    return list(rows)


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
