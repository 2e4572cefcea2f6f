"""What suspends a destruction? Asked, advised, decided, lifted: pages by number and reference (R-4)."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.rules.access import Actor
from liaison.usecases import holding_back, holds
from liaison.usecases.context import Context
from liaison.usecases.holding_back import HoldForm
from liaison.usecases.holds import (
    KIND_LABELS,
    OPEN_LABELS,
    OPINION_LABELS,
    SCOPE_LABELS,
    HeldObject,
    HoldLine,
    HoldPage,
    HoldStatus,
)
from liaison.vocabulary.retention import Decision, HoldKind, HoldScope, OpenReason, Opinion
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import go, render

router = APIRouter(prefix="/echeances/suspensions")

_KIND_HELP: Final = {
    HoldKind.LITIGATION: "Un procès est en cours, ou annoncé : ce qui peut servir de preuve attend.",
    HoldKind.LEGAL_OBLIGATION: "Un texte oblige à conserver jusqu’à un terme : la suspension finit avec lui.",
    HoldKind.RESTRICTION: "La personne a demandé que ses données soient gardées sans être utilisées.",
}
_OPINIONS: Final = (Opinion.FAVOURABLE, Opinion.UNFAVOURABLE)
_FIELDS: Final = ("kind", "scope", "reference", "convention", "why", "text", "ends_on", "review_on")


class HoldInput(Input):
    """What is asked."""

    kind: Annotated[HoldKind, Field(title="Raison")]
    scope: Annotated[HoldScope, Field(title="Porte sur")]
    reference: Annotated[str, Field(title="Référence", max_length=60)] = ""
    convention: Annotated[str, Field(title="Convention", max_length=60)] = ""
    why: Annotated[str, Field(title="Motif")] = ""
    text: Annotated[str, Field(title="Texte")] = ""
    ends_on: Annotated[FrenchDate, Field(title="Terme")] = None
    review_on: Annotated[FrenchDate, Field(title="À réexaminer le")] = None


class AdviceInput(Input):
    """What the DPO thinks."""

    opinion: Annotated[Opinion, Field(title="Votre avis")]
    advice: Annotated[str, Field(title="Raisons")] = ""


class DecisionInput(Input):
    """What the controller decides."""

    decision: Annotated[Decision, Field(title="Votre décision")]
    ground: Annotated[str, Field(title="Motif de la décision")] = ""
    without_opinion: Annotated[Ticked, Field(title="Décider sans attendre l’avis")] = False


class ReviewInput(Input):
    """When a hold is looked at again."""

    review_on: Annotated[FrenchDate, Field(title="À réexaminer le")] = None


class OpenInput(Input):
    """Why the controller opens the object of a hold."""

    why: Annotated[OpenReason, Field(title="Raison")]


@dataclass(frozen=True, slots=True)
class HoldsPage:
    """The holds: to decide, standing, over."""

    asked: tuple[HoldLine, ...]
    standing: tuple[HoldLine, ...]
    closed: tuple[HoldLine, ...]
    title: str = "Suspensions"


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form that asks for a hold."""

    values: dict[str, str]
    conventions: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    kinds: tuple[tuple[str, str, str], ...] = tuple(
        (kind.value, label, _KIND_HELP[kind]) for kind, label in KIND_LABELS.items()
    )
    scopes: tuple[tuple[str, str], ...] = tuple((scope.value, label) for scope, label in SCOPE_LABELS.items())
    title: str = "Demander une suspension"


@dataclass(frozen=True, slots=True)
class HoldShown:
    """One hold, with what may be done."""

    hold: HoldPage
    title: str
    values: dict[str, str]
    problems: tuple[Problem, ...] = ()
    opened: HeldObject | None = None
    opinions: tuple[tuple[str, str], ...] = tuple((one.value, OPINION_LABELS[one]) for one in _OPINIONS)
    decisions: tuple[tuple[str, str], ...] = (("granted", "L’accorder"), ("refused", "La refuser"))
    reasons: tuple[tuple[str, str], ...] = tuple((why.value, label) for why, label in OPEN_LABELS.items())


