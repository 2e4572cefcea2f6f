"""Which dossiers are in the archive, and how does one come out (CNIL, archivage intermédiaire)? The coordination's."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import archiving
from liaison.usecases.archiving import REASONS, ArchivedLine
from liaison.vocabulary.archives import WayBack
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()


class WayBackInput(Input):
    """What a dossier is needed for."""

    why: Annotated[WayBack, Field(title="Motif")]


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """How many dossiers are archived, and those that were looked for: nobody reads the list through."""

    count: int
    search: str = ""
    found: tuple[ArchivedLine, ...] = ()
    title: str = "Dossiers archivés"


@dataclass(frozen=True, slots=True)
class WayBackPage:
    """An archived dossier, and the reason that is asked before it comes out."""

    case: ArchivedLine
    problems: tuple[Problem, ...] = ()
    title: str = "Sortir un dossier des archives"

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """What a dossier is taken out for."""
        return tuple((why.value, label) for why, label in REASONS.items())


@router.get("/dossiers/archives")
def show_archive(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Say how many dossiers are archived, and offer to look for one."""
    return render(request, "cases/archive.html", ArchivePage(archiving.count_archived(ctx, actor)))


@router.post("/dossiers/archives")
def search_archive(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Look for a dossier; by POST, so that no name is ever in an address (T-8)."""
    search = form.one("search").strip()[:200]
    found = tuple(archiving.search(ctx, actor, search))
    return render(request, "cases/archive.html", ArchivePage(archiving.count_archived(ctx, actor), search, found))


@router.get("/dossiers/archives/{case_id}")
def ask_way_back(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for which reason a dossier is taken out."""
    return render(request, "cases/way_back.html", WayBackPage(archiving.open_line(ctx, actor, case_id)))


@router.post("/dossiers/archives/{case_id}")
def take_case_out(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Give a dossier back to daily work, with a reason."""
    try:
        given = read(form, WayBackInput)
    except Invalid as error:
        page = WayBackPage(archiving.open_line(ctx, actor, case_id), error.problems)
        raise Again(error, "cases/way_back.html", page) from error
    archiving.take_out(ctx, actor, case_id, given.why)
    return go(request, "show_case", case_id=case_id, done="dossier-sorti")
