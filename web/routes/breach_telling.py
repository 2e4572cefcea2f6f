"""What is each one told of a breach or a complaint, and when was it? The notice to copy or print, and its record."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.usecases import breach_telling, breach_viewing, breach_words
from liaison.usecases.breach_notices import Notice
from liaison.usecases.breach_telling import Telling
from liaison.usecases.breach_texts import LONGEST
from liaison.usecases.breach_viewing import NoticePage
from liaison.usecases.breach_words import offered
from liaison.usecases.context import Context
from liaison.vocabulary.breaches import Late, Spared, Stage, Way, Whom
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import pdf
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.moments import Hour, moment_of, typed
from web.pages import go, render

router = APIRouter()

_PAGE: Final = "incidents/notice.html"
LATE: Final = offered(breach_words.LATE)


class LateInput(Input):
    """Why somebody is told late, when they are."""

    model_config = ConfigDict(str_max_length=LONGEST)
    late: str = ""
    late_text: str = ""
    sure: Ticked = False


class TellingInput(LateInput):
    """How and when somebody was told."""

    way: Annotated[Way, Field(title="Comment")]
    told_on: Annotated[FrenchDate, Field(title="Annoncé le")]
    told_at: Annotated[Hour, Field(title="À quelle heure")]


class SparedInput(Input):
    """Why somebody needs not be told."""

    spared: Annotated[Spared, Field(title="Raison")]


@dataclass(frozen=True, slots=True)
class ToTell:
    """One notice, ready to copy, and the forms that record that it went out."""

    it: NoticePage
    title: str
    typed: Mapping[str, str]
    is_late: bool
    ways: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    guarded: bool = False
    late: tuple[tuple[str, str], ...] = LATE
    spared: tuple[tuple[str, str], ...] = offered(breach_words.SPARED)
    way_words: Mapping[Way, str] = field(default_factory=lambda: breach_words.WAYS)
    stage_words: Mapping[Stage, str] = field(default_factory=lambda: breach_words.STAGES)
    spared_words: Mapping[Spared, str] = field(default_factory=lambda: breach_words.SPARED)
    late_words: Mapping[Late, str] = field(default_factory=lambda: breach_words.LATE)


@dataclass(frozen=True, slots=True)
class PeopleNotice:
    """What the people are told, for the DPO to read."""

    notice: Notice
    incident_id: str
    title: str = "Ce que les personnes apprendront"


@router.get("/annonces/{clock_id}")
def show_notice_draft(request: Request, clock_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one notice, ready to send."""
    return render(request, _PAGE, _page(ctx, actor, clock_id))


@router.get("/annonces/{clock_id}/annonce.pdf")
def print_notice_draft(clock_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one notice on paper."""
    return pdf(breach_telling.print_notice(ctx, actor, clock_id), name="annonce.pdf")


@router.post("/annonces/{clock_id}/faite")
def note_told(request: Request, clock_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record that somebody was told by hand."""
    page = _page(ctx, actor, clock_id)
    try:
        given = read(form, TellingInput)
        at = moment_of(given.told_on, given.told_at, field="told_on", label="Annoncé le")
        telling = Telling(given.way, at, _late(given.late), given.late_text, given.sure)
        breach_telling.note(ctx, actor, clock_id, telling)
    except Invalid as error:
        raise Again(error, _PAGE, _again(page, form, error)) from error
    return _back(request, page.it, "annonce-notee")


@router.post("/annonces/{clock_id}/ecrire")
def write_to_party(request: Request, clock_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Tell the other party by a mail of the service."""
    page = _page(ctx, actor, clock_id)
    try:
        given = read(form, LateInput)
        telling = Telling(Way.SERVICE_MAIL, ctx.now, _late(given.late), given.late_text, given.sure)
        breach_telling.write_to_party(ctx, actor, clock_id, telling)
    except Invalid as error:
        raise Again(error, _PAGE, _again(page, form, error)) from error
    return _back(request, page.it, "annonce-partie")


@router.post("/annonces/{clock_id}/pas-concernee")
def spare_party(request: Request, clock_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record that somebody needs not be told, and why."""
    page = _page(ctx, actor, clock_id)
    try:
        breach_telling.spare(ctx, actor, clock_id, read(form, SparedInput).spared)
    except Invalid as error:
        raise Again(error, _PAGE, _again(page, form, error)) from error
    return _back(request, page.it, "partie-dispensee")


@router.get("/violations/{incident_id}/lettre")
def show_people_notice(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what the people concerned are told."""
    notice = breach_viewing.people_notice(ctx, actor, incident_id)
    return render(request, "incidents/people_notice.html", PeopleNotice(notice, incident_id))


def _page(ctx: Context, actor: Actor, clock_id: str) -> ToTell:
    it = breach_viewing.open_notice(ctx, actor, clock_id)
    day, hour = typed(ctx.now)
    ways = offered(breach_words.WAYS, breach_telling.WAYS[it.clock.kind])
    is_late = ctx.now > it.clock.due_at and it.clock.done_at is None
    shown = {"way": "online" if it.clock.kind is Whom.CNIL else "", "told_on": day, "told_at": hour}
    return ToTell(it, f"Annonce {it.number}", {**shown, "late": "", "late_text": "", "spared": ""}, is_late, ways)


def _again(page: ToTell, form: Form, error: Invalid) -> ToTell:
    guarded = any("Ce texte ne doit rien dire" in one.message for one in error.problems)
    shown = {name: form.one(name, page.typed[name]) for name in page.typed}
    problems = tuple(
        replace(one, field={"late": "late_text"}.get(one.field, one.field)) if guarded else one
        for one in error.problems
    )
    return replace(
        page, typed=shown, problems=problems, guarded=guarded, is_late=page.is_late or "late" in _fields(error)
    )


def _fields(error: Invalid) -> set[str]:
    return {one.field for one in error.problems}


def _late(value: str) -> Late | None:
    return Late(value) if value in set(Late) else None


def _back(request: Request, it: NoticePage, done: str) -> Response:
    if it.complaint_id:
        return go(request, "show_complaint", complaint_id=it.complaint_id, done=done)
    return go(request, "show_incident", incident_id=it.incident_id, done=done)
