"""How is the length of a PDF hidden, without a viewer minding?

After its end the file gets comment lines, then a second `startxref` and `%%EOF` that repeat the first: any
viewer that reads from the end finds the table where it was. Other kinds are left as they are: octets after
the end of a workbook (a zip) or of an image may make a program say that the file is damaged. Their length
shows; `docs/formats/archive.md` says so.
"""

from __future__ import annotations

import re
from typing import Final

_TAIL: Final = re.compile(rb"startxref[\r\n ]+([0-9]{1,10})[\r\n ]+%%EOF[\r\n ]*\Z")
_COMMENT: Final = b"%" + b" " * 78 + b"\n"


def pad_pdf(content: bytes, *, block: int, floor: int) -> bytes:
    """The PDF, longer: a multiple of `block` bytes, at least `floor`; or as it was.

    As it was: what does not end like a PDF, and a signed one, whose signature covers the whole file.
    """
    tail = _TAIL.search(content, max(0, len(content) - 1024))
    # Looked for from the end, where a signature stands, and twice as fast.
    if tail is None or content.rfind(b"/ByteRange") >= 0:
        return content
    ending = b"startxref\n" + tail[1] + b"\n%%EOF\n"
    start = content if content.endswith(b"\n") else content + b"\n"
    least = max(floor, len(start) + len(ending))
    filling = -(-least // block) * block - len(start) - len(ending)
    return start + _comments(filling) + ending


def _comments(size: int) -> bytes:
    """That many bytes of comment lines; the last octet is a line feed."""
    if size == 0:
        return b""
    if size == 1:
        return b"\n"
    whole, rest = divmod(size, len(_COMMENT))
    if rest == 1:  # a lone octet cannot be a comment line: it is an empty one
        return _COMMENT * whole + b"\n"
    last = b"%" + b" " * (rest - 2) + b"\n" if rest else b""
    return _COMMENT * whole + last
