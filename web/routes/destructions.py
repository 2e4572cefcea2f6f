"""What was destroyed, and what proves it? The DPO reads certificates; who decides destroys before the day."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused
from liaison.usecases import certificates, erasing, following, keeping_cases, planning_due
from liaison.usecases.certificates import Certificate, DestructionLine
from liaison.usecases.certifying import GROUND_LABELS
from liaison.usecases.erasing import OF_AN_EXCHANGE, Erasure
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.planning_due import Due
from liaison.vocabulary import Role
from liaison.vocabulary.destruction import Ground
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.files import attachment, pdf
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()


class ExchangeInput(Input):
    """Why an exchange goes before its day."""

    ground: Annotated[Ground, Field(title="Motif")]


@dataclass(frozen=True, slots=True)
class DestructionsPage:
    """What was destroyed, newest first, and what the next night takes."""

    lines: tuple[DestructionLine, ...]
    due: Due
    may_act: bool
    error: LiaisonError | None = None
    title: str = "Destructions"


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate."""

    certificate: Certificate
    title: str


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """An exchange that is to be destroyed before its day."""

    line: TransmissionLine
    erasure: Erasure
    ground: str = ""
    problems: tuple[Problem, ...] = ()
    error: LiaisonError | None = None
    grounds: tuple[tuple[str, str], ...] = tuple((one.value, GROUND_LABELS[one]) for one in OF_AN_EXCHANGE)
    title: str = "Détruire cet échange"


@dataclass(frozen=True, slots=True)
class CasePage:
    """A dossier that was opened by mistake."""

    case_id: str
    name: str
    erasure: Erasure
    error: LiaisonError | None = None
    title: str = "Effacer ce dossier"


@router.get("/destructions")
def list_destructions(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what was destroyed, and what the next night takes."""
    lines = tuple(certificates.list_destructions(ctx, actor))
    due = planning_due.due_tonight(ctx, actor)
    page = DestructionsPage(lines, due, actor.role is Role.CONTROLLER)
    return render(request, "destructions/list.html", page)


@router.post("/destructions")
def destroy_now(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Begin now what the night would destroy."""
    numbers = erasing.begin_due(ctx, actor)
    return go(request, "list_destructions", done="destruction-commencee" if numbers else "rien-a-detruire")


@router.get("/destructions/{number}")
def show_certificate(request: Request, number: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a certificate."""
    found = certificates.certificate_of(ctx, actor, number)
    return render(request, "destructions/show.html", CertificatePage(found, f"Certificat {found.line.number}"))


@router.get("/destructions/{number}/certificat.pdf")
def print_certificate(number: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a certificate as paper."""
    found = certificates.certificate_of(ctx, actor, number)
    return pdf(certificates.printed(found), name=f"certificat-{found.line.number}.pdf")


@router.get("/destructions/{number}/certificat.txt")
def download_certificate(number: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a certificate as the signed text, to verify elsewhere."""
    found = certificates.certificate_of(ctx, actor, number)
    return attachment(found.note.encode(), name=f"certificat-{found.line.number}.txt")


@router.get("/transmissions/{transmission_id}/detruire")
def ask_exchange(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask why an exchange goes before its day."""
    return render(request, "destructions/exchange.html", _exchange(ctx, actor, transmission_id))


@router.post("/transmissions/{transmission_id}/detruire")
def destroy_exchange(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Begin to destroy an exchange."""
    try:
        given = read(form, ExchangeInput)
        erasing.destroy_exchange(ctx, actor, transmission_id, given.ground)
    except (Invalid, Refused) as error:
        ctx.take_back()
        problems = error.problems if isinstance(error, Invalid) else ()
        page = _exchange(ctx, actor, transmission_id)
        shown = ExchangePage(page.line, page.erasure, form.one("ground"), problems, None if problems else error)
        raise Again(error, "destructions/exchange.html", shown) from error
    return go(request, "list_destructions", done="destruction-commencee")


@router.get("/dossiers/{case_id}/effacer")
def ask_erasure(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask whether a dossier opened by mistake goes."""
    return render(request, "destructions/case.html", _case(ctx, actor, case_id))


@router.post("/dossiers/{case_id}/effacer")
def erase_case(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Begin to destroy a dossier opened by mistake."""
    try:
        erasing.destroy_mistaken_case(ctx, actor, case_id)
    except Refused as error:
        ctx.take_back()
        page = _case(ctx, actor, case_id)
        shown = CasePage(page.case_id, page.name, page.erasure, error)
        raise Again(error, "destructions/case.html", shown) from error
    return go(request, "list_destructions", done="destruction-commencee")


def _exchange(ctx: Ctx, actor: CurrentActor, transmission_id: str) -> ExchangePage:
    erasure = erasing.preview_exchange(ctx, actor, transmission_id)
    return ExchangePage(following.open_transmission(ctx, actor, transmission_id).line, erasure)


def _case(ctx: Ctx, actor: CurrentActor, case_id: str) -> CasePage:
    erasure = erasing.preview_case(ctx, actor, case_id)
    return CasePage(case_id, keeping_cases.open_case(ctx, actor, case_id).name, erasure)
