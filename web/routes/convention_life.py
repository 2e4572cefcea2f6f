"""How does a convention live and end? Its page, amendments, termination and correspondents (R-8, G-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, NotFound, Problem
from liaison.rules.access import Actor, check_has_role, check_may_keep_directory, is_allowed
from liaison.usecases import attestations, conventions, keeping_conventions, reinstating
from liaison.usecases.attestations import ConventionAttestations
from liaison.usecases.context import Context
from liaison.usecases.conventions import (
    CHANGE_LABELS,
    DUTY_LABELS,
    PARTY_LABELS,
    ConventionLine,
    ConventionPage,
    CorrespondentView,
)
from liaison.usecases.keeping_conventions import AmendmentForm, CorrespondentForm, TerminationForm
from liaison.vocabulary import AmendmentChange, Duty, Party
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.matrix import DIRECTORY, REGISTER
from web.pages import go, render, telephone

router = APIRouter(prefix="/conventions")

PARTIES: Final = tuple((party.value, label.capitalize()) for party, label in PARTY_LABELS.items())
DUTIES: Final = tuple((duty.value, label) for duty, label in DUTY_LABELS.items())
CHANGES: Final = tuple((change.value, label.capitalize()) for change, label in CHANGE_LABELS.items())


class AmendmentInput(Input):
    """What is typed about an amendment."""

    reference: Annotated[str, Field(title="Référence", max_length=100)] = ""
    signed_on: Annotated[FrenchDate, Field(title="Signé le")] = None
    changes: Annotated[tuple[AmendmentChange, ...], Field(title="Ce qui change")] = ()
    ends_on: Annotated[FrenchDate, Field(title="Nouvelle fin")] = None


class TerminationInput(Input):
    """What is typed about a termination."""

    party: Annotated[Party, Field(title="À la demande de")]
    received_on: Annotated[FrenchDate, Field(title="Lettre reçue le")] = None
    effective_on: Annotated[FrenchDate, Field(title="Prend effet le")] = None


class CorrespondentInput(Input):
    """What is typed about a correspondent."""

    party: Annotated[Party, Field(title="Chez")]
    duty: Annotated[Duty, Field(title="Chargé de")]
    last_name: Annotated[str, Field(title="Nom", max_length=100)] = ""
    first_name: Annotated[str, Field(title="Prénom", max_length=100)] = ""
    function: Annotated[str, Field(title="Fonction", max_length=150)] = ""
    email: Annotated[str, Field(title="E-mail", max_length=254)] = ""
    telephone: Annotated[str, Field(title="Téléphone", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class ConventionsPage:
    """Every convention of the départements, with what it lacks."""

    lines: tuple[ConventionLine, ...]
    may_open_partner: bool
    title: str = "Conventions"


@dataclass(frozen=True, slots=True)
class ConventionShown:
    """A convention with all that is known of it."""

    shown: ConventionPage
    may_keep: bool
    may_open_partner: bool
    title: str
    parties: Mapping[Party, str]
    duties: Mapping[Duty, str]
    copies: ConventionAttestations
    may_follow_copies: bool


@dataclass(frozen=True, slots=True)
class LifeFormPage:
    """A form about a convention: an amendment, a termination, a correspondent."""

    title: str
    shown: ConventionPage
    values: Mapping[str, str]
    chosen: tuple[str, ...] = ()
    correspondent: CorrespondentView | None = None
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    parties: tuple[tuple[str, str], ...] = PARTIES
    duties: tuple[tuple[str, str], ...] = DUTIES
    changes: tuple[tuple[str, str], ...] = CHANGES


@router.get("")
def list_conventions(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """List the conventions, with what each lacks."""
    lines = tuple(conventions.list_conventions(ctx, actor))
    return render(request, "conventions/list.html", ConventionsPage(lines, _opens_partners(actor)))


@router.get("/{convention_id}")
def show_convention(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a convention: term, history, correspondents."""
    page = conventions.open_convention(ctx, actor, convention_id)
    shown = ConventionShown(
        page,
        is_allowed(check_may_keep_directory, actor, page.departement),
        _opens_partners(actor),
        page.convention.reference,
        PARTY_LABELS,
        DUTY_LABELS,
        attestations.of_convention(ctx, actor, convention_id),
        is_allowed(check_has_role, actor, REGISTER),
    )
    return render(request, "conventions/show.html", shown)


