"""Does an exported chain hold, on a machine that has nothing else? A file between two signed checkpoints.

The first checkpoint says where the entries begin, the last one where they end: a tail cut off shows, as does a changed
byte. Only a public key is needed. `docs/formats/journal.md` is the norm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from crypto.checkpoint import Checkpoint, PublicKey, SigningKey, check_reaches, follow, open_checkpoint
from crypto.errors import BrokenChain, CryptoError, ForgedCheckpoint, MalformedCheckpoint, MalformedEntry
from crypto.hashchain import Head, Link, export_line, genesis, parse_line

_FIRST: Final = b"liaison journal export 1\n"
_LINES_OF_NOTE: Final = 5
_MAX_LINE: Final = 17 * 1024
"""Sixteen of an entry (`crypto.hashchain`), its digest, a space and a line feed."""
_NOTE: Final = re.compile(
    r"[a-z0-9][a-z0-9./-]{0,127}\n(?:0|[1-9][0-9]{0,15})\n[A-Za-z0-9+/=]{44}\n"
    r"\n— [a-z0-9][a-z0-9./-]{0,127} [A-Za-z0-9+/=]{92}\n"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a verified export is: whose chain, from where, to where."""

    start: Checkpoint
    end: Checkpoint

    @property
    def entries(self) -> int:
        """How many entries stand in it."""
        return self.end.size - self.start.size


def write(links: Iterable[Link], *, start: Head, end: Head, key: SigningKey) -> Iterator[bytes]:
    """Give the lines of an export. The caller verified what it signs: a signature would launder a broken chain."""
    yield _FIRST
    yield f"{key.public}\n\n".encode()
    yield key.sign(start).encode()
    yield b"\n"
    yield from map(export_line, links)
    yield b"\n"
    yield key.sign(end).encode()


def verify_export(file: BinaryIO, *, key: PublicKey, also: str = "") -> Held:
    """Follow an export from its first byte to its last; `also`: a checkpoint that came another way, as a mail.

    Raises:
        BrokenChain: an entry was changed, dropped, added or moved; its index is that of the first bad one. Or the
            chain is another than the one that `also` sealed.
        MalformedEntry: the file is no export.
        MalformedCheckpoint: a checkpoint is none.
        ForgedCheckpoint: another key signed it, or nobody did.
    """
    if file.readline(_MAX_LINE) != _FIRST:
        raise MalformedEntry("not an export of a chain")
    if file.readline(_MAX_LINE) != f"{key}\n".encode() or file.readline(_MAX_LINE) != b"\n":
        raise ForgedCheckpoint("the export names another public key")
    start = open_checkpoint(_note(file), key=key)
    if file.readline(_MAX_LINE) != b"\n":
        raise MalformedEntry("a line is missing after the first checkpoint")
    given = (open_checkpoint(also, key=key),) if also else ()
    _check_within(given, start)
    chain = start.origin.rpartition("/")[2]
    head = Head(chain, start.size, start.digest)
    if not start.size:
        check_reaches(genesis(chain), start)
    reached = follow(_entries(file, start.size), start=head, checkpoints=given)
    end = open_checkpoint(_note(file), key=key)
    check_reaches(reached, end)
    if file.read(1):
        raise MalformedEntry("something stands after the last checkpoint")
    return Held(start, end)


def key_named(content: bytes) -> str:
    """Return which public key an export says that it hangs on; nothing is checked, and of another file it is empty."""
    first, _, rest = content.partition(b"\n")
    return rest.partition(b"\n")[0].decode("ascii", errors="replace") if first + b"\n" == _FIRST else ""


def find_note(text: str) -> str:
    """Return the checkpoint that stands somewhere in a text, as in a mail. Raises `MalformedCheckpoint`."""
    plain = re.sub(r"^[> \t]+|[ \t]+$", "", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    found = _NOTE.search(plain if plain.endswith("\n") else f"{plain}\n")
    if found is None:
        raise MalformedCheckpoint("no checkpoint stands in this text")
    return found[0]


def _entries(file: BinaryIO, index: int) -> Iterator[Link]:
    """Give the links up to the empty line that ends them."""
    while (line := file.readline(_MAX_LINE)) != b"\n":
        try:
            yield parse_line(line)
        except CryptoError as error:
            raise BrokenChain("line", index, str(error)) from error
        index += 1


def _note(file: BinaryIO) -> str:
    lines = b"".join(file.readline(_MAX_LINE) for _ in range(_LINES_OF_NOTE))
    try:
        return lines.decode()
    except UnicodeDecodeError:
        raise MalformedCheckpoint("a checkpoint is no text") from None


def _check_within(given: Iterable[Checkpoint], start: Checkpoint) -> None:
    for checkpoint in given:
        if checkpoint.size < start.size:
            raise BrokenChain(
                "before", start.size, f"the export begins behind the checkpoint, which has {checkpoint.size} entries"
            )
