"""How is the length of a PDF, or of a workbook of ours, hidden, without a program minding?

After its end a PDF gets comment lines, then a second `startxref` and `%%EOF` that repeat the first: any
viewer that reads from the end finds the table where it was. Octets after the end of a workbook (a zip) may make
a program say that the file is damaged: in it, white space is added after the root element of `docProps/app.xml`,
where XML allows it, and that part is stored. Other kinds, and workbooks that others made, are left as they are:
their length shows; `docs/formats/archive.md` says so.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

_TAIL: Final = re.compile(rb"startxref[\r\n ]+([0-9]{1,10})[\r\n ]+%%EOF[\r\n ]*\Z")
_PROPERTIES: Final = "docProps/app.xml"
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


def pad_xlsx(content: bytes, *, block: int) -> bytes:
    """The workbook, longer: a multiple of `block` bytes; or as it was: what is none, or has no `docProps/app.xml`."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        parts = [(entry, workbook.read(entry)) for entry in workbook.infolist()]
    if _PROPERTIES not in {entry.filename for entry, _ in parts}:
        return content
    bare = len(_packed(parts, 0))
    return _packed(parts, -bare % block)


def _packed(parts: list[tuple[zipfile.ZipInfo, bytes]], filling: int) -> bytes:
    """The same parts in the same order; stored, each octet of filling makes the file longer by one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as workbook:
        for known, content in parts:
            entry = zipfile.ZipInfo(known.filename, known.date_time)
            entry.external_attr, entry.create_system = known.external_attr, known.create_system
            own = known.filename == _PROPERTIES
            entry.compress_type = zipfile.ZIP_STORED if own else zipfile.ZIP_DEFLATED
            workbook.writestr(entry, content + b"\n" * filling if own else content)
    return made.getvalue()


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
