"""What follows a person in a dossier? Agreements and their withdrawal, the notice, the end, the binôme."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, NotFound, Problem, Refused, WrongState
from liaison.usecases import agreeing, dossier, ending_support, keeping_cases
from liaison.usecases.agreeing import AgreementView
from liaison.usecases.registers.informing import NoticeText
from liaison.vocabulary import AgreementKind
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render
from web.routes.cases import Typed, case_page

router = APIRouter()


class AgreementInput(Input):
    """An agreement that the person gave."""

    kind: Annotated[AgreementKind, Field(title="Accord")]
    given_on: Annotated[FrenchDate, Field(title="Donné le")] = None


class EndInput(Input):
    """The end of the support; empty while it goes on."""

    ended_on: Annotated[FrenchDate, Field(title="Fin de l’accompagnement")] = None


class ReferentsInput(Input):
    """The binôme."""

    referents: Annotated[tuple[str, ...], Field(title="Binôme")] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """What a withdrawal stops, before it is done."""

    case_id: str
    agreement: AgreementView
    title: str = "Retirer un accord"


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The notice to the person, to print in each language, and its date to record."""

    case_id: str
    texts: tuple[NoticeText, ...]
    version: str
    given_on: str
    problems: tuple[Problem, ...] = ()
    error: LiaisonError | None = None
    title: str = "Information de la personne"

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """The texts that may have been handed over."""
        return tuple((text.version, text.name) for text in self.texts)


@dataclass(frozen=True, slots=True)
class GivenNoticePage:
    """The notice in the words that the person was given."""

    text: NoticeText
    case_id: str
    given: None = None
    title: str = "Texte remis"


class NoticeInput(Input):
    """The day, and the words that were on the page."""

    given_on: Annotated[FrenchDate, Field(title="Remise le")] = None
    version: Annotated[str, Field(title="Texte remis", max_length=64)] = ""


@router.post("/dossiers/{case_id}/accords")
def record_agreement(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record an agreement."""
    try:
        given = read(form, AgreementInput)
        day = _needed(given.given_on, "given_on", "Donné le")
        agreeing.record_agreement(ctx, actor, case_id, given.kind, day)
    except (Invalid, WrongState) as error:
        typed = Typed(kind=form.one("kind"), given_on=form.one("given_on"))
        page = case_page(ctx, actor, case_id, typed=typed, error=error)
        raise Again(error, "cases/show.html", page) from error
    return go(request, "show_case", case_id=case_id, done="accord-enregistre", anchor="accords")


@router.get("/dossiers/{case_id}/accords/{agreement_id}/retrait")
def ask_withdrawal(request: Request, case_id: str, agreement_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Say what a withdrawal stops, and ask."""
    case = keeping_cases.open_case(ctx, actor, case_id)
    for agreement in case.agreements:
        if agreement.id == agreement_id and agreement.withdrawn_at is None:
            return render(request, "cases/withdraw.html", WithdrawalPage(case_id, agreement))
    raise NotFound("Cet accord n’est plus en cours.", hint="Revenez au dossier.")


@router.post("/dossiers/{case_id}/accords/{agreement_id}/retrait")
def withdraw_agreement(request: Request, case_id: str, agreement_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Withdraw an agreement, and stop at once what has not left (T-7)."""
    stopped = agreeing.withdraw_agreement(ctx, actor, case_id, agreement_id)
    done = "accord-retire-arrete" if stopped.transmissions else "accord-retire"
    return go(request, "show_case", case_id=case_id, done=done, anchor="accords")


@router.get("/dossiers/{case_id}/information")
def show_notice(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the notice to print (G-9)."""
    texts = agreeing.notice_texts(ctx, actor, case_id)
    page = NoticePage(case_id, texts, texts[0].version, f"{ctx.today:%d/%m/%Y}")
    return render(request, "cases/notice.html", page)


@router.get("/dossiers/{case_id}/information/{version}")
def show_given_notice(request: Request, case_id: str, version: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the notice in the words that the person was given."""
    text = agreeing.given_notice(ctx, actor, case_id, version)
    return render(request, "registers/given.html", GivenNoticePage(text, case_id))


@router.post("/dossiers/{case_id}/information")
def record_notice(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record the day when the person was informed, and by which words."""
    try:
        given = read(form, NoticeInput)
        day = _needed(given.given_on, "given_on", "Remise le")
        agreeing.record_notice(ctx, actor, case_id, day, version=given.version)
    except (Invalid, WrongState) as error:
        texts = agreeing.notice_texts(ctx, actor, case_id)
        problems = error.problems if isinstance(error, Invalid) else ()
        told = None if isinstance(error, Invalid) else error
        page = NoticePage(case_id, texts, form.one("version") or texts[0].version, form.one("given_on"), problems, told)
        raise Again(error, "cases/notice.html", page) from error
    return go(request, "show_case", case_id=case_id, done="information-notee")


@router.post("/dossiers/{case_id}/fin")
def end_support(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Say when the support ended, or that it goes on."""
    try:
        ending_support.set_support_end(ctx, actor, case_id, read(form, EndInput).ended_on)
    except (Invalid, WrongState) as error:
        page = case_page(ctx, actor, case_id, typed=_kept(form, ctx.today), error=error)
        raise Again(error, "cases/show.html", page) from error
    return go(request, "show_case", case_id=case_id, done="fin-enregistree", anchor="echeances")


@router.post("/dossiers/{case_id}/binome")
def assign_case(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Say who the binôme is."""
    try:
        keeping_cases.assign(ctx, actor, case_id, read(form, ReferentsInput).referents)
    except (Invalid, Refused) as error:
        page = case_page(ctx, actor, case_id, typed=_kept(form, ctx.today), error=error)
        raise Again(error, "cases/show.html", page) from error
    if actor.account_id not in form.many("referents"):
        return _after_leaving(request, ctx, actor, case_id)
    return go(request, "show_case", case_id=case_id, done="binome-enregistre")


def _after_leaving(request: Request, ctx: Ctx, actor: CurrentActor, case_id: str) -> Response:
    """Whoever left the binôme may no longer open the dossier; a coordinator may."""
    try:
        dossier.case_of(ctx, actor, case_id)
    except LiaisonError:
        return go(request, "list_cases", done="binome-enregistre")
    return go(request, "show_case", case_id=case_id, done="binome-enregistre")


def _kept(form: Form, today: date) -> Typed:
    return Typed(given_on=f"{today:%d/%m/%Y}", ended_on=form.one("ended_on"), referents=form.many("referents"))


def _needed(day: date | None, name: str, label: str) -> date:
    if day is None:
        raise Invalid([Problem(name, label, "À remplir : la date fait partie de la preuve.")])
    return day
