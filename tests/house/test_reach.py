"""Does the destruction of a dossier reach every column that says it dies with it?"""

import pytest
from sqlmodel import SQLModel

import liaison.records  # noqa: F401 - the tables to look at
from liaison.records.marks import Dies
from liaison.store import destroying

pytestmark = pytest.mark.requirement("R-1", "R-5")

BY_PART = frozenset({"ficheversion"})
"""Reached from its fiche; without one (a test pli) by its own day."""


def test_no_mark_is_out_of_reach() -> None:
    """A table that somebody adds, with a column that dies with the dossier, is emptied by the destruction."""
    marked = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(column.info["dies"] in destroying.WITH_THE_CASE for column in table.columns)
    }
    assert set() == marked - destroying.reached() - BY_PART


def test_what_stays_can_forget() -> None:
    """In a row that stays, what dies with the dossier can be empty; what is sealed in it dies by its own part."""
    stuck = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        if table.name in destroying.reached() and next(iter(table.primary_key.columns)).info["dies"] is Dies.REGISTER
        for column in table.columns
        if column.info["dies"] in destroying.WITH_THE_CASE and not column.nullable
    ]
    assert [] == stuck
