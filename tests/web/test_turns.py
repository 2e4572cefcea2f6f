"""Does everybody get a turn, and does one who wants too many keep nobody else out?"""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

import pytest
from starlette.exceptions import HTTPException

from web.receiving import MOST_OF_ONE, Turnstile
from web.turns import AT_ONCE, MOST_WAITING, Turns

GREEDY: Final = "celle qui en veut trop"
OTHER: Final = "une autre"


def test_one_turn_a_session_and_two_in_all() -> None:
    """Eighty pictures of one session run one after the other; somebody else goes in at once beside them."""
    running: list[str] = []
    most: list[int] = []

    async def work(turns: Turns, who: str) -> None:
        async with turns.turn(who):
            running.append(who)
            most.append(len(running))
            assert running.count(GREEDY) <= 1
            await asyncio.sleep(0)
            running.remove(who)

    async def play() -> list[str]:
        turns = Turns()
        order: list[str] = []

        async def noted(who: str) -> None:
            await work(turns, who)
            order.append(who)

        await asyncio.gather(*(noted(GREEDY) for _ in range(80)), noted(OTHER))
        return order

    order = asyncio.run(play())
    assert order.index(OTHER) < AT_ONCE
    assert max(most) <= AT_ONCE


def test_a_session_that_waits_for_too_much_is_told_so() -> None:
    """And is forgotten once it waits for nothing any more."""

    async def play() -> None:
        turns = Turns()
        done = asyncio.Event()

        async def hold() -> None:
            async with turns.turn(GREEDY):
                await done.wait()

        waiting = [asyncio.ensure_future(hold()) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as error:
            async with turns.turn(GREEDY):
                raise AssertionError("there was no place")
        assert 503 == error.value.status_code
        done.set()
        await asyncio.gather(*waiting)
        async with turns.turn(GREEDY):
            pass
        assert {} == turns._own  # noqa: SLF001 - nothing is kept of who went away

    asyncio.run(play())


def test_one_link_takes_so_many_places() -> None:
    """Who opens as many connections as the link allows keeps no other link out, and gets the places back."""

    async def play() -> None:
        turnstile = Turnstile()
        async with AsyncExitStack() as held:
            for _ in range(MOST_OF_ONE):
                await held.enter_async_context(turnstile.place("/depot/un"))
            with pytest.raises(HTTPException):
                await held.enter_async_context(turnstile.place("/depot/un"))
            await held.enter_async_context(turnstile.place("/depot/deux"))
        await AsyncExitStack().enter_async_context(turnstile.place("/depot/un"))

    asyncio.run(play())
