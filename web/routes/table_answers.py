"""What did the DT OFII answer? Typed on the page of a person, or taken back from the table that returned (V-5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, NotFound, Problem, Refused, WrongState
from liaison.messages.traits import spoken
from liaison.rules.access import Actor
from liaison.rules.ofii_decisions import LONGEST_PLACE, LONGEST_REASON, Decision
from liaison.usecases.context import Context
from liaison.usecases.table_words import DECISIONS
from liaison.usecases.tables import deciding, return_parcel, taking_back
from liaison.usecases.tables.deciding import DecisionPage
from liaison.usecases.tables.return_parcel import Upload
from liaison.usecases.tables.returned_rows import ReturnPreview
from liaison.usecases.tables.taking_back import ReturnAsk
from liaison.vocabulary.tables import OfiiDecision
from web.deps import Ctx, CurrentActor, Posted, Uploaded
from web.errors import Again
from web.inputs import ExactInput, Form, FrenchDate, Input, read
from web.moments import Hour
from web.pages import go, render

router = APIRouter(prefix="/tableaux")

SHOWN: Final = 200
"""Cells of a return whose value the dossier may take over from one page; more are told, and typed in the dossiers."""
_DECISION: Final = "tables/decision.html"
_RETURN: Final = "tables/return.html"
_PREVIEW: Final = "tables/return_preview.html"


class DecisionInput(Input):
    """What the DT OFII decided of somebody."""

    decision: Annotated[OfiiDecision, Field(title="Décision de l’OFII")]
    reason: Annotated[str, Field(title="Motif", max_length=LONGEST_REASON)] = ""
    appointment_on: Annotated[FrenchDate, Field(title="Date du rendez-vous")] = None
    hour: Annotated[Hour | None, Field(title="Heure")] = None
    place: Annotated[str, Field(title="Lieu", max_length=LONGEST_PLACE)] = ""
    seen: str = ""


class ChosenInput(Input):
    """Which document of a deposit is the return; none where a file was chosen."""

    document: Annotated[str, Field(title="Document", max_length=40)] = ""


class TakeInput(ExactInput):
    """What a preview posts: the return, sealed; which preview it was; the cells that the dossiers take over."""

    kept: str
    seen: str = ""
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """The answer about one person, to be typed or corrected."""

    it: DecisionPage
    typed: Mapping[str, str]
    title: str = "Réponse de la DT OFII"
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    decisions: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in DECISIONS.items())
    longest_reason: int = LONGEST_REASON
    longest_place: int = LONGEST_PLACE


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """Where a return is chosen."""

    it: ReturnAsk
    title: str = "Reprendre le tableau rendu"
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None


@dataclass(frozen=True, slots=True)
class ReturnPreviewPage:
    """What a return would do; nothing is done."""

    preview: ReturnPreview
    kept: str
    traits: tuple[str, ...]
    is_document: bool
    taken: frozenset[str] = field(default_factory=frozenset)
    """What was ticked."""
    title: str = "Aperçu du tableau rendu"
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    shown: int = SHOWN


@router.get("/lignes/{row_id}/decision")
def ask_decision_row(request: Request, row_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what was answered about a person, to be typed or corrected."""
    it = deciding.ask(ctx, actor, row_id)
    return render(request, _DECISION, DecisionShown(it, _known(it)))


@router.post("/lignes/{row_id}/decision")
def decide_row(request: Request, row_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record what was answered about a person."""
    it = deciding.ask(ctx, actor, row_id)
    try:
        given = read(_without_blanks(form), DecisionInput)
        decision = Decision(given.decision, given.reason, given.appointment_on, given.hour, given.place)
        deciding.record(ctx, actor, row_id, decision, seen=given.seen)
    except (Invalid, Conflict, WrongState) as error:
        ctx.take_back()
        problems, refusal = _told(error)
        again = deciding.ask(ctx, actor, row_id)
        raise Again(error, _DECISION, DecisionShown(again, form.raw(), problems=problems, refusal=refusal)) from error
    return go(request, "show_table", table_id=it.table_id, done="reponse-ofii-notee")


@router.get("/{table_id}/retour")
def ask_return(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer to choose the table that came back: a file, or a document of a deposit."""
    return render(request, _RETURN, ReturnPage(taking_back.ask(ctx, actor, table_id)))


@router.post("/{table_id}/retour/apercu")
def preview_return(
    request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted, file: Uploaded
) -> Response:
    """Read a return and show what it would do; nothing of it is kept here."""
    try:
        document_id = read(form, ChosenInput).document
        upload = (
            taking_back.read_document(ctx, actor, table_id, document_id)
            if document_id
            else taking_back.read_file(ctx, actor, table_id, file)
        )
    except (Invalid, WrongState) as error:
        ctx.take_back()
        problems, refusal = _told(error)
        page = ReturnPage(taking_back.ask(ctx, actor, table_id), problems=problems, refusal=refusal)
        raise Again(error, _RETURN, page) from error
    kept = return_parcel.keep(ctx, actor, upload)
    return render(request, _PREVIEW, _preview_page(ctx, actor, upload, kept))


@router.post("/{table_id}/retour")
def take_return(request: Request, table_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record all that a return decides."""
    given = read(form, TakeInput)
    upload = return_parcel.give_back(ctx, actor, given.kept)
    if upload.table_id != table_id:
        raise NotFound("Ce retour est celui d’un autre tableau.", hint="Choisissez-le à nouveau.")
    try:
        taking_back.take(ctx, actor, upload, seen=given.seen, over=frozenset(given.over))
    except (Invalid, Conflict, Refused, WrongState) as error:
        ctx.take_back()
        problems, refusal = _told(error)
        page = _preview_page(ctx, actor, upload, given.kept)
        shown = replace(page, problems=problems, refusal=refusal, taken=frozenset(given.over))
        raise Again(error, _PREVIEW, shown) from error
    return go(request, "show_table", table_id=upload.table_id, done="retour-pris")


def _preview_page(ctx: Context, actor: Actor, upload: Upload, kept: str) -> ReturnPreviewPage:
    preview = taking_back.preview(ctx, actor, upload)
    return ReturnPreviewPage(preview, kept, spoken(upload.traits), upload.document_id is not None)


def _told(error: LiaisonError) -> tuple[tuple[Problem, ...], LiaisonError | None]:
    return (error.problems, None) if isinstance(error, Invalid) else ((), error)


def _known(it: DecisionPage) -> dict[str, str]:
    if it.answer is None:
        return {}
    given = it.answer.given
    return {
        "decision": given.decision.value,
        "reason": given.reason,
        "appointment_on": f"{given.appointment_on:%d/%m/%Y}" if given.appointment_on else "",
        "hour": f"{given.appointment_at:%H:%M}" if given.appointment_at is not None else "",
        "place": given.place,
    }


def _without_blanks(form: Form) -> Form:
    """Leave out what was not typed: nothing is neither an hour nor an answer of a closed list."""
    return Form({name: values for name, values in form.fields.items() if values != ("",)})
