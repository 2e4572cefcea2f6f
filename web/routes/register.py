"""What left, what came in, and does the past hold? Pages of the DPO: register, journal. No content."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.rules.access import check_may_read_journal, is_allowed
from liaison.usecases import auditing, received_register
from liaison.usecases.auditing import RegisterPage
from liaison.usecases.deposited import DOOR_WORDS
from liaison.usecases.received_register import ReceivedPage
from liaison.usecases.taking_in import FATE_LABELS
from liaison.usecases.walking import ChainState
from liaison.vocabulary import Chain, DepositDoor, DocumentFate
from web.chains import ChainRow, row
from web.deps import Ctx, CurrentActor
from web.pages import render
from web.paging import cursor, position

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A page of the register."""

    register: RegisterPage
    reads_entries: bool
    title: str = "Registre des transmissions"


@dataclass(frozen=True, slots=True)
class ReceivedShown:
    """A page of what came in."""

    received: ReceivedPage
    doors: Mapping[DepositDoor, str] = field(default_factory=lambda: DOOR_WORDS)
    fates: Mapping[DocumentFate, str] = field(default_factory=lambda: FATE_LABELS)
    title: str = "Fichiers reçus"


@dataclass(frozen=True, slots=True)
class ChainShown:
    """A page of a chain."""

    title: str
    rows: tuple[tuple[ChainRow, str], ...]
    older: int | None
    state: ChainState
    route: str


@router.get("/registre")
def read_register(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the register of transmissions."""
    page = auditing.read_register(ctx, actor, before=cursor(request))
    shown = RegisterShown(page, is_allowed(check_may_read_journal, actor))
    return render(request, "register/list.html", shown)


@router.get("/registre/recus")
def read_received(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what came in."""
    page = received_register.read_received(ctx, actor, before=cursor(request))
    return render(request, "register/received.html", ReceivedShown(page))


@router.get("/registre/entrees")
def read_entries(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the entries of the register, one by one."""
    return _chain(request, ctx, actor, Chain.REGISTER)


@router.get("/journal")
def read_journal(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the security journal."""
    return _chain(request, ctx, actor, Chain.SECURITY)


def _chain(request: Request, ctx: Ctx, actor: CurrentActor, chain: Chain) -> Response:
    page = auditing.read_chain(ctx, actor, chain, before=position(request))
    shown = ChainShown(
        title="Entrées du registre" if chain is Chain.REGISTER else "Journal de sécurité",
        rows=tuple((row(line, line.at, reference=line.reference), line.actor_label) for line in page.lines),
        older=page.older,
        state=page.state,
        route="read_entries" if chain is Chain.REGISTER else "read_journal",
    )
    return render(request, "register/chain.html", shown)
