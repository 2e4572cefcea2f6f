"""What happened, and does the past still hold? Register, journal, refusals, deadlines; never content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto.hashchain import Entry
from liaison.errors import Denied, LiaisonError, NotFound, Refused, TooMany, TurnedAway, WrongCode, WrongKey
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules.access import Actor, check_may_read_journal, check_may_read_register
from liaison.store import accounts as account_store
from liaison.store import deposits as deposit_store
from liaison.store import exchanges as store
from liaison.store import trails
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import administering, judging, opening_deposit, providing, signing_in, walking
from liaison.usecases.context import Context
from liaison.usecases.listing import (
    DeadlineLine,
    TransmissionLine,
    deadline_lines,
    transmission_lines,
)
from liaison.usecases.tries import SignInSlowed
from liaison.usecases.walking import ChainState
from liaison.vocabulary import PARTNER, Chain


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of a chain; `actor_label` is the actor's function and role, never a name of a beneficiary."""

    index: int
    at: datetime
    kind: str
    actor_label: str
    subject: str
    reference: str
    """The pli's, when the entry is about one."""
    detail: Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class ChainPage:
    """A page of a chain, newest first; `older` is where the next one begins, or nothing."""

    lines: tuple[EntryLine, ...]
    older: int | None
    state: ChainState


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A transmission as the register shows it, with every deadline of every part."""

    transmission: TransmissionLine
    deadlines: tuple[DeadlineLine, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the register of transmissions, newest first."""

    lines: tuple[RegisterLine, ...]
    older: datetime | None
    state: ChainState


def note_refusal(ctx: Context, error: LiaisonError, *, actor: Actor | None, where: str) -> None:
    """Journal a refusal in a transaction of its own, since raising rolled the request back (law 3).

    Failed sign-ins are counted here too. Slips of the hand (a field to correct, a page that is gone) are
    not events; a rule that refused, and an access that was not allowed, are.
    """
    if isinstance(error, providing.ProviderRefused):
        providing.note_refused(ctx, error)
    elif isinstance(error, signing_in.SignInFailed):
        signing_in.note_failure(ctx, error)
    elif isinstance(error, TurnedAway):
        judging.note_turned_away(ctx, error, actor_id=_id(actor) or PARTNER)
    elif isinstance(error, WrongKey):
        opening_deposit.note_wrong_key(ctx, error, actor_id=_id(actor))
    elif isinstance(error, WrongCode):
        account_store.count_try(ctx.session, error.subject, ctx.now)
    elif isinstance(error, TooMany):
        _note_slowed(ctx, error, actor, where)
    elif isinstance(error, Denied | NotFound | Refused):
        detail = {"where": where, "why": type(error).__name__.lower()}
        save(ctx.session, event=Event(EventKind.ACCESS_REFUSED, _id(actor), "", detail), at=ctx.now)


def _note_slowed(ctx: Context, error: TooMany, actor: Actor | None, where: str) -> None:
    """Note that somebody was made to wait: at the sign-in, or with an account."""
    if isinstance(error, SignInSlowed):
        kind = EventKind.SIGN_IN_SLOWED
    elif actor is not None:
        kind = EventKind.ACCESS_SLOWED
    else:
        return  # A stranger, who could fill the journal: what they did is refused, and leaves nothing.
    save(ctx.session, event=Event(kind, _id(actor), "", {"where": where}), at=ctx.now)


def read_register(ctx: Context, actor: Actor, *, before: datetime | None = None, limit: int = 50) -> RegisterPage:
    """Return a page of the register for the DPO, the controller or the coordinator; journalled."""
    check_may_read_register(actor)
    rows = store.list_transmissions(ctx.session, departements=actor.departements, before=before, limit=limit + 1)
    shown = rows[:limit]
    save(ctx.session, event=Event(EventKind.REGISTER_READ, actor.account_id, ""), at=ctx.now)
    return RegisterPage(
        tuple(_register_lines(ctx, shown)),
        shown[-1].prepared_at if len(rows) > limit else None,
        walking.state_since_seal(ctx, Chain.REGISTER),
    )


def read_chain(ctx: Context, actor: Actor, chain: Chain, *, before: int | None = None, limit: int = 50) -> ChainPage:
    """Return a page of a chain as it stands, for the DPO or the controller; journalled."""
    check_may_read_journal(actor)
    entries = trails.read_page(ctx.session, chain, before=before, limit=limit)
    state = walking.state_since_seal(ctx, chain)  # before this reading itself becomes an entry
    event = Event(EventKind.JOURNAL_READ, actor.account_id, "", {"chain": chain.value})
    save(ctx.session, event=event, at=ctx.now)
    older = entries[-1].index if entries and entries[-1].index > state.begins_at else None
    return ChainPage(tuple(entry_lines(ctx, entries)), older, state)


def entry_lines(ctx: Context, entries: Sequence[Entry]) -> list[EntryLine]:
    """Say of entries who acted, by function, and which pli or deposit they are about, by reference."""
    subjects = {entry.subject for entry in entries}
    plis, deposits = store.references_of(ctx.session, subjects), deposit_store.references_of(ctx.session, subjects)
    references = {**plis, **deposits}
    labels = {actor: administering.actor_label(ctx, actor) for actor in {entry.actor for entry in entries}}
    return [
        EntryLine(
            entry.index, entry.time, entry.kind, labels[entry.actor], entry.subject,
            references.get(entry.subject, ""), entry.detail,
        )
        for entry in entries
    ]  # fmt: skip


def _register_lines(ctx: Context, rows: Sequence[Transmission]) -> list[RegisterLine]:
    listed = list(rows)
    deadlines = store.list_deadlines(ctx.session, [row.id for row in listed])
    return [
        RegisterLine(line, tuple(deadline_lines([d for d in deadlines if d.transmission_id == line.id])))
        for line in transmission_lines(ctx, listed, named=False)
    ]


def _id(actor: Actor | None) -> str:
    return actor.account_id if actor else ""
