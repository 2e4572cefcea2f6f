"""How does an operator get its own columns out, to spare typing them again elsewhere? Its headings, its order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from forms.sheets.tables import Value, day
from liaison.spreadsheets.writing_csv import write_csv
from liaison.spreadsheets.writing_xlsx import write_xlsx

Mapped = Sequence[tuple[str, str]]
"""Pairs of a heading, as the operator words it, and the field that stands under it."""


def export_xlsx(columns: Mapped, rows: Iterable[Mapping[str, Value]], *, name: str) -> bytes:
    """Return a workbook: days are days, texts are texts, what is not known is an empty cell."""
    head: list[str | date] = [heading for heading, _ in columns]
    lines = ([_known(row.get(field)) for _, field in columns] for row in rows)
    return write_xlsx(chain([head], lines), name=name)


def export_csv(columns: Mapped, rows: Iterable[Mapping[str, Value]]) -> bytes:
    """Return a CSV as Excel in France opens it: days as JJ/MM/AAAA, what is not known is empty."""
    lines = ([_text(row.get(field)) for _, field in columns] for row in rows)
    return write_csv([[heading for heading, _ in columns], *lines])


def _known(value: Value) -> str | date:
    return "" if value is None else value


def _text(value: Value) -> str:
    return day(value) if isinstance(value, date) else value or ""
