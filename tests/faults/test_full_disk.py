"""What if the disk is full? The page says so, what it had confirmed is there, and the story goes on with room again."""

from typing import Final

import pytest

from tests.faults import promises
from tests.faults.kills import Ground
from tests.faults.trial import trial

BLOCK: Final = 16 * 1024
SAID: Final = "Le service ne répond pas en ce moment"


@pytest.mark.parametrize("blocks", [1, 6, 34, 50, 65])
@pytest.mark.requirement("T-5")
def test_disk_full(sqlite_ground: Ground, blocks: int) -> None:
    """No file may outgrow so many blocks, then writing fails: it is said, or the worker waits; nothing is lost."""
    ground = sqlite_ground
    with trial(ground.original, ground.outside, ground.folder) as one:
        full = one.live(file_limit=blocks * BLOCK)
        assert full.over or full.tired or full.refused.startswith(SAID)
        if not full.over:
            one.live()
        promises.check(one)
