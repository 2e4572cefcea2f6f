"""What is this thing, by its content, and is all of it encrypted? Answered without the key.

It looks at magic numbers and at the headers of zip and 7z. It promises no more: not that the content is
what it should be, not that the archive opens, and of an AxCrypt file nothing but its first octets. Whether a
stranger's file may be kept is a stricter question: `crypto.intake`.
"""

from __future__ import annotations

from dataclasses import dataclass

from crypto.kinds import Kind, recognise
from crypto.profiles import OPENING, OpeningLimits
from crypto.sevenzipbounds import check_folders
from crypto.sevenzipentries import seven_zip_protection
from crypto.sevenzipheaders import read_header, read_structure
from crypto.source import BytesSource
from crypto.zipentries import Protection, zip_protection
from crypto.zipheaders import read_directory


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer. `entries` is None, and `names_hidden` true, where the number of entries is hidden too."""

    kind: Kind
    protection: Protection
    entries: int | None = None
    names_hidden: bool = False


def identify(data: bytes) -> Kind:
    """What the content is; the file's name plays no part."""
    return recognise(BytesSource(data))


def inspect(data: bytes, *, limits: OpeningLimits = OPENING) -> Finding:
    """What it is and how it is protected.

    Raises `MalformedArchive` for a zip or 7z whose headers cannot be read or contradict each other, and
    `UnsafeArchive` for one whose headers ask for more than the limits.
    """
    source = BytesSource(data)
    kind = recognise(source)
    if kind is Kind.ZIP:
        entries = read_directory(source).entries
        return Finding(kind, zip_protection(entries), len(entries))
    if kind is not Kind.SEVEN_ZIP:
        return Finding(kind, Protection.UNCHECKED if kind is Kind.AXCRYPT else Protection.CLEAR)
    header = read_header(source, limits=limits)
    if header.is_encrypted:
        return Finding(kind, Protection.SEALED, names_hidden=True)
    structure = read_structure(header)
    check_folders(structure.folders, limits=limits)
    return Finding(kind, seven_zip_protection(structure.folders), len(structure.entries))
