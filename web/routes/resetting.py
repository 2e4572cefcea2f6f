"""How does somebody choose a new password who forgot theirs? Pages of a one-time link; the second factor is asked."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem, TooMany
from liaison.usecases import devices, resetting
from liaison.usecases.resetting import ResetView
from liaison.usecases.signing_in import SignInFailed
from web import cookies
from web.deps import Ctx, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import go, render

router = APIRouter(prefix="/mot-de-passe")
_TEMPLATE = "signing/reset.html"


class ResetInput(ExactInput):
    """A new password twice, and the second factor."""

    password: str = ""
    again: str = ""
    code: str = ""
    secours: str = ""


@dataclass(frozen=True, slots=True)
class ResetPage:
    """The page of a link to a new password."""

    reset: ResetView
    problems: tuple[Problem, ...] = ()
    refusal: str = ""
    hint: str = ""
    on_paper: bool = False
    title: str = "Choisir un nouveau mot de passe"


@router.get("/{token}")
def enter_reset(request: Request, token: str) -> Response:
    """Take the token out of the address: no page and no form carries it."""
    answer = go(request, "show_reset")
    cookies.RESET.keep(request, answer, token)
    return answer


@router.get("")
def show_reset(request: Request, ctx: Ctx) -> Response:
    """Show the form of a new password."""
    return render(request, _TEMPLATE, ResetPage(resetting.open_reset(ctx, cookies.RESET.of(request))))


@router.post("")
def reset_password(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Let the new password count."""
    typed, token = read(form, ResetInput), cookies.RESET.of(request)
    view, on_paper = resetting.open_reset(ctx, token), bool(typed.secours)
    try:
        account_id = resetting.reset_password(
            ctx, token, password=typed.password, again=typed.again, code=typed.code, recovery_code=typed.secours
        )
    except Invalid as error:
        raise Again(error, _TEMPLATE, ResetPage(view, error.problems, on_paper=on_paper)) from error
    except (SignInFailed, TooMany) as error:
        page = ResetPage(view, refusal=error.message, hint=error.hint, on_paper=on_paper)
        raise Again(error, _TEMPLATE, page) from error
    answer = go(request, "sign_in", done="mot-de-passe-choisi")
    cookies.RESET.drop(request, answer)
    # Whoever tries this account from elsewhere must not slow the sign-in that comes now.
    cookies.DEVICE.keep(request, answer, devices.remember(ctx, "", account_id))
    return answer
