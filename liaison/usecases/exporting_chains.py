"""How does a chain go out? As a table to read, or as lines between two signed checkpoints that anybody verifies.

A period is a part of the chain without a gap: from the first entry written in it to the last.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Final, TypeAlias

from crypto import chainexport
from crypto.errors import BrokenChain
from crypto.hashchain import Detail, Head
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.messages.seals import NAMES
from liaison.rules.access import Actor, check_may_read_journal
from liaison.rules.calendar import PARIS
from liaison.rules.periods import Period
from liaison.spreadsheets import Cell, write_csv, write_xlsx
from liaison.store import rawchains, trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import walking
from liaison.usecases.auditing import EntryLine, entry_lines
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM, Chain

Wording: TypeAlias = Callable[[EntryLine], tuple[str, str]]
"""What an entry says and its circumstances, in the words of whoever shows it."""
_HEADINGS: Final = (
    "Entrée",
    "Quand (heure de Paris)",
    "Quoi",
    "Par",
    "Référence",
    "Objet",
    "Circonstances",
    "Empreinte",
)
_AT_ONCE: Final = 400


class ChainFormat(StrEnum):
    """What a chain is written as."""

    LINES = "lines"
    CSV = "csv"
    XLSX = "xlsx"


def as_written(line: EntryLine) -> tuple[str, str]:
    """Say an entry in the words in which it is kept."""
    return line.kind, ", ".join(f"{name}={value}" for name, value in line.detail.items() if value is not None)


def export_chain(
    ctx: Context, actor: Actor | None, chain: Chain, chain_format: ChainFormat,
    *, period: Period | None = None, wording: Wording = as_written,
) -> Iterator[bytes]:  # fmt: skip
    """Give a chain, or what was written of it in a period; journalled. `actor` is nobody for the command line.

    Raises:
        Denied: neither the DPO nor the controller.
        Refused: lines would be signed, and the chain does not hold. A table of it can still be had.
    """
    if actor is not None:
        check_may_read_journal(actor)
    detail: dict[str, Detail] = {
        "chain": chain.value,
        "format": chain_format.value,
        "since": period.since.isoformat() if period else None,
        "until": period.until.isoformat() if period else None,
    }
    event = Event(EventKind.CHAIN_EXPORTED, actor.account_id if actor else SYSTEM, "", detail)
    save(ctx.session, event=event, at=ctx.now)
    if chain_format is ChainFormat.LINES:
        return _lines(ctx, chain, period)
    table = [list(row) for row in _table(ctx, chain, period, wording)]
    if chain_format is ChainFormat.XLSX:
        return iter([write_xlsx([list(_HEADINGS), *table], name="Registre" if chain is Chain.REGISTER else "Journal")])
    return iter([write_csv([list(_HEADINGS), *([_text(cell) for cell in row] for row in table)])])


def _lines(ctx: Context, chain: Chain, period: Period | None) -> Iterator[bytes]:
    try:
        whole = walking.verified_head(ctx, chain)
        start, end = _bounds(ctx, chain, whole, period)
    except BrokenChain as error:
        raise Refused(
            f"{NAMES[chain]} ne se suit plus à l’entrée {error.index} : un export signé le cacherait.",
            hint="Exportez un tableau, et prévenez l’administration.",
        ) from error
    links = islice(rawchains.walk(ctx.session, chain, start=start, whole=False), end.size - start.size)
    return chainexport.write(links, start=start, end=end, key=walking.signing_key(ctx, chain))


def _bounds(ctx: Context, chain: Chain, whole: Head, period: Period | None) -> tuple[Head, Head]:
    """Say from where to where: both heads were followed, so both may be signed."""
    if period is None:
        return walking.start_of(ctx, chain), whole
    found = trails.find_range(ctx.session, chain, period.begins_at, period.ends_at)
    if found is None:
        return whole, whole
    return _head_at(ctx, chain, found[0]), _head_at(ctx, chain, found[1] + 1)


def _head_at(ctx: Context, chain: Chain, size: int) -> Head:
    start = walking.start_of(ctx, chain)
    return start if start.size == size else trails.head_before(ctx.session, chain, size)


def _table(ctx: Context, chain: Chain, period: Period | None, wording: Wording) -> Iterator[tuple[Cell, ...]]:
    first, last = 0, trails.read_head(ctx.session, chain).size - 1
    if period is not None:
        first, last = trails.find_range(ctx.session, chain, period.begins_at, period.ends_at) or (0, -1)
    rows = trails.read_range(ctx.session, chain, first, last)
    while some := list(islice(rows, _AT_ONCE)):
        links = [link for _, link in some]
        for line, link in zip(entry_lines(ctx, [entry for entry, _ in some]), links, strict=True):
            what, circumstances = wording(line)
            local = line.at.astimezone(PARIS).replace(tzinfo=None)
            yield line.index, local, what, line.actor_label, line.reference, line.subject, circumstances, link


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else str(cell).partition(".")[0]
