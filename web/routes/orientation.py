"""Towards whom could this person be referred? A short form, the rules' answer, and whom the directory knows there.

Nothing of the form is stored, and nothing is decided: every contact can still be chosen.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.rules.documents import AS_OF, DOCUMENTS
from liaison.rules.situation import Ages, Situation, Standing, Towards
from liaison.usecases import drafting, orienting
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.orienting import Answer, Asked, Known
from liaison.vocabulary import FrenchLevel, PartnerKind
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()

OLDEST: Final = 120
LEVELS: Final = (
    (FrenchLevel.UNDER_A1_1.value, "pas encore A1.1"),
    *((level.value, level.value) for level in FrenchLevel if level is not FrenchLevel.UNDER_A1_1),
)
STANDINGS: Final = (
    (Standing.PROTECTED.value, "Réfugié·e, protection subsidiaire ou apatride"),
    (Standing.RELATIVE.value, "Membre de famille rejoignant, sans statut propre"),
    (Standing.TEMPORARY.value, "Protection temporaire"),
    (Standing.ASYLUM.value, "Demande d’asile en cours"),
)
FOLLOWERS: Final = tuple(
    (towards.value, KIND_LABELS[PartnerKind(towards.value)]) for towards in Towards if towards is not Towards.AGIR
)
TERNARY: Final = (("", "Pas précisé"), ("yes", "Oui"), ("no", "Non"))


def _age(value: object) -> object:
    text = str(value or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > OLDEST:
        raise ValueError("Écrivez l’âge en années, par exemple 24.")
    return int(text)


def _blank(value: object) -> object:
    return value or None


def _ternary(value: object) -> object:
    return {"yes": True, "no": False}.get(str(value))


def _document(value: object) -> object:
    if value and value not in DOCUMENTS:
        raise ValueError("Choisissez un des documents proposés.")
    return value


class OrientationInput(Input):
    """What the rules ask; an empty answer is « not known »."""

    age: Annotated[int | None, BeforeValidator(_age), Field(title="Âge")] = None
    level: Annotated[FrenchLevel | None, BeforeValidator(_blank), Field(title="Niveau de français")] = None
    standing: Annotated[Standing | None, BeforeValidator(_blank), Field(title="Statut")] = None
    since: Annotated[FrenchDate, Field(title="Depuis le")] = None
    document: Annotated[str, BeforeValidator(_document), Field(title="Document de séjour")] = ""
    graduate: Annotated[bool | None, BeforeValidator(_ternary), Field(title="Cadre ou bac + 3")] = None
    disability: Annotated[bool | None, BeforeValidator(_ternary), Field(title="Handicap reconnu")] = None
    followed_by: Annotated[tuple[Towards, ...], Field(title="Déjà suivie par")] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    age: str = ""
    level: str = ""
    standing: str = Standing.PROTECTED.value
    since: str = ""
    document: str = ""
    graduate: str = ""
    disability: str = ""
    followed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrientationPage:
    """The form, and the answer once it was asked; `asked` is the fiche that looks for its recipient."""

    known: Known
    typed: Typed
    asked: Asked | None = None
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()
    levels: tuple[tuple[str, str], ...] = LEVELS
    standings: tuple[tuple[str, str], ...] = STANDINGS
    followers: tuple[tuple[str, str], ...] = FOLLOWERS
    ternary: tuple[tuple[str, str], ...] = TERNARY
    documents: tuple[tuple[str, str], ...] = tuple((key, one.label) for key, one in DOCUMENTS.items())
    as_of: str = AS_OF
    title: str = "Vers qui orienter ?"


@router.get("/dossiers/{case_id}/orientation")
def ask_orientation(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask what the dossier does not say."""
    known = orienting.known_of(ctx, actor, case_id)
    return render(request, "orientation/show.html", OrientationPage(known, _prefilled(known)))


@router.post("/dossiers/{case_id}/orientation")
def answer_orientation(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Answer; nothing is written but the reading of the dossier."""
    return render(request, "orientation/show.html", _answered(ctx, actor, case_id, form, None))


@router.get("/fiches/{fiche_id}/orientation")
def ask_fiche_orientation(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the same for a fiche that has no recipient yet."""
    asked = orienting.asked_for(ctx, actor, fiche_id)
    known = orienting.known_of(ctx, actor, asked.case_id)
    return render(request, "orientation/show.html", OrientationPage(known, _prefilled(known), asked))


@router.post("/fiches/{fiche_id}/orientation")
def answer_fiche_orientation(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Answer, with the contacts that this fiche may be addressed to."""
    asked = orienting.asked_for(ctx, actor, fiche_id)
    return render(request, "orientation/show.html", _answered(ctx, actor, asked.case_id, form, asked))


@router.post("/fiches/{fiche_id}/destinataire")
def choose_recipient(request: Request, fiche_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Address the fiche to a contact of the answer."""
    drafting.choose_contact(ctx, actor, fiche_id, form.one("contact"))
    return go(request, "show_fiche", fiche_id=fiche_id, done="destinataire-choisi")


def _prefilled(known: Known) -> Typed:
    return Typed(
        level=known.level.value if known.level else "",
        standing=(known.standing or Standing.PROTECTED).value,
        since=f"{known.since:%d/%m/%Y}" if known.since else "",
    )


def _answered(ctx: Context, actor: Actor, case_id: str, form: Form, asked: Asked | None) -> OrientationPage:
    page = OrientationPage(orienting.known_of(ctx, actor, case_id), _typed(form), asked)
    try:
        given = read(form, OrientationInput)
    except Invalid as error:
        raise Again(error, "orientation/show.html", replace(page, problems=error.problems)) from error
    answer = orienting.answer(ctx, actor, case_id, _situation(given, page.known))
    return replace(page, answer=answer, title="Vers qui orienter : la réponse")


def _typed(form: Form) -> Typed:
    return Typed(
        age=form.one("age"),
        level=form.one("level"),
        standing=form.one("standing"),
        since=form.one("since"),
        document=form.one("document"),
        graduate=form.one("graduate"),
        disability=form.one("disability"),
        followed_by=form.many("followed_by"),
    )


def _situation(given: OrientationInput, known: Known) -> Situation:
    """Put together what was answered and what the dossier knows; a known birth date is not asked again."""
    typed = Ages(given.age, given.age) if given.age is not None else None
    return Situation(
        ages=known.ages or typed,
        level=given.level,
        disability=given.disability,
        graduate=given.graduate,
        standing=given.standing,
        since=given.since,
        entered_on=known.entered_on,
        document=given.document,
        followed_by=frozenset(given.followed_by),
    )
