"""Where does each breach stand? The list, one breach, its register on paper and as a table: by number, no name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.usecases import breach_handling, breach_register, breach_viewing, breach_words, declaring, dismissing
from liaison.usecases.breach_viewing import BreachPage
from liaison.usecases.breach_words import offered
from liaison.usecases.context import Context
from liaison.usecases.declaring import IncidentLine
from liaison.usecases.dismissing import LABELS
from liaison.usecases.exporting import TableFormat
from liaison.vocabulary import Dismissal, Role
from liaison.vocabulary.breaches import AwareOf, Course, Effect, Lead, Measure, Nature, NotTelling, Passage, Risk
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import attachment, pdf
from web.inputs import FrenchDate, Input, read
from web.moments import Hour, moment_of, typed
from web.pages import go, render

router = APIRouter()

_SHOW: Final = "incidents/show.html"
REASONS: Final = tuple((why.value, label) for why, label in LABELS.items())
AWARE: Final = offered(breach_words.AWARE)


class DismissInput(Input):
    """Why a draft leads nowhere."""

    why: Annotated[Dismissal, Field(title="Raison")]


class AwareInput(Input):
    """Who knew first, and when."""

    aware_of: Annotated[AwareOf, Field(title="Par qui")]
    discovered_on: Annotated[FrenchDate, Field(title="Prise de connaissance")]
    discovered_at: Annotated[Hour, Field(title="À quelle heure")]


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """The incidents of the DPO and the controller: what stands open, what is in the register, what led nowhere."""

    lines: tuple[IncidentLine, ...]
    ended: tuple[IncidentLine, ...]
    dismissed: tuple[IncidentLine, ...]
    now: datetime
    title: str = "Violations"
    labels: Mapping[Dismissal, str] = field(default_factory=lambda: LABELS)
    courses: Mapping[Course, str] = field(default_factory=lambda: breach_words.COURSE)


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """One incident, with its clocks and all that was decided."""

    breach: BreachPage
    now: datetime
    title: str
    role: Role
    discovered: tuple[str, str]
    aware_of: str = ""
    problems: tuple[Problem, ...] = ()
    reasons: tuple[tuple[str, str], ...] = REASONS
    aware: tuple[tuple[str, str], ...] = AWARE
    labels: Mapping[Dismissal, str] = field(default_factory=lambda: LABELS)
    courses: Mapping[Course, str] = field(default_factory=lambda: breach_words.COURSE)
    aware_words: Mapping[AwareOf, str] = field(default_factory=lambda: breach_words.AWARE)
    natures: Mapping[Nature, str] = field(default_factory=lambda: breach_words.NATURES)
    effects: Mapping[Effect, str] = field(default_factory=lambda: breach_words.EFFECTS)
    measures: Mapping[Measure, str] = field(default_factory=lambda: breach_words.MEASURES)
    passages: Mapping[Passage, str] = field(default_factory=lambda: breach_words.PASSAGES)
    risk_words: Mapping[Risk, str] = field(default_factory=lambda: breach_words.RISKS)
    not_telling_words: Mapping[NotTelling, str] = field(default_factory=lambda: breach_words.NOT_TELLING)
    lead_words: Mapping[Lead, str] = field(default_factory=lambda: breach_words.LEADS)

    @property
    def can_dismiss(self) -> bool:
        """Whether the actor may close it without anything to announce."""
        open_still = self.breach.page.line.course in {Course.DRAFT, Course.OPEN}
        return open_still and self.role in dismissing.DISMISSERS


@router.get("/violations")
def list_incidents(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the incidents, by number, with their clocks."""
    lines = declaring.list_incidents(ctx, actor)
    dismissed = tuple(line for line in lines if line.dismissed_at is not None)
    ended = tuple(line for line in lines if line.ended_at is not None)
    standing = tuple(line for line in lines if line.dismissed_at is None and line.ended_at is None)
    return render(request, "incidents/list.html", IncidentsPage(standing, ended, dismissed, ctx.now))


@router.get("/violations/registre.pdf")
def print_breaches(ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the whole register on paper."""
    return pdf(breach_register.print_register(ctx, actor), name="registre-des-violations.pdf")


@router.get("/violations/registre.{table_format}")
def export_breaches(table_format: TableFormat, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give the register as a table."""
    content = breach_register.export_register(ctx, actor, table_format)
    return attachment(content, name=f"registre-des-violations.{table_format.value}")


@router.get("/violations/{incident_id}")
def show_incident(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one incident."""
    return render(request, _SHOW, _shown(ctx, actor, incident_id))


@router.get("/violations/{incident_id}/violation.pdf")
def print_breach(incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one incident of the register on paper."""
    return pdf(breach_register.print_one(ctx, actor, incident_id), name="violation.pdf")


@router.post("/violations/{incident_id}/sans-suite")
def dismiss_incident(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Close a draft that leads nowhere, for a reason of the list."""
    page = _shown(ctx, actor, incident_id)
    try:
        dismissing.dismiss(ctx, actor, incident_id, read(form, DismissInput).why)
    except Invalid as error:
        raise Again(error, _SHOW, replace(page, problems=error.problems)) from error
    return go(request, "show_incident", incident_id=incident_id, done="incident-classe")


@router.post("/violations/{incident_id}/ouvrir")
def take_in_hand(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Make a breach of a draft: who knew first, and when."""
    page = _shown(ctx, actor, incident_id)
    try:
        given = read(form, AwareInput)
        at = moment_of(
            given.discovered_on, given.discovered_at, field="discovered_on", label="Prise de connaissance"
        )  # fmt: skip
        breach_handling.take_in_hand(ctx, actor, incident_id, given.aware_of, _to_the_minute(page, at))
    except Invalid as error:
        shown = (form.one("discovered_on"), form.one("discovered_at"))
        again = replace(page, problems=error.problems, discovered=shown, aware_of=form.one("aware_of"))
        raise Again(error, _SHOW, again) from error
    return go(request, "show_incident", incident_id=incident_id, done="violation-ouverte")


@router.post("/violations/{incident_id}/clore")
def end_breach(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Close a breach: it stays in the register."""
    breach_handling.end(ctx, actor, incident_id)
    return go(request, "show_incident", incident_id=incident_id, done="violation-close")


def _to_the_minute(page: IncidentShown, at: datetime) -> datetime:
    """Take the declared moment for itself when its minute was left as it stood: it has seconds, a form has none."""
    known = page.breach.page.line.discovered_at
    return known if typed(at) == typed(known) else at


def _shown(ctx: Context, actor: Actor, incident_id: str) -> IncidentShown:
    breach = breach_viewing.open_breach(ctx, actor, incident_id)
    line = breach.page.line
    noun = "Violation" if breach.handled_at else "Incident"
    return IncidentShown(breach, ctx.now, f"{noun} {line.number}", actor.role, typed(line.discovered_at))
