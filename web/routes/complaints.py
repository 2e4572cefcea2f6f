"""What do people complain of? By number for the DPO and the controller; from a dossier for who follows the person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.usecases import breach_words, complaints
from liaison.usecases.breach_texts import LONGEST
from liaison.usecases.breach_words import offered
from liaison.usecases.complaints import ComplaintForm, ComplaintLine, Reply
from liaison.usecases.complaints import ComplaintPage as Shown
from liaison.usecases.context import Context
from liaison.vocabulary.breaches import ComplaintAbout, ComplaintAnswer, ComplaintWay
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.moments import Hour, day_of, moment_of, typed
from web.pages import go, render

router = APIRouter()

_TYPED: Final = ("departement", "about", "way", "received_on", "received_at")


class ComplaintInput(Input):
    """What is recorded of a complaint."""

    departement: str = ""
    about: Annotated[ComplaintAbout, Field(title="Objet")]
    way: Annotated[ComplaintWay, Field(title="Comment")]
    received_on: Annotated[FrenchDate, Field(title="Reçue le")]
    received_at: Annotated[Hour, Field(title="À quelle heure")]


class CloseInput(Input):
    """What the person was answered."""

    model_config = ConfigDict(str_max_length=LONGEST)
    answer: Annotated[ComplaintAnswer, Field(title="Réponse")]
    answered_on: Annotated[FrenchDate, Field(title="Répondu le")]
    text: str = ""
    sure: Ticked = False


class LinkInput(Input):
    """Which complaint is about this dossier."""

    complaint: Annotated[str, Field(title="Réclamation", min_length=1)]


@dataclass(frozen=True, slots=True)
class ComplaintsPage:
    """The complaints, by number."""

    lines: tuple[ComplaintLine, ...]
    now: datetime
    title: str = "Réclamations"
    about: Mapping[ComplaintAbout, str] = field(default_factory=lambda: breach_words.ABOUT)


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """The form of a complaint: of a département, or of a dossier with what is recorded of it already."""

    typed: Mapping[str, str]
    departements: tuple[str, ...] = ()
    case_id: str = ""
    lines: tuple[ComplaintLine, ...] = ()
    loose: tuple[ComplaintLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = "Enregistrer une réclamation"
    about: tuple[tuple[str, str], ...] = offered(breach_words.ABOUT)
    ways: tuple[tuple[str, str], ...] = offered(breach_words.COMPLAINT_WAYS)
    answers: Mapping[ComplaintAnswer, str] = field(default_factory=lambda: breach_words.ANSWERS)
    words: Mapping[ComplaintAbout, str] = field(default_factory=lambda: breach_words.ABOUT)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The départements as a list of choices."""
        return tuple((code, code) for code in self.departements)

    @property
    def loose_pairs(self) -> tuple[tuple[str, str], ...]:
        """The complaints that no dossier is known of, as a list of choices."""
        return tuple((line.id, f"{line.number} : {self.words[line.about]}") for line in self.loose)


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """One complaint, its clocks and its answer."""

    complaint: Shown
    now: datetime
    title: str
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    guarded: bool = False
    answers: tuple[tuple[str, str], ...] = offered(breach_words.ANSWERS)
    about: Mapping[ComplaintAbout, str] = field(default_factory=lambda: breach_words.ABOUT)
    ways: Mapping[ComplaintWay, str] = field(default_factory=lambda: breach_words.COMPLAINT_WAYS)
    words: Mapping[ComplaintAnswer, str] = field(default_factory=lambda: breach_words.ANSWERS)


