"""What is decided about a request, and when is the person answered? Opinion, decision, extension, answer, letters."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import NotFound
from liaison.usecases import answering_requests, deciding_requests, rights_letters
from liaison.usecases.answering_requests import Answer
from liaison.usecases.deciding_requests import Decision
from liaison.usecases.rights_letters import Letter
from liaison.vocabulary.rights import AnswerWay, ExtensionReason, Opinion, RefusalGround, RequestDecision
from web import files
from web.deps import Ctx, CurrentActor, Posted
from web.inputs import FrenchDate, Input, Ticked, read
from web.routes.requests import act_on

router = APIRouter()


class WordsInput(Input):
    """What holds words of one's own; the use case says when they are too long."""

    model_config = ConfigDict(str_max_length=None)


class OpinionInput(WordsInput):
    """What the DPO thinks."""

    opinion: Annotated[Opinion, Field(title="Avis")]
    text: Annotated[str, Field(title="Précisions")] = ""


class DecisionInput(WordsInput):
    """What is decided, on which ground."""

    decision: Annotated[RequestDecision, Field(title="Décision")]
    ground: Annotated[str, Field(title="Motif")] = ""
    text: Annotated[str, Field(title="Précisions")] = ""


class ExtensionInput(WordsInput):
    """Why two months more are needed."""

    reason: Annotated[ExtensionReason, Field(title="Raison")]
    text: Annotated[str, Field(title="Précisions")] = ""


class ToldInput(Input):
    """When the person was told."""

    told_on: Annotated[FrenchDate, Field(title="Personne informée le")] = None


class AgreementInput(Input):
    """Which agreement is withdrawn."""

    agreement: Annotated[str, Field(title="Accord", min_length=1)]


class AnswerInput(Input):
    """How and when the person got their answer."""

    way: Annotated[AnswerWay, Field(title="Comment")]
    answered_on: Annotated[FrenchDate, Field(title="Répondue le")] = None
    recourse_told: Annotated[Ticked, Field(title="Recours")] = False


@router.post("/demandes/{request_id}/avis")
def give_request_opinion(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record what the DPO thinks."""

    def act() -> None:
        given = read(form, OpinionInput)
        deciding_requests.give_opinion(ctx, actor, request_id, given.opinion, given.text)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-avis")


@router.post("/demandes/{request_id}/decision")
def decide_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record the decision."""

    def act() -> None:
        given = read(form, DecisionInput)
        ground = RefusalGround(given.ground) if given.ground in set(RefusalGround) else None
        deciding_requests.decide(ctx, actor, request_id, Decision(given.decision, ground, given.text))

    return act_on(request, ctx, actor, request_id, form, act, done="demande-decidee")


@router.post("/demandes/{request_id}/prolongation")
def extend_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Decide that two months more are needed."""

    def act() -> None:
        given = read(form, ExtensionInput)
        deciding_requests.extend(ctx, actor, request_id, given.reason, given.text)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-prolongation")


@router.post("/demandes/{request_id}/prolongation-dite")
def note_extension_told(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record when the person was told of it."""

    def act() -> None:
        deciding_requests.note_extension_told(ctx, actor, request_id, read(form, ToldInput).told_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-prolongee")


@router.post("/demandes/{request_id}/levee")
def lift_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """End a restriction or an objection."""

    def act() -> None:
        deciding_requests.lift(ctx, actor, request_id, read(form, ToldInput).told_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-levee")


@router.post("/demandes/{request_id}/retrait")
def withdraw_by_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Withdraw the agreement that the person named."""

    def act() -> None:
        deciding_requests.withdraw(ctx, actor, request_id, read(form, AgreementInput).agreement)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-retrait")


@router.post("/demandes/{request_id}/reponse")
def answer_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record that the person was answered; the request is closed."""

    def act() -> None:
        given = read(form, AnswerInput)
        answer = Answer(given.way, given.answered_on, given.recourse_told)
        answering_requests.answer(ctx, actor, request_id, answer)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-repondue")


@router.post("/demandes/{request_id}/lettre/{letter}")
def print_request_letter(request_id: str, letter: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a letter to print; its fingerprint is kept, so that it is posted for, not linked to."""
    if letter not in set(Letter):
        raise NotFound("Cette lettre n’existe pas.", hint="Revenez à la demande.")
    return files.pdf(rights_letters.print_letter(ctx, actor, request_id, Letter(letter)), name="lettre.pdf")
