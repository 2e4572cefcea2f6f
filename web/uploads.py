"""How does a small file come in? Its form read in memory, block by block; never a temporary file in clear (law 1).

`web.guard` bounds the whole body while it streams; what the file is, its reader says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web.inputs import Form, read_form

ROUTES: Final = frozenset({"read_import"})
"""The routes that a file is posted to; everywhere else one is refused (`web.inputs`)."""
FILE_FIELD: Final = "file"
MAX_PARTS: Final = 12
MAX_TEXT: Final = 10_000
"""Bytes of a value beside the file."""


@dataclass(slots=True)
class _Part:
    """A part of the form as it comes in."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)


class _Reader:
    """Takes the parser's calls."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self._name, self._value = bytearray(), bytearray()

    def begin_part(self) -> None:
        """Begin a part."""
        if len(self.parts) == MAX_PARTS:
            raise HTTPException(400)
        self.parts.append(_Part())

    def header_name(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's name."""
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's value."""
        self._value += data[start:end]

    def end_header(self) -> None:
        """Keep a header."""
        self.parts[-1].headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def content(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a value or of the file."""
        self.parts[-1].content += data[start:end]


async def read_upload(request: Request) -> Form:
    """Read a form with a file: the form is returned, the file's bytes stand in `request.state.file`.

    Raises:
        HTTPException: 400 for a form that is malformed, 413 for one that is too large.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        return await _without_file(request)
    reader = _Reader()
    try:
        parser = _parser(options[b"boundary"], reader)
        async for block in request.stream():
            parser.write(block)
        parser.finalize()
    except FormParserError:
        raise HTTPException(400) from None
    form, request.state.file = _sorted(reader.parts)
    request.state.form = form
    return form


def _parser(boundary: bytes, reader: _Reader) -> MultipartParser:
    """Make a parser; a boundary longer than any browser's is refused here already."""
    return MultipartParser(
        boundary,
        {
            "on_part_begin": reader.begin_part,
            "on_header_field": reader.header_name,
            "on_header_value": reader.header_value,
            "on_header_end": reader.end_header,
            "on_part_data": reader.content,
        },
    )


async def _without_file(request: Request) -> Form:
    """Read what a browser posts when the form carries no file."""
    request.state.file = b""
    return await read_form(request)


def _sorted(parts: list[_Part]) -> tuple[Form, bytes]:
    """Tell the file from the other fields; its name, which somebody typed, is read by nobody."""
    fields: dict[str, tuple[str, ...]] = {}
    file = b""
    for part in parts:
        name, is_file = _named(part.headers)
        if is_file and name == FILE_FIELD and not file:
            file = bytes(part.content)
        elif is_file or len(part.content) > MAX_TEXT or b"\0" in part.content:
            raise HTTPException(400)
        else:
            fields[name] = (*fields.get(name, ()), _text(part.content))
    return Form(MappingProxyType(fields)), file


def _named(headers: Mapping[bytes, bytes]) -> tuple[str, bool]:
    kind, options = parse_options_header(headers.get(b"content-disposition"))
    if kind != b"form-data" or b"name" not in options:
        raise HTTPException(400)
    return _text(options[b"name"]), b"filename" in options


def _text(value: bytes | bytearray) -> str:
    try:
        return bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise HTTPException(400) from None
