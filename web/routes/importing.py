"""How does the directory come in and go out? Pages of a file: chosen, understood, looked at, taken whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.rules.columns import LABELS
from liaison.spreadsheets import MAX_BYTES, MAX_ROWS
from liaison.usecases import exporting, importing
from liaison.usecases.context import Context
from liaison.usecases.exporting import TableFormat
from liaison.usecases.importing import Preview, Upload
from web.deps import Ctx, CurrentActor, Posted, Uploaded
from web.errors import Again
from web.file_columns import FileColumn, columns_of
from web.files import attachment
from web.inputs import ExactInput, Input, read
from web.pages import go, render

router = APIRouter(prefix="/partenaires")

SHOWN: Final = 200
"""Lines of a preview; a longer one says how many are left."""
MEANINGS: Final = tuple((meaning.value, label) for meaning, label in LABELS.items())


class FileInput(Input):
    """What is posted with the file."""

    departement: Annotated[str, Field(title="Département", max_length=3)] = ""


class ExportInput(Input):
    """What is asked of an export."""

    departement: Annotated[str, Field(title="Département", max_length=3)] = ""
    table_format: Annotated[TableFormat, Field(title="Format")]


class ColumnsInput(ExactInput):
    """What a preview posts: the rows, sealed; what each column means; which preview it was."""

    kept: str
    columns: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class FilePage:
    """Where a file is chosen, or the directory taken away."""

    departements: tuple[str, ...]
    departement: str
    columns: tuple[str, ...] = tuple(LABELS.values())
    kilobytes: int = MAX_BYTES // 1024
    rows: int = MAX_ROWS
    problems: tuple[Problem, ...] = ()
    title: str = "Importer ou exporter l’annuaire"


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What an import would do; nothing is done."""

    departement: str
    rows: int
    columns: tuple[FileColumn, ...]
    preview: Preview | None
    kept: str
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    meanings: tuple[tuple[str, str], ...] = MEANINGS
    shown: int = SHOWN
    title: str = "Aperçu de l’import"


@router.get("/importer")
def ask_import(request: Request, actor: CurrentActor) -> Response:
    """Offer to choose a file, or to take the directory away."""
    return render(request, "partners/import.html", _file_page(actor, {}))


@router.post("/importer")
def read_import(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted, file: Uploaded) -> Response:
    """Read a file and show what it would do; nothing of it is kept here."""
    try:
        given = read(form, FileInput)
        upload = importing.read_upload(ctx, actor, given.departement, file)
    except Invalid as error:
        raise Again(error, "partners/import.html", _file_page(actor, form.raw(), error)) from error
    columns = importing.propose(ctx, actor, upload)
    kept = importing.keep(ctx, actor, upload)
    return render(request, "partners/import_preview.html", _preview_page(ctx, actor, upload, columns, kept))


@router.post("/importer/apercu")
def preview_import(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Show what the file would do with other meanings of its columns."""
    given = read(form, ColumnsInput)
    upload = importing.give_back(ctx, actor, given.kept)
    page = _preview_page(ctx, actor, upload, given.columns, given.kept)
    return render(request, "partners/import_preview.html", page)


@router.post("/importer/faire")
def run_import(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Take the file in, as it was looked at."""
    given = read(form, ColumnsInput)
    upload = importing.give_back(ctx, actor, given.kept)
    try:
        importing.run(ctx, actor, upload, given.columns, seen=given.seen)
    except (Invalid, Conflict) as error:
        page = _preview_page(ctx, actor, upload, given.columns, given.kept, error)
        raise Again(error, "partners/import_preview.html", page) from error
    return go(request, "list_partners", done="annuaire-importe")


@router.post("/exporter")
def export_directory(ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give the directory of a département as a file; by POST, since the journal notes who took it."""
    given = read(form, ExportInput)
    content = exporting.export_directory(ctx, actor, given.departement, given.table_format)
    return attachment(content, name=f"annuaire.{given.table_format.value}")


def _file_page(actor: Actor, typed: Mapping[str, str], error: Invalid | None = None) -> FilePage:
    own = tuple(sorted(actor.departements))
    return FilePage(own, typed.get("departement", own[0] if own else ""), problems=error.problems if error else ())


def _preview_page(
    ctx: Context,
    actor: Actor,
    upload: Upload,
    meanings: tuple[str, ...],
    kept: str,
    error: LiaisonError | None = None,
) -> PreviewPage:
    problems: tuple[Problem, ...] = ()
    preview = None
    try:
        preview = importing.preview(ctx, actor, upload, meanings)
    except Invalid as found:
        problems = found.problems
    return PreviewPage(
        upload.departement,
        len(upload.rows),
        columns_of(upload.headings, upload.rows, meanings),
        preview,
        kept,
        problems,
        error if isinstance(error, Conflict) else None,
    )
