"""How is a PDF written by hand? Strings, objects, and an update after the end of a file (ISO 32000-1, 7.5.6).

Everything is text of one character a byte (Latin-1) until the last moment, so that lengths and offsets are `len`.
"""

import re
import struct
from collections.abc import Mapping, Sequence

_PDFDOC = (("’", "\x90"), ("œ", "\x9c"), ("…", "\x83"), ("–", "\x85"), ("—", "\x84"), ("€", "\xa0"))
_IN_PDFDOC = re.compile("[\n -~¡-¬®-ÿ’œ…–—€]*")
_TAKEN_FOR_MARKS = ("þÿ", "ÿþ", "ï»¿")
_PLAIN_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_TO_ESCAPE = re.compile(r"[()\\\r\n]")
_ESCAPED = {"(": r"\(", ")": r"\)", "\\": r"\\", "\r": r"\r", "\n": r"\n"}


def string(text: str) -> str:
    """Write a text string: in PDFDocEncoding where its signs are there, a byte a sign, else in UTF-16 (7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return f"({escaped(text)})"
    if _IN_PDFDOC.fullmatch(text) and not text.startswith(_TAKEN_FOR_MARKS):
        for sign, byte in _PDFDOC:
            text = text.replace(sign, byte)
        return f"({escaped(text)})"
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex()}>"


def name(text: str) -> str:
    """Write a name, its slash before it; what is no plain letter or figure as its bytes (7.3.5)."""
    if text.isascii() and text.isidentifier():
        return f"/{text}"
    return "/" + "".join(chr(byte) if chr(byte) in _PLAIN_IN_NAMES else f"#{byte:02X}" for byte in text.encode())


def escaped(text: str) -> str:
    """Escape what would end a string between parentheses or be taken for a line end of the file."""
    return _TO_ESCAPE.sub(_escape, text) if _TO_ESCAPE.search(text) else text


def _escape(sign: re.Match[str]) -> str:
    return _ESCAPED[sign[0]]


def number(value: float) -> str:
    """Write a number, at most two places after the point, no needless zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def numbers(*values: float) -> str:
    """Write numbers one after the other."""
    return " ".join(map(number, values))


def stream(dictionary: str, content: str) -> str:
    """Write a stream object; `dictionary` is what stands in it besides its length."""
    return f"<<{dictionary}/Length {len(content)}>>\nstream\n{content}\nendstream"


def numbered(object_number: int, content: str) -> str:
    """Write an indirect object."""
    return f"{object_number} 0 obj\n{content}\nendobj\n"


def updated(base: bytes, objects: Mapping[int, str], *, size: int, trailer: str) -> bytes:
    """Append objects to a file, new ones or those that replace others, by number, each as `numbered` writes it.

    Their places stand in a cross-reference stream (7.5.8), as in the file before. `size` is one more than the
    greatest number; `trailer` is what stands there besides size and table.
    """
    offset = len(base)
    places: dict[int, int] = {}
    for object_number, text in objects.items():
        places[object_number] = offset
        offset += len(text)
    body = "".join(objects.values()).encode("latin-1")
    places[size] = offset
    order = sorted(places)
    index = " ".join([f"{first} {count}" for first, count in _runs(order)])
    # Nothing but offsets: every entry is of the kind that a width of 0 stands for, an object in the open.
    table = struct.pack(f">{len(order)}I", *[places[object_number] for object_number in order])
    head = (
        f"{size} 0 obj\n<</Type/XRef/W[0 4 0]/Index[{index}]/Size {size + 1}{trailer}/Length {len(table)}>>\nstream\n"
    )
    end = f"\nendstream\nendobj\nstartxref\n{offset}\n%%EOF\n"
    return b"".join((base, body, head.encode("ascii"), table, end.encode("ascii")))


def _runs(sorted_numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of numbers that follow each other, each as its first and how many."""
    runs: list[tuple[int, int]] = []
    start = 0
    for place, object_number in enumerate(sorted_numbers, 1):
        if place == len(sorted_numbers) or sorted_numbers[place] != object_number + 1:
            runs.append((sorted_numbers[start], place - start))
            start = place
    return runs
