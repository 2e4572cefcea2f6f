"""Does every column say what it holds and when it dies? No table escapes destruction by accident."""

import inspect

import pytest
from sqlmodel import SQLModel

import liaison.records
from liaison.records.marks import RULES_OF, Data, Dies
from liaison.rules.retention import RULES
from liaison.vocabulary.retention import RuleId


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


@pytest.mark.requirement("R-1", "R-2", "R-3")
def test_every_rule_ends_a_column() -> None:
    """Each rule of retention stands behind some mark, and each such mark behind some column."""
    used = {column.info["dies"] for table in SQLModel.metadata.tables.values() for column in table.columns}

    assert set(RuleId) == {rule for rules in RULES_OF.values() for rule in rules}
    assert set(RULES_OF) <= used


@pytest.mark.requirement("R-2")
def test_sentence_of_a_delivery_is_true() -> None:
    """« At most 30 days after it »: no default of the rules behind it is longer."""
    days = [RULES[rule].default for rule in RULES_OF[Dies.DELIVERY]]

    assert f"at most {max(days)} days after it" in str(inspect.getsource(Dies))
