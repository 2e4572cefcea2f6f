"""Which states has each thing, and how does it move? Writes docs/states.md from the tables of the lifecycle."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, cast

from liaison.rules.lifecycle import (
    ARCHIVE_MOVES,
    DEPOSIT_MOVES,
    FICHE_MOVES,
    KEY_MOVES,
    OUTBOX_MOVES,
    TABLE_MOVES,
    french,
)

Moves = Mapping[StrEnum, frozenset[StrEnum]]

INTRODUCTION: Final = """\
# States

Generated from `liaison/rules/lifecycle.py` by `make docs`; do not edit. A move that stands in no table is
refused with `WrongState`, whoever asks. The French word is what a page shows.
"""
TABLES: Final[Mapping[str, tuple[str, Moves, tuple[StrEnum, ...]]]] = {
    "The archive of a transmission": (
        (
            "Prepared in one transaction, sent by the worker after its commit; a hand delivery is sent at once. "
            "A failure is retried, then a person decides. Recalled: the key will never be given. Replaced: the same "
            "fiche left again under a new key. Expired: nobody acknowledged it in time."
        ),
        cast("Moves", ARCHIVE_MOVES),
        (next(iter(ARCHIVE_MOVES)),),
    ),
    "The key of a transmission": (
        (
            "Withheld until the partner acknowledges the archive, or until it left where the sender chose not to "
            "wait; released once, by the channel that was chosen. "
            "A released key is revoked only while its SMS still waits in the outbox. A hand delivery needs none."
        ),
        cast("Moves", KEY_MOVES),
        tuple(status for status in KEY_MOVES if status.value in {"withheld", "not_needed"}),
    ),
    "A message of the outbox": (
        "Leased by one worker, sent outside any transaction, marked. What was sent or cancelled is wiped.",
        cast("Moves", OUTBOX_MOVES),
        (next(iter(OUTBOX_MOVES)),),
    ),
    "A fiche": (
        "A draft until it leaves, then immutable; a correction is a new draft.",
        cast("Moves", FICHE_MOVES),
        (next(iter(FICHE_MOVES)),),
    ),
    "A deposit": (
        (
            "Kept sealed until its key comes; opened in a child process; settled once a person said of each document "
            "what becomes of it. An AxCrypt file is settled without having been opened here. Refused: damaged, "
            "dangerous, or not for us. Expired: nobody gave its key in time."
        ),
        cast("Moves", DEPOSIT_MOVES),
        (next(iter(DEPOSIT_MOVES)),),
    ),
    "A monthly table": (
        (
            "Proposed, it is a live view of the dossiers; frozen, it is numbered and immutable; sent as a pli; "
            "answered once the OFII answered about everybody in it. Corrected: a newer version took its place, at the "
            "moment when that one was frozen. Whom a closed table leaves without an answer may be proposed again."
        ),
        cast("Moves", TABLE_MOVES),
        (next(iter(TABLE_MOVES)),),
    ),
}


def render() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *(line for title, table in TABLES.items() for line in _table(title, *table))])


def _table(title: str, text: str, moves: Moves, first: tuple[StrEnum, ...]) -> Iterator[str]:
    yield f"## {title}\n\n{text}\n\n```mermaid\nstateDiagram-v2"
    yield from (f"    [*] --> {status.value}" for status in first)
    yield from (f"    {status.value} --> {target.value}" for status in moves for target in _in_order(moves, status))
    yield from (f"    {status.value} --> [*]" for status in moves if not moves[status])
    yield "```\n\n| state | on the page | may become |\n|---|---|---|"
    for status in moves:
        targets = ", ".join(f"`{target.value}`" for target in _in_order(moves, status)) or "nothing: it is final"
        yield f"| `{status.value}` | {french(status)} | {targets} |"
    yield ""


def _in_order(moves: Moves, status: StrEnum) -> list[StrEnum]:
    return [target for target in moves if target in moves[status]]