@router.post("/{convention_id}/desactiver")
def disable_convention(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a convention out of use."""
    keeping_conventions.disable_convention(ctx, actor, convention_id)
    return go(request, "show_convention", convention_id=convention_id, done="convention-desactivee")


@router.post("/{convention_id}/remettre")
def enable_convention(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Put a convention back into use."""
    reinstating.enable_convention(ctx, actor, convention_id)
    return go(request, "show_convention", convention_id=convention_id, done="convention-remise")


@router.get("/{convention_id}/avenant")
def new_amendment(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty amendment."""
    page = LifeFormPage("Nouvel avenant", _kept(ctx, actor, convention_id), {})
    return render(request, "conventions/amendment_form.html", page)


@router.post("/{convention_id}/avenant")
def add_amendment(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record an amendment."""
    shown = _kept(ctx, actor, convention_id)
    try:
        given = read(form, AmendmentInput)
        typed = AmendmentForm(given.reference, given.signed_on, given.changes, given.ends_on)
        keeping_conventions.amend(ctx, actor, convention_id, typed)
    except Invalid as error:
        values = form.raw(without=frozenset({"changes"}))
        page = LifeFormPage("Nouvel avenant", shown, values, form.many("changes"), problems=error.problems)
        raise Again(error, "conventions/amendment_form.html", page) from error
    return go(request, "show_convention", convention_id=convention_id, done="avenant-enregistre")


@router.post("/avenants/{amendment_id}/retirer")
def remove_amendment(request: Request, amendment_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take back an amendment that was recorded by mistake."""
    convention_id = keeping_conventions.remove_amendment(ctx, actor, amendment_id)
    return go(request, "show_convention", convention_id=convention_id, done="avenant-retire")


@router.get("/{convention_id}/resiliation")
def new_termination(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask who gives notice, when the letter came, and the day that it names."""
    page = LifeFormPage("Résiliation", _kept(ctx, actor, convention_id), {})
    return render(request, "conventions/termination_form.html", page)


@router.post("/{convention_id}/resiliation")
def add_termination(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record a termination."""
    shown = _kept(ctx, actor, convention_id)
    try:
        given = read(form, TerminationInput)
        typed = TerminationForm(given.party, given.received_on, given.effective_on)
        keeping_conventions.terminate(ctx, actor, convention_id, typed)
    except Invalid as error:
        page = LifeFormPage("Résiliation", shown, form.raw(), problems=error.problems)
        raise Again(error, "conventions/termination_form.html", page) from error
    return go(request, "show_convention", convention_id=convention_id, done="resiliation-enregistree")


@router.post("/{convention_id}/resiliation/retirer")
def remove_termination(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take back a termination."""
    keeping_conventions.remove_termination(ctx, actor, convention_id)
    return go(request, "show_convention", convention_id=convention_id, done="resiliation-retiree")


@router.get("/{convention_id}/correspondants/nouveau")
def new_correspondent(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty correspondent."""
    page = LifeFormPage("Nouveau correspondant", _kept(ctx, actor, convention_id), {})
    return render(request, "conventions/correspondent_form.html", page)


@router.post("/{convention_id}/correspondants/nouveau")
def add_correspondent(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Name a correspondent."""
    return _save_correspondent(request, ctx, actor, _kept(ctx, actor, convention_id), None, form)


@router.get("/{convention_id}/correspondants/{correspondent_id}")
def edit_correspondent(
    request: Request, convention_id: str, correspondent_id: str, ctx: Ctx, actor: CurrentActor
) -> Response:
    """Offer a correspondent, to change."""
    shown = _kept(ctx, actor, convention_id)
    known = _correspondent(shown, correspondent_id)
    values = {
        "party": known.party.value, "duty": known.duty.value, "last_name": known.last_name,
        "first_name": known.first_name, "function": known.function, "email": known.email,
        "telephone": telephone(known.telephone),
    }  # fmt: skip
    page = LifeFormPage(f"Modifier {known.name}", shown, values, correspondent=known)
    return render(request, "conventions/correspondent_form.html", page)


@router.post("/{convention_id}/correspondants/{correspondent_id}")
def save_correspondent(
    request: Request, convention_id: str, correspondent_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Change a correspondent."""
    shown = _kept(ctx, actor, convention_id)
    return _save_correspondent(request, ctx, actor, shown, _correspondent(shown, correspondent_id), form)


@router.post("/correspondants/{correspondent_id}/retirer")
def remove_correspondent(request: Request, correspondent_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a correspondent off."""
    convention_id = keeping_conventions.remove_correspondent(ctx, actor, correspondent_id)
    return go(request, "show_convention", convention_id=convention_id, done="correspondant-retire")


def _save_correspondent(
    request: Request, ctx: Context, actor: Actor, shown: ConventionPage, known: CorrespondentView | None, form: Form
) -> Response:
    convention_id = shown.convention.id
    try:
        given = read(form, CorrespondentInput)
        typed = CorrespondentForm(id=known.id if known else None, **given.model_dump())
        keeping_conventions.save_correspondent(ctx, actor, convention_id, typed)
    except Invalid as error:
        title = f"Modifier {known.name}" if known else "Nouveau correspondant"
        page = LifeFormPage(title, shown, form.raw(), correspondent=known, problems=error.problems)
        raise Again(error, "conventions/correspondent_form.html", page) from error
    return go(request, "show_convention", convention_id=convention_id, done="correspondant-enregistre")


def _kept(ctx: Context, actor: Actor, convention_id: str) -> ConventionPage:
    page = conventions.open_convention(ctx, actor, convention_id)
    check_may_keep_directory(actor, page.departement)
    return page


def _correspondent(page: ConventionPage, correspondent_id: str) -> CorrespondentView:
    for known in page.correspondents:
        if known.id == correspondent_id:
            return known
    raise NotFound("Ce correspondant n’existe pas.", hint="Revenez à la page de la convention.")


def _opens_partners(actor: Actor) -> bool:
    return is_allowed(check_has_role, actor, DIRECTORY)
