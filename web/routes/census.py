"""How does a first census come in? Pages of a structure's file: chosen, understood, doubts settled, taken whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.rules.census import LABELS
from liaison.spreadsheets import MAX_BYTES
from liaison.usecases.census import model_table, reading, taking
from liaison.usecases.census.planning import Plan
from liaison.usecases.census.reading import MOST_PEOPLE, Census, Structure
from liaison.usecases.context import Context
from liaison.vocabulary import CirState
from web.deps import Ctx, CurrentActor, Posted, Uploaded
from web.errors import Again
from web.file_columns import FileColumn, columns_of
from web.files import attachment
from web.inputs import ExactInput, Input, read
from web.pages import go, render

router = APIRouter(prefix="/recensement")

SHOWN: Final = 200
"""Sure rows of a preview; a longer one says how many are left. Doubts are all shown: each is answered."""
MEANINGS: Final = tuple((meaning.value, label) for meaning, label in LABELS.items())
CIR_WORDS: Final = {
    CirState.SIGNED: "CIR signé",
    CirState.NOT_SIGNED: "CIR pas encore signé : à orienter vers l’OFII",
    CirState.UNKNOWN: "CIR non connu : à orienter vers l’OFII",
}


class FileInput(Input):
    """What is posted with the file."""

    partner: Annotated[str, Field(title="Structure", max_length=32)] = ""


class ColumnsInput(ExactInput):
    """What a preview posts: the rows, sealed; what each column means; what was decided; which preview it was."""

    kept: str
    columns: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    """As « 12:new »: the row of a doubt, and its answer; nothing behind the colon where none was chosen."""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class CensusFilePage:
    """Where a structure and its file are chosen."""

    structures: tuple[Structure, ...]
    chosen: str = ""
    columns: tuple[str, ...] = tuple(LABELS.values())
    kilobytes: int = MAX_BYTES // 1024
    rows: int = MOST_PEOPLE
    problems: tuple[Problem, ...] = ()
    title: str = "Premier recensement"


@dataclass(frozen=True, slots=True)
class CensusPreviewPage:
    """What a census would do; nothing is done."""

    structure: Structure
    rows: int
    columns: tuple[FileColumn, ...]
    plan: Plan | None
    kept: str
    decisions: Mapping[int, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    meanings: tuple[tuple[str, str], ...] = MEANINGS
    cir_words: Mapping[CirState, str] = field(default_factory=lambda: CIR_WORDS)
    shown: int = SHOWN
    title: str = "Aperçu du recensement"


@router.get("")
def ask_census(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer to choose a structure and its file."""
    return render(request, "census/ask.html", CensusFilePage(reading.structures(ctx, actor)))


@router.get("/modele")
def download_census_model(actor: CurrentActor) -> Response:
    """Give the blank table that structures fill."""
    return attachment(model_table.blank(actor), name="recensement-modele.xlsx")


@router.post("")
def read_census(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted, file: Uploaded) -> Response:
    """Read a file and show what it would do; nothing of it is kept here."""
    given = read(form, FileInput)
    try:
        census = reading.read_upload(ctx, actor, given.partner, file)
    except Invalid as error:
        page = CensusFilePage(reading.structures(ctx, actor), given.partner, problems=error.problems)
        raise Again(error, "census/ask.html", page) from error
    columns = reading.propose(ctx, actor, census)
    shown = ColumnsInput(kept=reading.keep(ctx, actor, census), columns=columns)
    return render(request, "census/preview.html", _preview_page(ctx, actor, census, shown))


@router.post("/apercu")
def preview_census(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Show what the file would do with other meanings of its columns."""
    given = read(form, ColumnsInput)
    census = reading.give_back(ctx, actor, given.kept)
    return render(request, "census/preview.html", _preview_page(ctx, actor, census, given))


@router.post("/faire")
def run_census(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Take the census in, as it was looked at."""
    given = read(form, ColumnsInput)
    census = reading.give_back(ctx, actor, given.kept)
    try:
        taking.run(ctx, actor, census, given.columns, decisions=_decisions(given), seen=given.seen)
    except (Invalid, Conflict) as error:
        ctx.take_back()
        page = _preview_page(ctx, actor, census, given, error)
        raise Again(error, "census/preview.html", page) from error
    return go(request, "list_cases", done="recensement-importe")


def _preview_page(
    ctx: Context, actor: Actor, census: Census, given: ColumnsInput, error: LiaisonError | None = None
) -> CensusPreviewPage:
    problems: tuple[Problem, ...] = ()
    plan = None
    try:
        plan = taking.preview(ctx, actor, census, given.columns)
    except Invalid as found:
        problems = found.problems
    if plan is not None and not plan.problems and isinstance(error, Invalid):
        problems = error.problems
    return CensusPreviewPage(
        reading.structure_of(ctx, actor, census),
        len(census.rows),
        columns_of(census.headings, census.rows, given.columns),
        plan,
        given.kept,
        _decisions(given),
        problems,
        error if isinstance(error, Conflict) else None,
    )


def _decisions(given: ColumnsInput) -> dict[int, str]:
    decisions = {}
    for text in given.decisions:
        row, colon, decision = text.partition(":")
        if not (colon and row.isascii() and row.isdigit() and len(row) <= 7):  # noqa: PLR2004 - Excel's last row has seven digits
            raise HTTPException(400)
        decisions[int(row)] = decision
    return decisions
