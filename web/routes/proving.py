"""Is it still you? The page that asks for a code before something delicate, and the way on from it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import LiaisonError, TooMany
from liaison.rules.access import Actor
from liaison.usecases import coming_back, sessions
from liaison.usecases.context import Context
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary.sessions import Act
from web import cookies, returning
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.fresh import ACT_LABELS, act_at
from web.inputs import ExactInput, read
from web.pages import render
from web.returning import ProofPage, ProvedPage

router = APIRouter(prefix="/preuve")


class ProofInput(ExactInput):
    """A code of the telephone, or one on paper, and what it is given for."""

    code: str = ""
    secours: str = ""
    vers: str = ""
    garde: str = ""


@router.get("")
def ask_proof(request: Request, actor: CurrentActor) -> Response:  # noqa: ARG001 - who is there
    """Ask for a code before a page or a file."""
    where = returning.local_target(request.query_params.get(returning.WHERE, ""))
    act = ACT_LABELS[act_at(request.app.state.routes, "GET", where.partition("?")[0])]
    return render(request, "signing/proof.html", ProofPage(returning.proof_minutes(request), act, where))


@router.post("")
def prove_again(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Check the code, change the session's token, and go on to what was asked."""
    typed = read(form, ProofInput)
    where = returning.local_target(typed.vers)
    before = _act(request, ctx, actor, where, typed.garde)
    try:
        token = sessions.prove_again(
            ctx, actor, cookies.SESSION.of(request), code=typed.code, recovery_code=typed.secours, before=before
        )
    except (SignInFailed, TooMany) as error:
        page = ProofPage(
            returning.proof_minutes(request),
            ACT_LABELS[before],
            where,
            typed.garde,
            error.message,
            error.hint,
            on_paper=bool(typed.secours),
        )
        raise Again(error, "signing/proof.html", page) from error
    if typed.garde:
        answer = returning.resume(request, ctx, actor, typed.garde, act=ACT_LABELS[before])
    else:
        answer = render(request, "signing/proved.html", ProvedPage(ACT_LABELS[before], where or "/"))
    cookies.SESSION.keep(request, answer, token)
    return answer


def _act(request: Request, ctx: Context, actor: Actor, where: str, kept: str) -> Act:
    """Say what the code is asked before, by where the person goes on to."""
    routes = request.app.state.routes
    if not kept:
        return act_at(routes, "GET", where.partition("?")[0])
    try:
        return act_at(routes, "POST", coming_back.give_back(ctx, actor, kept).path)
    except LiaisonError:
        return Act.OTHER
