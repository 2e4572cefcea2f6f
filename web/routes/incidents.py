"""What went wrong? Whoever of the team sees it declares it: from a pli, or without one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import box_news, declaring
from liaison.usecases.declaring import Declaration, DeclarationPage
from liaison.usecases.incidents import KIND_LABELS
from liaison.vocabulary import IncidentKind
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import FrenchDate, Input, read
from web.matrix import OVERSIGHT
from web.moments import Count, Hour, moment_of, typed
from web.pages import go, render

router = APIRouter()

OFII_ANSWERS: Final = (("yes", "Oui"), ("no", "Non"), ("unknown", "Je ne sais pas"))
OFII: Final = {"yes": True, "no": False, "unknown": None}


_TYPED: Final = ("kind", "discovered_on", "discovered_at", "people", "ofii_data")


class IncidentInput(Input):
    """What is declared: closed lists, a count, a moment."""

    kind: Annotated[IncidentKind, Field(title="Ce qui s’est passé")]
    discovered_on: Annotated[FrenchDate, Field(title="Découvert le")]
    discovered_at: Annotated[Hour, Field(title="À quelle heure")]
    people: Annotated[Count, Field(title="Personnes concernées")]
    ofii_data: Annotated[str, Field(title="Données de l’OFII", pattern="^(yes|no|unknown)$")]


class AloneInput(IncidentInput):
    """The same, with its département when the actor has several."""

    departement: Annotated[str, Field(title="Département")] = ""


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
class AlonePage:
    """The declaration of an incident that no pli is known of."""

    departements: tuple[str, ...]
    departement: str
    typed: Typed
    problems: tuple[Problem, ...] = ()
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, label) for kind, label in KIND_LABELS.items())
    ofii_answers: tuple[tuple[str, str], ...] = OFII_ANSWERS
    title: str = "Déclarer un incident"

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The départements as a list of choices."""
        return tuple((code, code) for code in self.departements)


@router.get("/transmissions/{transmission_id}/incident")
def ask_incident(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask what went wrong with a pli; what is known stands there already."""
    declaration = declaring.ask(ctx, actor, transmission_id)
    day, hour = typed(ctx.now)
    shown = Typed("", day, hour, str(declaration.people), "yes" if declaration.ofii_data else "unknown")
    return render(request, "incidents/declare.html", DeclarePage(declaration, shown))


@router.post("/transmissions/{transmission_id}/incident")
def declare_incident(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open the draft of an incident."""
    known = declaring.ask(ctx, actor, transmission_id)
    try:
        given = read(form, IncidentInput)
        declaration = Declaration(given.kind, _discovered(given), given.people, OFII[given.ofii_data])
        declared = declaring.declare(ctx, actor, transmission_id, declaration)
    except Invalid as error:
        page = DeclarePage(known, Typed(*(form.one(name) for name in _TYPED)), error.problems)
        raise Again(error, "incidents/declare.html", page) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done=_done(declared.completed))


def _done(completed: int | None) -> str:
    if completed is None:
        return "incident-declare"
    return "incident-complete" if completed else "incident-connu"


@router.get("/incident")
def ask_alone(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask what went wrong, when it is about no pli: a lost telephone, a paper, an account."""
    day, hour = typed(ctx.now)
    page = AlonePage(tuple(sorted(actor.departements)), "", Typed("", day, hour, "0", "unknown"))
    return render(request, "incidents/alone.html", page)


@router.post("/incident")
def declare_alone(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open the draft of an incident that no pli is known of."""
    departements = tuple(sorted(actor.departements))
    departement = form.one("departement") or (departements[0] if len(departements) == 1 else "")
    try:
        given = read(form, AloneInput)
        declaration = Declaration(given.kind, _discovered(given), given.people, OFII[given.ofii_data])
        declared = declaring.declare_alone(ctx, actor, departement, declaration)
    except Invalid as error:
        page = AlonePage(departements, departement, Typed(*(form.one(name) for name in _TYPED)), error.problems)
        raise Again(error, "incidents/alone.html", page) from error
    if actor.role in OVERSIGHT:
        return go(request, "show_incident", incident_id=declared.line.id, done="incident-note")
    return go(request, "home", done="incident-note")


def _discovered(given: IncidentInput) -> datetime:
    return moment_of(given.discovered_on, given.discovered_at, field="discovered_on", label="Découvert le")


@router.post("/courrier/{mail_id}/vu")
def mark_mail_seen(request: Request, mail_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Record that somebody looked at a mail of the watched box."""
    transmission_id = box_news.mark_seen(ctx, actor, mail_id)
    if transmission_id is None:
        return go(request, "home", done="courrier-vu")
    return go(request, "show_transmission", transmission_id=transmission_id, done="courrier-vu")
