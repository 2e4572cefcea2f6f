"""How does somebody sign in by the operator's identity provider? Leave for it, come back, and back to where one was.

Leaving is a form, and its answer a page that the browser leaves by itself: `form-action 'self'` forbids a form to lead
to another site, also by a redirect. Coming back is a page too, whose form goes on by itself where scripts run: nothing
changes by a GET (docs/decisions/0124).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.errors import Invalid, Problem, SignInRequired, TooMany
from liaison.ports import Returned
from liaison.rules.browsers import machine_of
from liaison.usecases import inviting, providing, signing_in
from liaison.usecases.inviting import InvitationView
from liaison.usecases.providing import Arrival, ProviderRefused
from liaison.vocabulary.provider import Purpose
from web import cookies, returning
from web.deps import Ctx, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import render
from web.returning import SignInPage
from web.routes.invitation import CodesPage
from web.routes.signing import CodePage, DeparturePage, address_of, after_sign_in

router = APIRouter()

_RETURNED: Final[Mapping[str, str]] = {"state": "state", "grant": "code", "error": "error", "iss": "iss"}
"""The fields of the page that one comes back to, and what the provider calls them in the address."""
_NOT_YET: Final = "Vous n’êtes pas encore connecté·e. Votre saisie est toujours là."
_LONGEST: Final = 4000
"""Signs of a code or a state; a longer one is nobody's."""


class DepartureInput(ExactInput):
    """Where to go afterwards."""

    vers: str = ""


class ReturnInput(ExactInput):
    """What the provider gave the browser, and the telephone's code where an account is opened."""

    state: str = ""
    grant: str = ""
    """The provider's code: `code` is that of the telephone on every page."""
    error: str = ""
    iss: str = ""
    code: str = ""


class KeptInput(ExactInput):
    """What was typed before the session ended, sealed."""

    garde: str


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """The page that one comes back to; `invitation` when an account is being opened."""

    returned: Mapping[str, str]
    goes_on: bool = False
    """Whether its form goes on by itself: only what this browser left for does."""
    invitation: InvitationView | None = None
    problems: tuple[Problem, ...] = ()
    title: str = "Retour à liaison"


@dataclass(frozen=True, slots=True)
class TabPage:
    """Signed in, in another window than the one where something waits to be saved."""

    title: str = "Vous êtes connecté·e"


@router.post("/connexion/fournisseur/depart")
def leave_for_provider(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Send somebody to the provider."""
    where = returning.local_path(read(form, DepartureInput).vers)
    return _leave(request, ctx, Purpose.SIGN_IN, where)


@router.post("/invitation/fournisseur")
def leave_to_bind(request: Request, ctx: Ctx) -> Response:
    """Send somebody who opens their account to the provider."""
    inviting.open_invitation(ctx, cookies.INVITATION.of(request))
    return _leave(request, ctx, Purpose.BIND, "")


@router.get("/connexion/fournisseur")
def come_back(request: Request, ctx: Ctx) -> Response:
    """Show the page that the provider sends people back to; it changes nothing."""
    asked = request.query_params
    returned = {name: asked.get(theirs, "")[:_LONGEST] for name, theirs in _RETURNED.items()}
    invitation, ticket = _invitation(request, ctx), cookies.PROVIDER.of(request)
    goes_on = invitation is None and providing.is_expected(ctx, ticket, returned["state"])
    return render(request, "signing/provider_return.html", ReturnPage(returned, goes_on, invitation))


@router.post("/connexion/fournisseur")
def arrive(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Let somebody in whom the provider proved, as far as their second factor was."""
    typed, ticket = read(form, ReturnInput), cookies.PROVIDER.of(request)
    try:
        arrival = _arrive(request, ctx, typed, ticket)
    except Invalid as error:
        returned = {name: getattr(typed, name) for name in _RETURNED}
        page = ReturnPage(returned, goes_on=False, invitation=_invitation(request, ctx), problems=error.problems)
        raise Again(error, "signing/provider_return.html", page) from error
    except (ProviderRefused, TooMany) as error:
        raise Again(error, "signing/sign_in.html", SignInPage(refusal=error.message, hint=error.hint)) from error
    if arrival.complete:
        answer: Response = RedirectResponse(arrival.where or "/", status_code=303)
        if arrival.codes:
            answer = render(request, "account/codes.html", CodesPage(arrival.codes, first=True, signed_in=True))
            cookies.INVITATION.drop(request, answer)
    else:
        request.state.csrf = signing_in.halfway(ctx, arrival.token).csrf
        answer = render(request, "signing/code.html", CodePage(arrival.where))
    cookies.SESSION.keep(request, answer, arrival.token)
    return answer


@router.get("/connexion/autre-fenetre")
def tell_of_window(request: Request) -> Response:
    """Say that what waits to be saved is in the other window."""
    return render(request, "signing/other_window.html", TabPage())


@router.post("/connexion/reprise")
def resume_typed(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Give back what was typed before the session ended, to its author who signed in in another window.

    Public, since the page that posts it knows no session; what is sealed in it opens for its author only.
    """
    kept = read(form, KeptInput).garde
    try:
        presence = signing_in.who(ctx, cookies.SESSION.of(request))
    except SignInRequired as error:
        return render(
            request, "signing/sign_in.html", SignInPage(kept=kept, refusal=_NOT_YET, hint=error.hint), status=401
        )
    request.state.presence, request.state.csrf = presence, presence.csrf
    return after_sign_in(request, ctx, "", kept)


def _leave(request: Request, ctx: Ctx, purpose: Purpose, where: str) -> Response:
    try:
        departure = providing.depart(ctx, purpose, where=where, address=address_of(request))
    except ProviderRefused as error:
        page = SignInPage(where, refusal=error.message, hint=error.hint)
        raise Again(error, "signing/sign_in.html", page) from error
    answer = render(request, "signing/provider_departure.html", DeparturePage(departure.address))
    cookies.PROVIDER.keep(request, answer, departure.ticket)
    return answer


def _arrive(request: Request, ctx: Ctx, typed: ReturnInput, ticket: str) -> Arrival:
    returned = Returned(typed.state, typed.grant, typed.error, typed.iss)
    address, machine = address_of(request), machine_of(request.headers.get("user-agent", ""))
    if providing.purpose_of(ctx, ticket) is Purpose.SIGN_IN:
        return providing.arrive(ctx, ticket, returned, address=address, machine=machine)
    invitation = cookies.INVITATION.of(request)
    return providing.open_account(
        ctx, ticket, returned, invitation=invitation, code=typed.code, address=address, machine=machine
    )


def _invitation(request: Request, ctx: Ctx) -> InvitationView | None:
    if providing.purpose_of(ctx, cookies.PROVIDER.of(request)) is Purpose.SIGN_IN:
        return None
    return inviting.open_invitation(ctx, cookies.INVITATION.of(request))
