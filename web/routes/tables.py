"""How does the coordination prepare the table of a month? The list, the sheet as the dossiers stand, its capacity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor, check_may_work_in
from liaison.usecases.context import Context
from liaison.usecases.table_words import CAPACITIES
from liaison.usecases.tables import (
    lines,
    opening_months,
    proposing,
    stating,
)
from liaison.usecases.tables.shown import CapacityView, ProposedTable, TableLine
from liaison.usecases.tables.stating import CapacityForm
from liaison.vocabulary.tables import Capacity, TableStatus
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.moments import Places
from web.month_sheet import MonthSheet, proposed_sheet
from web.pages import go, render
from web.routes.cases import revision_of
from web.routes.frozen_tables import LABELS, frozen_page
from web.table_steps import Stage, Step, next_of, stages

router = APIRouter()

STEPS: Final = range(1, stating.STEPS + 1)
"""Lines in which an operator staggers the people that it takes."""


class CapacityInput(Input):
    """Whether the operator can take these people, and how many this month."""

    capacity: Annotated[Capacity, Field(title="Capacité d’accueil")]
    places: Annotated[Places | None, Field(title="Places ce mois-ci")] = None


class StepInput(Input):
    """One day of a staggering and its places."""

    on: Annotated[FrenchDate, Field(title="À partir du")] = None
    places: Annotated[Places | None, Field(title="Places")] = None


@dataclass(frozen=True, slots=True)
class TablesPage:
    """The tables of the coordinator's départements, the newest month first."""

    tables: tuple[TableLine, ...]
    to_open: tuple[str, ...]
    """Départements whose table of this month is not open: those that were added since it began."""
    title: str = "Tableaux"

    @property
    def months(self) -> tuple[tuple[str, tuple[TableLine, ...]], ...]:
        """Each month with its tables."""
        names = dict.fromkeys(line.month_name for line in self.tables)
        return tuple((name, tuple(line for line in self.tables if line.month_name == name)) for name in names)


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table that is proposed: what comes next, the sheet, and what was typed of the capacity."""

    title: str
    table: ProposedTable
    sheet: MonthSheet
    stages: tuple[Stage, ...]
    step: Step | None
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    capacities: tuple[tuple[str, str], ...] = tuple((kind.value, label) for kind, label in CAPACITIES.items())
    numbers: range = STEPS
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A month that was closed without a table: nobody was to be proposed."""

    title: str
    line: TableLine


@router.get("/tableaux")
def list_tables(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the tables, month by month."""
    tables = proposing.list_tables(ctx, actor)
    month = opening_months.this_month(ctx)
    opened = {line.departement for line in tables if line.month == month}
    page = TablesPage(tables, tuple(sorted(actor.departements - opened)))
    return render(request, "tables/list.html", page)


@router.post("/tableaux")
def open_table(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open the table of this month, where the night has not."""
    departement = form.one("departement")
    check_may_work_in(actor, departement)
    table = opening_months.open_month(ctx, departement, opening_months.this_month(ctx), by=actor.account_id)
    return go(request, "show_table", done="tableau-ouvert", table_id=table.id)


@router.get("/tableaux/{table_id}")
def show_table(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a table: while it is proposed, the dossiers as they stand; frozen, what left."""
    line = lines.line_of(ctx, lines.table_of(ctx, actor, table_id))
    if line.status is TableStatus.PROPOSED:
        return render(request, "tables/show.html", proposed_page(ctx, actor, table_id))
    if line.frozen_at is None:
        return render(request, "tables/closed.html", ClosedPage(f"Tableau de {line.month_name}", line))
    return render(request, "tables/frozen.html", frozen_page(ctx, actor, table_id))


@router.post("/tableaux/{table_id}/capacite")
def state_capacity(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep what the operator says of its places (V-2)."""
    try:
        stating.state_capacity(ctx, actor, table_id, _capacity(form), revision_of(form))
    except (Invalid, Conflict) as error:
        page = proposed_page(ctx, actor, table_id, typed=form.raw(), error=error)
        raise Again(error, "tables/show.html", page) from error
    return go(request, "show_table", done="capacite-notee", anchor="capacite", table_id=table_id)


def proposed_page(
    ctx: Context,
    actor: Actor,
    table_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    error: LiaisonError | None = None,
) -> TableShown:
    """Return the page of a table that is proposed, with what was typed of its capacity and why it was not taken."""
    table = proposing.view(ctx, actor, table_id)
    return TableShown(
        title=f"Tableau de {table.line.month_name}",
        table=table,
        sheet=proposed_sheet(table.rows),
        stages=stages(table.line.status),
        step=next_of(table),
        typed=_typed(table.line.capacity) if typed is None else typed,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )


def _typed(capacity: CapacityView) -> dict[str, str]:
    typed = {
        "capacity": capacity.kind.value if capacity.kind else "",
        "places": "" if capacity.places is None else str(capacity.places),
    }
    for number, (on, places) in enumerate(capacity.staggering, start=1):
        typed |= {f"on-{number}": f"{on:%d/%m/%Y}", f"places-{number}": str(places)}
    return typed


def _capacity(form: Form) -> CapacityForm:
    """Read the capacity and the lines of its staggering; all that is wrong is said at once.

    Raises:
        Invalid: a value cannot be read, or a line has a day without places.
    """
    problems: list[Problem] = []
    steps: list[tuple[date, int]] = []
    for number in STEPS:
        try:
            steps += _step(form.one(f"on-{number}"), form.one(f"places-{number}"), number)
        except Invalid as error:
            problems += error.problems
    asked = {name: (form.one(name),) for name in ("capacity", "places") if form.one(name).strip()}
    try:
        stated = read(Form(asked), CapacityInput)
    except Invalid as error:
        raise Invalid([*error.problems, *problems]) from None
    if problems:
        raise Invalid(problems)
    return CapacityForm(stated.capacity, stated.places, tuple(steps))


def _step(on: str, places: str, number: int) -> list[tuple[date, int]]:
    typed = {"on": (on,), "places": (places,)} if places.strip() else {"on": (on,)}
    try:
        read_ = read(Form(typed), StepInput)
    except Invalid as error:
        raise Invalid([Problem(f"{p.field}-{number}", p.label, p.message) for p in error.problems]) from None
    if read_.on is None and read_.places is None:
        return []
    if read_.on is None or read_.places is None:
        name, label = ("on", "À partir du") if read_.on is None else ("places", "Places")
        raise Invalid([Problem(f"{name}-{number}", label, "À remplir, ou videz la ligne.")])
    return [(read_.on, read_.places)]
