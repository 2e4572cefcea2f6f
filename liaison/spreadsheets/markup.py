"""How is a stranger's XML read? Element by element, without document type, within a depth."""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol
from xml.parsers import expat

MAX_DEPTH: Final = 40
MAX_ELEMENTS: Final = 600_000
"""A full table of two thousand rows and sixty columns has 480,000, three for each cell and its own."""


class XmlRefused(Exception):
    """It is not well-formed, declares a document type, or is nested beyond reason."""


class Handler(Protocol):
    """What a reader does with elements; names and attributes come without their namespaces."""

    def start(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element begins."""
        ...

    def end(self, name: str, /) -> None:
        """An element ends."""
        ...

    def text(self, text: str, /) -> None:
        """A piece of text."""
        ...


def parse(blocks: Iterable[bytes], handler: Handler, *, most: int = MAX_ELEMENTS) -> None:
    """Hand the elements of a document to a handler, so many at most.

    Raises:
        XmlRefused: it cannot be read, or should not be.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = seen = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, seen
        depth, seen = depth + 1, seen + 1
        if depth > MAX_DEPTH or seen > most:
            raise XmlRefused(name)
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    def refuse(*_: object) -> None:
        # An entity grows what it names; no spreadsheet program writes any.
        raise XmlRefused("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        for block in blocks:
            parser.Parse(block)
        parser.Parse(b"", True)  # noqa: FBT003 - expat names no argument
    except expat.ExpatError as error:
        raise XmlRefused(str(error)) from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
