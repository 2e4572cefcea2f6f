"""How does a file come in by a form? Read block by block as it arrives, handed to a sink; no temporary file in clear.

Law 1: python-multipart's parser is fed here, never the framework's, which writes files in clear. `web.guard` bounds
the whole body while it streams; what the file is, whoever asked for it says.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from web.inputs import Form, read_form

ROUTES: Final = frozenset({"read_import", "read_census", "preview_return"})
"""The routes that a small file is posted to, which is read in memory; `web.receiving` names those of large ones.
Everywhere else a file is refused (`web.inputs`)."""
FILE_FIELD: Final = "file"
MAX_PARTS: Final = 12
MAX_TEXT: Final = 10_000
"""Bytes of a value beside the file."""


class Sink(Protocol):
    """Where the octets of the file go."""

    def write(self, data: bytes) -> None:
        """Take the next octets."""
        ...


class _Memory(bytearray):
    """A small file, kept in memory."""

    def write(self, data: bytes) -> None:
        """Take the next octets."""
        self.extend(data)


@dataclass(slots=True)
class _Part:
    """A part of the form as it comes in."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    is_file: bool = False
    content: bytearray = field(default_factory=bytearray)


class _Reader:
    """Takes the parser's calls."""

    def __init__(self, sink: Sink) -> None:
        self.parts: list[_Part] = []
        self.has_file = self.was_chosen = False
        self._sink = sink
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

    def end_headers(self) -> None:
        """Tell the file from the other fields; of its name, which somebody typed, only whether there is one counts."""
        part = self.parts[-1]
        part.name, file_name = _named(part.headers)
        part.is_file = file_name is not None
        if part.is_file and (part.name != FILE_FIELD or self.has_file):
            raise HTTPException(400)
        self.has_file |= part.is_file
        self.was_chosen |= bool(file_name)

    def content(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a value or of the file."""
        part = self.parts[-1]
        if part.is_file:
            self._sink.write(data[start:end])
            return
        part.content += data[start:end]
        if len(part.content) > MAX_TEXT or b"\0" in data[start:end]:
            raise HTTPException(400)


async def read_upload(request: Request) -> Form:
    """Read a form with a small file: the form is returned, the file's bytes stand in `request.state.file`.

    Raises:
        HTTPException: 400 for a form that is malformed, 413 for one that is too large.
    """
    content = _Memory()
    form, _ = await read_into(request, content)
    request.state.file = bytes(content)
    return form


async def read_into(request: Request, sink: Sink, *, idle: float | None = None) -> tuple[Form, bool]:
    """Read a form whose file goes into a sink; return it, and whether a file was chosen in it.

    Args:
        request: the request, its body unread.
        sink: where the file goes.
        idle: seconds without an octet after which the sender is given up.

    Raises:
        HTTPException: 400 for a form that is malformed, 408 for one that stopped coming, 413 for one too large.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        return await read_form(request), False
    reader = _Reader(sink)
    try:
        parser = _parser(options[b"boundary"], reader)
        async for block in _blocks(request, idle):
            parser.write(block)
        parser.finalize()
    except FormParserError:
        raise HTTPException(400) from None
    form = request.state.form = _fields(reader.parts)
    return form, reader.was_chosen


async def _blocks(request: Request, idle: float | None) -> AsyncIterator[bytes]:
    """Give the body as it comes; one that stops coming is given up, so that it holds no place for ever."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(idle):
                block = await anext(stream)
        except StopAsyncIteration:
            return
        except (TimeoutError, ClientDisconnect):
            # Nobody reads the answer of who went away; it is no incident of ours either.
            raise HTTPException(408, headers={"connection": "close"}) from None
        yield block


def _parser(boundary: bytes, reader: _Reader) -> MultipartParser:
    """Make a parser; a boundary longer than any browser's is refused here already, and so are long part headers."""
    return MultipartParser(
        boundary,
        {
            "on_part_begin": reader.begin_part,
            "on_header_field": reader.header_name,
            "on_header_value": reader.header_value,
            "on_header_end": reader.end_header,
            "on_headers_finished": reader.end_headers,
            "on_part_data": reader.content,
        },
    )


def _fields(parts: list[_Part]) -> Form:
    fields: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if not part.name:  # its headers never ended
            raise HTTPException(400)
        if not part.is_file:
            fields[part.name] = (*fields.get(part.name, ()), _text(part.content))
    return Form(MappingProxyType(fields))


def _named(headers: Mapping[bytes, bytes]) -> tuple[str, bytes | None]:
    """Return the name of a part, and of its file; a browser posts an empty one where none was chosen."""
    kind, options = parse_options_header(headers.get(b"content-disposition"))
    if kind != b"form-data" or b"name" not in options:
        raise HTTPException(400)
    return _text(options[b"name"]), options.get(b"filename")


def _text(value: bytes | bytearray) -> str:
    try:
        return bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise HTTPException(400) from None
