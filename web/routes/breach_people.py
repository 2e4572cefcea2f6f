"""Who is to be told of a breach, by name? For the référents and the coordination; they tell, and note it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.usecases import breach_people, breach_words
from liaison.usecases.breach_notices import Notice
from liaison.usecases.breach_people import PersonLine, ToInform
from liaison.usecases.breach_words import offered
from liaison.usecases.context import Context
from liaison.vocabulary.breaches import Way
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import pdf
from web.inputs import FrenchDate, Input, read
from web.moments import day_of
from web.pages import go, render

router = APIRouter()

_LETTER: Final = "incidents/letter.html"


class InformedInput(Input):
    """When and how a person was told."""

    informed_on: Annotated[FrenchDate, Field(title="Informée le")]
    way: Annotated[Way, Field(title="Comment")]


@dataclass(frozen=True, slots=True)
class ToInformPage:
    """The people whom breaches concern."""

    breaches: tuple[ToInform, ...]
    title: str = "Personnes concernées par une violation"
    ways: Mapping[Way, str] = field(default_factory=lambda: breach_words.WAYS)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What one person is told, and the form that records it."""

    person: PersonLine
    notice: Notice
    informed_on: str
    way: str = ""
    problems: tuple[Problem, ...] = ()
    title: str = "Informer la personne"
    ways: tuple[tuple[str, str], ...] = offered(breach_words.WAYS, breach_words.TO_PEOPLE)


@router.get("/personnes-a-informer")
def list_to_inform(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the people whom breaches concern, for those who may open their dossiers."""
    return render(request, "incidents/to_inform.html", ToInformPage(tuple(breach_people.list_to_inform(ctx, actor))))


@router.get("/personnes-a-informer/{incident_id}/{case_id}")
def show_letter(request: Request, incident_id: str, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what one person is told."""
    return render(request, _LETTER, _page(ctx, actor, incident_id, case_id))


@router.get("/personnes-a-informer/{incident_id}/{case_id}/lettre.pdf")
def print_letter(incident_id: str, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what one person is told on paper."""
    return pdf(breach_people.print_letter(ctx, actor, incident_id, case_id), name="lettre.pdf")


@router.post("/personnes-a-informer/{incident_id}/{case_id}")
def note_informed(
    request: Request, incident_id: str, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:  # fmt: skip
    """Record that one person was told."""
    page = _page(ctx, actor, incident_id, case_id)
    try:
        given = read(form, InformedInput)
        day = day_of(given.informed_on, field="informed_on", label="Informée le")
        breach_people.note_informed(ctx, actor, incident_id, case_id, day, given.way)
    except Invalid as error:
        shown = replace(page, problems=error.problems, informed_on=form.one("informed_on"), way=form.one("way"))
        raise Again(error, _LETTER, shown) from error
    return go(request, "list_to_inform", done="personne-informee")


def _page(ctx: Context, actor: Actor, incident_id: str, case_id: str) -> LetterPage:
    person, notice = breach_people.letter(ctx, actor, incident_id, case_id)
    return LetterPage(person, notice, f"{ctx.today:%d/%m/%Y}")
