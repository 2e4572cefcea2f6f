"""Does the past hold? Both chains, followed from their beginning or from the last seal, against every checkpoint.

The rows are read by the driver's cursor (`store.rawchains`). The key that signs is derived by the vault: whoever has
the database alone can neither make a checkpoint nor an anchor.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.checkpoint import Checkpoint, PublicKey, SigningKey, follow, open_checkpoint, origin_in
from crypto.errors import BrokenChain, CryptoError
from crypto.hashchain import Head, Link, genesis
from liaison.events import EventKind
from liaison.records import ChainAnchor, ChainCheckpoint
from liaison.settings import Settings
from liaison.store import checkpoints as store
from liaison.store import rawchains, trails
from liaison.usecases.context import Context
from liaison.vocabulary import Chain

NO_ADDRESS: Final = "liaison"
"""The origin of a service that has no address of its own: stable, so that its key is."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """Whether a chain is whole: how far it was verified, and the first entry that does not fit."""

    chain: Chain
    size: int
    """Entries since its beginning, those that a purge took away among them."""
    broken_at: int | None
    verified_at: datetime
    sealed_size: int = 0
    """How many of them the last checkpoint seals; 0: none was made yet."""
    sealed_at: datetime | None = None
    begins_at: int = 0
    """The first entry that still stands: those before were purged at their term."""
    cut_at: datetime | None = None


def origin_of(settings: Settings, chain: Chain) -> str:
    """Say whose chain it is, as checkpoints do: `liaison.example.fr/register`."""
    host = settings.public_url.host if settings.public_url else None
    name = settings.journal_origin or re.sub(r"[^a-z0-9.-]+", "-", (host or NO_ADDRESS).lower()).strip("-.")
    return f"{name or NO_ADDRESS}/{chain.value}"


def signing_key(ctx: Context, chain: Chain) -> SigningKey:
    """Return the key that signs a chain's checkpoints under today's origin."""
    return ctx.vault.signing_key(origin_of(ctx.settings, chain))


def public_key(ctx: Context, chain: Chain) -> PublicKey:
    """Return the key by which anybody verifies them."""
    return signing_key(ctx, chain).public


def start_of(ctx: Context, chain: Chain) -> Head:
    """Return where a chain begins: its genesis, or the anchor that its last purge left.

    Raises:
        BrokenChain: the anchor is none that we signed, or its cut stands in no entry.
    """
    row = store.anchor_of(ctx.session, chain)
    if row is None:
        return genesis(chain.value)
    anchor = _opened(ctx, chain, row)
    purges = trails.find_kind(ctx.session, Chain.SECURITY, EventKind.CHAIN_PURGED)
    if not any(entry.detail.get("entries") == row.size for entry in purges):
        raise BrokenChain("anchor", row.size, "the cut before it stands in no entry of the journal")
    return Head(chain.value, anchor.size, anchor.digest)


def verified_head(ctx: Context, chain: Chain) -> Head:
    """Follow a whole chain, against all its checkpoints, and return its end.

    Raises:
        BrokenChain: with the first entry that does not fit.
    """
    start = start_of(ctx, chain)
    keys: dict[str, PublicKey] = {}  # derived once: there is a checkpoint for nearly each night
    sealed = [_opened(ctx, chain, row, keys) for row in store.list_of(ctx.session, chain)]
    return follow(links_from(ctx, chain, start), start=start, checkpoints=sealed)


def links_from(ctx: Context, chain: Chain, start: Head) -> Iterator[Link]:
    """Read the links of a chain from its beginning, and whatever should not stand before it."""
    return rawchains.walk(ctx.session, chain, start=start, whole=True)


def chain_state(ctx: Context, chain: Chain) -> ChainState:
    """Follow a whole chain and say whether it holds."""
    try:
        head = verified_head(ctx, chain)
    except BrokenChain as error:
        return _state(ctx, chain, rawchains.count(ctx.session, chain), error.index)
    return _state(ctx, chain, head.size, None)


def state_since_seal(ctx: Context, chain: Chain) -> ChainState:
    """Say for a page whether a chain holds: what came since the last checkpoint; the night followed the rest."""
    checked = store.check_of(ctx.session, chain)
    if checked is not None and checked.broken_at is not None:
        return chain_state(ctx, chain)  # Rare, and somebody must see at once that it was put right.
    sealed = store.newest(ctx.session, chain)
    if sealed is None:
        return chain_state(ctx, chain)
    try:
        checkpoint = _opened(ctx, chain, sealed)
        start = Head(chain.value, checkpoint.size, checkpoint.digest)
        links = rawchains.walk(ctx.session, chain, start=start, whole=False)
        head = follow(links, start=start, checkpoints=())
        _check_last(ctx, chain, checkpoint)
    except BrokenChain as error:
        return _state(ctx, chain, trails.read_head(ctx.session, chain).size, error.index)
    return _state(ctx, chain, head.size, None)


def _check_last(ctx: Context, chain: Chain, checkpoint: Checkpoint) -> None:
    """See that the last sealed entry still stands: else what follows it was simply taken away with it."""
    head = trails.read_head(ctx.session, chain)
    if head.size < checkpoint.size or (head.size == checkpoint.size and head.digest != checkpoint.digest):
        raise BrokenChain("head", head.size, "the chain ends before its last checkpoint")


def _state(ctx: Context, chain: Chain, size: int, broken_at: int | None) -> ChainState:
    sealed, anchor = store.newest(ctx.session, chain), store.anchor_of(ctx.session, chain)
    return ChainState(
        chain, size, broken_at, ctx.now,
        sealed_size=sealed.size if sealed else 0,
        sealed_at=sealed.made_at if sealed else None,
        begins_at=anchor.size if anchor else 0,
        cut_at=anchor.cut_at if anchor else None,
    )  # fmt: skip


def _opened(
    ctx: Context, chain: Chain, row: ChainCheckpoint | ChainAnchor, keys: dict[str, PublicKey] | None = None
) -> Checkpoint:
    """Open a kept checkpoint; the address of the service may have been another one when it was made."""
    known = {} if keys is None else keys
    try:
        origin = origin_in(row.note)
        if origin not in known:
            known[origin] = ctx.vault.signing_key(origin).public
        checkpoint = open_checkpoint(row.note, key=known[origin])
    except CryptoError as error:
        raise BrokenChain("checkpoint", row.size, "a kept checkpoint is not what we signed") from error
    if checkpoint.size != row.size or origin.rpartition("/")[2] != chain.value:
        raise BrokenChain("checkpoint", row.size, "a kept checkpoint stands in another's place")
    return checkpoint