@router.get("/reclamations")
def list_complaints(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the complaints, by number, with their clocks."""
    page = ComplaintsPage(tuple(complaints.list_complaints(ctx, actor)), ctx.now)
    return render(request, "incidents/complaints.html", page)


@router.get("/reclamations/nouvelle")
def new_complaint(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for a complaint that came to the DPO or the controller."""
    page = NewComplaint(_fresh(ctx), tuple(sorted(actor.departements)))
    return render(request, "incidents/complaint_new.html", page)


@router.post("/reclamations/nouvelle")
def add_complaint(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record a complaint; who may see the person links it to their dossier."""
    page = NewComplaint(_fresh(ctx), tuple(sorted(actor.departements)))
    try:
        line = complaints.receive(ctx, actor, _given(form, page.departements))
    except Invalid as error:
        raise Again(error, "incidents/complaint_new.html", _again(page, form, error)) from error
    return go(request, "show_complaint", complaint_id=line.id, done="reclamation-recue")


@router.get("/reclamations/{complaint_id}")
def show_complaint(request: Request, complaint_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one complaint."""
    return render(request, "incidents/complaint.html", _shown(ctx, actor, complaint_id))


@router.post("/reclamations/{complaint_id}/clore")
def close_complaint(request: Request, complaint_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Close a complaint with its answer."""
    page = _shown(ctx, actor, complaint_id)
    try:
        given = read(form, CloseInput)
        day = day_of(given.answered_on, field="answered_on", label="Répondu le")
        reply = Reply(given.answer, day, given.text)
        complaints.close(ctx, actor, complaint_id, reply, sure=given.sure)
    except Invalid as error:
        problems = tuple(
            replace(one, field="text") if one.label == "La réponse donnée" else one for one in error.problems
        )
        shown = {name: form.one(name) for name in page.typed}
        guarded = any("Ce texte ne doit rien dire" in one.message for one in problems)
        again = replace(page, typed=shown, problems=problems, guarded=guarded)
        raise Again(error, "incidents/complaint.html", again) from error
    return go(request, "show_complaint", complaint_id=complaint_id, done="reclamation-close")


@router.get("/dossiers/{case_id}/reclamation")
def ask_case_complaint(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for a complaint of one person, and show those that are recorded."""
    return render(request, "incidents/complaint_new.html", _of_case(ctx, actor, case_id))


@router.post("/dossiers/{case_id}/reclamation")
def add_case_complaint(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record a complaint of one person."""
    page = _of_case(ctx, actor, case_id)
    try:
        complaints.receive(ctx, actor, _given(form, ()), case_id)
    except Invalid as error:
        raise Again(error, "incidents/complaint_new.html", _again(page, form, error)) from error
    return go(request, "ask_case_complaint", case_id=case_id, done="reclamation-recue")


@router.post("/dossiers/{case_id}/reclamation/rattacher")
def link_complaint(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Say that a complaint is about this person."""
    page = _of_case(ctx, actor, case_id)
    try:
        complaints.link(ctx, actor, read(form, LinkInput).complaint, case_id)
    except Invalid as error:
        again = replace(page, problems=error.problems)
        raise Again(error, "incidents/complaint_new.html", again) from error
    return go(request, "ask_case_complaint", case_id=case_id, done="reclamation-rattachee")


def _fresh(ctx: Context) -> dict[str, str]:
    day, hour = typed(ctx.now)
    return {"departement": "", "about": "", "way": "", "received_on": day, "received_at": hour}


def _given(form: Form, departements: tuple[str, ...]) -> ComplaintForm:
    given = read(form, ComplaintInput)
    at = moment_of(given.received_on, given.received_at, field="received_on", label="Reçue le")
    departement = given.departement or (departements[0] if len(departements) == 1 else "")
    if departements and departement not in departements:
        raise Invalid([Problem("departement", "Département", "À choisir.")])
    return ComplaintForm(departement, given.about, given.way, at)


def _again(page: NewComplaint, form: Form, error: Invalid) -> NewComplaint:
    return replace(page, typed={name: form.one(name) for name in _TYPED}, problems=error.problems)


def _of_case(ctx: Context, actor: Actor, case_id: str) -> NewComplaint:
    lines, loose = complaints.list_of_case(ctx, actor, case_id)
    return NewComplaint(_fresh(ctx), case_id=case_id, lines=tuple(lines), loose=tuple(loose))


def _shown(ctx: Context, actor: Actor, complaint_id: str) -> ComplaintShown:
    complaint = complaints.open_complaint(ctx, actor, complaint_id)
    shown = {"answer": "", "answered_on": f"{ctx.today:%d/%m/%Y}", "text": ""}
    return ComplaintShown(complaint, ctx.now, f"Réclamation {complaint.line.number}", shown)
