"""How does a large file come in from a page? Streamed into a sealed place, a few at a time, never a database held.

Three things are bounded: how many bodies are read at once, how long one may stop coming, and how many are dealt with
at once. The last is one: SQLite has one writer, and a hundred deposits that wait for it in threads would leave none
for the pages of everybody else. They wait here, where waiting costs nothing.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from liaison.bootstrap import Service
from liaison.usecases import depositing, receiving, signing_in
from liaison.usecases.context import Context
from liaison.vocabulary import LinkPurpose
from web import cookies, uploads
from web.guard import allow_body, check_same_origin
from web.inputs import Form
from web.turns import Turns

MOST_AT_ONCE: Final = 256
"""Bodies that are read at once: 128 KB of memory each, and as much disk as a file may have."""
MOST_OF_ONE: Final = 8
"""Of them by one link or one session: whoever holds one keeps nobody else out."""
FEW: Final = 4
"""So many deposits in a row disturb nobody."""
BREATH: Final = 0.15
"""Seconds between two of more. Accepted loss: the last of two hundred at once waits for half a minute longer."""
FORM_BYTES: Final = 64 * 1024
"""What the form around the file may weigh."""


class Turnstile:
    """Where those wait who send a file."""

    def __init__(self, *, places: int = MOST_AT_ONCE) -> None:
        self._places = places
        self._taken: Counter[str] = Counter()
        self._door = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def place(self, whose: str) -> AsyncIterator[None]:
        """Take one of the places to send from.

        Raises:
            HTTPException: 503, all are taken, or too many by the same link.
        """
        if self._taken.total() >= self._places or self._taken[whose] >= MOST_OF_ONE:
            raise HTTPException(503, headers={"retry-after": "60", "connection": "close"})
        self._taken[whose] += 1
        try:
            yield
        finally:
            self._taken[whose] -= 1
            self._taken += Counter()  # forgets those at zero

    @asynccontextmanager
    async def door(self, *, breath: float = 0.0) -> AsyncIterator[None]:
        """Wait for one's turn to be dealt with.

        When many wait, each leaves the pages of everybody else some time before the next goes in.
        """
        self._waiting += 1
        try:
            async with self._door:
                yield
                if self._waiting > FEW:
                    await asyncio.sleep(breath)
        finally:
            self._waiting -= 1


def _reply(ctx: Context, request: Request) -> None:
    depositing.check_may_deposit(ctx, LinkPurpose.PLI, request.path_params["token"])


def _desk(ctx: Context, request: Request) -> None:
    depositing.check_may_deposit(ctx, LinkPurpose.DEPOSIT, request.path_params["token"])


def _staff(ctx: Context, request: Request) -> None:
    signing_in.who(ctx, cookies.SESSION.of(request))


ROUTES: Final[Mapping[str, Callable[[Context, Request], None]]] = {
    "make_reply": _reply,
    "make_deposit": _desk,
    "enter_deposit": _staff,
}
"""The routes that a large file is posted to, and who is let in before a byte of it is read."""


STAFF: Final = "enter_deposit"
"""The route where staff enter what came by another door."""


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Form]:
    """Read the form of a deposit; its file stands in `request.state.incoming` for as long as the route runs.

    Raises:
        LiaisonError: the link works no more, or nobody is signed in; nothing was read.
        HTTPException: 400, 403, 408, 413 or 503.
    """
    check_same_origin(request)
    service: Service = request.app.state.service
    turnstile: Turnstile = request.app.state.turnstile
    session = cookies.SESSION.of(request)
    async with turnstile.place(f"{request.url.path} {session}"):
        async with turnstile.door():
            await run_in_threadpool(_check, service, request)
        with receiving.opened(service.settings, service.vault) as incoming:
            allow_body(request, incoming.limit + receiving.EXCESS + FORM_BYTES)
            idle = service.settings.deposit_idle_seconds
            reading = uploads.read_into(request, incoming, idle=idle)
            form, incoming.was_sent = await _whole(reading, service.settings.deposit_seconds)
            request.state.incoming = incoming
            async with turnstile.door(breath=BREATH):
                await run_in_threadpool(incoming.finish, service.vault, secrets.token_bytes)
                if request.scope["route"].name != STAFF:
                    yield form
                    return
            # What staff enter may be opened at once, which takes seconds: partners do not wait for it.
            turns: Turns = request.app.state.turns
            async with turns.turn(session):
                yield form


async def _whole(reading: Awaitable[tuple[Form, bool]], seconds: float) -> tuple[Form, bool]:
    """Give up who sends a byte now and then: 25 MB take nine minutes at 50 KB/s."""
    try:
        async with asyncio.timeout(seconds):
            return await reading
    except TimeoutError:
        raise HTTPException(408, headers={"connection": "close"}) from None


def _check(service: Service, request: Request) -> None:
    with service.transaction() as ctx:
        ROUTES[request.scope["route"].name](ctx, request)
