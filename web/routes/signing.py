"""Who is there? Pages of signing in and out: password, then second factor, then back to where one was."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.errors import LiaisonError, TooMany
from liaison.usecases import signing_in
from liaison.usecases.signing_in import SignInFailed
from web import cookies, returning
from web.deps import Ctx, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import go, render
from web.returning import SignInPage

router = APIRouter()


class SignInInput(ExactInput):
    """First factor."""

    email: str
    password: str
    vers: str = ""
    garde: str = ""


class CodeInput(ExactInput):
    """Second factor."""

    code: str
    vers: str = ""
    garde: str = ""


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page of the second factor."""

    where: str = ""
    kept: str = ""
    refusal: str = ""
    hint: str = ""
    title: str = "Le code de votre téléphone"


@router.get("/connexion")
def sign_in(request: Request) -> Response:
    """Show the sign-in page."""
    where = returning.local_path(request.query_params.get(returning.WHERE, ""))
    return render(request, "signing/sign_in.html", SignInPage(where=where))


@router.post("/connexion")
def post_sign_in(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Check the first factor, then ask for the second."""
    typed = read(form, SignInInput)
    where = returning.local_path(typed.vers)
    address = _address(request)
    try:
        token = signing_in.begin(ctx, email=typed.email, password=typed.password, address=address)
    except (SignInFailed, TooMany) as error:
        page = SignInPage(where, typed.garde, email=typed.email, refusal=error.message, hint=error.hint)
        raise Again(error, "signing/sign_in.html", page) from error
    # Shown, not redirected to: what was typed before the session ended travels in this page.
    request.state.csrf = signing_in.halfway(ctx, token).csrf
    answer = render(request, "signing/code.html", CodePage(where, typed.garde))
    cookies.keep_session(request, answer, token)
    return answer


@router.get("/connexion/code")
def second_factor(request: Request) -> Response:
    """Show the page of the second factor again."""
    return render(request, "signing/code.html", CodePage())


@router.post("/connexion/code")
def post_second_factor(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Check the second factor, and go back to where one was."""
    typed = read(form, CodeInput)
    where = returning.local_path(typed.vers)
    try:
        token = signing_in.complete(ctx, cookies.session_of(request), code=typed.code)
    except (SignInFailed, TooMany) as error:
        page = CodePage(where, typed.garde, error.message, error.hint)
        raise Again(error, "signing/code.html", page) from error
    presence = signing_in.who(ctx, token)
    request.state.presence, request.state.csrf = presence, presence.csrf
    answer = _after(request, ctx, where, typed.garde)
    cookies.keep_session(request, answer, token)
    return answer


@router.post("/deconnexion")
def sign_out(request: Request, ctx: Ctx) -> Response:
    """End the session."""
    signing_in.sign_out(ctx, cookies.session_of(request))
    answer = go(request, "sign_in", done="deconnecte")
    cookies.drop_session(request, answer)
    return answer


def _address(request: Request) -> str:
    """Return the machine that asks; nothing for this one, behind whose proxy the whole house would stand.

    Accepted loss: behind a proxy on this machine, tries are counted for each account only.
    """
    host = request.client.host if request.client else ""
    return "" if host in {"127.0.0.1", "::1"} else host


def _after(request: Request, ctx: Ctx, where: str, kept: str) -> Response:
    if not kept:
        return RedirectResponse(where or "/", status_code=303)
    presence = request.state.presence
    try:
        return returning.resume(request, ctx, presence.actor, kept)
    except LiaisonError as error:
        # Signed in all the same: only what somebody else had typed stays closed.
        return render(request, "signing/not_yours.html", NotYours(error.message, error.hint))


@dataclass(frozen=True, slots=True)
class NotYours:
    """Why what had been typed is not given back."""

    refusal: str
    hint: str
    title: str = "Saisie d’un autre compte"
