"""How does the browser remember a session? One cookie with a random token, nothing else.

`__Host-` binds it to this host, to TLS and to the root path, so that no neighbouring site can set it.
SameSite=Lax rather than Strict: a link to a page, followed from a webmail, finds the person signed in; no
GET changes anything, and no POST from elsewhere carries it. The demonstration speaks plain HTTP on this
machine, where Safari refuses Secure cookies: there, and only there, the prefix and Secure are left out.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "liaison"
INVITATION: Final = "liaison-invitation"


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
    """Take the invitation out of the address and into a cookie, so that no page carries it in its URL."""
    _put(request, response, INVITATION, token)


def drop_invitation(request: Request, response: Response) -> None:
    """Forget the invitation."""
    _drop(request, response, INVITATION)


def _plain(request: Request) -> bool:
    return request.app.state.service.demo is not None and request.url.scheme == "http"


def _name(request: Request, name: str) -> str:
    return name if _plain(request) else f"__Host-{name}"


def _put(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        _name(request, name), value, path="/", secure=not _plain(request), httponly=True, samesite="lax"
    )


def _drop(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(_name(request, name), path="/", secure=not _plain(request), httponly=True, samesite="lax")
