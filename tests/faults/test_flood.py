"""Do many deposits at once, too large and slow ones leave the service as it was? The small brother of `make flood`."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.faults.flood import (
    MIB,
    Seen,
    archive,
    deposit,
    dribble,
    drip,
    each,
    go_away,
    pour,
    site,
    while_pages_are_read,
)

pytestmark = pytest.mark.xdist_group("flood")

AT_ONCE: Final = 40
CAP: Final = 2


def test_a_flood(tmp_path: Path) -> None:
    """All are kept, pages are answered meanwhile, memory stays; what is too large or stops coming is told so.

    How quick the pages are is measured by `make flood` on a quiet machine; here they only have to be answered.
    """
    with site(
        tmp_path, links=AT_ONCE, deposit_megabytes=str(CAP), deposit_idle_seconds="1", deposit_seconds="3"
    ) as place:

        async def play() -> tuple[Seen, Seen, Seen]:
            await while_pages_are_read(place, [], pages=10)
            content = archive(MIB)
            kept = await while_pages_are_read(place, each(partial(deposit, content), place, place.links))
            large = await while_pages_are_read(place, [lambda: pour(place, place.links[0], 64 * MIB)])
            await while_pages_are_read(place, each(go_away, place, place.links), pages=10)
            slow = await while_pages_are_read(place, each(dribble, place, place.links))
            dripped = await while_pages_are_read(place, each(drip, place, place.links))
            assert {408: AT_ONCE} == dripped.statuses
            return kept, large, slow

        base = place.memory()
        kept, large, slow = asyncio.run(play())
        log = place.house.log()

    assert {200: AT_ONCE} == kept.statuses
    assert {422: 1} == large.statuses
    assert {408: AT_ONCE} == slow.statuses
    assert "incident" not in log
    assert not list((tmp_path / "data").glob("tmp*"))
    assert max(kept.memory, large.memory, slow.memory) - base < 64 * MIB
