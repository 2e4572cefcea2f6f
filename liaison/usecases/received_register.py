"""What came in, for those who follow the register? Whose file, by which door, what became of it, until when.

Nothing here says whom a deposit is about: the DPO sees its reference and its deadlines, by pseudonym elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from liaison.events import EventKind
from liaison.records import Deadline
from liaison.rules.access import Actor, check_may_read_register
from liaison.store import deposits as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import deposited
from liaison.usecases.context import Context
from liaison.usecases.deposited import DepositLine
from liaison.usecases.listing import DeadlineLine, deadline_lines
from liaison.vocabulary import DocumentFate


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A deposit as the register shows it: how many documents it held, what became of them, each deadline."""

    deposit: DepositLine
    fates: Mapping[DocumentFate, int]
    deadlines: tuple[DeadlineLine, ...]


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """A page of what came in, newest first."""

    lines: tuple[ReceivedLine, ...]
    older: datetime | None


def read_received(ctx: Context, actor: Actor, *, before: datetime | None = None, limit: int = 50) -> ReceivedPage:
    """Return a page of what came in, for the DPO, the controller or the coordinator; journalled.

    Raises:
        Denied: any other role.
    """
    check_may_read_register(actor)
    rows = store.list_deposits(ctx.session, departements=actor.departements, before=before, limit=limit + 1)
    shown = rows[:limit]
    save(ctx.session, event=Event(EventKind.REGISTER_READ, actor.account_id, ""), at=ctx.now)
    lines = [
        ReceivedLine(line, _fates(ctx, line.id), _deadlines(ctx, line.id))
        for line in deposited.deposit_lines(ctx, shown, named=False)
    ]
    return ReceivedPage(tuple(lines), shown[-1].received_at if len(rows) > limit else None)


def _fates(ctx: Context, deposit_id: str) -> Mapping[DocumentFate, int]:
    fates = [DocumentFate(one.fate) for one in store.list_documents(ctx.session, deposit_id)]
    return {fate: fates.count(fate) for fate in DocumentFate if fate in fates}


def _deadlines(ctx: Context, deposit_id: str) -> tuple[DeadlineLine, ...]:
    rows: list[Deadline] = list(store.deadlines_of_deposit(ctx.session, deposit_id))
    return tuple(deadline_lines(rows))
