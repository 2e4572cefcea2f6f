"""What did the columns of earlier files mean in this département? Remembered by a keyed hash of their headings."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from liaison.errors import Problem
from liaison.records import CensusColumn, ImportColumn
from liaison.rules.headings import IGNORED, MeaningT, normal
from liaison.store import directory as store
from liaison.usecases.context import Context

ColumnT = TypeVar("ColumnT", ImportColumn, CensusColumn)
_INDEXES: Final[Mapping[type[ImportColumn] | type[CensusColumn], str]] = {
    ImportColumn: "import-heading",
    CensusColumn: "census-heading",
}


def recall(ctx: Context, kind: type[ColumnT], departement: str, headings: Sequence[str]) -> dict[str, str]:
    """Return what headings meant before, by normal heading; those that nobody told are not in it."""
    before = store.remembered_columns(ctx.session, kind, departement)
    named = {normal(heading): before.get(_index(ctx, kind, heading)) for heading in headings}
    return {heading: meaning for heading, meaning in named.items() if meaning is not None}


def remember(
    ctx: Context, kind: type[ColumnT], departement: str, headings: Sequence[str], meanings: Sequence[str]
) -> list[ColumnT]:
    """Return the rows to write so that what was said of the headings is known for the next file."""
    before = store.remembered_columns(ctx.session, kind, departement)
    said = {
        _index(ctx, kind, heading): meaning
        for heading, meaning in zip(headings, meanings, strict=True)
        if normal(heading)
    }
    rows: list[ColumnT] = []
    for index, meaning in said.items():
        if index not in before:
            rows.append(kind(departement=departement, heading_index=index, meaning=meaning))
        elif before[index] != meaning:
            row = store.get_remembered_column(ctx.session, kind, departement, index)
            row.meaning = meaning
            rows.append(row)
    return rows


def check_said(headings: Sequence[str], meanings: Sequence[str], labels: Mapping[MeaningT, str]) -> list[Problem]:
    """Return what is wrong with what was said of the columns: each meaning is known, and said once."""
    used = [meaning for meaning in meanings if meaning != IGNORED]
    spoken = {meaning.value: label for meaning, label in labels.items()}
    problems = []
    if len(meanings) != len(headings) or not {*used} <= {*spoken}:
        problems.append(problem("choisissez parmi les réponses proposées."))
    problems += [
        problem(f"deux colonnes seraient « {spoken.get(meaning, '')} ». Gardez-en une, ignorez l’autre.")
        for meaning in {one for one in used if used.count(one) > 1}
    ]
    return problems


def problem(sentence: str) -> Problem:
    """Make a problem of the columns."""
    return Problem("columns", "Colonnes", f"« Colonnes » : {sentence}")


def _index(ctx: Context, kind: type[ColumnT], heading: str) -> str:
    return ctx.vault.index(_INDEXES[kind], normal(heading))
