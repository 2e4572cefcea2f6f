"""What comes first? « Ma journée » for those who follow people, what they do for the others."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.usecases import (
    administering,
    announcing_ends,
    attestations,
    box_news,
    breach_people,
    deposited,
    keeping_departements,
    my_day,
    overseeing,
)
from liaison.usecases.announcing_ends import ComingEnd
from liaison.usecases.box_news import Arrival
from liaison.usecases.deposited import DepositLine
from liaison.usecases.my_day import MyDay
from liaison.usecases.overseeing import RetentionDay
from liaison.usecases.table_words import WAYS
from liaison.usecases.tables import of_today
from liaison.usecases.tables.of_today import TableOfToday
from liaison.vocabulary import Role
from web.deps import Ctx, CurrentPresence
from web.matrix import CASEWORK
from web.pages import day, render

router = APIRouter()
DEPOSITS: Final = 10
"""Of those that wait, the day shows so many: whoever floods the deposit does not make it long to read and slow."""


@dataclass(frozen=True, slots=True)
class DayPage:
    """What waits for somebody today."""

    today: str
    day: MyDay
    coordinates: bool
    arrivals: tuple[Arrival, ...]
    deposits: tuple[DepositLine, ...]
    more_deposits: bool
    ends: tuple[ComingEnd, ...]
    """Conventions that end soon, for the coordination."""
    late_copies: int
    """Partners who were asked to destroy their copies, and for whom somebody must do something."""
    to_inform: int
    tables: tuple[TableOfToday, ...]
    on: date
    ways: tuple[tuple[str, str], ...] = tuple((way.value, label) for way, label in WAYS.items())
    title: str = "Ma journée"


@dataclass(frozen=True, slots=True)
class OversightPage:
    """What the DPO and the controller come for."""

    today: str
    ends: tuple[ComingEnd, ...]
    late_copies: int
    retention: RetentionDay
    title: str = "Accueil"


@dataclass(frozen=True, slots=True)
class AdministrationPage:
    """What the administrator comes for; what is missing comes first."""

    today: str
    departements: int
    accounts: int
    waiting: int
    title: str = "Accueil"


@router.get("/")
def home(request: Request, ctx: Ctx, presence: CurrentPresence) -> Response:
    """Show what waits for whoever is signed in."""
    actor, today = presence.actor, day(ctx.today)
    if actor.role in CASEWORK:
        arrivals = tuple(box_news.list_waiting(ctx, actor))
        pending = tuple(deposited.list_pending(ctx, actor, limit=DEPOSITS + 1))
        coordinates = actor.role is Role.COORDINATOR
        page = DayPage(
            today, my_day.my_day(ctx, actor), coordinates, arrivals, pending[:DEPOSITS],
            more_deposits=len(pending) > DEPOSITS,
            ends=tuple(announcing_ends.coming_ends(ctx, actor)) if coordinates else (),
            late_copies=attestations.count_late(ctx, actor) if coordinates else 0,
            to_inform=breach_people.count_to_inform(ctx, actor),
            tables=of_today.tables_of_today(ctx, actor) if coordinates else (),
            on=ctx.today,
        )  # fmt: skip
        return render(request, "home/day.html", page)
    if actor.role is not Role.ADMINISTRATOR:
        oversight = OversightPage(
            today,
            tuple(announcing_ends.coming_ends(ctx, actor)),
            attestations.count_late(ctx, actor),
            overseeing.retention_day(ctx, actor),
        )
        return render(request, "home/oversight.html", oversight)
    accounts = administering.list_accounts(ctx, actor)
    waiting = sum(account.invited_until is not None for account in accounts)
    departements = len(keeping_departements.list_departements(ctx, actor))
    return render(request, "home/administration.html", AdministrationPage(today, departements, len(accounts), waiting))
