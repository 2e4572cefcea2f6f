"""How is a table of the month frozen, and read for ever after? Its confirmation, its copies, its answers, its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.rules.access import Actor
from liaison.rules.lifecycle import TABLE_MOVES
from liaison.usecases.context import Context
from liaison.usecases.table_words import CAPACITIES
from liaison.usecases.tables import (
    answers,
    closing,
    correcting,
    freezing_table,
    frozen,
    lines,
    proposing,
    sending_table,
)
from liaison.usecases.tables.answers import AnswerView
from liaison.usecases.tables.columns import COLUMNS
from liaison.usecases.tables.shown import CapacityView, FrozenTable, ProposedTable
from liaison.vocabulary.tables import TableStatus
from web.deps import Ctx, CurrentActor, Posted
from web.files import attachment, pdf
from web.month_sheet import MonthSheet, frozen_sheet
from web.pages import go, render
from web.routes.cases import revision_of
from web.table_steps import AGAIN, NEXT, Stage, Step, stages

router = APIRouter()

LABELS: Final[Mapping[str, str]] = {column.id: column.label for column in COLUMNS}
_ANSWERABLE: Final = frozenset({TableStatus.SENT, TableStatus.ANSWERED, TableStatus.CLOSED})
"""An appointment may be given once the table is closed, and an answer be corrected."""


@dataclass(frozen=True, slots=True)
class FrozenShown:
    """A table as it left: its rows, its files, what the DT OFII answered."""

    title: str
    table: FrozenTable
    sheet: MonthSheet
    stages: tuple[Stage, ...]
    step: Step | None
    capacity: str
    ids: Mapping[str, str]
    """By reference: the row, while its dossier is there."""
    answers: Mapping[str, AnswerView]
    """By reference."""
    may_answer: bool
    """Whether answers may be typed: a late one of a table that was closed too."""
    may_correct: bool
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)


@dataclass(frozen=True, slots=True)
class FreezingPage:
    """What is frozen for good, said once more before it is."""

    table: ProposedTable
    capacity: str
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    title: str = "Figer le tableau"


@router.get("/tableaux/{table_id}/figer")
def ask_freezing(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Say what will be frozen, with all that is still « à compléter », and ask."""
    table = proposing.view(ctx, actor, table_id)
    return render(request, "tables/freeze.html", FreezingPage(table, capacity_said(table.line.capacity)))


@router.post("/tableaux/{table_id}/figer")
def freeze_table(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Freeze a table: from now on nothing in it changes."""
    freezing_table.freeze(ctx, actor, table_id, revision_of(form), seen=form.one("seen"))
    return go(request, "show_table", done="tableau-fige", table_id=table_id)


@router.post("/tableaux/{table_id}/clore")
def close_table(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Close a table: no answer is awaited any more."""
    closing.close(ctx, actor, table_id, revision_of(form))
    return go(request, "show_table", done="tableau-clos", table_id=table_id)


@router.post("/tableaux/{table_id}/corriger")
def correct_table(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Begin a new version of a table that was frozen."""
    new = correcting.correct(ctx, actor, table_id)
    return go(request, "show_table", done="tableau-corrige", table_id=new.id)


@router.get("/tableaux/{table_id}/tableau.pdf")
def print_table(table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the frozen table as the paper of annexe 4-1."""
    name = lines.table_of(ctx, actor, table_id).number
    return pdf(frozen.pdf_of(ctx, actor, table_id), name=f"tableau-{name}.pdf")


@router.get("/tableaux/{table_id}/tableau.xlsx")
def download_workbook(table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give the frozen table as the workbook that the DT OFII receives."""
    name = lines.table_of(ctx, actor, table_id).number
    return attachment(frozen.workbook_of(ctx, actor, table_id), name=f"tableau-{name}.xlsx")


def frozen_page(ctx: Context, actor: Actor, table_id: str) -> FrozenShown:
    """Return the page of a table as it left, with what the DT OFII answered of each row."""
    table = frozen.read_table(ctx, actor, table_id)
    ids = {row.reference: row.id for row in table.rows if not row.erased}
    given = answers.answers_of(ctx, list(ids.values()))
    status = table.line.status
    return FrozenShown(
        title=f"Tableau {table.line.number}",
        table=table,
        sheet=frozen_sheet(table.rows),
        stages=stages(status),
        step=AGAIN if sending_table.leaves_again(ctx, table_id) else NEXT.get(status),
        capacity=capacity_said(table.line.capacity),
        ids=ids,
        answers={reference: given[row_id] for reference, row_id in ids.items() if row_id in given},
        may_answer=status in _ANSWERABLE and table.line.sent_at is not None,
        may_correct=TableStatus.CORRECTED in TABLE_MOVES[status],
    )


def capacity_said(capacity: CapacityView) -> str:
    """Say the capacity in a sentence; nothing while nobody stated it."""
    if capacity.kind is None:
        return ""
    said = [CAPACITIES[capacity.kind]]
    if capacity.places is not None:
        said.append(
            f"{capacity.places} places ce mois-ci" if capacity.places > 1 else f"{capacity.places} place ce mois-ci"
        )
    said += [f"{places} à partir du {on:%d/%m/%Y}" for on, places in capacity.staggering]
    return " ; ".join(said) + "."
