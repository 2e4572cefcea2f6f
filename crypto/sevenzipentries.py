"""Is every stream of a .7z encrypted, and is what its header declares within bounds?"""

from __future__ import annotations

from typing import Final

from crypto.entries import Entry, check_entries, entry_of
from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.profiles import OpeningLimits
from crypto.sevenzipbounds import check_folders
from crypto.sevenzipfiles import Listed
from crypto.sevenzipheaders import SevenZipEntry, SevenZipStructure
from crypto.sevenzipstreams import Folder
from crypto.zipentries import Protection

_HAS_UNIX_MODE: Final = 0x8000


def seven_zip_protection(folders: tuple[Folder, ...]) -> Protection:
    """What can be read of these streams without a key; none at all counts as clear."""
    locked = [folder.is_encrypted for folder in folders]
    if not any(locked):
        return Protection.CLEAR
    return Protection.SEALED if all(locked) else Protection.PARTLY


def check_seven_zip(structure: SevenZipStructure, *, limits: OpeningLimits) -> tuple[Entry, ...]:
    """The entries, if all streams are encrypted and within bounds.

    Raises `MalformedArchive` (`empty`, `damaged`) and `UnsafeArchive` (`clear`, `partly`, `method`, `kdf`, `memory`,
    `sizes`, and what `check_entries` raises).
    """
    if not structure.entries:
        raise MalformedArchive("empty", "a .7z without entries")
    if not structure.folders:
        raise UnsafeArchive("nothing", "no content at all")
    protection = seven_zip_protection(structure.folders)
    if protection is not Protection.SEALED:
        raise UnsafeArchive(protection.value, "entries that are not encrypted")
    check_folders(structure.folders, limits=limits)
    listed = tuple(_entry(entry) for entry in structure.entries)
    check_entries(listed, sum(folder.packed for folder in structure.folders), limits=limits)
    if any(entry.part is not None and entry.part.crc is None for entry in structure.entries):
        raise MalformedArchive("damaged", "an entry without a check sum")
    return listed


def _entry(entry: SevenZipEntry) -> Entry:
    listed: Listed = entry.listed
    mode = listed.attributes >> 16 if listed.attributes & _HAS_UNIX_MODE else 0
    size = entry.part.size if entry.part is not None else 0
    made = entry_of(listed.name, size, listed.attributes & 0xFFFF, mode, is_directory=listed.is_directory)
    # A stream of no octets, or an order to delete, is nothing that an honest tool writes.
    is_odd = listed.is_anti or (listed.has_stream and (made.is_directory or not size))
    return Entry(made.name, made.size, made.is_directory, made.is_ordinary and not is_odd)
