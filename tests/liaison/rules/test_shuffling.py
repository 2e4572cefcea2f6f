"""Does the order of a table tell nothing, each order as likely as another (V-6)?"""

import hashlib
from collections import Counter
from collections.abc import Callable
from itertools import count, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.rules.shuffling import below, shuffled

pytestmark = pytest.mark.requirement("V-6")

TURNS = 12_000


def drawing(seed: int) -> Callable[[int], bytes]:
    """Give bytes that a test may draw again, none like another."""
    turns = count()

    def draw(size: int) -> bytes:
        return hashlib.shake_128(f"{seed} {next(turns)}".encode()).digest(size)

    return draw


@given(st.lists(st.integers(), max_size=300), st.integers(min_value=0))
def test_nobody_is_lost_nor_twice(rows: list[int], seed: int) -> None:
    """The same rows, whatever is drawn."""
    assert sorted(rows) == sorted(shuffled(rows, drawing(seed)))


def test_every_order_is_as_likely() -> None:
    """Of four rows there are 24 orders: each comes as often, within five standard deviations."""
    random = drawing(2026)
    seen = Counter(tuple(shuffled("ABCD", random)) for _ in range(TURNS))

    assert set(permutations("ABCD")) == set(seen)
    share = TURNS / 24
    spread = (share * 23 / 24) ** 0.5
    assert all(abs(times - share) < 5 * spread for times in seen.values())


def test_every_place_is_as_likely_for_the_first_row() -> None:
    """Also where the rows are many: who came first may stand anywhere."""
    random = drawing(8)
    seen = Counter(shuffled(range(20), random).index(0) for _ in range(TURNS))

    share = TURNS / 20
    assert set(range(20)) == set(seen)
    assert all(abs(times - share) < 5 * share**0.5 for times in seen.values())


def test_a_draw_that_favours_some_is_thrown_away() -> None:
    """Of 256 values the last beyond a multiple of the bound would make the small numbers more likely."""
    draws = iter([b"\xff", b"\xfc", b"\xfb"])
    assert 251 % 6 == below(6, lambda size: next(draws)[:size])
    assert next(draws, None) is None


@pytest.mark.parametrize("bound", [1, 2, 255, 256, 257, 65_537])
def test_a_number_lies_below_its_bound(bound: int) -> None:
    """Also just above what one byte holds."""
    random = drawing(bound)
    assert all(0 <= below(bound, random) < bound for _ in range(200))


def test_nothing_lies_below_nothing() -> None:
    """It says so, rather than to draw for ever."""
    with pytest.raises(ValueError, match="nothing lies below"):
        below(0, drawing(0))
