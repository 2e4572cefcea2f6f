"""Whose turn is it to have a stranger's file read? One at a time for each session, two in all; the others wait.

The process that reads takes seconds at worst, and two run at once. Those who wait for it in threads would leave none
for the pages of everybody else, each with a file in its memory: they wait here, before anything is opened. A session
has one turn at a time, so that somebody who looks at eighty pictures keeps no colleague from opening a deposit.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from starlette.exceptions import HTTPException

AT_ONCE: Final = 2
MOST_WAITING: Final = 120
"""Of one session: a page shows at most a hundred pictures."""
ROUTES: Final = frozenset(
    {
        "open_deposit", "show_picture", "show_document", "accept_answer", "attach_document", "attach_to_pli",
        "leave_out_document", "ask_adoption", "adopt_fiche",
    }
)  # fmt: skip
"""The routes that have a stranger's file read, or may show a page that does."""


@dataclass(slots=True)
class _Own:
    """What one session waits for."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turns:
    """Gives turns in the order in which they are asked for, session by session."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._own: dict[str, _Own] = {}

    @asynccontextmanager
    async def turn(self, session: str) -> AsyncIterator[None]:
        """Wait for a turn.

        Raises:
            HTTPException: 503, this session waits for too many already.
        """
        own = self._own.setdefault(session, _Own())
        if own.waiting >= MOST_WAITING:
            raise HTTPException(503, headers={"retry-after": "10"})
        own.waiting += 1
        try:
            async with own.lock, self._all:
                yield
        finally:
            own.waiting -= 1
            if not own.waiting:
                del self._own[session]
