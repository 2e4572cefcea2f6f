"""What does somebody see who must sign in, or give a code, first? A page with what they had typed sealed in it.

A redirect cannot carry a posted form, and a page must work without script: after both factors, one button
posts the form again with the token of the new session.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.errors import LiaisonError
from liaison.rules.access import Actor
from liaison.usecases import coming_back
from liaison.usecases.coming_back import Typed
from liaison.usecases.context import Context
from liaison.usecases.signing_in import Presence
from liaison.vocabulary.sessions import Act
from web.fresh import ACT_LABELS, FRESH
from web.inputs import TOKEN_FIELD, Form
from web.matrix import Gate, entry_of
from web.pages import Pages, render
from web.typed_secrets import SECRETS, Secret, without_secrets

WHERE: Final = "vers"
KEPT: Final = "garde"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in page; `where` to go afterwards, `kept` what was typed, sealed."""

    where: str = ""
    kept: str = ""
    ended: bool = False
    email: str = ""
    refusal: str = ""
    hint: str = ""
    title: str = "Se connecter"


@dataclass(frozen=True, slots=True)
class ResumePage:
    """What had been typed, ready to be posted again; its secrets are typed anew.

    `act`: what a code was given for; nothing where its session had ended.
    """

    typed: Typed
    secrets: tuple[Secret, ...]
    act: str = ""
    title: str = "Reprendre votre saisie"


@dataclass(frozen=True, slots=True)
class ProofPage:
    """The page that asks for a code before something delicate; `where` to go on to, or `kept` what was posted."""

    minutes: int
    act: str
    where: str = ""
    kept: str = ""
    refusal: str = ""
    hint: str = ""
    on_paper: bool = False
    """Whether a recovery code was typed: its field is open."""
    title: str = "Un code avant de continuer"


@dataclass(frozen=True, slots=True)
class ProvedPage:
    """The way on to what was asked for, a page or a file."""

    act: str
    where: str
    title: str = "C’est bien vous"


def ask_to_sign_in(request: Request) -> Response:
    """Send a reader to the sign-in page; show it at once to somebody who posted, and lose nothing."""
    pages: Pages = request.app.state.pages
    if request.method in {"GET", "HEAD"}:
        where = local_path(request.query_params.get(WHERE, "") if _on_the_way(request) else request.url.path)
        query = "" if where in {"", "/"} else f"?{urlencode({WHERE: where})}"
        return RedirectResponse(pages.url("sign_in") + query, status_code=303)
    return render(request, "signing/sign_in.html", _sign_in_page(request), status=401)


def offer_form_again(request: Request) -> Response:
    """Answer a form of an earlier session: its author confirms it; for anyone else it stays sealed."""
    presence: Presence | None = getattr(request.state, "presence", None)
    form: Form = getattr(request.state, "form", Form())
    if presence is None or coming_back.author_of(form.one(TOKEN_FIELD)) != presence.actor.account_id:
        return render(request, "signing/sign_in.html", _sign_in_page(request), status=403)
    pairs, secrets = without_secrets(_route(request), form.pairs())
    with request.app.state.service.transaction() as ctx:
        typed = Typed(request.url.path, pairs, ctx.now)
    return render(request, "signing/resume.html", ResumePage(typed, secrets), status=403)


def ask_for_proof(request: Request) -> Response:
    """Ask for a code before something delicate; what was posted travels on in the page, sealed."""
    pages: Pages = request.app.state.pages
    if request.method in {"GET", "HEAD"}:
        query = f"?{request.url.query}" if request.url.query else ""
        where = urlencode({WHERE: local_target(request.url.path + query)})
        return RedirectResponse(f"{pages.url('ask_proof')}?{where}", status_code=303)
    act = ACT_LABELS[FRESH.get(_route(request), Act.OTHER)]
    page = ProofPage(proof_minutes(request), act, kept=_keep(request))
    return render(request, "signing/proof.html", page, status=403)


def proof_minutes(request: Request) -> int:
    """Return how long a code that was just given lets delicate things through."""
    minutes: int = request.app.state.service.settings.proof_minutes
    return minutes


def resume(request: Request, ctx: Context, actor: Actor, kept: str, *, act: str = "") -> Response:
    """Show what was typed, with a button that posts it again; what belongs to somebody else stays closed.

    `act`: what a code was given for; nothing where the session had ended.
    """
    try:
        typed = coming_back.give_back(ctx, actor, kept)
    except LiaisonError as error:
        # Signed in all the same.
        return render(request, "signing/not_yours.html", NotYours(error.message, error.hint))
    secrets = tuple(SECRETS[name] for name in typed.dropped if name in SECRETS)
    title = "C’est bien vous" if act else "Reprendre votre saisie"
    return render(request, "signing/resume.html", ResumePage(typed, secrets, act, title))


@dataclass(frozen=True, slots=True)
class NotYours:
    """Why what had been typed is not given back."""

    refusal: str
    hint: str
    title: str = "Saisie d’un autre compte"


def local_path(text: str) -> str:
    """Return a path of this service, or an empty text: never another site."""
    return local_target(text).partition("?")[0]


def local_target(text: str) -> str:
    """Return a path of this service with its query, or an empty text: never another site."""
    parts = urlsplit(text)
    foreign = parts.scheme or parts.netloc or not text.startswith("/") or text.startswith("//") or "\\" in text
    if foreign or not text.isprintable():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _on_the_way(request: Request) -> bool:
    # The pages that ask for a code are no place to come back to, and a code is not worth keeping: who waited too long
    # there begins again, and goes where they meant to.
    route = _route(request)
    return entry_of(route) is Gate.HALFWAY or route in {"ask_proof", "prove_again"}


def _sign_in_page(request: Request) -> SignInPage:
    if not _on_the_way(request):
        return SignInPage(kept=_keep(request), ended=True)
    form: Form = getattr(request.state, "form", Form())
    return SignInPage(local_path("".join(form.many(WHERE))), "".join(form.many(KEPT)), ended=True)


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "name", ""))


def _keep(request: Request) -> str:
    # Only a form from a page of ours is kept (`web.guard.check_same_origin` came before): a stranger's page
    # cannot have somebody confirm what it made up.
    form: Form = getattr(request.state, "form", Form())
    author = coming_back.author_of("".join(form.many(TOKEN_FIELD)))
    pairs, secrets = without_secrets(_route(request), form.pairs())
    dropped = [secret.name for secret in secrets]
    with request.app.state.service.transaction() as ctx:
        return coming_back.keep(ctx, author, request.url.path, pairs, dropped=dropped)
