"""What is kept in each column, and when does it die? Writes docs/retention.md from the marks of the rows."""

import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from sqlmodel import SQLModel

from liaison import records
from liaison.records.marks import Data, Dies

INTRODUCTION: Final = """\
# What is kept, and until when

Generated from the marks in `liaison/records/` by `make docs`; do not edit. Every column says what it holds and by
which rule it ends; a test refuses one that does not. The dates themselves are rows, computed by
`liaison/rules/retention.py` and shown beside every transmission, each with its rule, anchor, delay and source.

Destroying a *sealed* value is destroying its data key, which lies in the key store, apart from the database and its
backups; the destruction is complete when the last backup of the key store has expired
(`LIAISON_KEY_BACKUP_DAYS`), so it begins that many days before the legal date.
"""
_NAME: Final = {Data.SEALED: "sealed (encrypted)", Data.SECRET: "secret (only as a hash)"}


def render() -> str:
    """Return the whole page."""
    lines = [INTRODUCTION, "## What a column may hold\n", *_words(Data), "\n## When it dies\n", *_words(Dies)]
    tables = [line for name in sorted(records.__all__) for line in _table(getattr(records, name))]
    return "\n".join([*lines, "", *tables])


def _words(kind: type[Data] | type[Dies]) -> Iterator[str]:
    sentences = _sentences(kind)
    for member in kind:
        yield f"- **{member.value}**: {sentences.get(member.name, 'Never: nothing about a person.')}"


def _sentences(kind: type[StrEnum]) -> Mapping[str, str]:
    """Read the sentence under each member, as it is written in the source."""
    found: dict[str, str] = {}
    name = ""
    for line in inspect.getsource(kind).splitlines()[1:]:
        text = line.strip()
        if " = " in text and text.partition(" = ")[0].isupper():
            name = text.partition(" = ")[0]
        elif text.startswith('"""') and name:
            found[name] = text.strip('"')
    return found


def _table(record: type[SQLModel]) -> Iterator[str]:
    table = SQLModel.metadata.tables[str(record.__tablename__)]
    yield f"## `{table.name}`\n\n{(inspect.getdoc(record) or '').partition(chr(10))[0]}\n"
    yield "| column | holds | dies |\n|---|---|---|"
    for column in table.columns:
        data, dies = column.info["data"], column.info["dies"]
        yield f"| `{column.name}` | {_NAME.get(data, data.value)} | {dies.value} |"
    yield ""
