"""May the entries that an archive lists be kept, and opened? One answer for zip and 7z, by what is declared.

Names of a partner's files are ordinary names in folders. What could leave a folder, hide what it is, or stand twice
is refused; what only some system cannot write is put right when a document is named (`crypto.documentnames`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from crypto.errors import UnsafeArchive
from crypto.profiles import OpeningLimits

MIN_RATIO_SIZE: Final = 64 * 1024
_MAX_NAME: Final = 1024  # bytes of UTF-8, folders included
_MAX_PART: Final = 255
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
_HIDING: Final = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_DIRECTING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_UNIX_TYPE: Final = 0xF000
_UNIX_PLAIN: Final = frozenset({0x0000, 0x4000, 0x8000})  # not said, folder, file
_UNIX_FOLDER: Final = 0x4000
_DOS_FOLDER, _DOS_LINK = 0x0010, 0x0400


@dataclass(frozen=True, slots=True)
class Entry:
    """What an archive lists, before anything is opened. Hidden from `repr`: the name may be a person's."""

    name: str = field(repr=False)
    size: int
    is_directory: bool
    is_ordinary: bool
    """Whether it is a file or a folder, and a folder has no content."""

    @property
    def path(self) -> str:
        """The name without the mark of a folder."""
        return self.name.removesuffix("/")


def entry_of(name: str, size: int, attributes: int, mode: int, *, is_directory: bool) -> Entry:
    """One entry, from its attributes of DOS and its mode of Unix; either may say that it is a folder or a link."""
    kind = mode & _UNIX_TYPE
    folder = is_directory or name.endswith("/") or bool(attributes & _DOS_FOLDER) or kind == _UNIX_FOLDER
    is_link = bool(attributes & _DOS_LINK) or kind not in _UNIX_PLAIN
    return Entry(name, size, folder, not is_link and not (folder and size))


def check_entries(entries: Sequence[Entry], packed: int, *, limits: OpeningLimits) -> None:
    """Return if what the entries declare is within bounds; `packed` is what they weigh in the archive.

    Raises `UnsafeArchive` (`count`, `path`, `name`, `duplicate`, `entry`, `size`, `ratio`) and, for an archive of
    folders only, `nothing`.
    """
    if len(entries) > limits.entries:
        raise UnsafeArchive("count", f"{len(entries)} entries")
    for entry in entries:
        _check_name(entry.path)
    if not all(entry.is_ordinary for entry in entries):
        raise UnsafeArchive("entry", "an entry that is neither a file nor a folder")
    if len({_folded(entry.path) for entry in entries}) < len(entries):
        raise UnsafeArchive("duplicate", "two entries of one name")
    if all(entry.is_directory for entry in entries):
        raise UnsafeArchive("nothing", "no file")
    size = sum(entry.size for entry in entries)
    if size > limits.content_size:
        raise UnsafeArchive("size", f"{size} bytes declared")
    if size > max(MIN_RATIO_SIZE, limits.ratio * packed):
        raise UnsafeArchive("ratio", f"{size} bytes declared for {packed}")


def _check_name(path: str) -> None:
    parts = path.split("/")
    if "\\" in path or _DRIVE.match(path) or not all(parts) or {".", ".."} & set(parts):
        raise UnsafeArchive("path", "an entry's name leaves its folder")
    size = len(path.encode("utf-8", "surrogatepass"))
    if size > _MAX_NAME or any(_is_unfit(part) for part in parts):
        raise UnsafeArchive("name", "an entry's name is not fit for a file")


def _is_unfit(part: str) -> bool:
    return (
        not part.strip(". ")
        or len(part.encode("utf-8", "surrogatepass")) > _MAX_PART
        or _DEVICE.match(part) is not None
        or any(unicodedata.category(symbol) in _HIDING or symbol in _DIRECTING for symbol in part)
    )


def _folded(path: str) -> str:
    """The name as Windows and macOS compare it."""
    return unicodedata.normalize("NFC", path).casefold()
