"""What came in, and what is done with it? The list, one deposit, its key, its documents as pictures, other doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused, TurnedAway, WrongKey, WrongState
from liaison.messages.intake import explain
from liaison.rules.access import Actor
from liaison.usecases import deposited, entering, opening_deposit, viewing
from liaison.usecases.context import Context
from liaison.usecases.deposited import DOCUMENT_LABELS, DOOR_WORDS, PAGE, SCAN_WORDS, DepositLine, DepositPage
from liaison.usecases.directory import PartnerView
from liaison.usecases.entering import DOOR_LABELS, EntryForm
from liaison.usecases.opening_deposit import REFUSAL_LABELS
from liaison.usecases.taking_in import FATE_LABELS
from liaison.vocabulary import DepositDoor, DepositRefusal, DocumentFate, DocumentKind, ScanResult
from web.deps import Ctx, CurrentActor, Posted, Received
from web.errors import Again
from web.files import attachment, png
from web.inputs import ExactInput, Form, Input, read
from web.pages import go, render
from web.paging import cursor

router = APIRouter(prefix="/depots")

BY_HAND = (
    DepositRefusal.NOT_FOR_US, DepositRefusal.DOUBLE, DepositRefusal.KEY_LOST, DepositRefusal.DAMAGED,
)  # fmt: skip
"""Why a person sets a deposit aside; the others are found by the service."""


class KeyInput(ExactInput):
    """The key of a deposit, to the letter."""

    key: Annotated[str, Field(title="La clé", max_length=500)] = ""


class RefusalInput(Input):
    """Why a deposit is set aside."""

    reason: Annotated[DepositRefusal, Field(title="Motif")]


class EntryInput(Input):
    """Where a file came from."""

    partner_id: Annotated[str, Field(title="Partenaire", max_length=40)] = ""
    door: Annotated[DepositDoor, Field(title="Comment il est arrivé")]
    reference: Annotated[str, Field(title="Référence du pli", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class DepositsPage:
    """Deposits, newest first."""

    lines: tuple[DepositLine, ...]
    older: datetime | None
    title: str = "Dépôts"


@dataclass(frozen=True, slots=True)
class DepositShown:
    """One deposit: where it stands, and what to do now."""

    it: DepositPage
    remarks: tuple[str, ...]
    opens_outside: bool
    refusals: tuple[tuple[str, str], ...]
    refused_for: str
    title: str
    refusal: LiaisonError | None = None
    doors: Mapping[DepositDoor, str] = field(default_factory=lambda: DOOR_WORDS)
    kinds: Mapping[DocumentKind, str] = field(default_factory=lambda: DOCUMENT_LABELS)
    fates: Mapping[DocumentFate, str] = field(default_factory=lambda: FATE_LABELS)
    scans: Mapping[ScanResult, str] = field(default_factory=lambda: SCAN_WORDS)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Where a file of another door is entered."""

    partners: tuple[PartnerView, ...]
    partner_id: str = ""
    door: str = ""
    reference: str = ""
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    doors: tuple[tuple[str, str], ...] = tuple((door.value, label) for door, label in DOOR_LABELS.items())
    title: str = "Enregistrer un fichier reçu autrement"


@router.get("")
def list_deposits(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what came in."""
    lines = deposited.list_deposits(ctx, actor, before=cursor(request))
    older = lines[-1].received_at if len(lines) == PAGE else None
    return render(request, "deposits/list.html", DepositsPage(tuple(lines), older))


@router.get("/nouveau")
def ask_deposit(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer to enter a file that came by another door."""
    return render(request, "deposits/new.html", EntryPage(tuple(entering.partners_offered(ctx, actor))))


@router.post("/nouveau")
def enter_deposit(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted, incoming: Received) -> Response:
    """Take in a file that came by another door."""
    try:
        given = read(form, EntryInput)
        deposit_id = entering.enter(ctx, actor, EntryForm(given.partner_id, given.door, given.reference), incoming)
    except (Invalid, TurnedAway, Refused) as error:
        raise Again(error, "deposits/new.html", _entry_page(ctx, actor, form, error)) from error
    return go(request, "show_deposit", deposit_id=deposit_id, done="depot-enregistre")


@router.get("/{deposit_id}")
def show_deposit(request: Request, deposit_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a deposit."""
    return render(request, "deposits/show.html", _shown(ctx, actor, deposit_id))


@router.post("/{deposit_id}/ouvrir")
def open_deposit(request: Request, deposit_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open a deposit with its key, which is in no address and shown nowhere again."""
    try:
        opening_deposit.open_with_key(ctx, actor, deposit_id, read(form, KeyInput).key)
    except (WrongKey, Refused, WrongState) as error:
        ctx.take_back()
        raise Again(error, "deposits/show.html", _shown(ctx, actor, deposit_id, error)) from error
    return go(request, "show_deposit", deposit_id=deposit_id)


@router.post("/{deposit_id}/emporter")
def take_deposit_away(deposit_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a file that is opened elsewhere, still closed."""
    name, content = opening_deposit.take_away(ctx, actor, deposit_id)
    return attachment(content, name=name)


@router.post("/{deposit_id}/traite")
def settle_outside(request: Request, deposit_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Note that it was opened and dealt with elsewhere."""
    opening_deposit.settle_outside(ctx, actor, deposit_id)
    return go(request, "show_deposit", deposit_id=deposit_id, done="depot-traite")


@router.post("/{deposit_id}/refuser")
def refuse_deposit(request: Request, deposit_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Set a deposit aside."""
    opening_deposit.refuse(ctx, actor, deposit_id, read(form, RefusalInput).reason)
    return go(request, "show_deposit", deposit_id=deposit_id, done="depot-refuse")


@router.get("/documents/{document_id}/pages/{page}")
def show_picture(document_id: str, page: int, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one page of a document, as pixels."""
    return png(viewing.picture(ctx, actor, document_id, page).png)


@router.post("/documents/{document_id}/enregistrer")
def download_document(document_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a document as a file; by POST, since the journal notes who took it."""
    name, content = viewing.download(ctx, actor, document_id)
    return attachment(content, name=name)


def _shown(ctx: Context, actor: Actor, deposit_id: str, refusal: LiaisonError | None = None) -> DepositShown:
    page = deposited.open_deposit(ctx, actor, deposit_id)
    return DepositShown(
        it=page,
        remarks=tuple(explain(warning).sentence for warning in page.warnings),
        opens_outside=page.line.kind in opening_deposit.OUTSIDE,
        refusals=tuple((reason.value, REFUSAL_LABELS[reason]) for reason in BY_HAND),
        refused_for=REFUSAL_LABELS[page.refusal] if page.refusal else "",
        title=f"Dépôt {page.line.reference}",
        refusal=refusal,
    )


def _entry_page(ctx: Context, actor: Actor, form: Form, error: LiaisonError) -> EntryPage:
    problems: Sequence[Problem] = error.problems if isinstance(error, Invalid) else ()
    return EntryPage(
        tuple(entering.partners_offered(ctx, actor)),
        form.one("partner_id"),
        form.one("door"),
        form.one("reference"),
        tuple(problems),
        None if isinstance(error, Invalid) else error,
    )
