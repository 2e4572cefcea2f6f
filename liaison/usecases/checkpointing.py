"""Who can say later that a chain stood here today? A signed checkpoint, made each night, kept, and mailed to the DPO.

A chain that does not hold is never signed: the signature would launder it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crypto.errors import BrokenChain
from crypto.hashchain import Detail, Head
from liaison.errors import Refused
from liaison.events import EventKind
from liaison.messages.rendering import MailText
from liaison.messages.seals import NAMES, Seal, broken_mail, seal_mail
from liaison.records import Account, ChainCheck, ChainCheckpoint
from liaison.rules.calendar import PARIS, local_day
from liaison.store import accounts as account_store
from liaison.store import checkpoints as store
from liaison.store import rawchains, trails
from liaison.store.trails import Event
from liaison.usecases import walking
from liaison.usecases.context import Context
from liaison.usecases.delivering import queue_mail
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import SYSTEM, Chain, Role

ORDER: Final = (Chain.REGISTER, Chain.SECURITY)
_CHAINS: Final = {Chain.REGISTER: "registre", Chain.SECURITY: "journal"}
"""The journal last: the events of both stand in it, and are sealed by it."""


@dataclass(frozen=True, slots=True)
class PublicSeal:
    """What the DPO's page and an export show of a chain: the key, and the last checkpoint if there is one."""

    chain: Chain
    key: str
    note: str
    size: int


def seal(ctx: Context, chains: Collection[Chain], *, actor_id: str = SYSTEM) -> list[Seal]:
    """Sign where chains stand now, keep it and return it; they are followed to their end first.

    Raises:
        Refused: a chain does not hold.
    """
    trails.lock(ctx.session, Chain.SECURITY)
    return _seal(ctx, {chain: _verified(ctx, chain) for chain in chains}, actor_id=actor_id, mailed=False)


def _seal(ctx: Context, verified: Mapping[Chain, Head], *, actor_id: str, mailed: bool) -> list[Seal]:
    """Sign heads that were followed; whoever calls this has kept others from the journal since."""
    heads: dict[Chain, Head] = {}
    for chain in ORDER:
        if chain in verified:
            heads[chain] = verified[chain]
            size = heads[chain].size + (chain is Chain.SECURITY)
            detail: dict[str, Detail] = {"chain": chain.value, "entries": size}
            trails.append(ctx.session, Event(EventKind.CHAIN_CHECKPOINTED, actor_id, "", detail), at=ctx.now)
    if Chain.SECURITY in heads:  # what was followed, and our own entries since
        heads[Chain.SECURITY] = trails.read_head(ctx.session, Chain.SECURITY)
    return [_sign(ctx, head, mailed=mailed) for head in heads.values()]


def public_seals(ctx: Context) -> list[PublicSeal]:
    """Return the public keys and the newest checkpoints, for a page and for paper."""
    found = []
    for chain in ORDER:
        row = store.newest(ctx.session, chain)
        key = str(walking.public_key(ctx, chain))
        found.append(PublicSeal(chain, key, row.note if row else "", row.size if row else 0))
    return found


def checkpoint_line(ctx: Context) -> str:
    """Say both newest checkpoints on one line, for the foot of a printed table; empty when none was made."""
    parts = []
    for chain in ORDER:
        row = store.newest(ctx.session, chain)
        if row is not None:
            digest, made = row.note.split("\n")[2], row.made_at.astimezone(PARIS)
            parts.append(f"{_CHAINS[chain]} {row.size} {digest} ({made:%d/%m/%Y})")
    return f"Sceau : {' · '.join(parts)}" if parts else ""


def seal_night(ctx: Context) -> list[Seal]:
    """Follow both chains whole, note what was found, seal those that have grown; once a day, mailed to the DPO."""
    trails.lock(ctx.session, Chain.SECURITY)
    checked = {chain: _check(ctx, chain) for chain in ORDER}
    grown = {chain: head for chain, head in checked.items() if head is not None and _has_grown(ctx, head)}
    last = store.last_mailed_at(ctx.session)
    if not grown or (last is not None and local_day(last) >= ctx.today):
        return []
    readers = _readers(ctx, {Role.DPO})
    seals = _seal(ctx, grown, actor_id=SYSTEM, mailed=bool(readers))
    _send(ctx, readers, seal_mail(seals, operator=_operator(readers), on=ctx.today))
    return seals


def _check(ctx: Context, chain: Chain) -> Head | None:
    """Follow a chain, write the verdict down, and tell when it broke since; return where it ends if it holds."""
    before = store.check_of(ctx.session, chain)
    known = before is not None and before.broken_at is not None
    try:
        head = walking.verified_head(ctx, chain)
    except BrokenChain as error:
        broken_at, size = error.index, rawchains.count(ctx.session, chain)
    else:
        store.put(ctx.session, ChainCheck(chain=chain.value, size=head.size, broken_at=None, checked_at=ctx.now))
        return head
    store.put(ctx.session, ChainCheck(chain=chain.value, size=size, broken_at=broken_at, checked_at=ctx.now))
    if not known:
        detail: dict[str, Detail] = {"chain": chain.value, "entries": broken_at}
        trails.append(ctx.session, Event(EventKind.CHAIN_BROKEN, SYSTEM, "", detail), at=ctx.now)
        readers = _readers(ctx, {Role.DPO, Role.CONTROLLER})
        _send(ctx, readers, broken_mail(chain, broken_at, operator=_operator(readers)))
    return None


def _has_grown(ctx: Context, head: Head) -> bool:
    last = store.newest(ctx.session, Chain(head.chain))
    return head.size > (last.size if last else 0)


def _verified(ctx: Context, chain: Chain) -> Head:
    try:
        return walking.verified_head(ctx, chain)
    except BrokenChain as error:
        raise Refused(
            f"{NAMES[chain]} ne se suit plus à l’entrée {error.index} : rien n’est signé.",
            hint="Prévenez l’administration et le délégué à la protection des données.",
        ) from error


def _sign(ctx: Context, head: Head, *, mailed: bool) -> Seal:
    """Sign a head that was followed, and keep it; one that was signed already is not kept twice."""
    chain = Chain(head.chain)
    key = walking.signing_key(ctx, chain)
    note = key.sign(head)
    last = store.newest(ctx.session, chain)
    if last is None or last.size < head.size:
        row = ChainCheckpoint(chain=chain.value, size=head.size, note=note, made_at=ctx.now, mailed=mailed)
        ctx.session.add(row)
        ctx.session.flush()
    return Seal(chain, head.size, note, str(key.public))


def _readers(ctx: Context, roles: Collection[Role]) -> list[Account]:
    wanted = {role.value for role in roles}
    return [row for row in account_store.list_accounts(ctx.session) if row.enabled and row.role in wanted]


def _operator(readers: Sequence[Account]) -> str:
    return readers[0].organisation if readers else ""


def _send(ctx: Context, readers: Sequence[Account], text: MailText) -> None:
    for reader in readers:
        queue_mail(ctx, text, to=open_profile(ctx, reader).email)
