"""What did the browser post? A bounded form, and small typed models that refuse a field they do not know.

Official forms are not parsed here: their raw mapping goes to `forms.binding` through the use cases (law 4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeVar, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from liaison.errors import Invalid, Problem

MAX_FIELDS: Final = 600
"""The longest official form has under 200 fields."""
MAX_PART: Final = 512 * 1024
"""Bytes of one value of a multipart form."""
TOKEN_FIELD: Final = "csrf"  # noqa: S105 - the name of a field


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a posted form, each with its values in order."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def one(self, name: str, default: str = "") -> str:
        """Return the value of a field that has one.

        Raises:
            HTTPException: 400, it came twice: no page of ours posts that.
        """
        values = self.fields.get(name, (default,))
        if len(values) != 1:
            raise HTTPException(400)
        return values[0]

    def many(self, name: str) -> tuple[str, ...]:
        """Return all values of a field."""
        return self.fields.get(name, ())

    def raw(self, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
        """Return name → value of all fields but the CSRF token and those named."""
        return {name: self.one(name) for name in self.fields if name not in without | {TOKEN_FIELD}}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Walk all fields but the CSRF token, as they were posted."""
        return ((name, value) for name, values in self.fields.items() if name != TOKEN_FIELD for value in values)


async def read_form(request: Request) -> Form:
    """Parse the posted form, once, within limits; no files. `web.guard` bounds the whole body while it streams.

    Raises:
        HTTPException: 400 for a form that is malformed or has too many fields.
    """
    if request.method in {"GET", "HEAD"}:
        return Form()
    parsed = await _parsed(request)
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in parsed.multi_items():
        if not isinstance(value, str) or "\0" in value:
            raise HTTPException(400)
        # A browser posts line ends as CRLF; everything behind this line knows LF only.
        fields[name] = (*fields.get(name, ()), value.replace("\r\n", "\n"))
    form = Form(MappingProxyType(fields))
    request.state.form = form
    return form


async def _parsed(request: Request) -> FormData:
    """Let the framework parse a form; what its parser stumbles over is the sender's fault, not ours.

    A browser names no charset but UTF-8 in a form; others decode to what cannot be kept, or raise.
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise HTTPException(400)
    try:
        return await request.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=MAX_PART)
    except ValueError:  # FormParserError and UnicodeError are
        raise HTTPException(400) from None


class Input(BaseModel):
    """A small form; `Field(title="Nom")` is the label that its errors name."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=1000)


class ExactInput(Input):
    """A small form whose values are taken to the letter: passwords, sealed values of any length."""

    model_config = ConfigDict(str_strip_whitespace=False, str_max_length=None)


InputT = TypeVar("InputT", bound=Input)


def read(form: Form, model: type[InputT]) -> InputT:
    """Make the typed input of a form.

    Raises:
        Invalid: values that cannot be taken, each named by its label.
        HTTPException: 400, a field that the form does not have, or one that came twice.
    """
    if set(form.fields) - set(model.model_fields) - {TOKEN_FIELD}:
        raise HTTPException(400)
    values: dict[str, object] = {}
    for name, info in model.model_fields.items():
        if get_origin(info.annotation) is tuple:
            values[name] = form.many(name)
        elif name in form.fields:
            values[name] = form.one(name)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid([_problem(model, found) for found in error.errors()]) from None


def _problem(model: type[Input], found: Mapping[str, Any]) -> Problem:
    name = str(found["loc"][0]) if found["loc"] else ""
    info = model.model_fields.get(name)
    label = (info.title if info else None) or name
    return Problem(name, label, _sentence(found))


def _sentence(found: Mapping[str, Any]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind in {"missing", "string_too_short", "too_short"} or found.get("input") == "":
        return "À remplir."
    if kind in {"enum", "literal_error"}:
        return "Choisissez une des réponses proposées."
    if kind == "string_too_long":
        return f"Trop long : {context['max_length']} caractères au plus."
    if kind == "value_error":
        return str(context["error"])
    return "Cette réponse n’est pas reconnue."


def _french_date(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):  # a number that no date can hold
        raise ValueError("Écrivez la date ainsi : 03/11/2026.") from None


def _year(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == len("2022")):
        raise ValueError("Écrivez l’année en quatre chiffres : 2022.")
    return int(text)


def _tick(value: object) -> object:
    return value == "1"


FrenchDate = Annotated[date | None, BeforeValidator(_french_date)]
"""A date typed JJ/MM/AAAA, or AAAA-MM-JJ as a date control posts it; empty: None."""
Year = Annotated[int | None, BeforeValidator(_year)]
"""A year in four digits; empty: None."""
Ticked = Annotated[bool, BeforeValidator(_tick)]
"""A checkbox whose value is 1; give it the default False."""
