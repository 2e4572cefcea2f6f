"""How is a fiche filled in the browser? Begin, fill, save, look at, correct; it looks like the paper (`web.sheet`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from forms.spec import FormSpec
from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.usecases import drafting, keeping_cases, overruling, reviewing
from liaison.usecases.context import Context
from liaison.usecases.drafting import FichePage
from liaison.usecases.guarding import Guarded
from liaison.vocabulary import FicheStatus
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import pdf
from web.inputs import Form
from web.pages import clock, go, render
from web.routes.cases import revision_of
from web.sheet import Filling, Sheet, Widget, lay_out, tied

router = APIRouter()

_NOT_ANSWERS: Final = frozenset({"revision", "then", "contact", "contact_before", "reviewed"})
KEEP: Final = "keep"
"""The button that keeps a sensitive text posts this word, the field and the mark of the text that it saw."""


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """The models that a fiche may follow."""

    case_id: str
    case_name: str
    departement: str
    models: tuple[FormSpec, ...]
    title: str = "Nouvelle fiche"


@dataclass(frozen=True, slots=True)
class ExistingPage:
    """A draft for this person exists already."""

    case_id: str
    model: str
    model_name: str
    fiche_id: str
    contact: str = ""
    title: str = "Vous avez déjà un brouillon pour cette personne"


@dataclass(frozen=True, slots=True)
class FicheShown:
    """A fiche as the paper, what is to correct on it, and where its saving stands."""

    title: str
    fiche: FichePage
    sheet: Sheet
    is_draft: bool
    saved: str
    state: str
    reviewed: bool = False
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    guarded: tuple[Guarded, ...] = ()
    refusal: LiaisonError | None = None
    differences: tuple[Widget, ...] = ()


@router.get("/dossiers/{case_id}/fiches")
def choose_model(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer the models."""
    case = keeping_cases.open_case(ctx, actor, case_id)
    models = tuple(drafting.models_offered(ctx, actor, case.departement))
    return render(request, "fiches/choose.html", ChoicePage(case_id, case.name, case.departement, models))


