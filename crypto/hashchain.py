"""Has anybody changed the past? Entries in canonical bytes, each chained to the one before by SHA-256.

The chain alone shows an altered, dropped or reordered entry; a tail cut off, or a past rewritten whole,
shows only against a checkpoint (`crypto.checkpoint`) that left the machine. Entries hold ids and words of a
fixed vocabulary: what names a person has no place here, since an entry is never erased.
`docs/formats/journal.md` is the norm.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NewType

import rfc8785

from crypto.errors import BrokenChain, MalformedEntry

Digest = NewType("Digest", bytes)
"""32 bytes of SHA-256."""

Detail = str | int | bool | None
"""What a detail may be. No float: two programs may print the same one differently."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}\Z")
_WORD: Final = re.compile(r"[a-z][a-z0-9_.:-]{0,63}\Z")
_ID: Final = re.compile(r"[A-Za-z0-9._:@-]{0,128}\Z")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TIME: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
MAX_INTEGER: Final = 2**53 - 1  # RFC 8785 follows JavaScript's numbers
_MAX_ENTRY: Final = 16 * 1024
_MAX_TEXT: Final = 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: who (`actor`) did what (`kind`) to what (`subject`), when, with which details.

    `kind` is a word such as `transmission:sent`; `actor` and `subject` are ids, or empty. Detail values are
    short texts without control or direction characters, integers, booleans or None. Raises `ValueError`.
    """

    index: int
    time: datetime
    kind: str
    actor: str
    subject: str
    detail: Mapping[str, Detail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.index, bool) or not 0 <= self.index <= MAX_INTEGER:
            raise ValueError("an entry's index is a natural number")
        if self.time.tzinfo is None:
            raise ValueError("an entry's time needs its offset from UTC")
        if not _WORD.match(self.kind):
            raise ValueError("an entry's kind is a word like `subject:action`")
        if not _ID.match(self.actor) or not _ID.match(self.subject):
            raise ValueError("an entry's actor and subject are ids")
        for name, value in self.detail.items():
            _check_detail(name, value)


def canonical(entry: Entry) -> bytes:
    """The entry as RFC 8785 JSON on one line: the bytes that are hashed and exported."""
    document: dict[str, object] = {
        "index": entry.index,
        "time": entry.time.astimezone(UTC).strftime(_TIME),
        "kind": entry.kind,
        "actor": entry.actor,
        "subject": entry.subject,
        "detail": dict(entry.detail),
    }
    return rfc8785.dumps(document)  # type: ignore[arg-type]  # its JSON type is recursive and invariant


def parse_entry(line: bytes) -> Entry:
    """The entry of canonical bytes. Raises `MalformedEntry` for anything that `canonical` does not write."""
    if len(line) > _MAX_ENTRY:
        raise MalformedEntry("an entry is longer than 16 KiB")
    try:
        document = json.loads(line)
        entry = Entry(**{**document, "time": datetime.strptime(document["time"], _TIME).replace(tzinfo=UTC)})
        written = canonical(entry)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MalformedEntry("not an entry of a chain") from error
    if written != line:
        raise MalformedEntry("an entry is not in canonical form")
    return entry


# --- links --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many entries it has had since its beginning, and the last digest."""

    chain: str
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Link:
    """An entry and the digest that was stored beside it."""

    entry: Entry
    digest: Digest


def genesis(chain: str) -> Head:
    """The head of a chain without entries. Its name goes in, so that chains cannot be exchanged."""
    if not _NAME.match(chain):
        raise ValueError("a chain's name is a lower-case word")
    return Head(chain, 0, Digest(hashlib.sha256(b"liaison/chain/genesis/1\0" + chain.encode()).digest()))


def link(previous: Digest, entry: Entry) -> Digest:
    """The digest of an entry that follows `previous`."""
    return Digest(hashlib.sha256(b"liaison/chain/link/1\0" + previous + canonical(entry)).digest())


def verify(links: Iterable[Link], *, start: Head) -> Head:
    """Follow a chain from `start` (its genesis, or the anchor that a purge left) and return its end.

    Reads one link at a time. Raises `BrokenChain` with the index of the first bad entry.
    """
    size, digest = start.size, start.digest
    for stored in links:
        if stored.entry.index != size:
            raise BrokenChain("index", size, f"found index {stored.entry.index} in its place")
        digest = link(digest, stored.entry)
        if digest != stored.digest:
            raise BrokenChain("hash", size, "its digest does not follow from it and the one before")
        size += 1
    return Head(start.chain, size, digest)


def export_line(stored: Link) -> bytes:
    """A link as one line: digest in hexadecimal, a space, the canonical entry, a line feed."""
    return stored.digest.hex().encode("ascii") + b" " + canonical(stored.entry) + b"\n"


def parse_line(line: bytes) -> Link:
    """The link of one exported line. Raises `MalformedEntry`."""
    match = re.fullmatch(rb"([0-9a-f]{64}) ([^\n]+)\n", line)
    if not match:
        raise MalformedEntry("not a line of an exported chain")
    return Link(parse_entry(match[2]), Digest(bytes.fromhex(match[1].decode("ascii"))))


def _check_detail(name: str, value: Detail) -> None:
    if not _NAME.match(name):
        raise ValueError("a detail's name is a lower-case word")
    if isinstance(value, str):
        if len(value) > _MAX_TEXT or _CONTROL.search(value):
            raise ValueError(f"detail {name!r} is long, or holds control characters")
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"detail {name!r} is out of the range of JSON integers")
    elif value is not None:
        raise ValueError(f"detail {name!r} is neither text, integer, boolean nor nothing")
