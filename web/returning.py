"""What does somebody see who must sign in first? The sign-in page, with what they had typed sealed in it.

A redirect cannot carry a posted form, and a page must work without script: after both factors, one button
posts the form again with the token of the new session.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from liaison.rules.access import Actor
from liaison.usecases import coming_back
from liaison.usecases.coming_back import Typed
from liaison.usecases.context import Context
from liaison.usecases.signing_in import Presence
from web.inputs import TOKEN_FIELD, Form
from web.pages import Pages, render

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
    """What had been typed, ready to be posted again."""

    typed: Typed
    title: str = "Reprendre votre saisie"


def ask_to_sign_in(request: Request) -> Response:
    """Send a reader to the sign-in page; show it at once to somebody who posted, and lose nothing."""
    pages: Pages = request.app.state.pages
    if request.method in {"GET", "HEAD"}:
        where = local_path(request.url.path)
        query = "" if where in {"", "/"} else f"?{urlencode({WHERE: where})}"
        return RedirectResponse(pages.url("sign_in") + query, status_code=303)
    page = SignInPage(kept=_keep(request), ended=True)
    return render(request, "signing/sign_in.html", page, status=401)


def offer_form_again(request: Request) -> Response:
    """Answer a form of an earlier session: its author confirms it; for anyone else it stays sealed."""
    presence: Presence | None = getattr(request.state, "presence", None)
    form: Form = getattr(request.state, "form", Form())
    if presence is None or coming_back.author_of(form.one(TOKEN_FIELD)) != presence.actor.account_id:
        return render(request, "signing/sign_in.html", SignInPage(kept=_keep(request), ended=True), status=403)
    with request.app.state.service.transaction() as ctx:
        typed = Typed(request.url.path, tuple(form.pairs()), ctx.now)
    return render(request, "signing/resume.html", ResumePage(typed), status=403)


def resume(request: Request, ctx: Context, actor: Actor, kept: str) -> Response:
    """Show what was typed, with a button that posts it again.

    Raises:
        WrongState: somebody else typed it, or it is too old.
    """
    return render(request, "signing/resume.html", ResumePage(coming_back.give_back(ctx, actor, kept)))


def local_path(text: str) -> str:
    """Return a path of this service, or an empty text: never another site."""
    parts = urlsplit(text)
    foreign = parts.scheme or parts.netloc or not text.startswith("/") or text.startswith("//") or "\\" in text
    return "" if foreign or not text.isprintable() else parts.path


def _keep(request: Request) -> str:
    # Only a form from a page of ours is kept (`web.guard.check_same_origin` came before): a stranger's page
    # cannot have somebody confirm what it made up.
    form: Form = getattr(request.state, "form", Form())
    author = coming_back.author_of("".join(form.many(TOKEN_FIELD)))
    with request.app.state.service.transaction() as ctx:
        return coming_back.keep(ctx, author, request.url.path, tuple(form.pairs()))