@router.post("/dossiers/{case_id}/fiches")
def start_fiche(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Begin a fiche, unless there is a draft that would be forgotten."""
    model, contact = form.one("model"), form.one("contact")
    started = drafting.start(ctx, actor, case_id, model, anyway=form.one("anyway") == "1")
    if not started.existing:
        if contact:
            drafting.choose_contact(ctx, actor, started.fiche_id, contact)
        return go(request, "show_fiche", fiche_id=started.fiche_id)
    fiche = drafting.open_fiche(ctx, actor, started.fiche_id)
    page = ExistingPage(case_id, model, fiche.spec.name, started.fiche_id, contact)
    return render(request, "fiches/existing.html", page)


@router.get("/fiches/{fiche_id}")
def show_fiche(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a fiche to fill, or as it left."""
    return _show(request, ctx, actor, fiche_id, checked=False)


@router.get("/fiches/{fiche_id}/relire")
def review_fiche(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a fiche with all that is still to correct."""
    return _show(request, ctx, actor, fiche_id, checked=True)


@router.post("/fiches/{fiche_id}")
def save_fiche(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Save what was typed, then do what the button says."""
    try:
        drafting.save(ctx, actor, fiche_id, raw=_answers(form), revision=revision_of(form))
    except (Conflict, Invalid) as error:
        page = _refused_page(ctx, actor, fiche_id, form, error)
        # Two windows that say the same are no conflict: a button pressed twice, a save that came just before.
        if page.problems or page.differences:
            raise Again(error, "fiches/show.html", page) from error
    then, contact = form.one("then", "save"), form.one("contact")
    if contact and (then == "contact" or contact != form.one("contact_before")):
        drafting.choose_contact(ctx, actor, fiche_id, contact)
    if then == "contact":
        return go(request, "show_fiche", fiche_id=fiche_id, anchor="f-contact")
    if then == "orient":
        return go(request, "ask_fiche_orientation", fiche_id=fiche_id)
    if then.startswith(KEEP):
        return _keep(request, ctx, actor, fiche_id, then)
    if then == "send" and _is_complete(ctx, actor, fiche_id):
        return go(request, "ask_sending", fiche_id=fiche_id)
    return go(request, "review_fiche", fiche_id=fiche_id)


@router.post("/fiches/{fiche_id}/brouillon")
def autosave_fiche(fiche_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Save what is being typed; the page's script asks for JSON and reads it, refusals too (`web.errors`)."""
    raw = _answers(form)
    saved = drafting.save(ctx, actor, fiche_id, raw=raw, revision=revision_of(form))
    # What is still empty is nobody's mistake yet, unless the page already said so.
    reviewed = form.one("reviewed") == "1"
    problems = [
        {"field": problem.field, "label": problem.label, "message": problem.message}
        for problem in saved.problems
        if reviewed or raw.get(problem.field, "").strip()
    ]
    guarded = [
        {
            "field": one.field,
            "naming": one.naming,
            "sentences": [tied(sentence) for sentence in one.sentences],
            "keep": f"{KEEP} {one.field} {one.mark}",
        }
        for one in saved.guarded
    ]
    said = {"revision": saved.revision, "saved": clock(saved.saved_at), "problems": problems, "guarded": guarded}
    return JSONResponse(said)


@router.get("/fiches/{fiche_id}/apercu.pdf")
def preview_fiche(fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the paper as it would print now; journalled."""
    return pdf(drafting.preview(ctx, actor, fiche_id))


@router.post("/fiches/{fiche_id}/corriger")
def correct_fiche(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Begin a new fiche from one that left."""
    new_id = drafting.correct(ctx, actor, fiche_id)
    return go(request, "show_fiche", fiche_id=new_id, done="correction")


@router.post("/fiches/{fiche_id}/supprimer")
def discard_fiche(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Throw a draft away."""
    case_id = drafting.open_fiche(ctx, actor, fiche_id).case_id
    drafting.discard(ctx, actor, fiche_id)
    return go(request, "show_case", case_id=case_id, done="brouillon-supprime")


@router.get("/departements/{departement}/modeles/{model}.pdf")
def blank_fiche(departement: str, model: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a fiche to print and fill by hand."""
    return pdf(drafting.blank(ctx, actor, model, departement))


def _keep(request: Request, ctx: Context, actor: Actor, fiche_id: str, then: str) -> Response:
    """Keep a sensitive text knowingly; one that changed since the warning is shown again instead."""
    _, _, named = then.partition(" ")
    field_id, _, mark = named.partition(" ")
    done = "texte-garde" if overruling.keep(ctx, actor, fiche_id, field_id, mark) else ""
    return go(request, "review_fiche", fiche_id=fiche_id, done=done)


def _answers(form: Form) -> dict[str, str]:
    return form.raw(without=_NOT_ANSWERS)


def _is_complete(ctx: Context, actor: Actor, fiche_id: str) -> bool:
    try:
        drafting.check(ctx, actor, fiche_id)
    except Invalid:
        return False
    return True


def _show(request: Request, ctx: Context, actor: Actor, fiche_id: str, *, checked: bool) -> Response:
    fiche = drafting.open_fiche(ctx, actor, fiche_id)
    is_draft = fiche.status is FicheStatus.DRAFT
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    if checked and is_draft:
        problems, warnings = reviewing.review(ctx, actor, fiche_id)
    filling = Filling(fiche.raw, fiche.consents, fiche.withheld, problems, warnings, guarded=fiche.guarded)
    page = FicheShown(
        title=f"{'À corriger : ' if problems else ''}{fiche.spec.name}",
        fiche=fiche,
        sheet=lay_out(fiche.spec, filling),
        is_draft=is_draft,
        saved=f"enregistré à {clock(fiche.saved_at)}",
        state="saved",
        reviewed=checked,
        problems=problems,
        warnings=warnings,
        guarded=fiche.guarded,
    )
    return render(request, "fiches/show.html", page)


def _refused_page(ctx: Context, actor: Actor, fiche_id: str, form: Form, error: LiaisonError) -> FicheShown:
    """Return what was typed and not kept, beside what another window kept meanwhile: nothing is lost."""
    fiche = drafting.open_fiche(ctx, actor, fiche_id)
    typed = {name: text for name, text in _answers(form).items() if name in {f.id for f in fiche.spec.fields()}}
    problems = error.problems if isinstance(error, Invalid) else ()
    others = _others(fiche, typed) if isinstance(error, Conflict) else None
    sheet = lay_out(fiche.spec, Filling(typed, fiche.consents, fiche.withheld, problems, others=others))
    widgets = [w for s in sheet.sections for b in s.blocks for line in b.lines for w in line.widgets]
    return FicheShown(
        title=f"Pas encore enregistré : {fiche.spec.name}",
        fiche=fiche,
        sheet=sheet,
        is_draft=fiche.status is FicheStatus.DRAFT,
        saved="pas encore enregistré",
        state="failed",
        problems=problems,
        refusal=error if isinstance(error, Conflict) else None,
        differences=tuple(widget for widget in widgets if widget.other is not None),
    )


def _others(fiche: FichePage, typed: Mapping[str, str]) -> dict[str, str]:
    return {
        field.id: fiche.raw.get(field.id, "")
        for field in fiche.spec.fields()
        if fiche.raw.get(field.id, "").strip() != typed.get(field.id, "").strip()
        and (field.consent is None or field.consent in fiche.consents)
    }
