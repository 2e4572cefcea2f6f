"""Does every column say what it holds and when it dies? No table escapes destruction by accident."""

import pytest
from sqlmodel import SQLModel

import liaison.records
from liaison.records.marks import Data, Dies


def test_there_are_tables() -> None:
    """The rows of the house are registered, and every one that is exported is a table."""
    exported = {getattr(liaison.records, name).__tablename__ for name in liaison.records.__all__}

    assert exported
    assert exported == set(SQLModel.metadata.tables)


@pytest.mark.requirement("R-1", "G-8")
def test_every_column_is_marked() -> None:
    """Each column is technical, personal, sealed or secret, and dies by a named rule."""
    unmarked = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if not (isinstance(column.info.get("data"), Data) and isinstance(column.info.get("dies"), Dies))
    ]

    assert [] == unmarked


@pytest.mark.requirement("R-1")
def test_what_is_about_a_person_dies() -> None:
    """No column that is about a person, sealed or secret lives for ever."""
    immortal = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.info["dies"] is Dies.NEVER and column.info["data"] is not Data.TECHNICAL
    ]

    assert [] == immortal
