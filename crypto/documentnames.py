"""Under which name is a file shown and saved that came out of a partner's archive? The last part of its path.

What a system cannot write becomes an underscore; names that would then be alike get a number. Nothing is refused
here: names that deceive were, before anything was opened (`crypto.entries`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from crypto.document import Document, check_safe_name
from crypto.errors import UnsafeArchive

_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]')
_MAX_NAME: Final = 200  # bytes of UTF-8, as `crypto.document.check_safe_name` has it
_MAX_EXTENSION: Final = 20
_FOR_NUMBER: Final = 8
_NAMELESS: Final = "document"
_OF_MACOS: Final = re.compile(r"(?:\A|/)(?:__MACOSX/|\.DS_Store\Z)")


def named(opened: Iterable[Document]) -> tuple[Document, ...]:
    """The documents under names of their own, without what macOS adds for itself: icons, marks of its file system."""
    taken: set[str] = set()
    documents = []
    for document in opened:
        if not _OF_MACOS.search(document.name):
            name = _unique(safe_name(document.name), taken)
            taken.add(name.casefold())
            documents.append(Document(name, document.content))
    return tuple(documents)


def safe_name(path: str) -> str:
    """The last part of a path, fit for any system."""
    last = unicodedata.normalize("NFC", path.rsplit("/", 1)[-1])
    shown = "".join(symbol for symbol in last if unicodedata.category(symbol) != "Cf")
    stem, extension = _split(_FORBIDDEN.sub("_", shown).strip().rstrip(". "))
    room = _MAX_NAME - _FOR_NUMBER - len(extension.encode())
    name = (stem.encode()[:room].decode(errors="ignore").rstrip(". ") or _NAMELESS) + extension
    try:
        check_safe_name(name)
    except UnsafeArchive:  # what was left out made it a device's
        return _NAMELESS + extension
    return name


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > _MAX_EXTENSION:
        return name, ""
    return stem, dot + extension


def _unique(name: str, taken: set[str]) -> str:
    stem, extension = _split(name)
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}){extension}"
    return name
