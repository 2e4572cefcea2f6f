"""What is kept in each column, and when does it die? Writes docs/retention.md: rules, then columns."""

import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from sqlmodel import SQLModel

from liaison import records
from liaison.records.marks import RULES_OF, Data, Dies
from liaison.rules.retention import RULES, Rule, said
from liaison.settings import PREFIX

INTRODUCTION: Final = """\
# What is kept, and until when

Generated from `liaison/rules/retention.py` and from the marks in `liaison/records/` by `make docs`; do not edit. Every
column says what it holds and by which rule it ends; a test refuses one that does not. The dates themselves are rows,
shown beside every transmission, each with its rule, anchor, arithmetic and source.

Destroying a *sealed* value is destroying its data key, which lies in the key store, apart from the database and its
backups; the destruction is complete when the last backup of the key store has expired
(`LIAISON_KEY_BACKUP_DAYS`), so it begins that many days before the legal date.
"""
RULES_HEAD: Final = """\
## The rules

The earliest date of all the rules that apply to a part wins. Months go by the calendar (31 December and two months are
28 or 29 February), a date is the end of that day in Paris, and no week-end moves it. The controller may set another
delay on the page « Délais », never above the highest value. Only a hold suspends a destruction (R-4).

| rule | requirement | destroys | counts from | delay | highest | set by | source |
|---|---|---|---|---|---|---|---|"""
_NAME: Final = {Data.SEALED: "sealed (encrypted)", Data.SECRET: "secret (only as a hash)"}


def render() -> str:
    """Return the whole page."""
    lines = [INTRODUCTION, RULES_HEAD, *(_rule(rule) for rule in RULES.values()), ""]
    lines += [f"- **{rule.id.value}**: {rule.sentence}" for rule in RULES.values()]
    lines += ["\n## What a column may hold\n", *_words(Data), "\n## When it dies\n", *_words(Dies)]
    tables = [line for name in sorted(records.__all__) for line in _table(getattr(records, name))]
    return "\n".join([*lines, "", *tables])


def _rule(rule: Rule) -> str:
    subjects = ", ".join(subject.value for subject in rule.subjects)
    source = f"{rule.source} ({rule.lines})" if rule.lines else rule.source
    least = "" if rule.may_change else " (no choice)"
    where = f"`{PREFIX}{rule.setting.upper()}`" if rule.setting else "the guide"
    cells = (
        rule.id.value, rule.requirement, subjects, rule.anchor, said(rule.default, rule.unit),
        said(rule.most, rule.unit) + least, where, source,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _words(kind: type[Data] | type[Dies]) -> Iterator[str]:
    sentences = _sentences(kind)
    for member in kind:
        rules = RULES_OF.get(member, ()) if isinstance(member, Dies) else ()
        cited = f" Rules: {', '.join(rule.value for rule in rules)}." if rules else ""
        yield f"- **{member.value}**: {sentences.get(member.name, 'Never: nothing about a person.')}{cited}"


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
    yield "| column | holds | dies | rules |\n|---|---|---|---|"
    for column in table.columns:
        data, dies = column.info["data"], column.info["dies"]
        rules = ", ".join(rule.value for rule in RULES_OF.get(dies, ()))
        yield f"| `{column.name}` | {_NAME.get(data, data.value)} | {dies.value} | {rules} |"
    yield ""
