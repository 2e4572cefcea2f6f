"""What goes into an archive and comes out? A name and bytes; not every name may become a file's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from crypto.errors import UnsafeArchive

_MAX_NAME: Final = 200  # bytes of UTF-8; file systems stop at 255
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]')
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # controls, bidi, separators


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `repr` shows neither: a name that came from outside may be a person's."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def check_safe_name(name: str) -> None:
    """Return if a name from outside may become a file's name on any system. Raises `UnsafeArchive`."""
    if (
        not name.strip(". ")
        or name != name.strip()
        or name.endswith(".")
        or len(name.encode("utf-8", "surrogatepass")) > _MAX_NAME
        or _FORBIDDEN.search(name)
        or _DEVICES.match(name)
        or any(unicodedata.category(symbol) in _HIDDEN_CATEGORIES for symbol in name)
    ):
        raise UnsafeArchive("name", "an entry's name is a path, or not fit for a file")
