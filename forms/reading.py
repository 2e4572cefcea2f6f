"""What does the text of a definition say? TOML → FormSpec, strictly; it opens no file.

Every key must be known, every reference must lead somewhere: a definition that loads can be filled, drawn and
stored. Messages are in English and name the file and the place: an administrator reads them.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from forms.checking import problems_of, problems_of_sections
from forms.errors import ModelRefused
from forms.spec import FormSpec, plain

LONGEST_DEFINITION = 256 * 1024  # bytes; the longest official model has 15 KB
LONGEST_TEXT = 1000  # characters of one printed text

_HINT = "docs/formats/form-definitions.md describes every key"


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[object]]]


_Part = TypeVar("_Part", bound=_Dataclass)


def read_definition(text: str, *, file: str) -> FormSpec:
    """Return the model that a TOML text defines; `file` names it in messages.

    Raises `ModelRefused`: what is no definition at all stops at the first fault, else every fault is named.
    """
    return _read(text, file=file, check=problems_of)


def read_sections(text: str, *, file: str) -> FormSpec:
    """Return sections that are no fiche: nobody signs them and no partner receives them (`forms.dossier`).

    Raises `ModelRefused`, as `read_definition`.
    """
    return _read(text, file=file, check=problems_of_sections)


def _read(text: str, *, file: str, check: Callable[[FormSpec], Iterator[str]]) -> FormSpec:
    if len(text.encode()) > LONGEST_DEFINITION:
        raise ModelRefused(f"{file}: longer than {LONGEST_DEFINITION} bytes")
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ModelRefused(f"{file}: not TOML: {error}") from None
    try:
        spec = _build(FormSpec, _with_defaults(table), "")
    except _Wrong as wrong:
        raise ModelRefused(f"{file}: {wrong}", hint=_HINT) from None
    if problems := list(check(spec)):
        raise ModelRefused("\n".join(f"{file}: {problem}" for problem in problems), hint=_HINT)
    return spec


class _Wrong(Exception):
    """What is wrong, and where in the definition."""


# --------------------------------------------------------- labels and names that follow from what is printed


def _with_defaults(table: dict[str, object]) -> dict[str, object]:
    """Fill what a definition need not repeat: a field's label is its line's, a block's name its title."""
    for section in _tables(table, "sections"):
        for block in _tables(section, "blocks"):
            block.setdefault("name", plain(_text(block, "title")) or _text(section, "name"))
            for line in _tables(block, "lines"):
                for field in _tables(line, "fields"):
                    field.setdefault("label", plain(_text(line, "label")))
    return table


def _tables(table: Mapping[str, object], key: str) -> Iterator[dict[str, object]]:
    rows = table.get(key, [])
    if isinstance(rows, list):
        yield from (row for row in rows if isinstance(row, dict))


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key, "")
    return value if isinstance(value, str) else ""


# ---------------------------------------------------------------------- tables to dataclasses, key after key


def _build(kind: type[_Part], table: object, where: str) -> _Part:
    if not isinstance(table, dict):
        raise _Wrong(f"{where}: a table is expected")
    hints = typing.get_type_hints(kind)
    for key in table:
        if key not in hints:
            raise _Wrong(f"{_at(where, key)}: unknown key; known here: {', '.join(sorted(hints))}")
    for known in dataclasses.fields(kind):
        if known.default is dataclasses.MISSING and known.name not in table:
            raise _Wrong(f"{_at(where, known.name)}: missing")
    return kind(**{key: _convert(hints[key], value, _at(where, key)) for key, value in table.items()})


def _convert(hint: object, value: object, where: str) -> object:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise _Wrong(f"{where}: a list is expected")
        return tuple(_convert(arguments[0], item, f"{where}[{n}]") for n, item in enumerate(value, start=1))
    if origin is types.UnionType:  # X | None: TOML has no null, so a present value is an X
        return _convert(arguments[0], value, where)
    if not isinstance(hint, type):
        raise TypeError(f"FormSpec holds a {hint} that no definition can write")
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, where)
    return _choice(hint, value, where) if issubclass(hint, StrEnum) else _scalar(hint, value, where)


def _scalar(hint: type, value: object, where: str) -> object:
    if type(value) is not hint:
        raise _Wrong(f"{where}: {_WORDS[hint]} is expected")
    if isinstance(value, str):
        _check_text(value, where)
    return value


_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}


def _choice(kind: type[StrEnum], value: object, where: str) -> StrEnum:
    if value not in [member.value for member in kind]:
        raise _Wrong(f"{where}: one of {', '.join(kind)} is expected")
    return kind(value)


def _check_text(text: str, where: str) -> None:
    spaced = text.replace("\u00a0", " ").replace("\u202f", " ")  # French typography, which Python calls unprintable
    if not spaced.isprintable() or spaced != spaced.strip() or len(text) > LONGEST_TEXT:
        raise _Wrong(f"{where}: one printable line is expected, {LONGEST_TEXT} characters at most, no outer spaces")


def _at(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