@router.get("")
def list_holds(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """List the holds."""
    lines = holds.list_holds(ctx, actor)
    page = HoldsPage(
        tuple(line for line in lines if line.status is HoldStatus.ASKED),
        tuple(line for line in lines if line.status is HoldStatus.STANDING),
        tuple(line for line in lines if line.status in {HoldStatus.REFUSED, HoldStatus.OVER}),
    )
    return render(request, "due/holds.html", page)


@router.get("/demander")
def ask_hold(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer the form, with the object that somebody came from."""
    values = {name: request.query_params.get(name, "")[:60] for name in ("scope", "reference", "convention")}
    return render(request, "due/hold_form.html", _ask_page(ctx, actor, values))


@router.post("/demander")
def add_hold(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Ask for a hold."""
    try:
        given = read(form, HoldInput)
        reference = given.convention if given.scope is HoldScope.CONVENTION else given.reference
        asked = HoldForm(given.kind, given.scope, reference, given.why, given.text, given.ends_on, given.review_on)
        hold_id = holding_back.ask(ctx, actor, asked)
    except (Invalid, WrongState) as error:
        page = _ask_page(ctx, actor, {name: form.one(name) for name in _FIELDS})
        page = replace(page, problems=error.problems) if isinstance(error, Invalid) else replace(page, refusal=error)
        raise Again(error, "due/hold_form.html", page) from error
    return go(request, "show_hold", hold_id=hold_id, done="suspension-demandee")


@router.get("/{hold_id}")
def show_hold(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a hold."""
    return render(request, "due/hold.html", _shown(ctx, actor, hold_id))


@router.post("/{hold_id}/avis")
def advise_hold(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record the DPO's opinion."""
    try:
        given = read(form, AdviceInput)
        holding_back.advise(ctx, actor, hold_id, given.opinion, given.advice)
    except Invalid as error:
        raise _again(ctx, actor, hold_id, form, error) from error
    return go(request, "show_hold", hold_id=hold_id, done="suspension-avis")


@router.post("/{hold_id}/decision")
def decide_hold(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Grant or refuse a hold."""
    try:
        given = read(form, DecisionInput)
        holding_back.decide(ctx, actor, hold_id, given.decision, given.ground, without_opinion=given.without_opinion)
    except Invalid as error:
        raise _again(ctx, actor, hold_id, form, error) from error
    done = "suspension-accordee" if given.decision is Decision.GRANTED else "suspension-refusee"
    return go(request, "show_hold", hold_id=hold_id, done=done)


@router.post("/{hold_id}/reexamen")
def keep_hold(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Let a hold go on until the next review."""
    try:
        holding_back.keep(ctx, actor, hold_id, read(form, ReviewInput).review_on)
    except Invalid as error:
        raise _again(ctx, actor, hold_id, form, error) from error
    return go(request, "show_hold", hold_id=hold_id, done="suspension-gardee")


@router.post("/{hold_id}/levee")
def lift_hold(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """End a hold."""
    holding_back.lift(ctx, actor, hold_id)
    return go(request, "show_hold", hold_id=hold_id, done="suspension-levee")


@router.post("/{hold_id}/ouvrir")
def open_held(request: Request, hold_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Show whom a hold concerns, once, to the controller; the journal holds the reason."""
    try:
        opened = holds.open_object(ctx, actor, hold_id, read(form, OpenInput).why)
    except Invalid as error:
        raise _again(ctx, actor, hold_id, form, error) from error
    return render(request, "due/hold.html", replace(_shown(ctx, actor, hold_id), opened=opened))


def _ask_page(ctx: Context, actor: Actor, values: dict[str, str]) -> AskPage:
    return AskPage(values, holds.conventions_to_choose(ctx, actor))


def _shown(ctx: Context, actor: Actor, hold_id: str) -> HoldShown:
    page = holds.open_hold(ctx, actor, hold_id)
    return HoldShown(page, f"Suspension {page.line.number}", {})


def _again(ctx: Context, actor: Actor, hold_id: str, form: Form, error: Invalid) -> Again:
    shown = replace(_shown(ctx, actor, hold_id), problems=error.problems, values=form.raw())
    return Again(error, "due/hold.html", shown)
