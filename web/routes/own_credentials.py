"""How does somebody renew recovery codes and change their password? Pages of « Mon compte » that ask both factors."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem, TooMany
from liaison.usecases import own_account, sessions
from liaison.usecases.own_account import OwnAccount
from liaison.usecases.sessions import SessionLine
from liaison.usecases.signing_in import SignInFailed
from web import cookies
from web.deps import Ctx, CurrentActor, CurrentPresence, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import go, render
from web.routes.invitation import CodesPage

router = APIRouter(prefix="/compte")


class ProofInput(ExactInput):
    """Both factors, again."""

    password: str = ""
    code: str = ""


class PasswordInput(ProofInput):
    """Both factors, and a new password twice."""

    chosen: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own account."""

    own: OwnAccount
    sessions: tuple[SessionLine, ...]
    idle_minutes: int
    hours: int
    title: str = "Mon compte"


@dataclass(frozen=True, slots=True)
class AskCodesPage:
    """What is asked before new recovery codes are made."""

    left: int
    has_password: bool
    refusal: str = ""
    hint: str = ""
    title: str = "Faire de nouveaux codes de secours"


@dataclass(frozen=True, slots=True)
class AskPasswordPage:
    """What is asked before a new password counts."""

    email: str
    problems: tuple[Problem, ...] = ()
    refusal: str = ""
    hint: str = ""
    title: str = "Changer de mot de passe"


@router.get("")
def show_own_account(request: Request, ctx: Ctx, presence: CurrentPresence) -> Response:
    """Show one's own account and one's open sessions."""
    opened = tuple(sessions.list_own(ctx, presence.actor, presence.session))
    limits = request.app.state.service.settings
    own = own_account.show(ctx, presence.actor)
    return render(request, "account/own.html", OwnPage(own, opened, limits.session_idle_minutes, limits.session_hours))


@router.get("/codes-de-secours")
def ask_recovery_codes(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask both factors again; of who has no password here, the telephone."""
    own = own_account.show(ctx, actor)
    return render(request, "account/ask_codes.html", AskCodesPage(own.codes_left, own.has_password))


@router.post("/codes-de-secours")
def renew_recovery_codes(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Make new recovery codes and show them."""
    typed, own = read(form, ProofInput), own_account.show(ctx, actor)
    try:
        codes = own_account.renew_codes(ctx, actor, password=typed.password, code=typed.code)
    except (SignInFailed, TooMany) as error:
        page = AskCodesPage(own.codes_left, own.has_password, error.message, error.hint)
        raise Again(error, "account/ask_codes.html", page) from error
    return render(request, "account/codes.html", CodesPage(codes, first=False))


@router.get("/mot-de-passe")
def ask_new_password(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the form of a new password."""
    return render(request, "account/ask_password.html", AskPasswordPage(own_account.ask_password(ctx, actor)))


@router.post("/mot-de-passe")
def change_password(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Let the new password count; every session ends, this one too."""
    typed, email = read(form, PasswordInput), own_account.ask_password(ctx, actor)
    try:
        own_account.change_password(
            ctx, actor, password=typed.password, code=typed.code, chosen=typed.chosen, again=typed.again
        )
    except Invalid as error:
        raise Again(error, "account/ask_password.html", AskPasswordPage(email, error.problems)) from error
    except (SignInFailed, TooMany) as error:
        page = AskPasswordPage(email, refusal=error.message, hint=error.hint)
        raise Again(error, "account/ask_password.html", page) from error
    answer = go(request, "sign_in", done="mot-de-passe-choisi")
    cookies.SESSION.drop(request, answer)
    return answer


@router.post("/appareils")
def forget_devices(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Forget the browsers by which one came in."""
    own_account.forget_devices(ctx, actor)
    return go(request, "show_own_account", done="appareils-oublies")
