"""Does a spool give back what it took, by any place, and is nothing of it readable on the disk?"""

import hashlib
import io
import tempfile
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from crypto.spool import Spool

CANARY = b"TESTOUKHINA Zephyrine, qui n'existe pas. "


@given(
    pieces=st.lists(st.integers(min_value=0, max_value=150_000), max_size=6),
    offset=st.integers(min_value=0, max_value=500_000),
    size=st.integers(min_value=0, max_value=200_000),
)
def test_any_place_is_read_as_it_was_written(pieces: list[int], offset: int, size: int) -> None:
    """However the octets came, and whatever is asked for, the answer is that of a file in memory."""
    whole = b"".join(bytes([number]) * length for number, length in enumerate(pieces, 1))
    spool = Spool(io.BytesIO())
    place = 0
    for length in pieces:
        spool.write(whole[place : place + length])
        place += length
    spool.finish()

    assert whole[offset : offset + size] == spool.read(offset, size)
    assert whole == b"".join(spool.pieces(64 * 1024))
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (spool.size, spool.sha256)


def test_nothing_is_readable_on_the_disk() -> None:
    """From the first block on, the file holds noise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spool"
        with path.open("w+b", buffering=0) as file:
            spool = Spool(file)
            for _ in range(5_000):
                spool.write(CANARY)
            spool.finish()
            rested = path.read_bytes()

    assert 5_000 * len(CANARY) < len(rested)
    assert CANARY[:12] not in rested


def test_a_changed_block_is_not_believed() -> None:
    """What somebody changed on the disk meanwhile is refused."""
    file = io.BytesIO()
    spool = Spool(file)
    spool.write(CANARY)
    spool.finish()
    file.seek(3)
    file.write(b"x")

    with pytest.raises(InvalidTag):
        spool.read(0, 10)


def test_two_spools_of_one_file_differ() -> None:
    """The key is drawn for each: equal files do not show."""
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        spool = Spool(file)
        spool.write(CANARY)
        spool.finish()

    assert files[0].getvalue() != files[1].getvalue()


def test_a_closed_spool_keeps_nothing() -> None:
    """Its file is gone, and what waited in memory too."""
    spool = Spool(io.BytesIO())
    spool.write(CANARY)
    spool.close()

    with pytest.raises(ValueError, match="closed"):
        spool.read(0, 10)
