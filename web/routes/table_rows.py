"""How is one person of a monthly table looked at? Their values and where each comes from, what is doubted, decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem, Refused, WrongState
from liaison.rules.access import Actor
from liaison.usecases import agreeing
from liaison.usecases.context import Context
from liaison.usecases.table_words import EXCLUDED_WHY, INCLUDED_WHY
from liaison.usecases.tables import editing, lines, proposing, settling
from liaison.usecases.tables.shown import ProposedRow
from liaison.vocabulary import AgreementKind
from liaison.vocabulary.orientations import Verdict
from liaison.vocabulary.tables import Settled, SettledWhy
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.moments import day_of
from web.month_sheet import Cell, proposed_sheet, saved_cell, verdict_label, whole_row
from web.pages import go, render
from web.routes.cases import revision_of
from web.table_steps import next_person

router = APIRouter()

_ANSWERS: Final = (("oui", "oui"), ("non", "non"))


class SettlementInput(Input):
    """What was decided of somebody whom the rules doubt, and why."""

    settled: Annotated[Settled, Field(title="Décision")]
    why: Annotated[SettledWhy, Field(title="Motif")]
    revision: Annotated[str, Field(title="Version", max_length=9)] = ""


class AgreementInput(Input):
    """The day on which the person agreed to be proposed."""

    given_on: Annotated[FrenchDate, Field(title="Accord donné le")] = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell as a field of a form: what stands in it, and where the kept value comes from."""

    cell: Cell
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Somebody who may be proposed: their eleven values, what the guide says, what a person decided."""

    title: str
    table_id: str
    row: ProposedRow
    asked: tuple[Asked, ...]
    verdict_label: str
    may_include: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    answers: tuple[tuple[str, str], ...] = _ANSWERS
    included: tuple[tuple[str, str], ...] = tuple((why.value, label) for why, label in INCLUDED_WHY.items())
    excluded: tuple[tuple[str, str], ...] = tuple((why.value, label) for why, label in EXCLUDED_WHY.items())


@router.get("/tableaux/{table_id}/personnes/{case_id}")
def edit_row(request: Request, table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show somebody's row to change; to the sheet's script, the row as it stands now."""
    lines.table_of(ctx, actor, table_id)
    if request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse(whole_row(proposing.row_of(ctx, actor, case_id)))
    return render(request, "tables/row.html", row_page(ctx, actor, table_id, case_id))


