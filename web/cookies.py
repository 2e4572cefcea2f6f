"""How does the browser remember a session, and that it is known? Cookies with random tokens, nothing else.

`__Host-` binds it to this host, to TLS and to the root path, so that no neighbouring site can set it.
SameSite=Lax rather than Strict: a link to a page, followed from a webmail, finds the person signed in; no
GET changes anything, and no POST from elsewhere carries it. The demonstration speaks plain HTTP on this
machine, where Safari refuses Secure cookies: there, and only there, the prefix and Secure are left out.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from liaison.usecases import devices

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True, slots=True)
class TokenCookie:
    """A cookie that holds one token."""

    name: str
    from_address: bool = False
    """Its token is taken out of a link, so that no page carries it in its URL. Whatever stands in an address comes
    here: only what tokens are made of goes into a header."""
    lifetime: timedelta | None = None
    """How long the browser keeps it; None: until it closes."""

    def of(self, request: Request) -> str:
        """Return the token that the browser came with, or an empty text."""
        return request.cookies.get(self._name(request), "")

    def keep(self, request: Request, response: Response, token: str) -> None:
        """Give the browser a token."""
        value = "" if self.from_address and not _TOKEN.fullmatch(token) else token
        max_age = None if self.lifetime is None else int(self.lifetime.total_seconds())
        response.set_cookie(
            self._name(request),
            value,
            max_age=max_age,
            path="/",
            secure=not _plain(request),
            httponly=True,
            samesite="lax",
        )

    def drop(self, request: Request, response: Response) -> None:
        """Take the token back."""
        response.delete_cookie(self._name(request), path="/", secure=not _plain(request), httponly=True, samesite="lax")

    def _name(self, request: Request) -> str:
        return self.name if _plain(request) else f"__Host-{self.name}"


SESSION: Final = TokenCookie("liaison")
INVITATION: Final = TokenCookie("liaison-invitation", from_address=True)
PROVIDER: Final = TokenCookie("liaison-fournisseur")
"""The ticket with which somebody left for the identity provider: Lax lets it come along when they are sent back."""
RESET: Final = TokenCookie("liaison-mot-de-passe", from_address=True)
"""The link to a new password."""
DEVICE: Final = TokenCookie("liaison-appareil", lifetime=devices.LIFETIME)
"""By what this browser is known: it stays when the browser closes, and opens nothing."""


def _plain(request: Request) -> bool:
    return request.app.state.service.demo is not None and request.url.scheme == "http"
