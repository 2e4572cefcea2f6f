"""How does the browser remember a session, and that it is known? Cookies with random tokens, nothing else.

`__Host-` binds it to this host, to TLS and to the root path, so that no neighbouring site can set it.
SameSite=Lax rather than Strict: a link to a page, followed from a webmail, finds the person signed in; no
GET changes anything, and no POST from elsewhere carries it. The demonstration speaks plain HTTP on this
machine, where Safari refuses Secure cookies: there, and only there, the prefix and Secure are left out.
"""

import re
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "liaison"
INVITATION: Final = "liaison-invitation"
PROVIDER: Final = "liaison-fournisseur"
RESET: Final = "liaison-mot-de-passe"
DEVICE: Final = "liaison-appareil"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


def session_of(request: Request) -> str:
    """Return the token that the browser holds, or an empty text."""
    return request.cookies.get(_name(request, SESSION), "")


def keep_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its new token, until it closes."""
    _put(request, response, SESSION, token)


def drop_session(request: Request, response: Response) -> None:
    """Take the token back."""
    _drop(request, response, SESSION)


def invitation_of(request: Request) -> str:
    """Return the invitation that the browser came with, or an empty text."""
    return request.cookies.get(_name(request, INVITATION), "")


def keep_invitation(request: Request, response: Response, token: str) -> None:
    """Take the invitation out of the address and into a cookie, so that no page carries it in its URL.

    Whatever stands in the address comes here: only what tokens are made of goes into a header.
    """
    _put(request, response, INVITATION, token if _TOKEN.fullmatch(token) else "")


def drop_invitation(request: Request, response: Response) -> None:
    """Forget the invitation."""
    _drop(request, response, INVITATION)


def provider_of(request: Request) -> str:
    """Return the ticket with which the browser left for the identity provider, or an empty text."""
    return request.cookies.get(_name(request, PROVIDER), "")


def keep_provider(request: Request, response: Response, ticket: str) -> None:
    """Give the browser its ticket: Lax lets it come along when the provider sends the person back."""
    _put(request, response, PROVIDER, ticket)


def drop_provider(request: Request, response: Response) -> None:
    """Forget the ticket."""
    _drop(request, response, PROVIDER)


def reset_of(request: Request) -> str:
    """Return the link to a new password that the browser came with, or an empty text."""
    return request.cookies.get(_name(request, RESET), "")


def keep_reset(request: Request, response: Response, token: str) -> None:
    """Take the link to a new password out of the address, as an invitation, and with the same care."""
    _put(request, response, RESET, token if _TOKEN.fullmatch(token) else "")


def drop_reset(request: Request, response: Response) -> None:
    """Forget the link to a new password."""
    _drop(request, response, RESET)


def device_of(request: Request) -> str:
    """Return the token by which this browser is known, or an empty text."""
    return request.cookies.get(_name(request, DEVICE), "")


def keep_device(request: Request, response: Response, token: str, lifetime: timedelta) -> None:
    """Give the browser the token by which it is known again; it stays when the browser closes, and opens nothing."""
    _put(request, response, DEVICE, token, max_age=int(lifetime.total_seconds()))


def _plain(request: Request) -> bool:
    return request.app.state.service.demo is not None and request.url.scheme == "http"


def _name(request: Request, name: str) -> str:
    return name if _plain(request) else f"__Host-{name}"


def _put(request: Request, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    secure = not _plain(request)
    response.set_cookie(
        _name(request, name), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax"
    )


def _drop(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(_name(request, name), path="/", secure=not _plain(request), httponly=True, samesite="lax")
