"""What holds for every response and every request, whatever the route? Headers, host, size, origin.

Plain ASGI around the application: also its error pages, also what no route answers.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 1024 * 1024
"""Bytes of a posted form, counted while it streams (ASVS 4.3, 5.2.1)."""
_LIMIT: Final = "liaison.body_limit"

HEADERS: Final[Mapping[str, str]] = {
    # Nothing inline, nothing from elsewhere, no frame around it (ASVS 3.4.3, 3.4.6).
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Accepted loss: with it, browsers older than Sec-Fetch-Site (2023) say `Origin: null` and cannot sign in.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "x-frame-options": "DENY",
    # A page may name a person: no copy on a shared computer's disk (ASVS 14.3.2).
    "cache-control": "no-store",
}
HSTS: Final = "max-age=31536000; includeSubDomains"


class Headers:
    """Put the security headers on every response; one that sets its own Cache-Control keeps it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._https or scope["scheme"] == "https":
                    headers["strict-transport-security"] = HSTS
            await send(message)

        await self._app(scope, receive, send_guarded)


class BodyLimit:
    """Stop reading a body at the limit, declared or not."""

    def __init__(self, app: ASGIApp, *, limit: int = MAX_BODY) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a bounded body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0

        async def receive_bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # Raised where the route reads its body: the page of 413 follows.
            if seen > scope.get(_LIMIT, self._limit):
                raise HTTPException(413)
            return message

        await self._app(scope, receive_bounded, send)


def allow_body(request: Request, limit: int) -> None:
    """Let this request's body be larger than a form's: its route reads it block by block and keeps none of it here."""
    request.scope[_LIMIT] = limit


def check_address(request: Request) -> None:
    """Refuse an address with a NUL: nobody types it, no page of ours holds it, and PostgreSQL cannot look for it.

    Raises:
        HTTPException: 400, there is one in the path or in the query.
    """
    if "\0" in request.scope["path"] or "\0" in unquote(request.url.query):
        raise HTTPException(400)


def check_same_origin(request: Request) -> None:
    """Let a form through only from a page of this host, whether somebody is signed in or not (ASVS 3.5.1).

    Raises:
        HTTPException: 403, it comes from elsewhere or does not say where from.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        trusted = site == "same-origin"
    else:
        origin = urlsplit(request.headers.get("origin", ""))
        # The scheme is not compared: behind a proxy that ends TLS this side sees http.
        trusted = origin.netloc != "" and origin.netloc == request.headers.get("host")
    if not trusted:
        raise HTTPException(403)


def hosts(allowed: Iterable[str], public_host: str | None) -> list[str]:
    """Return the host names to answer to: those of the settings and that of the public address."""
    return sorted({*allowed, *([public_host] if public_host else [])})
