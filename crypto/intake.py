"""May this file, which a stranger sent, be kept? Judged without the key, by content alone, by place only.

What is kept is encrypted whole: an AES zip or a .7z whose structure holds, to the last octet, or an AxCrypt file,
which is not looked into. Everything else is refused under a code that says what it was, so that a person can be
told what to do next (`liaison.messages.intake`). Whatever the octets, there is a verdict: a few hundred kilobytes and
milliseconds for any size. `docs/formats/hostile-deposits.md` shows what becomes of a hostile file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crypto.errors import MalformedArchive, UnsafeArchive
from crypto.kinds import Kind, recognise
from crypto.profiles import RECEIVING, OpeningLimits
from crypto.sevenzipentries import check_seven_zip
from crypto.sevenzipheaders import read_header, read_structure
from crypto.source import Source
from crypto.zipend import ends_as_zip
from crypto.zipentries import check_zip
from crypto.zipheaders import ZipEntry, read_directory

IntakeLimits = OpeningLimits
INTAKE: Final = RECEIVING
"""The bounds of opening: what is kept can be opened."""


class Refusal(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    PDF = "pdf"
    PDF_LOCKED = "pdf-password"
    OFFICE = "office"
    OFFICE_LOCKED = "office-password"
    MAIL = "mail"
    IMAGE = "image"
    TEXT = "text"
    RAR = "rar"
    OTHER_ARCHIVE = "other-archive"
    PROGRAM = "program"
    UNKNOWN = "unknown"
    ZIP_CLEAR = "zip-clear"
    SEVEN_ZIP_CLEAR = "7z-clear"
    WEAK = "weak"
    PARTLY = "partly"
    NOTHING = "nothing"
    DAMAGED = "damaged"
    EXTRA = "extra"
    """Octets before, between or after what the archive lists: two files in one."""
    DISAGREE = "disagree"
    DUPLICATE = "duplicate"
    PATH = "path"
    NAME = "name"
    ENTRY = "entry"
    SIZES = "sizes"
    SIZE = "size"
    COUNT = "count"
    RATIO = "ratio"
    KDF = "kdf"
    MEMORY = "memory"
    METHOD = "method"
    VOLUMES = "volumes"


class Caution(StrEnum):
    """What must be said of a file that is kept."""

    AES_128 = "aes-128"
    AES_192 = "aes-192"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `code` is empty, or a `Refusal`; `entries` is None where the number is hidden or was not read."""

    accepted: bool
    kind: Kind
    code: str = ""
    warnings: tuple[Caution, ...] = ()
    entries: int | None = None
    names_hidden: bool = False


def judge(source: Source, *, limits: IntakeLimits = INTAKE) -> Verdict:
    """Say whether a file may be kept. Raises nothing for what the octets are, only what `source` itself raises."""
    kind = recognise(source)
    if kind in _REFUSED:
        return Verdict(accepted=False, kind=kind, code=_code(source, kind))
    if source.size > limits.archive_size:
        return Verdict(accepted=False, kind=kind, code=Refusal.TOO_LARGE)
    try:
        return _JUDGES[kind](source, limits)
    except (MalformedArchive, UnsafeArchive) as error:
        return Verdict(accepted=False, kind=kind, code=_refusal(kind, error.code))


def _code(source: Source, kind: Kind) -> Refusal:
    """The refusal of a kind; of what has no kind of its own, but ends as a zip does, that it is two files in one."""
    if kind in (Kind.TEXT, Kind.OTHER) and ends_as_zip(source):
        return Refusal.EXTRA
    return _REFUSED[kind]


def _judge_zip(source: Source, limits: IntakeLimits) -> Verdict:
    entries = read_directory(source, most=limits.entries).entries
    if any(entry.name == "[Content_Types].xml" and not entry.is_encrypted for entry in entries):
        return Verdict(accepted=False, kind=Kind.OFFICE, code=Refusal.OFFICE)
    check_zip(entries, limits=limits)
    return Verdict(accepted=True, kind=Kind.ZIP, warnings=_strengths(entries), entries=len(entries))


def _strengths(entries: tuple[ZipEntry, ...]) -> tuple[Caution, ...]:
    """What is weaker than ours, and still far from broken."""
    found = {aes.strength for entry in entries if (aes := entry.aes) is not None}
    return tuple(caution for strength, caution in ((1, Caution.AES_128), (2, Caution.AES_192)) if strength in found)


def _judge_seven_zip(source: Source, limits: IntakeLimits) -> Verdict:
    header = read_header(source, limits=limits)
    if header.is_encrypted:
        return Verdict(accepted=True, kind=Kind.SEVEN_ZIP, names_hidden=True)
    entries = check_seven_zip(read_structure(header), limits=limits)
    return Verdict(accepted=True, kind=Kind.SEVEN_ZIP, entries=len(entries))


def _judge_axcrypt(_source: Source, _limits: IntakeLimits) -> Verdict:
    """Kept as it is, for the référent's own AxCrypt. Accepted loss: what follows its first octets may be anything."""
    return Verdict(accepted=True, kind=Kind.AXCRYPT, warnings=(Caution.UNCHECKED,))


_JUDGES: Final[Mapping[Kind, Callable[[Source, IntakeLimits], Verdict]]] = {
    Kind.ZIP: _judge_zip,
    Kind.SEVEN_ZIP: _judge_seven_zip,
    Kind.AXCRYPT: _judge_axcrypt,
}
KEPT: Final = tuple(_JUDGES)
"""The kinds of which a file may be kept."""

_REFUSED: Final[Mapping[Kind, Refusal]] = {
    Kind.EMPTY: Refusal.EMPTY,
    Kind.PDF: Refusal.PDF,
    Kind.PDF_LOCKED: Refusal.PDF_LOCKED,
    Kind.OFFICE: Refusal.OFFICE,
    Kind.OFFICE_LOCKED: Refusal.OFFICE_LOCKED,
    Kind.MAIL: Refusal.MAIL,
    Kind.IMAGE: Refusal.IMAGE,
    Kind.TEXT: Refusal.TEXT,
    Kind.RAR: Refusal.RAR,
    Kind.PACKED: Refusal.OTHER_ARCHIVE,
    Kind.PROGRAM: Refusal.PROGRAM,
    Kind.OTHER: Refusal.UNKNOWN,
}

_OTHER_WORDS: Final[Mapping[str, Refusal]] = {
    "suffix": Refusal.EXTRA,
    "layout": Refusal.EXTRA,
    "empty": Refusal.NOTHING,
    "zip64": Refusal.METHOD,
}


def _refusal(kind: Kind, code: str) -> Refusal:
    """The refusal that an error of the parsers stands for; what has none of its own is damage."""
    if code == "clear":
        return Refusal.ZIP_CLEAR if kind is Kind.ZIP else Refusal.SEVEN_ZIP_CLEAR
    if code in _OTHER_WORDS:
        return _OTHER_WORDS[code]
    return Refusal(code) if code in set(Refusal) else Refusal.DAMAGED
