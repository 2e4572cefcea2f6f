"""What went wrong? A référent declares it from a pli; the DPO and the controller follow it by number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.rules.breach import MOST_PEOPLE
from liaison.rules.calendar import PARIS, at_hour
from liaison.usecases import box_news, declaring, dismissing
from liaison.usecases.context import Context
from liaison.usecases.declaring import Declaration, DeclarationPage, IncidentLine, IncidentPage
from liaison.usecases.dismissing import LABELS
from liaison.usecases.incidents import KIND_LABELS
from liaison.vocabulary import Dismissal, IncidentKind
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()

_HOUR: Final = re.compile(r"([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)?")
OFII_ANSWERS: Final = (("yes", "Oui"), ("no", "Non"), ("unknown", "Je ne sais pas"))
_OFII: Final = {"yes": True, "no": False, "unknown": None}


def _hour(value: object) -> object:
    found = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("Écrivez l’heure ainsi : 14:32.")
    return time(int(found[1]), int(found[2] or 0))


def _count(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_PEOPLE)):
        raise ValueError("Écrivez un nombre, 0 si vous ne savez pas encore.")
    return int(text)


class IncidentInput(Input):
    """What is declared: closed lists, a count, a moment."""

    kind: Annotated[IncidentKind, Field(title="Ce qui s’est passé")]
    discovered_on: Annotated[FrenchDate, Field(title="Découvert le")]
    discovered_at: Annotated[time, BeforeValidator(_hour), Field(title="À quelle heure")]
    people: Annotated[int, BeforeValidator(_count), Field(title="Personnes concernées")]
    ofii_data: Annotated[str, Field(title="Données de l’OFII", pattern="^(yes|no|unknown)$")]


def _moment(given: IncidentInput) -> datetime:
    if given.discovered_on is None:
        raise Invalid([Problem("discovered_on", "Découvert le", "À remplir.")])
    return at_hour(given.discovered_on, given.discovered_at)


class DismissInput(Input):
    """Why a draft leads nowhere."""

    why: Annotated[Dismissal, Field(title="Raison")]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    kind: str
    discovered_on: str
    discovered_at: str
    people: str
    ofii_data: str


@dataclass(frozen=True, slots=True)
class DeclarePage:
    """The declaration of an incident about a pli."""

    declaration: DeclarationPage
    typed: Typed
    problems: tuple[Problem, ...] = ()
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, label) for kind, label in KIND_LABELS.items())
    ofii_answers: tuple[tuple[str, str], ...] = OFII_ANSWERS
    title: str = "Déclarer un incident"


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """The incidents that the DPO follows, newest first: those that stand open, and those that lead nowhere."""

    lines: tuple[IncidentLine, ...]
    dismissed: tuple[IncidentLine, ...]
    now: datetime
    title: str = "Violations"
    labels: Mapping[Dismissal, str] = field(default_factory=lambda: LABELS)


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """One incident, with its clocks."""

    incident: IncidentPage
    now: datetime
    title: str
    can_dismiss: bool
    problems: tuple[Problem, ...] = ()
    reasons: tuple[tuple[str, str], ...] = tuple((why.value, label) for why, label in LABELS.items())
    labels: Mapping[Dismissal, str] = field(default_factory=lambda: LABELS)


@router.get("/transmissions/{transmission_id}/incident")
def ask_incident(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask what went wrong with a pli; what is known stands there already."""
    declaration = declaring.ask(ctx, actor, transmission_id)
    now = ctx.now.astimezone(PARIS)
    people = "0" if declaration.line.is_test else "1"
    typed = Typed("", f"{now:%d/%m/%Y}", f"{now:%H:%M}", people, "yes" if declaration.ofii_data else "unknown")
    return render(request, "incidents/declare.html", DeclarePage(declaration, typed))


@router.post("/transmissions/{transmission_id}/incident")
def declare_incident(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open the draft of an incident."""
    known = declaring.ask(ctx, actor, transmission_id)
    try:
        given = read(form, IncidentInput)
        declaration = Declaration(given.kind, _moment(given), given.people, _OFII[given.ofii_data])
        declared = declaring.declare(ctx, actor, transmission_id, declaration)
    except Invalid as error:
        typed = Typed(*(form.one(name) for name in ("kind", "discovered_on", "discovered_at", "people", "ofii_data")))
        page = DeclarePage(known, typed, error.problems)
        raise Again(error, "incidents/declare.html", page) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done=_done(declared.completed))


def _done(completed: int | None) -> str:
    if completed is None:
        return "incident-declare"
    return "incident-complete" if completed else "incident-connu"


@router.get("/violations")
def list_incidents(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the incidents, by number, with their clocks."""
    lines = declaring.list_incidents(ctx, actor)
    standing = tuple(line for line in lines if line.dismissed_at is None)
    dismissed = tuple(line for line in lines if line.dismissed_at is not None)
    return render(request, "incidents/list.html", IncidentsPage(standing, dismissed, ctx.now))


@router.get("/violations/{incident_id}")
def show_incident(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one incident."""
    return render(request, "incidents/show.html", _shown(ctx, actor, incident_id))


@router.post("/violations/{incident_id}/sans-suite")
def dismiss_incident(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Close a draft that leads nowhere, for a reason of the list."""
    try:
        dismissing.dismiss(ctx, actor, incident_id, read(form, DismissInput).why)
    except Invalid as error:
        page = replace(_shown(ctx, actor, incident_id), problems=error.problems)
        raise Again(error, "incidents/show.html", page) from error
    return go(request, "show_incident", incident_id=incident_id, done="incident-classe")


def _shown(ctx: Context, actor: Actor, incident_id: str) -> IncidentShown:
    page = declaring.open_incident(ctx, actor, incident_id)
    can_dismiss = page.line.dismissed_at is None and actor.role in dismissing.DISMISSERS
    return IncidentShown(page, ctx.now, f"Incident {page.line.number}", can_dismiss)


@router.post("/courrier/{mail_id}/vu")
def mark_mail_seen(request: Request, mail_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that somebody looked at a mail of the watched box."""
    transmission_id = box_news.mark_seen(ctx, actor, mail_id)
    if transmission_id is None:
        return go(request, "home", done="courrier-vu")
    return go(request, "show_transmission", transmission_id=transmission_id, done="courrier-vu")
