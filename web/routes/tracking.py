"""How does the coordinator take the table of annexe 8 (V-6)? A period, the table, its files, and one's own columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.rules.tracking import Period, usual_periods
from liaison.usecases import keeping_departements
from liaison.usecases.context import Context
from liaison.usecases.tracking import columns, exporting, showing
from liaison.usecases.tracking.columns import FIELDS, ColumnView
from liaison.usecases.tracking.exporting import TrackingFormat, Wanted
from liaison.usecases.tracking.showing import TrackingView
from liaison.vocabulary.tables import TrackingForm
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import attachment
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()


class PeriodInput(Input):
    """A département and a period; they may stand in an address, for nothing of it is about anybody."""

    departement: Annotated[str, Field(title="Département", max_length=3)] = ""
    du: Annotated[FrenchDate, Field(title="Du")] = None
    au: Annotated[FrenchDate, Field(title="Au")] = None


class FileInput(PeriodInput):
    """Which file of it."""

    tracking: Annotated[TrackingForm, Field(title="Forme")]
    table_format: Annotated[TrackingFormat, Field(title="Fichier")]


class Act(StrEnum):
    """What is done to a column."""

    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


class ColumnInput(Input):
    """A column, and what to do with it."""

    act: Annotated[Act, Field(title="Action")]
    heading: Annotated[str, Field(title="Titre de la colonne")] = ""
    field: Annotated[str, Field(title="Ce qu’elle contient")] = ""


@dataclass(frozen=True, slots=True)
class TrackingPage:
    """A period to choose, and its table."""

    departements: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    usual: tuple[tuple[str, Period], ...]
    table: TrackingView | None
    problems: tuple[Problem, ...] = ()
    title: str = "Tableau de suivi du public"


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The columns of one's own export."""

    departement: str
    columns: tuple[ColumnView, ...]
    fields: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Colonnes de votre export"


@router.get("/suivi")
def ask_tracking(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show who was in the programme during a period: the last full quarter, unless another one is asked for."""
    usual = _usual(ctx)
    texts = {name: request.query_params.get(name, "").strip() for name in PeriodInput.model_fields}
    (_, last), *_ = usual
    texts["departement"] = texts["departement"] or min(actor.departements, default="")
    if not texts["du"] and not texts["au"]:
        texts |= {"du": f"{last.since:%d/%m/%Y}", "au": f"{last.until:%d/%m/%Y}"}
    table: TrackingView | None = None
    problems: tuple[Problem, ...] = ()
    try:
        typed = read(Form({name: (value,) for name, value in texts.items()}), PeriodInput)
        period = showing.period_of(typed.du, typed.au)
        texts |= {"du": f"{period.since:%d/%m/%Y}", "au": f"{period.until:%d/%m/%Y}"}
        table = showing.show(ctx, actor, typed.departement, period)
    except Invalid as error:
        problems = error.problems
    page = TrackingPage(_departements(ctx, actor), texts, usual, table, problems)
    return render(request, "tracking/show.html", page, status=422 if problems else 200)


@router.post("/suivi")
def make_tracking(ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give the table as a file; by POST, since the journal notes who took it."""
    given = read(form, FileInput)
    period = showing.period_of(given.du, given.au)
    made = exporting.export(ctx, actor, Wanted(given.departement, period, given.tracking, given.table_format))
    return attachment(made.content, name=made.name)


@router.get("/suivi/colonnes/{code}")
def ask_tracking_columns(request: Request, code: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the columns of one's own export, to add, remove and move."""
    return render(request, "tracking/columns.html", _columns_page(ctx, actor, code, Form()))


@router.post("/suivi/colonnes/{code}")
def save_tracking_columns(request: Request, code: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add, remove or move a column."""
    try:
        _change(ctx, actor, code, read(form, ColumnInput))
    except (Invalid, Conflict) as error:
        raise Again(error, "tracking/columns.html", _columns_page(ctx, actor, code, form, error)) from error
    return go(request, "ask_tracking_columns", code=code, done="colonnes-suivi")


def _change(ctx: Context, actor: Actor, code: str, given: ColumnInput) -> None:
    if given.act is Act.ADD:
        columns.add_column(ctx, actor, code, given.heading, given.field)
    elif given.act is Act.REMOVE:
        columns.remove_column(ctx, actor, code, given.heading)
    else:
        by = -1 if given.act is Act.UP else 1
        columns.move_column(ctx, actor, code, given.heading, by=by)


def _usual(ctx: Context) -> tuple[tuple[str, Period], ...]:
    names = ("Dernier trimestre", "Trimestre en cours", "Année en cours")
    return tuple(zip(names, usual_periods(ctx.today), strict=True))


def _departements(ctx: Context, actor: Actor) -> tuple[tuple[str, str], ...]:
    own = keeping_departements.list_departements(ctx, actor)
    return tuple((one.code, f"{one.name} ({one.code})") for one in own)


def _columns_page(ctx: Context, actor: Actor, code: str, form: Form, error: LiaisonError | None = None) -> ColumnsPage:
    typed = {name: form.one(name) if form.one("act") == Act.ADD else "" for name in ("heading", "field")}
    return ColumnsPage(
        code,
        columns.list_columns(ctx, actor, code),
        tuple((key, field.label) for key, field in FIELDS.items()),
        typed,
        error.problems if isinstance(error, Invalid) else (),
        None if isinstance(error, Invalid) else error,
    )