@router.post("/tableaux/{table_id}/personnes/{case_id}")
def save_row(request: Request, table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change somebody's values in their dossier; all that cannot be read is said at once, and nothing is kept then."""
    lines.table_of(ctx, actor, table_id)
    try:
        _save(ctx, actor, case_id, form)
    except (Invalid, Conflict, Refused) as error:
        page = row_page(ctx, actor, table_id, case_id, typed=form.raw(), error=error)
        raise Again(error, "tables/row.html", page) from error
    return go(request, "edit_row", done="dossier-enregistre", table_id=table_id, case_id=case_id)


@router.post("/tableaux/{table_id}/personnes/{case_id}/cellule")
def save_cell(table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change one value; the sheet's script asks for JSON and reads it, refusals too (`web.errors`)."""
    lines.table_of(ctx, actor, table_id)
    column = form.one("column")
    row = editing.edit_cell(ctx, actor, case_id, column, form.one("text"), revision_of(form))
    return JSONResponse(saved_cell(row, column))


@router.post("/tableaux/{table_id}/personnes/{case_id}/decision")
def settle_row(request: Request, table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep what a person decided of the doubts, then go to who waits next."""
    lines.table_of(ctx, actor, table_id)
    try:
        given = _settlement(form)
        settling.settle(ctx, actor, case_id, given.settled, given.why, revision=revision_of(form))
    except (Invalid, WrongState, Conflict, Refused) as error:
        page = row_page(ctx, actor, table_id, case_id, typed=form.raw(), error=error)
        raise Again(error, "tables/row.html", page) from error
    return _onwards(request, ctx, actor, table_id, case_id)


@router.post("/tableaux/{table_id}/personnes/{case_id}/decision/reprendre")
def unsettle_row(request: Request, table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a decision back: what was doubted is doubted again."""
    lines.table_of(ctx, actor, table_id)
    settling.unsettle(ctx, actor, case_id)
    return go(request, "edit_row", done="decision-reprise", table_id=table_id, case_id=case_id)


@router.post("/tableaux/{table_id}/personnes/{case_id}/accord")
def record_row_agreement(
    request: Request, table_id: str, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Record that the person agreed to be proposed: nothing leaves without it (T-7)."""
    lines.table_of(ctx, actor, table_id)
    try:
        given_on = day_of(read(form, AgreementInput).given_on, field="given_on", label="Accord donné le")
        agreeing.record_agreement(ctx, actor, case_id, AgreementKind.ORIENTATION, given_on)
    except (Invalid, WrongState) as error:
        page = row_page(ctx, actor, table_id, case_id, typed=form.raw(), error=error)
        raise Again(error, "tables/row.html", page) from error
    return go(request, "edit_row", done="accord-enregistre", table_id=table_id, case_id=case_id)


def _settlement(form: Form) -> SettlementInput:
    """Read a decision; a reason that is missing is asked for in the words of the form that was sent.

    Raises:
        Invalid: there is none.
    """
    if not form.one("why").strip():
        if form.one("settled") == Settled.EXCLUDED:
            raise Invalid([Problem("why-not", "Motif", "Choisissez pourquoi cette personne n’est pas proposée.")])
        label = "Comment l’avez-vous vérifié ?"
        raise Invalid([Problem("why", label, "Choisissez une réponse.")])
    return read(form, SettlementInput)


def row_page(
    ctx: Context,
    actor: Actor,
    table_id: str,
    case_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    error: LiaisonError | None = None,
) -> RowPage:
    """Return the page of somebody's row, with what was typed and why it was not taken."""
    row = proposing.row_of(ctx, actor, case_id)
    return RowPage(
        title=row.name,
        table_id=table_id,
        row=row,
        asked=tuple(_asked(row, typed or {})),
        verdict_label=verdict_label(row),
        may_include=row.verdict is not Verdict.NOT_ELIGIBLE,
        typed=typed or {},
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )


def _asked(row: ProposedRow, typed: Mapping[str, str]) -> Iterator[Asked]:
    sheet = proposed_sheet([row])
    for cell, kept in zip(sheet.lines[0].cells, row.cells, strict=True):
        origin = sheet.origins[cell.origin] if cell.origin is not None else ""
        yield Asked(cell, typed.get(cell.column.id, kept.text), origin)


def _save(ctx: Context, actor: Actor, case_id: str, form: Form) -> None:
    """Save each value that was changed, in the order of the columns.

    Raises:
        Invalid: values that cannot be read; the transaction keeps none then.
        Conflict: somebody else changed the dossier.
    """
    revision, problems = revision_of(form), []
    for cell in proposing.row_of(ctx, actor, case_id).cells:
        text = form.one(cell.column, cell.text).strip()
        if not cell.editable or text == cell.text:
            continue
        try:
            revision = editing.change_cell(ctx, actor, case_id, cell.column, text, revision)
        except Invalid as error:
            problems += [Problem(cell.column, problem.label, problem.message) for problem in error.problems]
    if problems:
        raise Invalid(problems)


def _onwards(request: Request, ctx: Context, actor: Actor, table_id: str, case_id: str) -> Response:
    """Go to the next person whom somebody must look at; to the table, once there is none."""
    following = next_person(proposing.view(ctx, actor, table_id), case_id)
    if following is None:
        return go(request, "show_table", done="decision-notee", table_id=table_id)
    return go(request, "edit_row", done="decision-suivante", table_id=table_id, case_id=following.case_id)
