"""Who is there? Pages of signing in and out: password, then second factor, then back to where one was."""

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.errors import TooMany
from liaison.rules.browsers import machine_of
from liaison.usecases import devices, providing, signing_in
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
    """Second factor: the telephone's code, or a code on paper."""

    code: str = ""
    secours: str = ""
    vers: str = ""
    garde: str = ""


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page of the second factor."""

    where: str = ""
    kept: str = ""
    refusal: str = ""
    hint: str = ""
    on_paper: bool = False
    """Whether a recovery code was typed: its field is open."""
    title: str = "Le code de votre téléphone"


@dataclass(frozen=True, slots=True)
class DeparturePage:
    """A page that the browser leaves by itself for the identity provider: a form may lead to no other site."""

    address: str
    title: str = "Vers la connexion"


@router.get("/connexion")
def sign_in(request: Request, ctx: Ctx) -> Response:
    """Show the sign-in page, with the address of the one person who comes in by this browser."""
    where = returning.local_path(request.query_params.get(returning.WHERE, ""))
    email = devices.address_of(ctx, cookies.DEVICE.of(request))
    return render(request, "signing/sign_in.html", SignInPage(where=where, email=email))


@router.post("/connexion")
def post_sign_in(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Check the first factor, then ask for the second."""
    typed = read(form, SignInInput)
    where = returning.local_path(typed.vers)
    address, device = address_of(request), cookies.DEVICE.of(request)
    try:
        token = signing_in.begin(ctx, email=typed.email, password=typed.password, address=address, device=device)
    except (SignInFailed, TooMany) as error:
        page = SignInPage(where, typed.garde, email=typed.email, refusal=error.message, hint=error.hint)
        raise Again(error, "signing/sign_in.html", page) from error
    # Shown, not redirected to: what was typed before the session ended travels in this page.
    request.state.csrf = signing_in.halfway(ctx, token).csrf
    answer = render(request, "signing/code.html", CodePage(where, typed.garde))
    cookies.SESSION.keep(request, answer, token)
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
    half, device = cookies.SESSION.of(request), cookies.DEVICE.of(request)
    try:
        machine = machine_of(request.headers.get("user-agent", ""))
        token = signing_in.complete(
            ctx, half, code=typed.code, recovery_code=typed.secours, device=device, machine=machine
        )
    except (SignInFailed, TooMany) as error:
        page = CodePage(where, typed.garde, error.message, error.hint, on_paper=bool(typed.secours))
        raise Again(error, "signing/code.html", page) from error
    presence = signing_in.who(ctx, token)
    request.state.presence, request.state.csrf = presence, presence.csrf
    answer = after_sign_in(request, ctx, where, typed.garde)
    if typed.secours and not (where or typed.garde):
        answer = go(request, "show_own_account", done="code-de-secours")
    cookies.SESSION.keep(request, answer, token)
    cookies.DEVICE.keep(request, answer, devices.remember(ctx, device, presence.actor.account_id))
    return answer


@router.post("/deconnexion")
def sign_out(request: Request, ctx: Ctx) -> Response:
    """End the session."""
    signing_in.sign_out(ctx, cookies.SESSION.of(request))
    actor = request.state.presence.actor
    address = providing.farewell(ctx, cookies.PROVIDER.of(request), actor.account_id)
    request.state.presence = None
    answer: Response = go(request, "sign_in", done="deconnecte")
    if address:
        answer = render(request, "signing/provider_departure.html", DeparturePage(address, "Vous êtes déconnecté·e"))
    cookies.SESSION.drop(request, answer)
    cookies.PROVIDER.drop(request, answer)
    return answer


def address_of(request: Request) -> str:
    """Return the machine that asks; nothing for this one, behind whose proxy the whole house would stand.

    Accepted loss: behind a proxy on this machine, tries are counted for each account only.
    """
    host = request.client.host if request.client else ""
    return "" if host in {"127.0.0.1", "::1"} else subscriber(host)


def subscriber(host: str) -> str:
    """Return who is counted as one: of IPv6 addresses the first half, since each subscriber has a whole network."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(IPv6Network((int(address) >> 64 << 64, 64))) if isinstance(address, IPv6Address) else host


def after_sign_in(request: Request, ctx: Ctx, where: str, kept: str) -> Response:
    """Go where somebody wanted to, or show what they had typed."""
    if not kept:
        return RedirectResponse(where or "/", status_code=303)
    return returning.resume(request, ctx, request.state.presence.actor, kept)
